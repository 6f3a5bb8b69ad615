import type { Schemas } from '../../api/client';
import { count, micros, millis, money } from '../../ui/format';

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

export const METRICS = ['requests', 'tokens', 'cost', 'errors', 'first', 'total', 'overhead'] as const;

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
    case 'total': return sums.total_ms.p50 ?? 0;
    case 'overhead': return sums.gateway_us.mean ?? 0;
  }
}

/** Times are medians or means, which do not add up. */
export const isTime = (metric: Metric): boolean => metric === 'first' || metric === 'total' || metric === 'overhead';

/** A value in its unit. */
export function textOf(value: number, metric: Metric): string {
  switch (metric) {
    case 'requests': case 'tokens': case 'errors': return count(value);
    case 'cost': return money(value);
    case 'first': case 'total': return millis(value);
    case 'overhead': return micros(value);
  }
}
