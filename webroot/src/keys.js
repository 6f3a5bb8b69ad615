import { ask } from './api.js';
import { busy, button, byId, cell, element, few, money, onSubmit, partwise, parts, say, tag } from './dom.js';

const COUNT = new Intl.NumberFormat();

export const showKeys = partwise(
  'keys',
  (after) => ask('GET', '/api/keys?limit=50' + (after === null ? '' : '&after=' + encodeURIComponent(after))),
  row,
);

function row(key) {
  const made = element('tr', {},
    cell('Name', key.name, 'strong'),
    cell('Key', element('code', {}, key.hint + '…')),
    cell('Models', few(key.models, 'all')),
    cell('Limits', limits(key)),
    cell('Spent', key.budget === null ? element('span', { className: 'more' }, 'no budget') : `${money(key.spent)} of ${money(key.budget)}`),
    cell('State', state(key)),
    actions(key));
  made.dataset.id = key.id;
  return made;
}

function limits(key) {
  const limited = [
    key.requests_per_minute === null ? null : `${COUNT.format(key.requests_per_minute)} requests/min`,
    key.tokens_per_minute === null ? null : `${COUNT.format(key.tokens_per_minute)} tokens/min`,
    key.concurrency === null ? null : `${COUNT.format(key.concurrency)} at once`,
  ].filter((limit) => limit !== null);
  return limited.length > 0 ? limited.join(', ') : element('span', { className: 'more' }, 'none');
}

function state(key) {
  if (!key.enabled) {
    return tag('Disabled', 'bad');
  }
  return key.expires_at !== null && new Date(key.expires_at) <= new Date() ? tag('Expired', 'bad') : tag('Enabled', 'good');
}

function actions(key) {
  const path = '/api/keys/' + encodeURIComponent(key.id);
  const turn = key.enabled ? 'Disable' : 'Enable';
  return cell('', element('span', {},
    button(turn, `${turn} the key ${key.name}`, '', async () => {
      await ask('PATCH', path, { enabled: !key.enabled });
      await showKeys();
      say(`The key “${key.name}” is ${key.enabled ? 'disabled' : 'enabled'}.`);
      byId('keys-rows').querySelector(`tr[data-id="${CSS.escape(key.id)}"] button`)?.focus();
    }),
    button('Delete', `Delete the key ${key.name}`, 'danger', async () => {
      if (confirm(`Delete the key “${key.name}”? Programs that use it will be refused.`)) {
        await ask('DELETE', path);
        await showKeys();
        say(`The key “${key.name}” is deleted.`);
        byId('main').focus();
      }
    })), 'actions');
}

function filled() {
  const key = { name: byId('key-name').value.trim() };
  const models = parts(byId('key-models').value);
  const budget = byId('key-budget').value.trim();
  const perMinute = byId('key-rpm').value;
  if (models.length > 0) {
    key.models = models;
  }
  if (budget !== '') {
    key.budget = budget.replace(',', '.');
  }
  if (perMinute !== '') {
    key.requests_per_minute = Number(perMinute);
  }
  return key;
}

export function setUpKeys() {
  onSubmit(byId('key-form'), byId('key-create'), byId('key-error'), async () => {
    const made = await ask('POST', '/api/keys', filled());
    byId('key-form').reset();
    byId('key-panel').open = false;
    byId('new-key').hidden = false;
    byId('new-key-value').value = made.key;
    byId('new-key-value').select();
    await showKeys();
  }, { name: 'key-name', models: 'key-models', budget: 'key-budget', requests_per_minute: 'key-rpm' });
  byId('new-key-copy').addEventListener('click', () => busy(byId('new-key-copy'), copy));
  byId('new-key-close').addEventListener('click', forgetNewKey);
}

/** The key leaves the page for good. */
export function forgetNewKey() {
  byId('new-key-value').value = '';
  byId('new-key').hidden = true;
}

async function copy() {
  const shown = byId('new-key-value');
  try {
    await navigator.clipboard.writeText(shown.value);
    say('Copied.');
  } catch {
    // Without HTTPS there is no clipboard to write to; the key is selected for the keyboard's copy.
    shown.select();
    say('The key is selected; copy it with your keyboard.');
  }
}
