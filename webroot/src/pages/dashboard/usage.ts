import type { Schemas } from '../../api/client';

export type Sums = Schemas['Sums'];

const HOUR = 3_600_000;

/** How far back to look, and in which slots. */
export const RANGES = {
  day: { hours: 24, slot: 'hour' },
  week: { hours: 7 * 24, slot: 'hour' },
  month: { hours: 30 * 24, slot: 'day' },
  quarter: { hours: 90 * 24, slot: 'day' },
} as const;

export type Range = keyof typeof RANGES;

export const METRICS = ['requests', 'tokens', 'cost', 'errors', 'first'] as const;

export type Metric = (typeof METRICS)[number];

export const SPLITS = ['model', 'channel', 'user', 'key'] as const;

export type Split = (typeof SPLITS)[number];

export const since = (range: Range): string => {
  const from = new Date(Date.now() - RANGES[range].hours * HOUR);
  from.setUTCMinutes(0, 0, 0);
  return from.toISOString();
};

export function valueOf(sums: Sums, metric: Metric): number {
  switch (metric) {
    case 'requests': return sums.requests;
    case 'tokens': return Object.values(sums.usage).reduce((sum, some) => sum + some, 0);
    case 'cost': return Number(sums.cost);
    case 'errors': return sums.failed + sums.refused;
    case 'first': return sums.first_content_ms.p50 ?? 0;
  }
}
