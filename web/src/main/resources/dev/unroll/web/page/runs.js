// Choosing the run that a view looks at.
import { h } from './dom.js';

/** A label and a list of the runs. */
export function picker(app, fits = () => true) {
  const runs = [...app.runs.values()].filter(fits);
  return h('label', { className: 'field' }, h('span', {}, 'Run'),
    h('select', { id: 'run', onchange: e => app.choose(e.target.value) },
      ...runs.map(r => h('option', { value: r.name, selected: r.name === app.model }, r.name))));
}

export const nothing = words => h('div', { className: 'empty' }, h('p', {}, words));
