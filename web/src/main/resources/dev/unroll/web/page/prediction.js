// What the model expected at each place, and what it expects next: type along.
import { h, post, percent } from './dom.js';
import { frame, letters } from './text.js';

const visible = c => (c === '\n' ? '↵' : c === ' ' ? '␣' : c === '\t' ? '⇥' : c);

export function show(view, app) {
  let places = [];
  let temperature = 1;
  let at = null;
  const paper = h('div', { className: 'paper', id: 'surprise', tabIndex: 0, role: 'group', 'aria-label': 'The text, coloured by surprise; arrow keys move' });
  const top = h('div', { className: 'bars', id: 'alternatives', 'aria-live': 'polite' });
  const where = h('h2', {});
  const said = h('p', { className: 'soft small num' });
  const shown = h('output', { className: 'num' }, '1.00');
  const mean = h('span', { className: 'small soft num', id: 'mean' });
  const slider = h('label', { className: 'field' }, h('span', {}, 'Temperature'), h('input', {
    type: 'range', id: 'temperature', min: -1, max: 0.7, step: 0.01, value: 0,
    oninput: e => { temperature = 10 ** e.target.value; shown.textContent = temperature.toFixed(2); run(); },
  }), shown);

  const { body, area, run, leave } = frame(view, app, 'Prediction',
    'The darker a character, the less it was expected. Point at one to see what else might have come; type above, and see what comes next.',
    async (text, signal) => {
      ({ places } = await post('/api/expected', { run: app.model, text, temperature }, signal));
      if (!paper.isConnected) body.append(h('div', { className: 'split' },
        h('section', { className: 'card stack tight' }, h('div', { className: 'head' }, h('h2', {}, 'Surprise'), mean), paper),
        h('section', { className: 'card stack tight sticky' }, where, top, said)));
      const spans = letters(places.slice(0, -1).map(p => p.character));
      spans.forEach((s, t) => (s.style.background = `color-mix(in oklab, var(--warm) ${Math.round(Math.min(1, places[t].surprise / 6) * 85)}%, transparent)`));
      const end = h('span', { className: 'c next', 'data-t': places.length - 1, title: 'what comes next' }, ' ');
      paper.replaceChildren(...spans, end);
      const total = places.slice(0, -1).reduce((sum, p) => sum + p.surprise, 0);
      mean.textContent = `${(total / (places.length - 1) / Math.LN2).toFixed(3)} bits a character`;
      point(places.length - 1);
    }, { controls: [slider] });

  function point(t) {
    if (t == null || !places[t]) return;
    paper.children[at]?.classList.remove('at');
    at = t;
    paper.children[t].classList.add('at');
    const p = places[t];
    const last = t === places.length - 1;
    where.textContent = last ? 'What comes next' : `In place of “${visible(p.character)}”`;
    top.replaceChildren(...p.top.map((c, i) => h('button', {
      type: 'button', className: 'bar-row' + (c === p.character ? ' hit' : ''), disabled: !last,
      'aria-label': `${visible(c)}, ${percent(p.p[i])}`, title: last ? 'go on with it' : '',
      onclick: () => { area.value += c; area.dispatchEvent(new Event('input')); },
    }, h('span', { className: 'mono' }, visible(c)), h('i', {}, h('b', { style: { width: `${100 * p.p[i]}%` } })), h('span', { className: 'num' }, `${(100 * p.p[i]).toFixed(1)} %`))));
    said.textContent = last ? 'Choose one to go on with it.' : `It had ${(100 * Math.exp(-p.surprise)).toPrecision(2)} % at temperature 1: a surprise of ${(p.surprise / Math.LN2).toFixed(2)} bits.`;
  }
  paper.addEventListener('pointerover', e => e.target.dataset?.t != null && point(Number(e.target.dataset.t)));
  paper.addEventListener('keydown', e => {
    const move = { ArrowLeft: -1, ArrowRight: 1, Home: -Infinity, End: Infinity }[e.key];
    if (!move) return;
    e.preventDefault();
    point(Math.max(0, Math.min(places.length - 1, at + move)));
  });
  return leave;
}
