import { call, type Schemas } from '../../api/client';
import type { Wire } from './asking';
import type { Dialect, Json, Target } from './chat';
import { grown, NOTHING, pieces, refusalOf, type Growing } from './reading';
import { amazons, serverSent } from './streams';

/** An answer while it comes, and what became of it. */
export interface Run {
  target: Target;
  state: 'running' | 'done' | 'stopped' | 'failed';
  said: Growing;
  error: string | null;
  /** Until the first piece of content, as this page saw it. */
  firstMs: number | null;
  totalMs: number | null;
  callId: string | null;
  /** What the pair of dialects could not carry. */
  losses: string[];
  /** The model that stood in, where it was not the one that was asked for. */
  fallback: string | null;
  bill: Schemas['Request'] | null;
}

export const begun = (target: Target): Run => ({
  target, state: 'running', said: NOTHING, error: null, firstMs: null, totalMs: null, callId: null, losses: [], fallback: null, bill: null,
});

/** The page is drawn anew no more often than this while text comes in. */
const EVERY_MS = 50;

/** A key that the gateway does not know any more. */
export class KeyEnded extends Error {}

export interface Asked {
  wire: Wire;
  dialect: Dialect;
  signal: AbortSignal;
}

/**
 * Sends a request through the gateway's own door, and tells of the answer as it comes. Does not fail, but for a key that has
 * ended, so that it can be tried again with another.
 */
export async function run(key: string, asked: Asked, first: Run, tell: (run: Run) => void): Promise<Run> {
  const began = performance.now();
  let now = first;
  try {
    const answer = await fetch(asked.wire.path, {
      method: 'POST', body: JSON.stringify(asked.wire.body), signal: asked.signal, cache: 'no-store', credentials: 'omit',
      headers: { ...asked.wire.headers, Authorization: `Bearer ${key}`, 'Content-Type': 'application/json', 'X-Sluice-Show-Losses': 'true' },
    });
    if (answer.status === 401) {
      throw new KeyEnded();
    }
    now = {
      ...now, callId: answer.headers.get('x-request-id'), fallback: answer.headers.get('x-sluice-fallback'),
      losses: (answer.headers.get('x-sluice-losses') ?? '').split(',').map((name) => name.trim()).filter((name) => name !== ''),
    };
    now = answer.ok ? await read(answer, asked.dialect, now, { began, tell }) : { ...now, state: 'failed', error: await refusal(answer) };
  } catch (error) {
    if (error instanceof KeyEnded) {
      throw error;
    }
    now = asked.signal.aborted ? { ...latest(error, now), state: 'stopped' } : { ...latest(error, now), state: 'failed', error: cause(error) };
  }
  const ended = { ...now, totalMs: performance.now() - began };
  tell(ended);
  return ended;
}

/** What broke off in the middle, with all that had come until then. */
class BrokeOff extends Error {
  constructor(readonly run: Run, override readonly cause: unknown) {
    super('broke off');
  }
}

const latest = (error: unknown, otherwise: Run): Run => (error instanceof BrokeOff ? error.run : otherwise);

function cause(error: unknown): string {
  const inner = error instanceof BrokeOff ? error.cause : error;
  return inner instanceof Error ? inner.message : String(inner);
}

async function refusal(answer: Response): Promise<string> {
  return refusalOf(await answer.json().catch(() => null)) ?? `${answer.status} ${answer.statusText}`;
}

interface Telling {
  began: number;
  tell: (run: Run) => void;
}

async function read(answer: Response, dialect: Dialect, from: Run, { began, tell }: Telling): Promise<Run> {
  let now = from;
  let told = 0;
  const take = (data: string, name: string) => {
    for (const more of pieces(dialect, JSON.parse(data) as Json, name)) {
      now = more.error === undefined
        ? { ...now, said: grown(now.said, more), firstMs: now.firstMs ?? performance.now() - began }
        : { ...now, error: more.error };
    }
    if (performance.now() - told > EVERY_MS) {
      told = performance.now();
      tell(now);
    }
  };
  try {
    const type = answer.headers.get('content-type') ?? '';
    if (answer.body !== null && type.startsWith('text/event-stream')) {
      for await (const { name, data } of serverSent(answer.body)) {
        take(data, name);
      }
    } else if (answer.body !== null && type.startsWith('application/vnd.amazon.eventstream')) {
      for await (const { name, data } of amazons(answer.body)) {
        take(data, name);
      }
    } else {
      take(await answer.text(), '');
    }
  } catch (error) {
    throw new BrokeOff(now, error);
  }
  return { ...now, state: now.error === null ? 'done' : 'failed' };
}

const TRIES = 20;
const PAUSE_MS = 500;

/** What a call came to, once it is in the books; null if that takes too long. A list, since what is not there yet is no error. */
export async function billOf(keyId: string, callId: string): Promise<Schemas['Request'] | null> {
  for (let left = TRIES; left > 0; left--) {
    const rows = await call('get', '/api/requests', { query: { key_id: keyId, limit: 20 } }).catch(() => null);
    const found = rows?.data.find((row) => row.call_id === callId);
    if (found !== undefined) {
      return found;
    }
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
  return null;
}
