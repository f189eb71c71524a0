'use strict';
// Before the first paint: the theme that was chosen last.
const themes = { '': 'System theme', light: 'Light theme', dark: 'Dark theme' };
const setTheme = name => { if (name) document.documentElement.dataset.theme = name; else delete document.documentElement.dataset.theme; };
setTheme(localStorage.theme);

const shownLines = 5000;
let state = { resources: [] }, route = {}, stream, retry, since;
let lines = [], cursor = '', unseen = 0, following = true, wasCleared = false;

const $ = id => document.getElementById(id);
const put = (element, text) => { if (element.textContent !== text) element.textContent = text; };
const add = (parent, children) => parent.append(...children.flat(Infinity).filter(c => c !== null && c !== undefined && c !== false && c !== ''));

/** Everything on the page is made here or in index.html: text is only ever text. */
function h(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (name.startsWith('on')) element[name] = value;
    else if (value !== null && value !== undefined && value !== false) element.setAttribute(name, value === true ? '' : value);
  }
  add(element, children);
  return element;
}

function icon(name) {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  const use = document.createElementNS('http://www.w3.org/2000/svg', 'use');
  use.setAttribute('href', `#i-${name}`);
  svg.setAttribute('class', 'icon');
  svg.setAttribute('aria-hidden', 'true');
  svg.append(use);
  return svg;
}

/** Makes an element's content anew only if what it shows has changed: focus and selection stay where they are. */
function show(element, key, make) {
  const text = JSON.stringify(key);
  if (element.shown === text) return;
  element.shown = text;
  element.replaceChildren();
  add(element, [make()]);
}

const duration = ms => {
  const s = Math.max(0, Math.floor(ms / 1000)), m = Math.floor(s / 60), hours = Math.floor(m / 60), d = Math.floor(hours / 24);
  return s < 60 ? `${s} s` : m < 60 ? `${m} min` : hours < 24 ? `${hours} h ${m % 60} min` : `${d} d ${hours % 24} h`;
};
const age = (at, before = '', after = '') => h('time', { 'data-at': at, 'data-before': before, 'data-after': after, title: new Date(at).toLocaleString(), datetime: new Date(at).toISOString() },
  before + duration(Date.now() - at) + after);
const clock = at => { const t = new Date(at); return [t.getHours(), t.getMinutes(), t.getSeconds()].map(n => String(n).padStart(2, '0')).join(':') + '.' + String(t.getMilliseconds()).padStart(3, '0'); };
const signals = { 130: 'SIGINT', 134: 'SIGABRT', 137: 'SIGKILL', 139: 'SIGSEGV', 143: 'SIGTERM' };
const exit = code => code === null ? 'no exit code' : `exit code ${code}${signals[code] ? ` (${signals[code]})` : ''}`;
const query = (r, i) => new URLSearchParams({ ...(r && { resource: r }), ...(i && { instance: i }) }).toString();
const href = (path, r, i) => { const q = query(r, i); return q ? `${path}?${q}` : path; };

/* What a row or the details say about a resource (i: one of its instances, or null for all of them) */
const label = (r, i) => i && r.instances.length > 1 ? i.id : r.name;
const only = r => r.instances.length === 1 ? r.instances[0] : null;
const isOff = i => i.isStopped && i.state === 'Exited';

function status(r, i) {
  if (!i && r.instances.length === 0) return r.health === 'Healthy' ? { text: 'Active', tone: 'ok' } : { text: r.state, tone: 'wait' };
  if (!i) {
    const all = r.instances.map(x => status(r, x));
    const running = all.filter(s => s.tone === 'ok').length;
    const worst = ['bad', 'wait', 'off', 'ok'].map(tone => all.find(s => s.tone === tone)).find(s => s);
    const mixed = running > 0 && running < all.length && worst.tone === 'off';
    return { ...(mixed ? { text: 'Running', tone: 'ok' } : worst), note: `${running} of ${all.length} healthy` };
  }
  if (isOff(i)) return { text: 'Stopped', tone: 'off', note: i.exitCode === null ? '' : exit(i.exitCode) };
  if (i.state === 'Waiting') {
    const sick = r.waitsFor.filter(name => state.resources.find(x => x.name === name)?.health !== 'Healthy');
    return { text: 'Waiting', tone: 'wait', note: sick.length ? `for ${sick.join(', ')}` : '' };
  }
  if (i.state === 'Exited') return { text: 'Exited', tone: 'bad', note: `${exit(i.exitCode)}; starting again` };
  if (i.state === 'FailedToStart') return { text: 'Failed to start', tone: 'bad', note: i.reason };
  if (i.state !== 'Running') return { text: i.state === 'NotStarted' ? 'Not started' : i.state, tone: 'wait', note: '' };
  if (i.isHealthy) return { text: 'Running', tone: 'ok', note: 'Healthy' };
  const failed = (i.checks ?? []).filter(c => c.status !== 'Healthy').map(c => c.name);
  return { text: 'Unhealthy', tone: 'bad', note: failed.length ? `${failed.join(', ')} fail${failed.length > 1 ? '' : 's'}` : i.reason };
}

const stateOf = s => h('div', { class: `state ${s.tone}` }, icon(s.tone), h('span', null, s.text), s.note && h('small', { title: s.note }, s.note));
const links = r => h('div', { class: 'urls' }, r.urls.map(u => u.url.startsWith('http')
  ? h('a', { href: u.url, target: '_blank', rel: 'noreferrer', title: u.url }, u.text ?? u.url.replace('http://', '')) : h('code', null, u.url.replace('tcp://', ''))));

/** Start or stop, restart, logs: the buttons stay the same elements, so that focus stays on them. */
function actions(r, i, withWords) {
  if (!r.hasCommands) return h('div');
  const make = command => h('button', { type: 'button', onclick: e => act(e.currentTarget) });
  const [toggle, restart] = [make(), make()];
  const box = h('div', { class: 'acts' }, toggle, restart,
    h('a', { href: href('/logs', r.name, i && r.instances.length > 1 ? i.number : null), title: 'Console logs', 'aria-label': `Console logs of ${label(r, i)}` }, icon('logs'), withWords && 'Logs'));
  box.update = (r, i) => {
    const off = (i ? [i] : r.instances).every(x => x.isStopped);
    for (const [button, command, disabled] of [[toggle, off ? 'start' : 'stop', false], [restart, 'restart', off]]) {
      Object.assign(button, { target: { r: r.name, i: i && r.instances.length > 1 ? i.number : null, command, label: label(r, i) } });
      button.setAttribute('aria-disabled', disabled || !!button.busy || !!since);
      show(button, [command, withWords], () => {
        const word = command[0].toUpperCase() + command.slice(1);
        button.title = word;
        button.setAttribute('aria-label', `${word} ${label(r, i)}`);
        return [icon(command), withWords && word];
      });
    }
  };
  box.update(r, i);
  return box;
}

async function act(button) {
  if (button.getAttribute('aria-disabled') === 'true') return;
  const { r, i, command, label } = button.target;
  button.busy = true;
  button.setAttribute('aria-disabled', 'true');
  try {
    const response = await fetch(href(`/api/resources/${encodeURIComponent(r)}/${command}`, null, i), { method: 'POST' });
    if (!response.ok) throw new Error((await response.json().catch(() => ({}))).message ?? `HTTP ${response.status}`);
    put($('said'), `${label}: ${command} done`);
  } catch (e) {
    toast(`Could not ${command} ${label}: ${e instanceof TypeError ? 'the host does not answer.' : e.message}`);
  } finally {
    button.busy = false;
    render();
  }
}

function toast(text) {
  const box = h('div', { class: 'toast' }, h('span', null, text),
    h('button', { type: 'button', class: 'quiet only', 'aria-label': 'Dismiss', onclick: () => box.remove() }, icon('close')));
  $('toasts').append(box);
  while ($('toasts').children.length > 3) $('toasts').firstChild.remove();
  setTimeout(() => box.remove(), 15000);
}

/* The table */
const rowsOf = r => r.instances.length > 1 ? [{ r, i: null, kind: 'group' }, ...r.instances.map(i => ({ r, i, kind: 'replica' }))] : [{ r, i: only(r), kind: 'single' }];

function renderTable() {
  const rows = state.resources.flatMap(rowsOf);
  const body = $('rows');
  show(body, rows.map(x => label(x.r, x.i) + x.kind), () => rows.map(({ r, i, kind }) => {
    const row = h('tr', { class: kind, 'data-row': label(r, i) }, h('th', { scope: 'row' }), h('td'), h('td', { class: 'wide' }), h('td', { class: 'wide' }), h('td', { class: 'mid' }), h('td'));
    row.lastChild.append(row.acts = actions(r, i));
    return row;
  }));
  rows.forEach(({ r, i, kind }, n) => {
    const row = body.children[n], [name, st, up, proc, urls] = row.children, number = kind === 'replica' ? i.number : null;
    show(name, [label(r, i), r.kind, r.source], () => [
      h('a', { href: href('/', r.name, number) }, label(r, i)),
      kind !== 'replica' && h('small', null, r.kind, r.source && h('span', { class: 'mid' }, ` · ${r.source}`))]);
    show(st, status(r, i), () => stateOf(status(r, i)));
    show(up, [i?.started, i?.stopped, i?.pid], () => i?.pid ? age(i.started) : i?.stopped ? age(i.stopped, 'down for ') : '');
    show(proc, [i?.pid, i?.restarts, i?.exitCode], () => i && [i.pid ? String(i.pid) : '',
      i.restarts > 0 && h('small', null, `${i.restarts} restart${i.restarts > 1 ? 's' : ''}, last ${exit(i.exitCode)}`)]);
    show(urls, kind === 'replica' ? [] : r.urls, () => kind !== 'replica' && links(r));
    row.acts.update?.(r, i);
    if (route.view === 'resources' && route.resource === r.name && (route.instance ?? null) === number) row.setAttribute('aria-current', 'true');
    else row.removeAttribute('aria-current');
  });
  const all = state.resources.map(r => status(r, only(r)));
  const count = tone => all.filter(s => s.tone === tone).length;
  put($('summary'), count('ok') === all.length ? `All ${all.length} up` : [[count('ok'), 'up'], [count('wait'), 'starting or stopping'], [count('bad'), 'in trouble'], [count('off'), 'stopped']]
    .filter(([n]) => n).map(([n, word]) => `${n} ${word}`).join(', '));
  put($('folder'), state.dataFolder ? `Data folder: ${state.dataFolder}` : '');
}

/* The details of the resource that the address names */
function renderDetails() {
  const panel = $('details');
  const r = route.view === 'resources' && state.resources.find(x => x.name === route.resource);
  const i = r && (r.instances[(route.instance ?? 0) - 1] ?? only(r));
  panel.hidden = !r;
  $('resources').classList.toggle('opened', !!r);
  if (!r) { panel.shown = null; return; }
  const key = [r.name, i?.id, r.instances.length];
  show(panel, key, () => {
    const close = h('a', { class: 'button quiet only', href: '/', 'aria-label': 'Close details', title: 'Close' }, icon('close'));
    panel.acts = actions(r, i, true);
    panel.facts = h('dl');
    panel.values = h('div');
    return [h('header', null, h('h2', { tabindex: -1 }, label(r, i)), close), panel.acts, panel.facts, panel.values];
  });
  panel.acts.update?.(r, i);
  const s = status(r, i);
  show(panel.facts, [r, i, s, panel.data?.key === panel.shown && panel.data], () => facts(r, i, s, panel.data?.key === panel.shown ? panel.data : null));
  const wanted = JSON.stringify([panel.shown, state.run, i?.started]);
  if (panel.wanted === wanted) return;
  panel.wanted = wanted;
  if (i || r.instances.length === 0) loadDetails(panel, r, i, panel.shown); // replicas differ: each has its own
}

function facts(r, i, s, data) {
  const checks = i?.checks?.length ? i.checks : null;
  const fact = (name, ...value) => [h('dt', null, name), h('dd', null, ...value)];
  return [
    fact('State', h('div', { class: `state ${s.tone}` }, icon(s.tone), h('span', null, s.text)), s.note && s.tone !== 'ok' && h('small', { class: 'muted' }, s.note)),
    i && i.pid && fact('Health', checks
      ? h('ul', null, checks.map(c => h('li', null, h('div', { class: `state ${c.status === 'Healthy' ? 'ok' : 'bad'}` }, icon(c.status === 'Healthy' ? 'ok' : 'bad'),
        h('span', null, `${c.name}: ${c.status ?? 'unknown'}`)), c.description && h('small', { class: 'muted' }, c.description))))
      : i.isHealthy ? 'Healthy' : i.reason),
    r.instances.length > 1 && !i && fact('Replicas', h('ul', null, r.instances.map(x => h('li', null, h('a', { href: href('/', r.name, x.number) }, x.id), ` ${status(r, x).text}`)))),
    r.instances.length > 1 && i && fact('Replica', `${i.number} of ${r.instances.length}`),
    i?.pid && fact('Process ID', String(i.pid)),
    i?.started && fact('Started', age(i.started, '', ' ago')),
    i && r.hasCommands && fact('Restarts', String(i.restarts)),
    i?.stopped && fact('Last exit', `${exit(i.exitCode)}, `, age(i.stopped, '', ' ago')),
    r.urls.length > 0 && fact('Endpoints', links(r)),
    r.waitsFor.length > 0 && fact('Waits for', r.waitsFor.flatMap((name, n) => [n > 0 && ', ', h('a', { href: href('/', name) }, name)])),
    fact('Kind', [r.kind, r.source].filter(x => x).join(' · ')),
    data?.command && fact('Command', h('code', null, data.command)),
    data?.workingDirectory && fact('Folder', h('code', null, data.workingDirectory)),
  ];
}

async function loadDetails(panel, r, i, key) {
  const path = `/api/resources/${encodeURIComponent(r.name)}`, instance = i?.number;
  const response = await fetch(href(path, null, instance)).catch(() => null);
  if (!response?.ok || panel.shown !== key) return;
  const data = panel.data = { key, ...await response.json() };
  show(panel.values, [key, data.values], () => data.values.length === 0 ? [] : [
    h('h3', null, data.values[0].name === 'ConnectionString' ? 'Connection string' : 'Environment variables'),
    h('dl', { class: 'values' }, data.values.flatMap(v => [h('dt', null, v.name), h('dd', null, h('span', null, v.value ?? '••••••••'), v.value === null && reveal(path, instance, v.name))]))]);
  render();
}

const reveal = (path, instance, name) => h('button', {
  type: 'button', 'aria-label': `Show ${name}`, 'aria-pressed': 'false', onclick: async e => {
    const button = e.currentTarget, isShown = button.getAttribute('aria-pressed') === 'true';
    const response = isShown ? null : await fetch(href(`${path}/values/${encodeURIComponent(name)}`, null, instance)).catch(() => null);
    if (!isShown && !response?.ok) return toast(`Could not read ${name}: the host does not answer.`);
    put(button.previousSibling, isShown ? '••••••••' : (await response.json()).value ?? '');
    button.setAttribute('aria-pressed', String(!isShown));
    put(button, isShown ? 'Show' : 'Hide');
  },
}, 'Show');

/* Logs */
const matches = line => !route.filter || (line.who + ' ' + line.text).toLowerCase().includes(route.filter.toLowerCase());
const lineOf = line => h('div', { class: `line ${line.level}` }, h('time', { title: new Date(line.at).toISOString() }, clock(line.at)), h('span', { class: 'who' }, line.who), h('span', { class: 'said' }, line.text));

function append(more) {
  lines.push(...more);
  const gone = lines.splice(0, Math.max(0, lines.length - shownLines)).filter(matches).length;
  const box = $('lines'), shown = more.filter(matches);
  if (box.firstChild?.className === 'empty' && shown.length) box.replaceChildren();
  box.append(...shown.map(lineOf));
  for (let n = 0; n < gone; n++) box.firstChild?.remove();
  if (!following) unseen += shown.length;
  afterLines();
}

function renderLines() {
  const shown = lines.filter(matches);
  $('lines').replaceChildren(...shown.map(lineOf));
  afterLines();
}

function afterLines() {
  const box = $('lines'), shown = box.querySelectorAll('.line').length;
  if (shown === 0) box.replaceChildren(h('p', { class: 'empty' }, lines.length ? `No line has “${route.filter}”.` : wasCleared ? 'Cleared. New lines will show here.' : 'Nothing was written yet.'));
  if (following) box.scrollTop = box.scrollHeight;
  put($('counted'), route.filter ? `${shown} of ${lines.length} lines` : `${lines.length} line${lines.length === 1 ? '' : 's'}`);
  put($('follow'), following ? 'Pause' : 'Follow');
  $('newer').hidden = following || unseen === 0;
  put($('newer'), `${unseen} new line${unseen === 1 ? '' : 's'} below`);
}

function follow(on) {
  following = on;
  if (on) unseen = 0;
  afterLines();
}

function renderTools() {
  const sources = state.resources.filter(r => r.hasCommands).flatMap(r => r.instances.length > 1
    ? [[href('/logs', r.name), `${r.name} (all replicas)`], ...r.instances.map(i => [href('/logs', r.name, i.number), i.id])] : [[href('/logs', r.name), r.name]]);
  show($('source'), sources, () => [h('option', { value: '/logs' }, 'All resources'), ...sources.map(([value, text]) => h('option', { value }, text))]);
  $('source').value = href('/logs', route.resource, route.instance);
  $('download').href = href('/api/logs', route.resource, route.instance);
  const widest = Math.max(0, ...state.resources.filter(r => r.hasCommands && (!route.resource || r.name === route.resource)).flatMap(r => r.instances.map(i => label(r, i).length)));
  $('lines').classList.toggle('one', !!route.instance || state.resources.find(r => r.name === route.resource)?.instances.length === 1);
  $('lines').style.setProperty('--who', `${widest}ch`);
}

/* The address is the state */
function go(url, replace) {
  if (url !== location.pathname + location.search) history[replace ? 'replaceState' : 'pushState'](null, '', url);
  const before = route, q = new URLSearchParams(location.search);
  route = { view: location.pathname === '/logs' ? 'logs' : 'resources', resource: q.get('resource'), instance: Number(q.get('instance')) || null, filter: q.get('filter') ?? '' };
  const isOther = ['view', 'resource', 'instance'].some(k => route[k] !== before[k]);
  if (route.view === 'logs' && isOther) {
    [lines, cursor, following, unseen, wasCleared] = [[], '', true, 0, false];
    $('lines').replaceChildren();
  }
  if ($('filter').value !== route.filter) $('filter').value = route.filter;
  for (const a of document.querySelectorAll('.rail a')) {
    if (a.dataset.view === route.view) a.setAttribute('aria-current', 'page'); else a.removeAttribute('aria-current');
  }
  if (isOther && (route.view === 'logs' || before.view !== route.view)) connect();
  render();
  if (route.view === 'logs' && (isOther || before.filter !== route.filter)) renderLines();
  if (before.view === 'resources' && route.view === 'resources' && isOther)
    (route.resource ? $('details').querySelector('h2') : document.querySelector(`tr[data-row="${CSS.escape(before.instance ? `${before.resource}-${before.instance}` : before.resource ?? '')}"] th a`))?.focus();
}

function render() {
  const known = state.resources.length > 0;
  $('connecting').hidden = known;
  $('resources').hidden = !known || route.view !== 'resources';
  $('logs').hidden = !known || route.view !== 'logs';
  put($('app'), state.app ?? '');
  document.title = [route.view === 'logs' ? 'Console logs' : 'Resources', route.resource && (route.instance ? `${route.resource}-${route.instance}` : route.resource), state.app].filter(x => x).join(' · ');
  if (!known) return;
  renderTable();
  renderDetails();
  renderTools();
}

function connected(is) {
  since = is ? null : since ?? Date.now();
  document.body.classList.toggle('stale', !is);
  $('live').dataset.state = is ? 'live' : 'lost';
  put($('live'), is ? 'Live' : 'Offline');
  put($('lost'), is || !state.run ? '' : `Disconnected. Reconnecting… What is shown is from ${clock(since).slice(0, 8)}.`);
  if (!is) render();
}

function connect() {
  stream?.close();
  clearTimeout(retry);
  if (document.hidden) return; // browsers open six connections to a host: tabs in the background leave theirs to others
  stream = new EventSource(`/api/stream?${query(route.view === 'logs' && route.resource, route.view === 'logs' && route.instance)}&after=${cursor}${route.view === 'logs' ? '&logs' : ''}`);
  stream.addEventListener('resources', e => {
    const next = JSON.parse(e.data), isOther = state.run && state.run !== next.run;
    state = next;
    connected(true);
    if (isOther) { lines = []; renderLines(); }
    render();
  });
  stream.addEventListener('logs', e => {
    cursor = e.lastEventId;
    append(JSON.parse(e.data).map(([number, at, who, level, text]) => ({ number, at, who, level, text })));
  });
  stream.addEventListener('gap', () => append([{ at: Date.now(), who: '', level: 'gap', text: '(lines were left out here: more came than are kept)' }]));
  stream.onerror = () => {
    stream.close();
    connected(false);
    retry = setTimeout(connect, 1000);
  };
}

document.addEventListener('DOMContentLoaded', () => {
  const named = () => { const name = document.documentElement.dataset.theme ?? ''; $('theme').replaceChildren(icon('theme'), h('span', null, themes[name])); $('theme').setAttribute('aria-label', themes[name]); };
  $('theme').onclick = () => {
    const names = Object.keys(themes), next = names[(names.indexOf(document.documentElement.dataset.theme ?? '') + 1) % names.length];
    localStorage.theme = next;
    setTheme(next);
    named();
  };
  named();
  document.addEventListener('click', e => {
    const a = e.target.closest('a[href^="/"]:not([download])');
    if (!a || e.button || e.ctrlKey || e.metaKey || e.shiftKey || e.altKey) return;
    e.preventDefault();
    go(a.getAttribute('href'));
  });
  document.addEventListener('keydown', e => { if (e.key === 'Escape' && route.view === 'resources' && route.resource) go('/'); });
  document.addEventListener('visibilitychange', connect);
  addEventListener('popstate', () => go(location.pathname + location.search));
  $('source').onchange = e => go(e.target.value);
  $('filter').oninput = e => {
    const q = new URLSearchParams(location.search);
    if (e.target.value) q.set('filter', e.target.value); else q.delete('filter');
    go(`/logs${q.size ? `?${q}` : ''}`, true);
  };
  $('lines').onscroll = e => {
    const box = e.target, isAtEnd = box.scrollHeight - box.scrollTop - box.clientHeight < 24;
    if (isAtEnd !== following) follow(isAtEnd);
  };
  $('follow').onclick = () => follow(!following);
  $('newer').onclick = () => { follow(true); $('lines').focus(); };
  $('clear').onclick = () => { lines = []; unseen = 0; wasCleared = true; renderLines(); };
  setInterval(() => { for (const t of document.querySelectorAll('[data-at]')) put(t, t.dataset.before + duration(Date.now() - t.dataset.at) + t.dataset.after); }, 1000);
  go(location.pathname + location.search);
});
