// The nodes of the cluster and how they are, looked at again every two seconds while somebody looks at the page.

import { ask, isSignedIn } from './api.js';
import { byId, cell, element, few, partwise, tag } from './dom.js';

const EVERY = 2_000;
const GOOD = new Set(['serving']);
const BAD = new Set(['silent', 'lost']);
const SLOW_MS = 250;
const COUNT = new Intl.NumberFormat();
const CLOCK = new Intl.DateTimeFormat(undefined, { timeStyle: 'medium' });

let cluster = { generation: 0, self: '' };
let lastSeen = null;
let looking = false;

const list = partwise('nodes', look, row);

async function look() {
  cluster = await ask('GET', '/api/nodes');
  lastSeen = new Date();
  return cluster;
}

export async function showNodes() {
  if (looking) {
    return;
  }
  looking = true;
  const stale = byId('nodes-stale');
  try {
    await list();
    stale.hidden = true;
    byId('nodes-generation').textContent = COUNT.format(cluster.generation);
  } catch (error) {
    if (error.status === 401) {
      throw error;
    }
    stale.textContent = `${error.message} ` + (lastSeen === null ? 'Looking again.' : `What you see is from ${CLOCK.format(lastSeen)}.`);
    stale.hidden = false;
  } finally {
    looking = false;
  }
}

function row(node) {
  const known = node.uptime_ms !== undefined;
  const made = element('tr', {},
    cell('Node', name(node), 'strong'),
    cell('State', tag(node.state, GOOD.has(node.state) ? 'good' : BAD.has(node.state) ? 'bad' : '')),
    cell('Roles', known ? roles(node.roles) : none(), 'wraps'),
    cell('Configuration', known ? generation(node.generation) : none(), 'number'),
    cell('Lag: bus / loop', known ? lag(node) : none(), 'number'),
    cell('Streams / calls', known ? `${COUNT.format(node.open_streams)} / ${COUNT.format(node.calls_in_flight)}` : none(), 'number'),
    cell('Unshipped', known ? COUNT.format(node.journal_backlog) : none(), 'number'),
    cell('Jobs', few(node.jobs, 'none')),
    cell('Heap', known ? heap(node) : none(), 'number'),
    cell('Up', known ? duration(node.uptime_ms) : none(), 'number'));
  made.dataset.id = node.name;
  made.dataset.state = node.state;
  return made;
}

const none = () => element('span', { className: 'more' }, '–');

function name(node) {
  const about = [node.version, node.name === cluster.self ? 'this node' : null].filter((part) => part !== null && part !== '');
  return element('span', {}, node.name, element('span', { className: 'under' }, about.join(' · ')));
}

function roles(instances) {
  const names = Object.entries(instances).map(([role, count]) => (count === 1 ? role : `${role} ×${count}`));
  return names.length === 0 ? none() : names.join(', ');
}

/** A node that enforces less than the newest configuration says how much it lacks. */
function generation(enforced) {
  if (enforced === null) {
    return element('span', { className: 'more' }, 'none yet');
  }
  const behind = cluster.generation - enforced;
  return behind <= 0
    ? COUNT.format(enforced)
    : element('span', {}, COUNT.format(enforced), ' ', tag(`${COUNT.format(behind)} behind`, 'bad'));
}

function lag(node) {
  const text = `${millis(node.bus_lag_ms)} / ${millis(node.event_loop_lag_ms)}`;
  return Math.max(node.bus_lag_ms, node.event_loop_lag_ms) > SLOW_MS ? tag(text, 'bad') : text;
}

const millis = (ms) => (ms < 10 ? `${ms.toFixed(1)} ms` : ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`);

function heap(node) {
  const mebi = (bytes) => COUNT.format(Math.round(bytes / 2 ** 20));
  return node.heap_max > 0 ? `${mebi(node.heap_used)} / ${mebi(node.heap_max)} MiB` : `${mebi(node.heap_used)} MiB`;
}

function duration(ms) {
  const minutes = Math.floor(ms / 60_000);
  if (minutes < 1) {
    return `${Math.floor(ms / 1000)} s`;
  }
  if (minutes < 60) {
    return `${minutes} min`;
  }
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} h ${minutes % 60} min` : `${Math.floor(hours / 24)} days`;
}

export function setUpNodes() {
  setInterval(() => {
    if (!document.hidden && !byId('nodes').hidden && isSignedIn()) {
      showNodes().catch(() => {}); // signed out: the sign-in form is there by now
    }
  }, EVERY);
}
