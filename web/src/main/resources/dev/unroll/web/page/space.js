// States in a plane: a point for each character that was read.
import { h, lines, number, guarded } from './dom.js';
import { frame } from './text.js';
import { colour } from './chart.js';

const KINDS = [
  ['vowel', c => /[aeiouyAEIOUYäöüÄÖÜ]/.test(c)], ['consonant', c => /\p{L}/u.test(c)], ['digit', c => /\p{N}/u.test(c)],
  ['space', c => c === ' ' || c === '\t'], ['line end', c => c === '\n'], ['bracket', c => /[()[\]{}<>]/.test(c)], ['other', () => true],
];
const kind = c => KINDS.findIndex(k => k[1](c));
const visible = c => (c === '\n' ? '↵' : c === ' ' ? '␣' : c === '\t' ? '⇥' : c);

export function show(view, app) {
  const canvas = h('canvas', { id: 'space', className: 'space', role: 'img', 'aria-label': 'States in a plane' });
  const progress = h('progress', { id: 'space-progress', max: 1, value: 0, 'aria-label': 'Progress' });
  const said = h('span', { className: 'small soft num', id: 'space-said' });
  const tip = h('div', { className: 'tip', hidden: true });
  const legend = h('div', { className: 'legend' }, ...KINDS.map(([name], i) => h('span', {}, h('i', { className: 'dot', style: { '--swatch': colour(i) } }), name)));
  const options = { tsne: true, perplexity: 30, layer: (app.runs.get(app.model)?.layers ?? 1) - 1 };
  const method = h('label', { className: 'field' }, h('span', {}, 'By'), h('select', { id: 'method', onchange: e => { options.tsne = e.target.value === 'tsne'; run(); } },
    h('option', { value: 'tsne' }, 't-SNE'), h('option', { value: 'pca' }, 'principal components')));
  const perplexity = h('label', { className: 'field' }, h('span', {}, 'Perplexity'), h('input', { type: 'number', min: 2, max: 100, value: 30, style: { width: '5em' }, onchange: e => { options.perplexity = Number(e.target.value); run(); } }));
  const layer = h('label', { className: 'field' }, h('span', {}, 'Layer'), h('select', { onchange: e => { options.layer = Number(e.target.value); run(); } },
    ...Array.from({ length: app.runs.get(app.model)?.layers ?? 1 }, (_, l) => h('option', { value: l, selected: l === options.layer }, l + 1))));
  const card = h('section', { className: 'card stack tight' }, h('div', { className: 'head' }, legend, h('div', { className: 'controls' }, said, progress)), h('div', { className: 'chart' }, canvas, tip));
  let characters = [];
  let places = [];

  const { body, run, leave } = frame(view, app, 'Space', 'A point for each character of the text: the layer’s units after it was read. Near points are states alike.', async (text, signal) => {
    if (!card.isConnected) body.append(card);
    for await (const line of lines('/api/space', { run: app.model, text, ...options }, signal)) {
      characters = line.characters ?? characters;
      places = line.places;
      progress.value = line.progress;
      progress.hidden = line.progress >= 1;
      said.textContent = line.divergence == null ? `${characters.length} states` : `${characters.length} states, divergence ${number(line.divergence, 2)}`;
      draw();
    }
  }, [layer, method, perplexity]);

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
    spots.forEach(([x, y], i) => {
      g.fillStyle = colour(kind(characters[i]));
      g.globalAlpha = 0.8;
      if (characters.length <= 2500) g.fillText(visible(characters[i]), x, y);
      else g.fillRect(x - 1.5, y - 1.5, 3, 3);
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
    tip.replaceChildren(characters.slice(Math.max(0, best - 24), best).map(visible).join(''), h('b', {}, visible(characters[best])));
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
