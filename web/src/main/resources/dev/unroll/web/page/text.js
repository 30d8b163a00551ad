// A text that a model reads: pasted by the reader, or written by the model itself; and a text coloured character by character.
import { h, post, guarded, settled, recall, remember } from './dom.js';
import { picker, nothing } from './runs.js';

const WRITTEN = 1500;

/**
 * A view's frame for one language model: title, choice of run, and the text it looks at. `look(text, signal)` is called whenever
 * there is something new to look at; its signal says when nobody waits for that any more.
 * `options`: the runs that it fits, controls, whether a text is needed now, whether the model can write one, what to paste.
 */
export function frame(view, app, title, words, look, options = {}) {
  const { fits = r => r.task === 'lm', controls = [], needsText = () => true, writes = true, hint = 'or paste your own, of characters the model knows' } = options;
  const body = h('div', { className: 'stack' });
  const area = h('textarea', {
    id: 'text', rows: 4, spellcheck: false, 'aria-label': 'Text to read', value: recall(`text ${app.model}`, ''),
    oninput: () => { remember(`text ${app.model}`, area.value); soon(); },
  });
  let working = null;
  const doing = work => guarded(async () => {
    working?.abort();
    const mine = (working = new AbortController());
    body.setAttribute('aria-busy', 'true');
    try {
      await work(mine.signal);
    } finally {
      if (working === mine) body.removeAttribute('aria-busy');
    }
  });
  const run = doing(signal => (area.value || !needsText()) && look(area.value, signal));
  const soon = settled(run, 350);
  const write = doing(async signal => {
    const { text } = await post('/api/write', { run: app.model, length: WRITTEN, temperature: 0.7 }, signal);
    area.value = text;
    await look(text, signal);
  });
  view.append(
    h('div', { className: 'head' }, h('h1', {}, title), h('div', { className: 'controls' }, ...controls, picker(app, fits))),
    h('p', { className: 'soft' }, words), body);
  const model = app.runs.get(app.model);
  if (!model || !fits(model)) {
    body.append(nothing('Choose a run of a model that reads text: this view looks into it.'));
    return { body, area, run: () => {}, refresh: () => {}, leave: () => {} };
  }
  const card = h('details', { className: 'card', open: true },
    h('summary', {}, 'Text'), h('div', { className: 'stack tight' }, area,
      h('div', { className: 'controls' },
        writes && h('button', { type: 'button', id: 'write', onclick: () => { remember(`text ${app.model}`, ''); write(); } }, 'Let the model write one'),
        h('span', { className: 'soft small' }, hint))));
  body.append(card);
  const refresh = () => (card.hidden = !needsText());
  refresh();
  // Not before the view has got what is returned here.
  queueMicrotask(area.value || !needsText() || !writes ? run : write);
  return { body, area, run, refresh, leave: () => working?.abort() };
}

/** Characters as elements, so that each can be coloured; line ends are shown and break. */
export function letters(characters) {
  return characters.map((c, t) => h('span', { className: 'c', 'data-t': t }, c.replaceAll('\n', '↵\n')));
}

/** Blue to paper to red, as strong as |v| up to 1. */
export const diverging = v => {
  const strength = Math.round(Math.min(1, Math.abs(v)) * 85);
  return `color-mix(in oklab, var(${v < 0 ? '--cold' : '--warm'}) ${strength}%, transparent)`;
};
