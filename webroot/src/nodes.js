// The nodes of the cluster and how they are, looked at again every two seconds while somebody looks at the page.

import { ask, isSignedIn } from './api.js';
import { byId, cell, element, partwise, tag } from './dom.js';

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
    const seen = lastSeen === null ? 'Looking again.' : `What you see is from ${CLOCK.format(lastSeen)}.`;
    stale.textContent = `Not up to date: ${error.message.replace(/\.$/, '')}. ${seen}`;
    stale.hidden = false;
  } finally {
    looking = false;
  }
}

function row(node) {
  const known = node.uptime_ms !== undefined;
  const made = element('tr', {},
    cell('Node', both(node.name, about(node)), 'strong'),
    cell('State', both(state(node.state), known ? condition(node) : '')),
    cell('Roles and jobs', both(known ? roles(node.roles) : none(), node.jobs.length > 0 ? `also ${node.jobs.join(', ')}` : ''), 'roles'),
    cell('Configuration', known ? generation(node.generation) : none(), 'number'),
    cell('Event loop, bus', known ? lag(node) : none(), 'number'),
    cell('Streams, calls', known ? both(`${COUNT.format(node.open_streams)} / ${COUNT.format(node.calls_in_flight)}`, unshipped(node)) : none(), 'number'),
    cell('Heap', known ? heap(node) : none(), 'number'));
  made.dataset.id = node.name;
  made.dataset.state = node.state;
  return made;
}

const none = () => element('span', { className: 'more' }, '–');

/** Something, and in a second line what goes with it. */
const both = (first, second) => element('span', {}, first, second === '' ? null : element('span', { className: 'under' }, second));

const state = (word) => tag(word, GOOD.has(word) ? 'good' : BAD.has(word) ? 'bad' : '');

const joined = (...parts) => parts.filter((part) => part !== '').join(' · ');

const condition = (node) => joined(node.overload > 0 ? `sheds, step ${node.overload}` : '', `up ${duration(node.uptime_ms)}`);

const about = (node) => joined(node.version ?? '', node.name === cluster.self ? 'this node' : '');

const unshipped = (node) => (node.journal_backlog === 0 ? '' : `${COUNT.format(node.journal_backlog)} not in the books`);

function roles(instances) {
  const names = Object.entries(instances).map(([role, count]) => (count === 1 ? role : `${role}\u00a0×${count}`));
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
  const slow = (ms) => (ms > SLOW_MS ? tag(millis(ms), 'bad') : millis(ms));
  return both(slow(node.event_loop_lag_ms), slow(node.bus_lag_ms));
}

const millis = (ms) => (ms < 10 ? `${ms.toFixed(1)} ms` : ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`);

function heap(node) {
  const mebi = (bytes) => COUNT.format(Math.round(bytes / 2 ** 20));
  return both(`${mebi(node.heap_used)} MiB`, node.heap_max > 0 ? `of ${mebi(node.heap_max)}` : '');
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
