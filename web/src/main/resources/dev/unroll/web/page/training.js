// Curves of chosen runs, live; progress; stop and resume; how the runs' settings differ.
import { h, get, post, number, integer, percent, duration, guarded, calmly, recall, remember } from './dom.js';
import { Chart, colour } from './chart.js';

const FIRST_CHOICE = 4;

export function show(view, app) {
  if (app.runs.size === 0) {
    view.append(h('div', { className: 'empty' },
      h('h1', {}, 'No runs yet'), h('p', {}, 'Start one, and it appears here by itself:'),
      h('p', {}, h('code', {}, './unroll train lm input.txt'))));
    app.watch(() => location.reload());
    return;
  }
  const state = {
    chosen: new Set(recall('chosen', []).filter(n => app.runs.has(n))),
    x: recall('x', 'step'),
    smooth: recall('smooth', 0.9),
    zoom: null,
  };
  if (state.chosen.size === 0) {
    const all = [...app.runs.values()];
    const running = all.filter(r => r.status === 'running');
    for (const r of running.length ? running : all.slice(-FIRST_CHOICE)) state.chosen.add(r.name);
  }

  const zoom = (from, to) => {
    state.zoom = from == null ? null : [Math.max(0, from), to];
    whole.hidden = !state.zoom;
    load();
  };
  const charts = {
    loss: new Chart('Loss, and validation (dotted)', { wide: true, onzoom: zoom, note: 'drag to zoom, double-click for all' }),
    learning_rate: new Chart('Learning rate', { onzoom: zoom }),
    gradient_norm: new Chart('Norm of the gradient, before clipping', { onzoom: zoom, log: true }),
    speed: new Chart('Speed', { onzoom: zoom, format: v => integer(v) }),
    peak: new Chart('Share of peak', { onzoom: zoom, format: percent }),
  };

  const rows = h('tbody', {});
  const whole = h('button', { type: 'button', hidden: true, onclick: () => zoom(null) }, 'Show all');
  const all = h('label', { className: 'run-name' }, h('input', {
    type: 'checkbox', id: 'choose-all', 'aria-label': 'All runs',
    onchange: e => {
      state.chosen = new Set(e.target.checked ? app.runs.keys() : []);
      remember('chosen', [...state.chosen]);
      table(); load(); compare();
    },
  }), 'Run');
  const differences = h('div', { className: 'scroll' });
  const settings = h('section', { className: 'card' },
    h('div', { className: 'head' }, h('h2', {}, 'Settings'), h('span', { className: 'soft small' }, 'those that differ come first')), differences);

  view.append(
    h('div', { className: 'head' }, h('h1', {}, 'Training'),
      h('div', { className: 'controls' },
        whole,
        h('label', { className: 'field' }, h('span', {}, 'Along'), h('select', {
          id: 'along',
          onchange: e => { state.x = e.target.value; remember('x', state.x); zoom(null); },
        }, h('option', { value: 'step', selected: state.x === 'step' }, 'updates'),
        h('option', { value: 'seconds', selected: state.x === 'seconds' }, 'time'))),
        h('label', { className: 'field' }, h('span', {}, 'Smoothing'), h('input', {
          type: 'range', id: 'smoothing', min: 0, max: 3, step: 0.05, value: -Math.log10(1 - state.smooth),
          oninput: e => { state.smooth = 1 - 10 ** -e.target.value; remember('smooth', state.smooth); load(); },
        })))),
    h('section', { className: 'card scroll tall' }, h('table', { id: 'runs' },
      h('thead', {}, h('tr', {}, h('th', {}, all), ...[[''], ['Cell'], ['Update', 'r'], ['Loss', 'r'], ['Validation', 'r'], ['Best', 'r'], ['Speed', 'r'], ['Peak', 'r'], ['Progress'], ['Left', 'r'], ['']]
        .map(([t, c]) => h('th', { className: c ?? '' }, t)))), rows)),
    h('div', { className: 'charts' }, ...Object.values(charts).map(c => c.element)),
    settings);

  const palette = () => new Map([...app.runs.keys()].filter(n => state.chosen.has(n)).map((n, i) => [n, colour(i)]));

  const act = (run, what) => guarded(async e => {
    e.target.disabled = true;
    try {
      const now = await post(`/api/${what}`, { run: run.name });
      app.runs.set(now.name, now);
    } finally {
      table();
    }
  });

  function table() {
    const colours = palette();
    const held = document.activeElement?.id;
    // What trains now comes first.
    const order = [...app.runs.values()].sort((a, b) => (b.status === 'running') - (a.status === 'running'));
    all.firstChild.checked = state.chosen.size === app.runs.size;
    rows.replaceChildren(...order.map((r, i) => {
      const id = `choose-${i}`;
      const chosen = state.chosen.has(r.name);
      return h('tr', { className: chosen ? 'chosen' : '', 'data-run': r.name },
        h('td', {}, h('label', { className: 'run-name' },
          h('input', {
            type: 'checkbox', id, checked: chosen,
            onchange: e => {
              if (e.target.checked) state.chosen.add(r.name); else state.chosen.delete(r.name);
              remember('chosen', [...state.chosen]);
              table(); load(); compare();
            },
          }), h('i', { className: 'swatch', style: { '--swatch': colours.get(r.name) ?? 'transparent' } }), r.name)),
        h('td', {}, h('span', { className: `status ${r.status}`, title: r.error ?? '' }, r.status)),
        h('td', { className: 'soft' }, r.cell ? `${r.cell} ${r.layers ?? 1} × ${r.hidden}` : r.task ?? ''),
        h('td', { className: 'r', 'data-field': 'step' }, integer(r.step)),
        h('td', { className: 'r', 'data-field': 'loss' }, r.loss == null ? '' : number(r.loss)),
        h('td', { className: 'r' }, r.val_loss == null ? '' : number(r.val_loss)),
        h('td', { className: 'r' }, r.best_val_loss == null ? '' : number(r.best_val_loss)),
        h('td', { className: 'r' }, r.speed == null ? '' : `${integer(r.speed)} ${r.unit}/s`),
        h('td', { className: 'r' }, r.peak_share == null || r.speed == null ? '' : percent(r.peak_share)),
        h('td', {}, r.progress == null ? '' : h('span', { className: 'bar', role: 'progressbar', 'aria-label': `Progress of ${r.name}`, 'aria-valuenow': Math.round(100 * r.progress) },
          h('i', { style: { width: `${100 * r.progress}%` } })), ' ', h('span', { className: 'soft small num' }, percent(r.progress))),
        h('td', { className: 'r soft' }, r.status === 'running' ? duration(r.left) : ''),
        h('td', { className: 'r' }, r.status === 'running'
          ? h('button', { type: 'button', id: `stop-${i}`, 'aria-label': `Stop ${r.name}`, onclick: act(r, 'stop') }, 'Stop')
          : r.status === 'stopped' && r.resumable
            ? h('button', { type: 'button', id: `resume-${i}`, 'aria-label': `Resume ${r.name}`, onclick: act(r, 'resume') }, 'Resume') : ''));
    }));
    if (held) document.getElementById(held)?.focus({ preventScroll: true });
  }

  let loading = null;
  async function load() {
    loading?.abort();
    const mine = (loading = new AbortController());
    const colours = palette();
    const names = [...colours.keys()];
    if (names.length === 0) {
      for (const c of Object.values(charts)) c.draw([0], [], 'step');
      return;
    }
    const rates = [...new Set(names.map(n => app.runs.get(n).unit).filter(Boolean))].map(u => `${u}_per_second`);
    const query = {
      runs: names.join('\n'), x: state.x, smooth: state.smooth,
      points: Math.round(Math.min(1200, Math.max(200, view.clientWidth * 0.8))),
      fields: ['loss', 'val_loss', 'learning_rate', 'gradient_norm', 'peak_share', ...rates].join(','),
    };
    if (state.zoom) [query.from, query.to] = state.zoom;
    let data;
    try {
      data = await get('/api/curves', query, mine.signal);
    } catch (e) {
      if (e.name === 'AbortError') return;
      throw e;
    }
    const several = names.length > 1;
    const lines = (field, label, more = {}) => data.runs.filter(r => r[field]).map(r => ({
      label: several ? `${r.name}${label ? ' ' + label : ''}` : label || r.name,
      colour: colours.get(r.name), values: r[field].mean, ...more,
    }));
    const loss = data.runs.filter(r => r.loss).flatMap(r => [{
      label: several ? r.name : 'training', colour: colours.get(r.name), values: r.loss.mean,
      ...(several ? {} : { low: r.loss.low, high: r.loss.high }),
    }]);
    charts.loss.draw(data.x, [...loss, ...lines('val_loss', 'validation', { points: true, dash: [2, 4] })], state.x);
    charts.learning_rate.draw(data.x, lines('learning_rate', ''), state.x);
    charts.gradient_norm.draw(data.x, [...lines('gradient_norm', ''), ...data.runs.filter(r => r.clip).map(r => ({
      id: `limit ${r.name}`, label: `${several ? r.name + ' ' : ''}limit, ${percent(r.clip.share)} of these updates cut`,
      colour: colours.get(r.name), values: data.x.map(() => r.clip.limit), dash: [6, 5], width: 1,
    }))], state.x);
    charts.speed.draw(data.x, rates.flatMap(r => lines(r, r.replace('_per_second', '/s'))), state.x);
    charts.peak.draw(data.x, lines('peak_share', ''), state.x);
  }

  async function compare() {
    const names = [...palette().keys()];
    const configs = await Promise.all(names.map(n => get('/api/config', { run: n }).then(flat, () => new Map())));
    const keys = [...new Set(configs.flatMap(c => [...c.keys()]))].filter(k => !/^(format_version|needs_unroll|model\.equations)$/.test(k));
    const differs = k => new Set(configs.map(c => c.get(k) ?? '')).size > 1;
    keys.sort((a, b) => differs(b) - differs(a));
    settings.hidden = names.length === 0;
    differences.replaceChildren(h('table', {},
      h('thead', {}, h('tr', {}, h('th', {}), ...names.map(n => h('th', {}, n)))),
      h('tbody', {}, ...keys.map(k => h('tr', { className: differs(k) ? 'chosen' : '' },
        h('th', { scope: 'row' }, k), ...configs.map(c => h('td', { className: 'num' }, short(c.get(k)))))))));
  }

  const soon = calmly(guarded(load), 1000);
  app.watch((run, isNew) => {
    if (isNew && run.status === 'running') state.chosen.add(run.name);
    table();
    if (state.chosen.has(run.name)) soon();
  });
  table();
  guarded(load)();
  guarded(compare)();
  return () => {
    loading?.abort();
    for (const c of Object.values(charts)) c.destroy();
  };
}

const short = v => (v == null ? '' : v.length > 40 ? v.slice(0, 39) + '…' : v);

/** Nested settings as dotted names. */
function flat(object, prefix = '', into = new Map()) {
  for (const [key, value] of Object.entries(object)) {
    if (value && typeof value === 'object' && !Array.isArray(value)) flat(value, `${prefix}${key}.`, into);
    else into.set(prefix + key, Array.isArray(value) ? value.join(', ') : String(value));
  }
  return into;
}
