// A cell's equations typeset, and the plan that the compiler makes of them, while they are being edited.
import { h, get, post, integer, guarded, settled, recall, remember } from './dom.js';

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
  let cells = new Map();

  view.append(
    h('div', { className: 'head' }, h('h1', {}, 'Equations'), h('div', { className: 'controls' },
      size('hidden', 'Hidden units'), size('input', 'Inputs'), h('label', { className: 'field' }, h('span', {}, 'Library'), library))),
    h('p', { className: 'soft' }, 'Upper case is a matrix, juxtaposition multiplies, * is elementwise, a prime is the next state. Edit, and the plan follows.'),
    h('div', { className: 'halves' },
      h('section', { className: 'card stack tight' }, h('h2', {}, 'As text'), area, problem),
      h('section', { className: 'card stack tight' }, h('h2', {}, 'As on a slide'), typeset, counts)),
    h('section', { className: 'card' }, h('div', { className: 'head' }, h('h2', {}, 'Plan'), h('span', { className: 'soft small' }, 'what runs when, forward and back')), plan),
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
    draw(answer.plan);
    shapes.replaceChildren(h('table', {}, h('tbody', {}, ...answer.shapes.map(s => h('tr', {}, h('td', { className: 'mono' }, s.name), h('td', { className: 'soft num' }, s.matrix ? `${s.rows} × ${s.columns}` : s.rows), h('td', { className: 'r' }, integer(s.rows * s.columns)))))));
  });
  const soon = settled(look, 150);

  function draw(p) {
    const box = (title, note, stages) => h('div', { className: 'phase' }, h('h3', {}, title), h('p', { className: 'soft small' }, note), ...stages);
    const products = list => list.length ? h('div', { className: 'box product' }, h('span', { className: 'kind' }, list.length > 1 ? 'products' : 'product'), h('div', { className: 'chips' }, ...list.map(t => h('span', { className: 'chip mono' }, t)))) : null;
    const stage = (s, i) => h('div', { className: 'stage' }, h('span', { className: 'count' }, `stage ${i + 1}`),
      ...s.reductions.map(r => h('div', { className: 'box' }, h('span', { className: 'kind' }, 'row by row'), h('code', {}, r))),
      products(s.products),
      ...s.loops.map(l => h('details', { className: 'box loop', open: i === 0 || s.loops.length < 3 }, h('summary', {}, h('span', { className: 'kind' }, 'fused loop'), ` ${l.lines.length} value${l.lines.length > 1 ? 's' : ''}`), h('pre', {}, l.lines.join('\n')))));
    plan.replaceChildren(
      box('Before the first step', 'once for all steps', [p.hoisted.length ? products(p.hoisted.map(m => `${m} x`)) : h('div', { className: 'box soft small' }, 'nothing')]),
      box('Each step forward', 'one after the other', p.forward.map(stage)),
      ...(p.readout ? [box('Output', 'of all steps at once', [stage(p.readout, 0)])] : []),
      box('Each step back', 'from the last to the first', p.backward.map(stage)),
      box('After the last', 'once for all steps', [h('div', { className: 'box product' }, h('span', { className: 'kind' }, 'gradients of the weights'), h('br'), `${p.weights} product${p.weights > 1 ? 's' : ''}`)]));
  }

  guarded(async () => {
    const all = await get('/api/cells');
    cells = new Map(all.cells.map(c => [c.name, c.text]));
    library.replaceChildren(...[...cells.keys()].map(n => h('option', { value: n, selected: n === 'lstm' }, n)));
    area.value = recall('equations', '') || cells.get('lstm');
    await look();
  })();
}
