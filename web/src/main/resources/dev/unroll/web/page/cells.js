// What single hidden units do: a text coloured by one of them, units that track something, how saturated the gates are.
import { h, post, guarded } from './dom.js';
import { frame, letters, diverging } from './text.js';
import { colour } from './chart.js';

export function show(view, app) {
  let data = null;
  let chosen = null;
  const paper = h('div', { className: 'paper', id: 'cell-text', role: 'img' });
  const which = h('h2', { id: 'cell-unit' });
  const scale = h('div', { className: 'scale small soft' }, '−1', h('i', { className: 'ramp' }), '+1');
  const value = h('span', { className: 'small soft num', id: 'cell-value' });
  const layer = h('select', { id: 'layer', onchange: () => pick(Number(layer.value), chosen.unit) });
  const unit = h('input', { id: 'unit', type: 'number', min: 0, style: { width: '5.5em' }, onchange: () => pick(Number(layer.value), Number(unit.value)) });
  const ranks = h('div', { className: 'ranks' });
  const gates = h('div', { className: 'gates' });
  const text = h('section', { className: 'card stack tight' },
    h('div', { className: 'head' }, which, h('div', { className: 'controls' }, value, scale,
      h('label', { className: 'field' }, h('span', {}, 'Layer'), layer), h('label', { className: 'field' }, h('span', {}, 'Unit'), unit))),
    paper);
  const side = h('section', { className: 'card' }, h('div', { className: 'head' }, h('h2', {}, 'Units that track something')),
    h('p', { className: 'soft small' }, 'by correlation with what is said over the text; choose one to see it'), ranks);
  const below = h('section', { className: 'card', hidden: true }, h('div', { className: 'head' }, h('h2', {}, 'Saturation of the gates'),
    h('span', { className: 'soft small' }, 'a point for each unit: share of time above 0.9 (open) against below 0.1 (shut)')), gates);

  const { body, leave } = frame(view, app, 'Cells',
    'Each character is coloured by one unit after it was read: red is +1, blue is −1. After Karpathy, Johnson and Fei-Fei (2015).',
    async (input, signal) => {
      data = { input, ...await post('/api/units', { run: app.model, text: input }, signal) };
      if (!text.isConnected) body.append(h('div', { className: 'split' }, text, side), below);
      paper.replaceChildren(...letters(data.characters));
      layer.replaceChildren(...Array.from({ length: data.layers }, (_, l) => h('option', { value: l }, l + 1)));
      unit.max = data.hidden - 1;
      list();
      const first = data.features.flatMap(f => f.units.slice(0, 1)).sort((a, b) => Math.abs(b.score) - Math.abs(a.score))[0];
      await pick(chosen?.layer ?? first?.layer ?? 0, chosen?.unit ?? first?.unit ?? 0);
      scatter((await post('/api/gates', { run: app.model, text: input }, signal)).gates);
    });

  paper.addEventListener('pointermove', e => {
    const t = e.target.dataset?.t;
    value.textContent = t != null && chosen ? `${data.shown} = ${chosen.values[t].toFixed(2)}` : '';
  });

  const pick = guarded(async (l, u) => {
    const { values } = await post('/api/unit', { run: app.model, text: data.input, layer: l, unit: u });
    chosen = { layer: l, unit: u, values };
    layer.value = l;
    unit.value = u;
    which.textContent = `Layer ${l + 1}, unit ${u}`;
    paper.setAttribute('aria-label', `The text, coloured by unit ${u} of layer ${l + 1}`);
    const spans = paper.children;
    for (let t = 0; t < values.length; t++) spans[t].style.background = diverging(values[t]);
    for (const b of ranks.querySelectorAll('button')) b.setAttribute('aria-pressed', b.dataset.unit === `${l}/${u}`);
  });

  function list() {
    ranks.replaceChildren(...data.features.filter(f => f.units.length).map(f => h('div', {},
      h('h3', {}, f.description),
      h('div', { className: 'chips' }, ...f.units.slice(0, 5).map(u => h('button', {
        type: 'button', className: 'chip num', 'data-unit': `${u.layer}/${u.unit}`, 'data-feature': f.name,
        title: `layer ${u.layer + 1}, unit ${u.unit}: correlation ${u.score.toFixed(3)}`, onclick: () => pick(u.layer, u.unit),
      }, `${u.layer + 1}·${u.unit} `, h('b', {}, u.score.toFixed(2))))))));
  }

  function scatter(all) {
    below.hidden = all.length === 0;
    const names = [...new Set(all.map(g => g.gate))];
    gates.replaceChildren(...names.map(name => {
      const own = all.filter(g => g.gate === name);
      return h('figure', {}, plot(own), h('figcaption', {}, h('b', {}, name), ' ',
        ...own.map(g => h('span', { className: 'small soft' }, h('i', { className: 'dot', style: { '--swatch': colour(g.layer) } }), ` layer ${g.layer + 1} `))));
    }));
  }
  return leave;
}

const SVG = 'http://www.w3.org/2000/svg';

function plot(own) {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', '-8 -4 116 112');
  svg.setAttribute('role', 'img');
  svg.setAttribute('aria-label', `Saturation of gate ${own[0].gate}`);
  const add = (name, attributes) => {
    const e = document.createElementNS(SVG, name);
    for (const [k, v] of Object.entries(attributes)) e.setAttribute(k, v);
    svg.append(e);
  };
  add('path', { d: 'M0 0V100H100', class: 'axis' });
  add('path', { d: 'M0 0L100 100', class: 'axis dashed' });
  for (const g of own) {
    for (let i = 0; i < g.left.length; i++) add('circle', { cx: 100 * g.right[i], cy: 100 - 100 * g.left[i], r: 1.3, fill: colour(g.layer), 'fill-opacity': 0.6 });
  }
  return svg;
}
