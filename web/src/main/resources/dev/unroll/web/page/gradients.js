// How far back a loss can teach: norms of its gradient by layer and distance, and what single steps do to it.
import { h, post, number, guarded } from './dom.js';
import { frame } from './text.js';
import { Chart, colour } from './chart.js';
import { picker } from './runs.js';

export function show(view, app) {
  let steps = 100;
  const map = h('div', { className: 'heat', id: 'heat' });
  const chart = new Chart('Norm of ∂L/∂state, by the distance from the last step', { wide: true, log: true });
  const table = h('div', { className: 'scroll' });
  const heat = h('section', { className: 'card' }, h('div', { className: 'head' }, h('h2', {}, 'Gradient through time'),
    h('div', { className: 'scale small soft', id: 'heat-scale' })), map);
  const jacobians = h('section', { className: 'card' }, h('div', { className: 'head' }, h('h2', {}, 'Jacobian of single steps'),
    h('span', { className: 'soft small' }, 'the first bounds what a step can do to a gradient, the second says what many equal steps would')), table);
  const words = 'How much the loss at the last step changes with the states of earlier steps. Where it falls to nothing, the model cannot learn from what is farther back.';

  const look = async (text, signal) => {
    const data = await post('/api/gradients', { run: app.model, text: text ?? '', steps }, signal);
    if (!heat.isConnected) body.append(heat, h('div', { className: 'charts' }, chart.element), jacobians);
    draw(data);
  };
  const slider = h('label', { className: 'field' }, h('span', {}, 'Steps'), h('input', {
    type: 'number', id: 'steps', min: 5, max: 500, value: steps, style: { width: '5.5em' }, onchange: e => { steps = Math.max(1, Number(e.target.value)); run(); },
  }));
  let body, run, leave;
  const model = app.runs.get(app.model);
  if (model && model.task !== 'lm') {
    body = h('div', { className: 'stack' });
    run = guarded(() => look());
    view.append(h('div', { className: 'head' }, h('h1', {}, 'Gradients through time'), picker(app)), h('p', { className: 'soft' }, words), body);
    run();
  } else {
    ({ body, run, leave } = frame(view, app, 'Gradients through time', words, look, { controls: [slider] }));
  }

  function draw(data) {
    const rows = data.gradients;
    const logs = rows.flatMap(r => r.norms.filter(v => v > 0).map(Math.log10));
    const high = Math.ceil(Math.max(...logs));
    const low = Math.max(Math.floor(Math.min(...logs)), high - 12);
    const shade = v => (v > 0 ? Math.max(0, Math.min(1, (Math.log10(v) - low) / (high - low))) : 0);
    document.getElementById('heat-scale').replaceChildren(`1e${low}`, h('i', { className: 'ramp one' }), `1e${high}`);
    map.replaceChildren(...rows.toReversed().map(r => h('div', { className: 'heat-row', role: 'img', 'aria-label': `Layer ${r.layer}, ${r.state}: ${number(r.norms[0])} at the last step, ${number(r.norms.at(-1))} ${r.norms.length - 1} steps before` },
      h('span', { className: 'small' }, `layer ${r.layer} ${r.state}`),
      h('div', { className: 'heat-cells' }, ...r.norms.toReversed().map((v, i) => h('i', {
        title: `${r.norms.length - 1 - i} steps before the last: ${number(v)}`,
        style: { background: `color-mix(in oklab, var(--accent) ${Math.round(100 * shade(v))}%, var(--sunk))` },
      }))))), h('div', { className: 'heat-row small soft' }, h('span', {}), h('div', { className: 'ends' }, h('span', {}, `${data.steps - 1} steps before`), h('span', {}, 'last step'))));
    const x = rows[0].norms.map((_, i) => i);
    chart.draw(x, rows.map((r, i) => ({ label: `layer ${r.layer} ${r.state}`, colour: colour(i), values: r.norms.map(v => (v > 0 ? v : null)) })), 'distance');
    jacobians.hidden = data.jacobians.length === 0;
    table.replaceChildren(h('table', {}, h('thead', {}, h('tr', {}, ...['Layer', 'Step', 'Largest singular value', 'Spectral radius'].map((t, i) => h('th', { className: i > 1 ? 'r' : '' }, t)))),
      h('tbody', {}, ...data.jacobians.map(j => h('tr', {}, h('td', {}, j.layer), h('td', {}, j.step),
        h('td', { className: 'r' }, number(j.largest_singular_value)), h('td', { className: 'r' }, number(j.spectral_radius)))))));
  }
  return () => {
    leave?.();
    chart.destroy();
  };
}
