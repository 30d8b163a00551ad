// What the model wrote as it learned: at first, train more, train more.
import { h, get, integer, guarded } from './dom.js';
import { picker, nothing } from './runs.js';

export function show(view, app) {
  const body = h('div', { className: 'stack' });
  view.append(h('div', { className: 'head' }, h('h1', {}, 'Samples over time'), h('div', { className: 'controls' }, picker(app))), body);
  if (!app.model) return void body.append(nothing('There is no run to look at yet.'));
  let samples = [];
  let at = -1;

  const text = h('div', { className: 'paper', id: 'sample', tabIndex: 0, role: 'region', 'aria-live': 'polite', 'aria-label': 'Sample' });
  const where = h('span', { className: 'num', id: 'sample-step' });
  const slider = h('input', { type: 'range', id: 'sample-slider', min: 0, 'aria-label': 'Sample, from the first to the last', oninput: e => turn(Number(e.target.value)) });
  const moments = h('div', { className: 'moments' });
  const card = h('section', { className: 'card stack' },
    h('div', { className: 'slider' }, h('span', { className: 'soft small' }, 'at first'), slider, where), text);
  const overview = h('section', { className: 'stack' }, h('h2', {}, 'At first, train more, train more'), moments);

  function turn(i) {
    at = Math.max(0, Math.min(samples.length - 1, i));
    slider.value = at;
    const sample = samples[at];
    where.textContent = `update ${integer(sample.step)}`;
    slider.setAttribute('aria-valuetext', where.textContent);
    text.textContent = sample.text;
  }

  const load = guarded(async () => {
    const was = samples.length;
    ({ samples } = await get('/api/samples', { run: app.model }));
    if (samples.length === 0) return void body.replaceChildren(nothing('No samples yet: one is written with every validation.'));
    if (!card.isConnected) body.replaceChildren(card, overview);
    const picked = [0, 0.1, 0.3, 1].map(f => samples[Math.round(f * (samples.length - 1))]);
    moments.replaceChildren(...[...new Set(picked)].map(s => h('article', { className: 'card' },
      h('h3', { className: 'num' }, `update ${integer(s.step)}`), h('div', { className: 'paper small' }, s.text))));
    slider.max = samples.length - 1;
    if (at < 0 || at === was - 1) turn(samples.length - 1);
  });
  let seen;
  app.watch(run => {
    if (run.name !== app.model || run.val_loss === seen) return;
    seen = run.val_loss;
    load();
  });
  load();
}
