// A cell's equations typeset, and the plan that the compiler makes of them, while they are being edited.
import { h, get, post, integer, percent, guarded, settled, recall, remember } from './dom.js';

const micro = seconds => { const us = 1e6 * seconds; return us >= 1000 ? `${(us / 1000).toFixed(2)} ms` : `${us.toPrecision(3)} µs`; };

export function show(view, app) {
  const state = { hidden: 128, input: 128 };
  const area = h('textarea', { id: 'equations', rows: 12, spellcheck: false, 'aria-label': 'Equations', 'aria-describedby': 'problem', oninput: () => { remember('equations', area.value); soon(); } });
  const problem = h('pre', { id: 'problem', className: 'problem', role: 'status', hidden: true });
  const typeset = h('div', { className: 'typeset', id: 'typeset' });
  const counts = h('dl', { className: 'counts' });
  const plan = h('div', { className: 'plan', id: 'plan' });
  const shapes = h('div', { className: 'scroll' });
  const library = h('select', { id: 'library', onchange: () => { area.value = cells.get(library.value) ?? area.value; remember('equations', ''); look(); } });
  const size = (name, label) => h('label', { className: 'field' }, h('span', {}, label), h('input', {
    type: 'number', id: name, min: 1, value: state[name], style: { width: '6em' }, onchange: e => { state[name] = Math.max(1, Number(e.target.value)); look(); },
  }));
  const measure = h('button', { type: 'button', id: 'measure', onclick: () => time() }, 'Measure');
  let cells = new Map();
  let outline = null;

  view.append(
    h('div', { className: 'head' }, h('h1', {}, 'Equations'), h('div', { className: 'controls' },
      size('hidden', 'Hidden units'), size('input', 'Inputs'), h('label', { className: 'field' }, h('span', {}, 'Library'), library))),
    h('p', { className: 'soft' }, 'Upper case is a matrix, juxtaposition multiplies, * is elementwise, a prime is the next state. Edit, and the plan follows.'),
    h('div', { className: 'halves' },
      h('section', { className: 'card stack tight' }, h('h2', {}, 'As text'), area, problem),
      h('section', { className: 'card stack tight' }, h('h2', {}, 'As on a slide'), typeset, counts)),
    h('section', { className: 'card' }, h('div', { className: 'head' }, h('h2', {}, 'Plan'), h('span', { className: 'soft small', id: 'measured', role: 'status' }, 'what runs when, forward and back'),
      h('div', { className: 'controls' }, measure)), plan),
    h('details', { className: 'card' }, h('summary', {}, 'Parameters'), shapes));

  const look = guarded(async () => {
    const answer = await post('/api/cell', { name: library.value || 'cell', text: area.value, ...state });
    problem.hidden = !answer.problem;
    area.setAttribute('aria-invalid', !!answer.problem);
    view.classList.toggle('stale', !!answer.problem);
    if (answer.problem) {
      const line = answer.line ? area.value.split('\n')[answer.line - 1] ?? '' : '';
      problem.textContent = (answer.line ? `line ${answer.line}, column ${answer.column}: ` : '') + answer.problem
        + (answer.line ? `\n    ${line}\n    ${' '.repeat(answer.column - 1)}^` : '') + (answer.remedy ? `\n${answer.remedy}` : '');
      return;
    }
    // MathML that the server made of a parsed cell; nothing in it is the reader's own text unescaped.
    typeset.innerHTML = answer.equations.join('');
    counts.replaceChildren(...[['Parameters', integer(answer.parameters)], ['Operations a step', integer(answer.operations)], ['States', answer.states.join(', ')], ['Stages', answer.plan.forward.length]]
      .flatMap(([k, v]) => [h('div', {}, h('dt', {}, k), h('dd', { className: 'num' }, v))]));
    outline = answer.plan;
    said('what runs when, forward and back');
    draw(outline, null);
    shapes.replaceChildren(h('table', {}, h('tbody', {}, ...answer.shapes.map(s => h('tr', {}, h('td', { className: 'mono' }, s.name), h('td', { className: 'soft num' }, s.matrix ? `${s.rows} × ${s.columns}` : s.rows), h('td', { className: 'r' }, integer(s.rows * s.columns)))))));
  });
  const soon = settled(look, 150);
  const said = text => (document.getElementById('measured').textContent = text);

  const time = guarded(async () => {
    measure.disabled = true;
    said('measuring …');
    const measured = outline;
    try {
      const times = await post('/api/cell-times', { name: library.value || 'cell', text: area.value, ...state });
      if (measured !== outline) return; // edited meanwhile
      said(`${micro(times.all / times.steps / times.batch)} for a step of one sequence, by ${times.steps} steps of ${times.batch} on ${times.threads} thread${times.threads > 1 ? 's' : ''}`);
      draw(outline, times);
    } catch (e) {
      said('');
      throw e;
    } finally {
      measure.disabled = false;
    }
  });

  /** @param t seconds of each part, or null while they are not known */
  function draw(p, t) {
    const share = seconds => t == null ? null : h('span', { className: 'took num', title: `${micro(seconds / t.steps)} a step of ${t.batch} sequences` }, h('i', { style: { width: `${1 + 60 * seconds / t.all}px` } }), percent(seconds / t.all));
    const box = (title, note, stages) => h('div', { className: 'phase' }, h('h3', {}, title), h('p', { className: 'soft small' }, note), ...stages);
    const products = (list, took) => list.length ? h('div', { className: 'box product' }, h('span', { className: 'kind' }, list.length > 1 ? 'products' : 'product'), took, h('div', { className: 'chips' }, ...list.map(t => h('span', { className: 'chip mono' }, t)))) : null;
    const stage = (s, i, times) => h('div', { className: 'stage' }, h('span', { className: 'count' }, `stage ${i + 1}`),
      ...s.reductions.map(r => h('div', { className: 'box' }, h('span', { className: 'kind' }, 'row by row'), h('code', {}, r))),
      products(s.products, times && share(times.products)),
      times && (s.loops.length || s.reductions.length) ? h('div', { className: 'box' }, h('span', { className: 'kind' }, 'elementwise'), share(times.loops)) : null,
      ...s.loops.map(l => h('details', { className: 'box loop', open: i === 0 || s.loops.length < 3 }, h('summary', {}, h('span', { className: 'kind' }, 'fused loop'), ` ${l.lines.length} value${l.lines.length > 1 ? 's' : ''}`), h('pre', {}, l.lines.join('\n')))));
    plan.replaceChildren(
      box('Before the first step', 'once for all steps', [p.hoisted.length ? products(p.hoisted.map(m => `${m} x`), t && share(t.before)) : h('div', { className: 'box soft small' }, 'nothing')]),
      box('Each step forward', 'one after the other', p.forward.map((s, i) => stage(s, i, t?.forward[i]))),
      ...(p.readout ? [box('Output', 'of all steps at once', [t && share(t.readout), stage(p.readout, 0)])] : []),
      box('Each step back', 'from the last to the first', p.backward.map((s, i) => stage(s, i, t?.backward[i]))),
      box('After the last', 'once for all steps', [h('div', { className: 'box product' }, h('span', { className: 'kind' }, 'gradients of the weights'), t && share(t.weights), h('br'), `${p.weights} product${p.weights > 1 ? 's' : ''}`)]));
  }

  guarded(async () => {
    const all = await get('/api/cells');
    cells = new Map(all.cells.map(c => [c.name, c.text]));
    library.replaceChildren(...[...cells.keys()].map(n => h('option', { value: n, selected: n === 'lstm' }, n)));
    area.value = recall('equations', '') || cells.get('lstm');
    await look();
  })();
}
