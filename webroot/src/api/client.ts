import { adopt, csrf, endSession } from './session';
import type { components, paths } from './schema';

/** Bodies of requests, as `/api/openapi.json` has them. */
export type Bodies = components['schemas'];

/** What is answered has all of its fields, also where the description does not insist. */
type Whole<T> = T extends (infer E)[] ? Whole<E>[] : T extends object ? { [K in keyof T]-?: Whole<Exclude<T[K], undefined>> } : T;

/** What the management API answers with. */
export type Schemas = { [K in keyof Bodies]: Whole<Bodies[K]> };

type Method = 'get' | 'post' | 'patch' | 'delete';
type PathOf<M extends Method> = {
  [P in keyof paths]: paths[P] extends { [K in M]: { responses: unknown } } ? P : never;
}[keyof paths];
type Operation<P extends keyof paths, M extends Method> = M extends keyof paths[P] ? paths[P][M] : never;
type Json<R> = R extends { content: { 'application/json': infer T } } ? Whole<T> : null;
type Answer<O> = O extends { responses: infer R }
  ? R extends { 200: infer A } ? Json<A> : R extends { 201: infer A } ? Json<A> : null
  : never;
type Query<O> = O extends { parameters: { query?: infer Q } } ? Q : never;

interface Rest<O> {
  /** The id in the path. */
  id?: string;
  /** The second id in the path, of a key of a channel. */
  key?: string;
  /** What is null or empty is left out. */
  query?: { [K in keyof Query<O>]?: Query<O>[K] | null | '' };
  body?: object;
  /** By somebody who is not signed in; a refusal is the caller's to explain. */
  openly?: boolean;
}

/** A refusal of the management API, in its own words. */
export class ApiError extends Error {
  constructor(
    readonly status: number, message: string, readonly field?: string, readonly code?: string,
    /** With what to go on where only a second factor is missing. */
    readonly pending?: string,
  ) {
    super(message);
  }
}

/** Asks the management API; who is not signed in any more is shown the way in. */
export async function call<M extends Method, P extends PathOf<M>>(
  method: M, path: P, rest: Rest<Operation<P, M>> = {},
): Promise<Answer<Operation<P, M>>> {
  const answer = await send(method, address(path, rest), rest);
  return (answer.status === 204 ? null : await answer.json()) as Answer<Operation<P, M>>;
}

/**
 * A file that the management API makes, under the name that it is kept by.
 *
 * @param tell how many bytes have come; how many there will be is not known
 */
export async function download(path: string, query: object, name: string, tell: (bytes: number) => void): Promise<void> {
  const answer = await send('get', address(path, { query }), {});
  const parts: Uint8Array<ArrayBuffer>[] = [];
  const reader = answer.body?.getReader();
  let bytes = 0;
  for (let read = await reader?.read(); read?.done === false; read = await reader?.read()) {
    parts.push(read.value);
    bytes += read.value.length;
    tell(bytes);
  }
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob(parts));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

function address(path: string, { id = '', key = '', query }: { id?: string; key?: string; query?: object }): string {
  const wanted = new URLSearchParams();
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value !== null && value !== undefined && value !== '') {
      wanted.set(name, String(value));
    }
  }
  const whole = path.replace('{id}', encodeURIComponent(id)).replace('{key}', encodeURIComponent(key));
  return wanted.size === 0 ? whole : `${whole}?${wanted}`;
}

/** A tab without a session of its own goes on with that of another tab, if there is one. */
export async function resume(): Promise<void> {
  if (csrf() === '') {
    const profile = await call('get', '/api/profile', { openly: true }).catch(() => null);
    if (profile !== null) {
      adopt(profile);
    }
  }
}

/** What another tab's sign-in has made void is repeated once with what is good now, but never in the name of another user. */
async function send(method: Method, url: string, rest: { body?: object; openly?: boolean }): Promise<Response> {
  try {
    return await attempt(method, url, rest);
  } catch (error) {
    if (error instanceof ApiError && error.code === 'csrf_token_wrong' && adopt(await call('get', '/api/profile'))) {
      return attempt(method, url, rest);
    }
    throw error;
  }
}

async function attempt(method: Method, url: string, rest: { body?: object; openly?: boolean }): Promise<Response> {
  const headers: Record<string, string> = {};
  if (rest.openly !== true && method !== 'get') {
    headers['X-CSRF-Token'] = csrf();
  }
  if (rest.body !== undefined) {
    headers['Content-Type'] = 'application/json';
  }
  let answer: Response;
  try {
    answer = await fetch(url, {
      method: method.toUpperCase(), headers, cache: 'no-store', credentials: 'same-origin',
      body: rest.body === undefined ? null : JSON.stringify(rest.body),
    });
  } catch {
    throw new ApiError(0, 'The node does not answer.', undefined, 'unreachable');
  }
  if (!answer.ok) {
    throw await refusal(answer, rest.openly === true);
  }
  return answer;
}

async function refusal(answer: Response, openly: boolean): Promise<ApiError> {
  const document = (await answer.json().catch(() => null)) as (Schemas['Error'] & { pending?: string }) | null;
  if (answer.status === 401 && !openly) {
    endSession(true);
  }
  const error = document?.error;
  return new ApiError(
    answer.status, error?.message ?? `The node answered with status ${answer.status}.`, error?.param ?? undefined, error?.code, document?.pending);
}
