import { ask } from './api.js';
import { busy, byId, cell, element, money, partwise, tag } from './dom.js';

const WHEN = new Intl.DateTimeFormat(undefined, { dateStyle: 'short', timeStyle: 'medium' });
const COUNT = new Intl.NumberFormat();

let keyNames = new Map();

const list = partwise(
  'requests',
  (after) => ask('GET', '/api/requests?limit=50' + (after === null ? '' : '&after=' + encodeURIComponent(after))),
  row,
);

export async function showRequests() {
  const keys = await ask('GET', '/api/keys?limit=200');
  keyNames = new Map(keys.data.map((key) => [key.id, key.name]));
  await list();
}

function row(request) {
  const tokens = tokensOf(request.usage);
  const made = element('tr', {},
    cell('Time', element('time', { dateTime: request.arrived_at }, WHEN.format(new Date(request.arrived_at))), 'when'),
    cell('Model', request.model, 'strong'),
    cell('Key', keyNames.get(request.key_id) ?? request.key_id),
    cell('Provider', request.provider ?? element('span', { className: 'more' }, 'none')),
    cell('Status', status(request)),
    cell('Tokens in / out', `${COUNT.format(tokens.prompt)} / ${COUNT.format(tokens.completion)}`, 'number'),
    cell('Cost', money(request.cost), 'number'),
    cell('Took', took(request.total_ms), 'number'));
  made.dataset.id = request.call_id;
  return made;
}

/** Every class is disjoint, so that prompt and completion are plain sums. */
function tokensOf(usage) {
  return {
    prompt: usage.input + usage.cache_read + usage.cache_write + usage.cache_write_hour + usage.audio_input + usage.image_input,
    completion: usage.output + usage.reasoning + usage.audio_output + usage.image_output,
  };
}

function status(request) {
  const good = request.status < 400 && request.end === 'completed';
  const made = tag(String(request.status), good ? 'good' : 'bad');
  const why = (request.error_code ?? request.end).replaceAll('_', ' ');
  return good ? made : element('span', {}, made, ' ', element('span', { className: 'more' }, why));
}

function took(millis) {
  return millis < 1000 ? `${millis} ms` : `${(millis / 1000).toFixed(1)} s`;
}

export function setUpRequests() {
  byId('requests-refresh').addEventListener('click', () => busy(byId('requests-refresh'), showRequests));
}
