// Small things that every view needs: elements, numbers as people read them, requests.

export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else if (name === 'style') for (const [k, v] of Object.entries(value)) element.style.setProperty(k, v);
    else if (name in element && name !== 'list') element[name] = value;
    else if (value !== false && value != null) element.setAttribute(name, value === true ? '' : value);
  }
  element.append(...children.flat().filter(c => c != null && c !== false));
  return element;
}

export const integer = n => (n == null ? '' : Math.round(n).toLocaleString('en'));

export function number(v, digits = 3) {
  if (v == null || !Number.isFinite(v)) return '–';
  const a = Math.abs(v);
  if (a !== 0 && (a < 1e-3 || a >= 1e6)) return v.toExponential(2);
  return a >= 1000 ? integer(v) : a >= 100 ? v.toFixed(Math.min(1, digits)) : v.toFixed(digits);
}

export const percent = v => (v == null ? '' : `${Math.round(100 * v)} %`);

export function duration(seconds) {
  if (seconds == null || !Number.isFinite(seconds)) return '';
  const s = Math.round(seconds);
  const two = n => String(n).padStart(2, '0');
  return s >= 3600 ? `${Math.floor(s / 3600)}:${two(Math.floor(s / 60) % 60)}:${two(s % 60)}`
    : `${Math.floor(s / 60)}:${two(s % 60)}`;
}

const token = document.querySelector('meta[name=token]').content;

async function answer(response) {
  const body = await response.json();
  if (!response.ok) throw new Error(body.error?.message ?? response.statusText);
  return body;
}

export async function get(path, parameters = {}, signal) {
  const query = new URLSearchParams(parameters).toString();
  return answer(await fetch(path + (query ? '?' + query : ''), { signal }));
}

export async function post(path, body, signal) {
  return answer(await send(path, body, signal));
}

/** The answer line by line as it comes; each line is an object. */
export async function* lines(path, body, signal) {
  const response = await send(path, body, signal);
  if (!response.ok) return void await answer(response);
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    const parts = (rest + value).split('\n');
    rest = parts.pop();
    for (const part of parts) if (part) yield JSON.parse(part);
  }
}

function send(path, body, signal) {
  return fetch(path, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'X-Unroll-Token': token },
    body: JSON.stringify(body),
    signal,
  });
}

let hiding;
export function toast(message) {
  const box = document.getElementById('toast');
  box.textContent = message;
  box.hidden = false;
  clearTimeout(hiding);
  hiding = setTimeout(() => (box.hidden = true), 8000);
}

/** What an event handler does, with its failures shown to the reader. */
export const guarded = action => async (...given) => {
  try {
    await action(...given);
  } catch (e) {
    if (e.name !== 'AbortError') toast(e.message);
  }
};

/** Calls at most once in so many milliseconds, the last time for sure. */
export function calmly(action, wait) {
  let timer = null;
  return () => {
    timer ??= setTimeout(() => { timer = null; action(); }, wait);
  };
}

/** Calls when nothing more has happened for so many milliseconds. */
export function settled(action, wait) {
  let timer;
  return (...given) => {
    clearTimeout(timer);
    timer = setTimeout(() => action(...given), wait);
  };
}

const remembered = 'unroll.';
export const remember = (key, value) => localStorage.setItem(remembered + key, JSON.stringify(value));
export function recall(key, standard) {
  try {
    return JSON.parse(localStorage.getItem(remembered + key)) ?? standard;
  } catch {
    return standard;
  }
}
