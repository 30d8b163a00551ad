// Vectors in a plane: a point for each character that was read, each symbol or word that the model knows, or each text.
import { h, lines, number } from './dom.js';
import { frame } from './text.js';
import { colour } from './chart.js';

const KINDS = [
  ['vowel', c => /[aeiouyAEIOUYäöüÄÖÜ]/.test(c)], ['consonant', c => /\p{L}/u.test(c)], ['digit', c => /\p{N}/u.test(c)],
  ['space', c => c === ' ' || c === '\t'], ['line end', c => c === '\n'], ['bracket', c => /[()[\]{}<>]/.test(c)], ['other', () => true],
];
const kind = c => KINDS.findIndex(k => k[1](c));
const visible = c => (c === '\n' ? '↵' : c === ' ' ? '␣' : c === '\t' ? '⇥' : c);

/** What can be laid out of the models of each task: [name, label, what a point is]. */
const SYMBOLS = ['symbols', 'characters the model knows', 'symbols'];
const OF = {
  lm: [['states', 'states along a text', 'states'], SYMBOLS],
  gpt: [SYMBOLS],
  nplm: [SYMBOLS],
  classify: [['texts', 'texts, by label', 'texts'], ['words', 'words the model knows', 'words']],
};
const fits = run => run.task in OF;
const MOST_NAMES = 2500;
const LONGEST_NAME = 24;

export function show(view, app) {
  const model = app.runs.get(app.model);
  const choices = OF[model?.task] ?? [];
  const canvas = h('canvas', { id: 'space', className: 'space', role: 'img', 'aria-label': 'Vectors in a plane' });
  const progress = h('progress', { id: 'space-progress', max: 1, value: 0, 'aria-label': 'Progress' });
  const said = h('span', { className: 'small soft num', id: 'space-said' });
  const tip = h('div', { className: 'tip', hidden: true });
  const legend = h('div', { className: 'legend', id: 'space-legend' });
  const layers = model?.layers ?? 1;
  const options = { of: choices[0]?.[0], tsne: true, perplexity: 30, layer: layers - 1 };
  const of = h('label', { className: 'field' }, h('span', {}, 'Of'), h('select', { id: 'of', onchange: e => { options.of = e.target.value; refresh(); run(); } },
    ...choices.map(([name, label]) => h('option', { value: name }, label))));
  const method = h('label', { className: 'field' }, h('span', {}, 'By'), h('select', { id: 'method', onchange: e => { options.tsne = e.target.value === 'tsne'; run(); } },
    h('option', { value: 'tsne' }, 't-SNE'), h('option', { value: 'pca' }, 'principal components')));
  const perplexity = h('label', { className: 'field' }, h('span', {}, 'Perplexity'), h('input', { type: 'number', min: 2, max: 100, value: 30, style: { width: '5em' }, onchange: e => { options.perplexity = Number(e.target.value); run(); } }));
  const layer = h('label', { className: 'field' }, h('span', {}, 'Layer'), h('select', { onchange: e => { options.layer = Number(e.target.value); run(); } },
    ...Array.from({ length: layers }, (_, l) => h('option', { value: l, selected: l === options.layer }, l + 1))));
  const card = h('section', { className: 'card stack tight' }, h('div', { className: 'head' }, legend, h('div', { className: 'controls' }, said, progress)), h('div', { className: 'chart' }, canvas, tip));
  let names = [];
  let groups = [];
  let labels = [];
  let places = [];

  const { body, run, refresh, leave } = frame(view, app, 'Space', 'Near points are alike to the model. Of a text: the layer’s units after each character.', async (text, signal) => {
    if (!card.isConnected) body.append(card);
    layer.hidden = options.of !== 'states';
    const points = choices.find(c => c[0] === options.of)[2];
    for await (const line of lines('/api/space', { run: app.model, text, ...options }, signal)) {
      if (line.names) {
        ({ names, groups, labels } = line);
        explain();
      }
      places = line.places;
      progress.value = line.progress;
      progress.hidden = line.progress >= 1;
      said.textContent = line.divergence == null ? `${names.length} ${points}` : `${names.length} ${points}, divergence ${number(line.divergence, 2)}`;
      draw();
    }
  }, {
    fits, controls: [of, layer, method, perplexity], needsText: () => ['states', 'texts'].includes(options.of), writes: model?.task === 'lm',
    hint: model?.task === 'classify' ? 'one text a line; a label and a tab before it, or the model’s answer colours it' : undefined,
  });

  const group = i => (groups.length ? groups[i] : kind(names[i]));
  function explain() {
    const all = groups.length ? labels : KINDS.map(k => k[0]);
    legend.replaceChildren(...all.map((name, i) => h('span', {}, h('i', { className: 'dot', style: { '--swatch': colour(i) } }), name)));
  }

  let spots = [];
  function draw() {
    const width = canvas.clientWidth;
    const height = canvas.clientHeight;
    const dpr = devicePixelRatio;
    canvas.width = width * dpr;
    canvas.height = height * dpr;
    const g = canvas.getContext('2d');
    g.scale(dpr, dpr);
    const xs = places.filter((_, i) => i % 2 === 0);
    const ys = places.filter((_, i) => i % 2 === 1);
    const [x0, x1, y0, y1] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
    const scale = Math.min((width - 30) / (x1 - x0 || 1), (height - 30) / (y1 - y0 || 1));
    g.font = '12px ui-monospace, monospace';
    g.textAlign = 'center';
    g.textBaseline = 'middle';
    spots = xs.map((x, i) => [width / 2 + (x - (x0 + x1) / 2) * scale, height / 2 - (ys[i] - (y0 + y1) / 2) * scale]);
    const asNames = names.length <= MOST_NAMES && options.of !== 'texts';
    spots.forEach(([x, y], i) => {
      g.fillStyle = colour(group(i));
      g.globalAlpha = 0.8;
      if (asNames) g.fillText(visible(names[i]), x, y);
      else g.fillRect(x - 2, y - 2, 4, 4);
    });
  }
  canvas.addEventListener('pointermove', e => {
    let best = -1;
    let least = 200;
    spots.forEach(([x, y], i) => {
      const d = (x - e.offsetX) ** 2 + (y - e.offsetY) ** 2;
      if (d < least) [least, best] = [d, i];
    });
    tip.hidden = best < 0;
    if (best < 0) return;
    const before = options.of === 'states' ? names.slice(Math.max(0, best - LONGEST_NAME), best).map(visible).join('') : '';
    tip.replaceChildren(before, h('b', {}, options.of === 'states' ? visible(names[best]) : names[best]), groups.length ? ` ${labels[groups[best]]}` : '');
    tip.style.left = `${Math.min(spots[best][0] + 10, canvas.clientWidth - 230)}px`;
    tip.style.top = `${spots[best][1] + 10}px`;
  });
  canvas.addEventListener('pointerleave', () => (tip.hidden = true));
  const resize = () => places.length && draw();
  addEventListener('resize', resize);
  return () => {
    leave();
    removeEventListener('resize', resize);
  };
}
