// The page's frame: who is signed in, which section is shown, whether the node is well.

import { ask, askOpenly, forgetToken, isHealthy, isSignedIn, keepToken, onSignedOut } from './api.js';
import { openChannels, setUpChannels } from './channels.js';
import { byId, busy, onSubmit, say } from './dom.js';
import { forgetNewKey, setUpKeys, showKeys } from './keys.js';
import { setUpNodes, showNodes } from './nodes.js';
import { setUpRequests, showRequests } from './requests.js';

const SECTIONS = { keys: showKeys, channels: openChannels, requests: showRequests, nodes: showNodes };
const HEALTH_EVERY = 15_000;

/** The set-up token stands behind the # so that it reaches no log; it leaves the address bar and the history at once. */
function takeSetupToken() {
  const found = /^#setup=([A-Za-z0-9_-]+)$/.exec(location.hash);
  if (found === null) {
    return null;
  }
  history.replaceState(null, '', location.pathname);
  return found[1];
}

let setupToken = takeSetupToken();

function show(name) {
  for (const id of ['setup', 'sign-in', ...Object.keys(SECTIONS)]) {
    byId(id).hidden = id !== name;
  }
  const inside = name in SECTIONS;
  byId('nav').hidden = !inside;
  byId('sign-out').hidden = !inside;
  byId('bar').classList.toggle('outside', !inside);
  for (const id of Object.keys(SECTIONS)) {
    if (id === name) {
      byId('nav-' + id).setAttribute('aria-current', 'page');
    } else {
      byId('nav-' + id).removeAttribute('aria-current');
    }
  }
  document.title = (name in SECTIONS ? byId(name + '-title').textContent + ' · ' : '') + 'Sluice';
}

async function route() {
  if (location.hash === '#main') {
    return; // the link that skips to the content
  }
  say('');
  const late = takeSetupToken();
  setupToken = late ?? setupToken;
  if (setupToken !== null) {
    show('setup');
    byId('setup-password').focus();
  } else if (!isSignedIn()) {
    show('sign-in');
    byId('sign-in-password').focus();
  } else {
    await enter();
  }
}

async function enter() {
  const wanted = location.hash.slice(1);
  const name = wanted in SECTIONS ? wanted : 'keys';
  forgetNewKey();
  show(name);
  try {
    await SECTIONS[name]();
  } catch (error) {
    if (error.status !== 401) {
      say(error.message, true);
    }
  }
}

function leave(message) {
  forgetToken();
  forgetNewKey();
  for (const id of Object.keys(SECTIONS)) {
    byId(id + '-rows').replaceChildren();
  }
  show('sign-in');
  say(message);
  byId('sign-in-password').focus();
  lookAfterNode();
}

async function begin(session) {
  keepToken(session.token);
  setupToken = null;
  byId('setup-form').reset();
  byId('sign-in-form').reset();
  say('');
  await enter();
  byId('main').focus();
  lookAfterNode();
}

async function lookAfterNode() {
  const status = byId('node-status');
  const up = await isHealthy();
  let text = up ? 'Node is up' : 'Node does not answer';
  if (up && isSignedIn()) {
    const node = await ask('GET', '/api/status').catch(() => null);
    text = node === null ? text : `${node.ready ? 'Ready' : 'Not ready'} · ${node.node_id} · ${node.version}`;
  }
  status.dataset.state = up ? 'up' : 'down';
  if (status.textContent !== text) {
    status.textContent = text;
  }
}

function setUpForms() {
  onSubmit(byId('setup-form'), byId('setup-submit'), byId('setup-error'), async () => {
    const password = byId('setup-password').value;
    if (password !== byId('setup-repeat').value) {
      throw new Error('The two passwords are not the same.');
    }
    try {
      await begin(await askOpenly('POST', '/api/setup', { token: setupToken, password }));
    } catch (error) {
      if (error.status !== 401) {
        throw error;
      }
      setupToken = null;
      show('sign-in');
      say('This link has been used already, or is too old. If there is no password yet, start the node again for a new link.', true);
    }
  });
  onSubmit(byId('sign-in-form'), byId('sign-in-submit'), byId('sign-in-error'), async () => {
    try {
      await begin(await askOpenly('POST', '/api/session', { password: byId('sign-in-password').value }));
    } catch (error) {
      byId('sign-in-password').select();
      throw error.status === 401 ? new Error('This is not the right password.') : error;
    }
  });
  byId('sign-out').addEventListener('click', () => busy(byId('sign-out'), async () => {
    await ask('DELETE', '/api/session').catch(() => null);
    leave('You are signed out.');
  }));
}

onSignedOut(leave);
setUpForms();
setUpKeys();
setUpChannels();
setUpRequests();
setUpNodes();
addEventListener('hashchange', route);
setInterval(() => document.hidden || lookAfterNode(), HEALTH_EVERY);
await route();
await lookAfterNode();
