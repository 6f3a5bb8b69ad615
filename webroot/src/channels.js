import { ask } from './api.js';
import { button, byId, cell, element, few, onSubmit, partwise, parts, say, tag } from './dom.js';

const USUAL = 'openai-compatible';

let providers = [];

export const showChannels = partwise('channels', () => ask('GET', '/api/channels'), row);

export async function openChannels() {
  providers = (await ask('GET', '/api/providers')).data;
  const choice = byId('channel-provider');
  const chosen = choice.value || USUAL;
  choice.replaceChildren(...providers.map((provider) => element('option', { value: provider.name }, provider.name)));
  choice.value = providers.some((provider) => provider.name === chosen) ? chosen : providers[0]?.name;
  fitForm();
  await showChannels();
}

function row(channel) {
  const models = [...channel.models, ...channel.model_patterns];
  const made = element('tr', {},
    cell('Name', channel.name, 'strong'),
    cell('Provider', channel.provider),
    cell('Models', few(channel.list_upstream ? [...models, 'all that it lists'] : models, 'none')),
    cell('Priority', String(channel.priority)),
    cell('Secret', channel.has_secret ? 'set' : element('span', { className: 'more' }, 'none')),
    cell('State', channel.enabled ? tag('Enabled', 'good') : tag('Disabled', 'bad')),
    actions(channel));
  made.dataset.id = channel.id;
  return made;
}

function actions(channel) {
  const path = '/api/channels/' + encodeURIComponent(channel.id);
  const turn = channel.enabled ? 'Disable' : 'Enable';
  return cell('', element('span', {},
    button(turn, `${turn} the channel ${channel.name}`, '', async () => {
      await ask('PATCH', path, { enabled: !channel.enabled });
      await showChannels();
      say(`The channel “${channel.name}” is ${channel.enabled ? 'disabled' : 'enabled'}.`);
      byId('channels-rows').querySelector(`tr[data-id="${CSS.escape(channel.id)}"] button`)?.focus();
    }),
    button('Delete', `Delete the channel ${channel.name}`, 'danger', async () => {
      if (confirm(`Delete the channel “${channel.name}” and its secret?`)) {
        await ask('DELETE', path);
        await showChannels();
        say(`The channel “${channel.name}” is deleted.`);
        byId('main').focus();
      }
    })), 'actions');
}

const chosenProvider = () => providers.find((provider) => provider.name === byId('channel-provider').value);

/** Shows what the chosen provider needs, and what it brings. */
function fitForm() {
  const provider = chosenProvider();
  const url = byId('channel-url');
  url.required = provider?.base_url_required ?? true;
  url.placeholder = provider?.base_url ?? 'https://api.example.com/v1';
  byId('channel-url-opt').hidden = url.required;
  byId('channel-private').checked = /^http:\/\/(localhost|127\.)/.test(provider?.base_url ?? '');
  byId('channel-list').checked = provider?.lists_models ?? false;
  byId('channel-parameters').replaceChildren(...(provider?.parameters ?? []).map((parameter) => {
    const input = element('input', { id: 'channel-parameter-' + parameter.name, required: parameter.required, autocomplete: 'off' });
    input.placeholder = parameter.default ?? '';
    input.dataset.parameter = parameter.name;
    return element('div', {}, element('label', { htmlFor: input.id }, parameter.name), input);
  }));
}

function filled() {
  const models = parts(byId('channel-models').value);
  const channel = {
    name: byId('channel-name').value.trim(),
    provider: byId('channel-provider').value,
    models: models.filter((model) => !model.includes('*')),
    model_patterns: models.filter((model) => model.includes('*')),
    list_upstream: byId('channel-list').checked,
    private_addresses: byId('channel-private').checked,
    parameters: {},
  };
  const url = byId('channel-url').value.trim();
  const secret = byId('channel-secret').value.trim();
  if (url !== '') {
    channel.base_url = url;
  }
  if (secret !== '') {
    channel.secret = secret;
  }
  for (const input of byId('channel-parameters').querySelectorAll('input')) {
    if (input.value.trim() !== '') {
      channel.parameters[input.dataset.parameter] = input.value.trim();
    }
  }
  return channel;
}

export function setUpChannels() {
  byId('channel-provider').addEventListener('change', fitForm);
  onSubmit(byId('channel-form'), byId('channel-create'), byId('channel-error'), async () => {
    const made = await ask('POST', '/api/channels', filled());
    const provider = byId('channel-provider').value;
    byId('channel-form').reset();
    byId('channel-provider').value = provider;
    fitForm();
    byId('channel-panel').open = false;
    await showChannels();
    say(`The channel “${made.name}” is added.`);
  }, {
    name: 'channel-name',
    provider: 'channel-provider',
    base_url: 'channel-url',
    secret: 'channel-secret',
    models: 'channel-models',
    model_patterns: 'channel-models',
  });
}
