// A line chart over uPlot: the page's colours, what lies between least and greatest as a band, values under the pointer.
import { h, number, integer, duration } from './dom.js';

/* global uPlot */

// Told apart by people who see colours differently too (after Okabe and Ito), on light and on dark.
const LIGHT = ['#0f7c74', '#d9622b', '#2c6fbb', '#b0368f', '#7a6a00', '#5b5bd6', '#b3261e', '#4b5563'];
const DARK = ['#4cc2b6', '#ef8550', '#6aa8f0', '#e57bc7', '#d1bd3f', '#a5a5ff', '#ff8a80', '#b6bcc6'];

export const isDark = () => {
  const chosen = document.documentElement.dataset.theme;
  return chosen ? chosen === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
};

export const colour = i => (isDark() ? DARK : LIGHT)[i % LIGHT.length];

const variable = name => {
  const probe = h('i', { style: { color: `var(${name})` } });
  document.body.append(probe);
  const value = getComputedStyle(probe).color;
  probe.remove();
  return value;
};

export class Chart {
  /** @param options title, log, format (of a value), onzoom(from, to or null) */
  constructor(title, options = {}) {
    this.options = options;
    this.legend = h('div', { className: 'legend' });
    this.place = h('div', { className: 'chart', role: 'img', 'aria-label': title });
    this.element = h('section', { className: 'card' + (options.wide ? ' wide' : '') },
      h('div', { className: 'head' }, h('h3', {}, title), options.note ? h('span', { className: 'soft small' }, options.note) : ''),
      this.place, this.legend);
    this.observer = new ResizeObserver(() => this.resize());
    this.observer.observe(this.place);
  }

  resize() {
    if (this.plot && this.place.clientWidth) this.plot.setSize({ width: this.place.clientWidth, height: this.height() });
  }

  height() {
    return this.options.wide ? Math.max(240, Math.min(380, innerHeight * 0.4)) : 220;
  }

  /**
   * @param x shared by all series
   * @param series [{label, colour, values, low, high, points}]; a label that changes comes with an id that does not
   * @param axis 'step', 'seconds' or a title
   */
  draw(x, series, axis) {
    this.series = series;
    this.axis = axis;
    // While nothing but numbers has changed, the plot stays, and with it the reader's pointer.
    const shape = JSON.stringify([axis, this.options.log, isDark(), series.map(s => [s.id ?? s.label, s.colour, s.points, !!s.low])]);
    const data = [x, ...series.flatMap(s => (s.low ? [s.low, s.high, s.values] : [s.values]))];
    this.element.hidden = !series.some(s => s.values.some(v => v != null));
    if (this.plot && this.shape === shape) {
      this.plot.setData(data);
    } else {
      this.shape = shape;
      this.plot?.destroy();
      if (this.place.clientWidth) this.plot = new uPlot(this.config(series, axis), data, this.place);
      else this.plot = null, requestAnimationFrame(() => this.place.isConnected && this.draw(x, series, axis)), this.shape = '';
    }
    this.say(null);
  }

  config(series, axis) {
    const soft = variable('--soft');
    const line = variable('--line');
    const font = '11.5px system-ui, sans-serif';
    const bands = [];
    const all = [{ label: axis }];
    for (const s of series) {
      if (s.low) {
        const at = all.length;
        const faint = { stroke: 'transparent', width: 0, points: { show: false }, spanGaps: true };
        all.push({ ...faint, label: s.label + ' least' }, { ...faint, label: s.label + ' greatest' });
        bands.push({ series: [at + 1, at], fill: s.colour + '26' });
      }
      all.push({
        label: s.label, stroke: s.colour, width: s.width ?? 1.7, dash: s.dash, spanGaps: true,
        points: { show: !!s.points, size: 5, fill: s.colour, stroke: s.colour },
      });
    }
    const ticks = { stroke: line, width: 1, size: 4 };
    return {
      width: this.place.clientWidth, height: this.height(),
      legend: { show: false }, bands, series: all,
      cursor: {
        y: false, drag: { x: !!this.options.onzoom, y: false, setScale: false },
        points: { size: 6, fill: (u, i) => u.series[i].stroke(u, i), show: (u, i) => u.series[i].width > 0 ? undefined : false },
      },
      scales: { x: { time: false }, y: { distr: this.options.log ? 3 : 1, range: this.options.range } },
      axes: [
        {
          stroke: soft, font, grid: { show: false }, ticks, size: 30, space: 60,
          values: (u, v) => v.map(t => (axis !== 'seconds' ? integer(t) : v.at(-1) < 30 ? `${Number(t.toFixed(2))} s` : duration(t))),
        },
        {
          stroke: soft, font, grid: { stroke: line, width: 1, filter: (u, v) => v.map(t => (this.options.log && Math.log10(t) % 1 !== 0 && v.length > 8 ? null : t)) }, ticks: { show: false }, size: 54, space: 34,
          values: (u, v) => v.map(t => (t == null ? '' : this.options.format ? this.options.format(t) : shortest(t))),
        },
      ],
      hooks: {
        setCursor: [u => this.say(u.cursor.idx)],
        setSelect: [u => {
          if (u.select.width > 4) this.options.onzoom?.(u.posToVal(u.select.left, 'x'), u.posToVal(u.select.left + u.select.width, 'x'));
          u.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
        }],
        ready: [u => u.over.addEventListener('dblclick', () => this.options.onzoom?.(null))],
      },
    };
  }

  /** Values at a place, or the last ones. */
  say(index) {
    const x = this.plot?.data[0] ?? [];
    const at = v => {
      if (index == null) return v.findLast(n => n != null);
      for (let d = 0; d < v.length; d++) if (v[index - d] != null || v[index + d] != null) return v[index - d] ?? v[index + d];
    };
    const shown = this.series?.filter(s => s.values.some(v => v != null)) ?? [];
    const place = index == null || x[index] == null ? null
      : h('span', {}, this.axis === 'seconds' ? duration(x[index]) : `${this.axis} ${integer(x[index])}`);
    this.legend.replaceChildren(...[place, ...shown.map(s => h('span', {},
      h('i', { className: 'swatch', style: { '--swatch': s.colour } }), s.label, ' ',
      h('b', {}, this.options.format ? this.options.format(at(s.values)) : number(at(s.values)))))].filter(Boolean));
  }

  destroy() {
    this.observer.disconnect();
    this.plot?.destroy();
  }
}

function shortest(v) {
  const a = Math.abs(v);
  if (a !== 0 && (a < 1e-3 || a >= 1e5)) return a >= 1e5 && a < 1e6 ? `${v / 1e3}k` : v.toExponential(0);
  return String(Number(v.toPrecision(4)));
}
