// The frame of the page: which view is shown, and what is known of the runs, kept up to date by the server.
import { h, get, recall, remember, toast } from './dom.js';
import * as training from './training.js';
import * as samples from './samples.js';
import * as cells from './cells.js';
import * as prediction from './prediction.js';
import * as attention from './attention.js';
import * as gradients from './gradients.js';
import * as equations from './equations.js';
import * as space from './space.js';

const VIEWS = [
  ['training', 'Training', training],
  ['samples', 'Samples', samples],
  ['cells', 'Cells', cells],
  ['prediction', 'Prediction', prediction],
  ['attention', 'Attention', attention],
  ['gradients', 'Gradients', gradients],
  ['equations', 'Equations', equations],
  ['space', 'Space', space],
];

/** What all views share. */
const app = {
  runs: new Map(),
  /** The run that views of one model look at. */
  model: recall('model', ''),
  listeners: new Set(),
  /** Calls on every change of the runs, while the view is shown. */
  watch(listener) {
    this.listeners.add(listener);
  },
  choose(name) {
    this.model = name;
    remember('model', name);
    location.hash = `#/${current}/${encodeURIComponent(name)}`;
  },
};

let current = '';
let leave = null;

const nav = document.getElementById('nav');
const view = document.getElementById('view');

function route() {
  const [, wanted, run] = location.hash.split('/');
  const [name, title, module] = VIEWS.find(v => v[0] === wanted) ?? VIEWS[0];
  const changed = name !== current;
  current = name;
  if (run) app.model = decodeURIComponent(run);
  if (!app.runs.has(app.model)) app.model = newest()?.name ?? '';
  nav.replaceChildren(...VIEWS.map(([id, label]) => h('a', {
    href: `#/${id}${id === 'training' || id === 'equations' || !app.model ? '' : '/' + encodeURIComponent(app.model)}`,
    'aria-current': id === name ? 'page' : null,
  }, label)));
  document.title = `${title} · Unroll`;
  leave?.();
  app.listeners.clear();
  view.replaceChildren();
  leave = module.show(view, app) ?? null;
  if (changed && document.activeElement !== document.body) view.focus({ preventScroll: true });
}

/** A run that trains, or else the last one. */
function newest() {
  const all = [...app.runs.values()].filter(r => r.status !== 'damaged');
  return all.find(r => r.status === 'running') ?? all.at(-1);
}

const connection = document.getElementById('connection');

function listen() {
  const source = new EventSource('/api/live');
  source.addEventListener('open', () => (connection.textContent = ''));
  source.addEventListener('run', e => {
    const run = JSON.parse(e.data);
    const known = app.runs.has(run.name);
    app.runs.set(run.name, run);
    for (const listener of app.listeners) listener(run, !known);
  });
  source.addEventListener('gone', reload);
  source.addEventListener('error', () => (connection.textContent = 'server is away'));
}

async function reload() {
  const { runs } = await get('/api/runs');
  app.runs = new Map(runs.map(r => [r.name, r]));
  route();
}

const THEMES = { auto: '◐ auto', light: '○ light', dark: '● dark' };
const theme = document.getElementById('theme');

function setTheme(name) {
  remember('theme', name);
  if (name === 'auto') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = name;
  theme.textContent = THEMES[name];
  theme.setAttribute('aria-label', `Colours: ${name}`);
}

setTheme(recall('theme', 'auto'));
theme.addEventListener('click', () => {
  const names = Object.keys(THEMES);
  setTheme(names[(names.indexOf(recall('theme', 'auto')) + 1) % names.length]);
  route();
});
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', route);
addEventListener('hashchange', route);
reload().then(listen, e => toast(e.message));
