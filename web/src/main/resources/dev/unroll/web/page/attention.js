// A sentence and its translation: of each piece that was written, how much it looked at each piece that was read.
import { h, post, percent } from './dom.js';
import { frame } from './text.js';

export function show(view, app) {
  const said = h('p', { id: 'translation', 'aria-live': 'polite' });
  const map = h('table', { className: 'looks', id: 'looks' });
  const cards = [h('section', { className: 'card' }, h('h2', {}, 'Translation'), said),
    h('section', { className: 'card scroll' }, h('h2', {}, 'Attention'), map)];
  const { body, leave } = frame(view, app, 'Attention',
    'What a translation looked at: a row for each piece written, a column for each piece read, the darker the more. “</s>” ends a line.',
    async (text, signal) => {
      const data = await post('/api/looks', { run: app.model, text }, signal);
      if (!cards[0].isConnected) body.append(...cards);
      draw(data);
    }, {
      fits: r => r.task === 'translate', writes: false,
      hint: 'one line in the source language, as the training text is written',
    });

  function draw({ text, source, target, weights }) {
    said.textContent = text || '(nothing)';
    map.replaceChildren(
      h('thead', {}, h('tr', {}, h('td', {}), ...source.map(s => h('th', { scope: 'col' }, h('span', {}, s))))),
      h('tbody', {}, ...target.map((t, i) => {
        const most = weights[i].indexOf(Math.max(...weights[i]));
        return h('tr', { 'aria-label': `${t} looks most at ${source[most]}, ${percent(weights[i][most])}` },
          h('th', { scope: 'row' }, t),
          ...weights[i].map((w, j) => h('td', {
            title: `${t} → ${source[j]}: ${percent(w)}`,
            style: { background: `color-mix(in oklab, var(--accent) ${Math.round(100 * w)}%, var(--sunk))` },
          })));
      })));
  }
  return leave;
}
