import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { call } from '../../api/client';
import { wire } from './asking';
import type { Settings, Step, Target, ToolCall, Words } from './chat';
import { NOTHING } from './reading';
import { begun, billOf, KeyEnded, run, type Run } from './run';

const MINUTE = 60_000;
const KEY = ['playground', 'key'];
const askForKey = () => call('post', '/api/playground/key');

/** The key of this page: in memory only, and renewed before it ends. */
export const useKey = () => useQuery({ queryKey: KEY, queryFn: askForKey, staleTime: 45 * MINUTE, refetchInterval: 45 * MINUTE });

export interface Result {
  call: ToolCall;
  output: string;
}

/** What was said once, and the answer in each column; a column that was not asked has none. */
export interface Turn {
  id: number;
  words: Words | null;
  results: Result[][];
  runs: (Run | null)[];
}

/** The conversation as one column has had it. What got no answer is left out, as if it had not been said. */
export function stepsOf(turns: Turn[], column: number): Step[] {
  return turns.filter(({ runs }) => {
    const run = runs[column];
    return run !== undefined && run !== null && (run.state === 'done' || run.state === 'stopped') && (run.said.text !== '' || run.said.calls.length > 0);
  }).flatMap((turn) => [...saidBefore(turn, column), { by: 'model' as const, said: turn.runs[column]?.said ?? NOTHING }]);
}

function saidBefore(turn: Turn, column: number): Step[] {
  const results = turn.results[column] ?? [];
  if (results.length > 0) {
    return [{ by: 'tools', results }];
  }
  return turn.words === null ? [] : [{ by: 'user', words: turn.words }];
}

/** Calls of tools in the last answer of each column, which wait for results. */
export function waiting(turns: Turn[], columns: number): ToolCall[][] {
  const last = turns.at(-1);
  return Array.from({ length: columns }, (_, column) => {
    const run = last?.runs[column];
    return run?.state === 'done' ? run.said.calls : [];
  });
}

export interface Said {
  words: Words | null;
  results: Result[][];
}

export function useConversation(targets: Target[], settings: Settings) {
  const queries = useQueryClient();
  const [turns, setTurns] = useState<Turn[]>([]);
  const stop = useRef<AbortController | null>(null);
  const number = useRef(0);

  const show = (id: number, column: number, run: Run) => setTurns((before) => before.map((turn) =>
    (turn.id === id ? { ...turn, runs: turn.runs.map((old, at) => (at === column ? run : old)) } : turn)));

  const ask = async (turn: Turn, column: number, signal: AbortSignal) => {
    const first = turn.runs[column];
    if (first === null || first === undefined) {
      return;
    }
    const asked = { wire: wire(first.target, [...stepsOf(turns, column), ...saidBefore(turn, column)], settings), dialect: settings.dialect, signal };
    const tell = (now: Run) => show(turn.id, column, now);
    try {
      let key = await queries.fetchQuery({ queryKey: KEY, queryFn: askForKey, staleTime: 45 * MINUTE });
      const ended = await run(key.key, asked, first, tell).catch(async (error: unknown) => {
        if (!(error instanceof KeyEnded)) {
          throw error;
        }
        key = await queries.fetchQuery({ queryKey: KEY, queryFn: askForKey, staleTime: 0 });
        return run(key.key, asked, first, tell);
      });
      const bill = ended.callId === null ? null : await billOf(key.id, ended.callId);
      tell({ ...ended, bill });
    } catch (error) {
      tell({ ...first, state: 'failed', error: error instanceof Error ? error.message : String(error) });
    }
  };

  return {
    turns,
    busy: turns.some(({ runs }) => runs.some((run) => run?.state === 'running')),
    send: ({ words, results }: Said) => {
      const asksTools = results.some((some) => some.length > 0);
      number.current++;
      const runs = targets.map((target, column) => (asksTools && (results[column] ?? []).length === 0 ? null : begun(target)));
      const turn: Turn = { id: number.current, words, results, runs };
      setTurns((before) => [...before, turn]);
      const control = new AbortController();
      stop.current = control;
      runs.forEach((_, column) => void ask(turn, column, control.signal));
    },
    stop: () => stop.current?.abort(),
    clear: () => {
      stop.current?.abort();
      setTurns([]);
    },
  };
}
