// Talks to the management API. The token lives in this tab's session storage and nowhere else.

const TOKEN = 'sluice.token';

let whenSignedOut = () => {};

export class ApiError extends Error {
  constructor(status, message, param) {
    super(message);
    this.status = status;
    this.param = param;
  }
}

export function onSignedOut(listener) {
  whenSignedOut = listener;
}

export function isSignedIn() {
  return sessionStorage.getItem(TOKEN) !== null;
}

export function keepToken(token) {
  sessionStorage.setItem(TOKEN, token);
}

export function forgetToken() {
  sessionStorage.removeItem(TOKEN);
}

/** Asks without a token; a refusal is the caller's to explain. */
export function askOpenly(method, path, body) {
  return exchange(method, path, body, {});
}

/** Asks with the token; if that is not good any more, the sign-in form comes back. */
export async function ask(method, path, body) {
  try {
    return await exchange(method, path, body, { Authorization: 'Bearer ' + sessionStorage.getItem(TOKEN) });
  } catch (error) {
    if (error.status === 401) {
      forgetToken();
      whenSignedOut('Your session has ended. Please sign in again.');
    }
    throw error;
  }
}

/** Whether the node answers at all. */
export async function isHealthy() {
  try {
    return (await fetch('/health', { cache: 'no-store' })).ok;
  } catch {
    return false;
  }
}

async function exchange(method, path, body, headers) {
  let response;
  try {
    response = await fetch(path, {
      method,
      headers: body === undefined ? headers : { ...headers, 'Content-Type': 'application/json' },
      body: body === undefined ? undefined : JSON.stringify(body),
      cache: 'no-store',
      credentials: 'omit',
    });
  } catch {
    throw new ApiError(0, 'The node does not answer.');
  }
  const answer = response.status === 204 ? null : await response.json().catch(() => null);
  if (!response.ok) {
    const error = answer?.error;
    throw new ApiError(response.status, error?.message ?? `The node answered with status ${response.status}.`, error?.param);
  }
  return answer;
}
