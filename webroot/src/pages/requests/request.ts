import type { Schemas } from '../../api/client';

type Request = Schemas['Request'];
type Tokens = Schemas['Tokens'];
type Rule = Schemas['PriceRule'] & Record<string, unknown>;

export const ENDS = ['completed', 'caller_left_early', 'caller_left', 'upstream_refused', 'upstream_broke', 'refused'] as const;

/** Every class is disjoint, so that prompt and answer are plain sums. */
export function tokensOf(usage: Tokens): { prompt: number; answer: number } {
  return {
    prompt: usage.input + usage.cache_read + usage.cache_write + usage.cache_write_hour + usage.audio_input + usage.image_input,
    answer: usage.output + usage.reasoning + usage.audio_output + usage.image_output,
  };
}

export const isGood = (request: Request): boolean => request.status < 400 && request.end === 'completed';

/** A class of tokens, its name in price rules, and the class whose rate it has if it has none of its own. */
export const CLASSES: { tokens: keyof Tokens; rate: string; parent: string | null }[] = [
  { tokens: 'input', rate: 'input', parent: null },
  { tokens: 'cache_read', rate: 'cache-read', parent: 'input' },
  { tokens: 'cache_write', rate: 'cache-write', parent: 'input' },
  { tokens: 'cache_write_hour', rate: 'cache-write-1h', parent: 'cache-write' },
  { tokens: 'audio_input', rate: 'audio-input', parent: 'input' },
  { tokens: 'image_input', rate: 'image-input', parent: 'input' },
  { tokens: 'output', rate: 'output', parent: null },
  { tokens: 'reasoning', rate: 'reasoning', parent: 'output' },
  { tokens: 'audio_output', rate: 'audio-output', parent: 'output' },
  { tokens: 'image_output', rate: 'image-output', parent: 'output' },
];

const MILLION = 1_000_000;

export interface PriceLine {
  name: keyof Tokens | string;
  amount: number;
  /** Dollars for a million tokens, or for one of anything else; null where the rule has none. */
  rate: number | null;
  dollars: number;
  isTokens: boolean;
}

/** What a class costs by these rates, looked for in its parents too. */
function rateOf(rates: Record<string, unknown>, name: string | null): number | null {
  if (name === null) {
    return null;
  }
  const own = rates[name];
  return typeof own === 'number' ? own : rateOf(rates, CLASSES.find((one) => one.rate === name)?.parent ?? null);
}

/** The highest tier that so long a prompt has come to stands over the rule's own rates. */
function ratesFor(rule: Rule, request: Request): Record<string, unknown> {
  const prompt = tokensOf(request.usage).prompt;
  const tiers = (rule['tiers'] as { above?: number; service?: string }[] | undefined) ?? [];
  const fit = (service: string | null) => tiers
    .filter((tier) => (tier.service ?? null) === service && (prompt > (tier.above ?? 0) || (service !== null && (tier.above ?? 0) === 0)))
    .sort((one, other) => (other.above ?? 0) - (one.above ?? 0))[0];
  const tier = (request.service_tier === null ? undefined : fit(request.service_tier)) ?? fit(null);
  return { ...rule, ...tier };
}

/**
 * A bill, line by line, as its rule reads. Factors, a minimum and the rounding up come after the lines, so that what was
 * booked may differ from their sum; the page shows the difference.
 */
export function priceLines(request: Request, rule: Rule): PriceLine[] {
  const rates = ratesFor(rule, request);
  const lines: PriceLine[] = CLASSES.filter(({ tokens }) => request.usage[tokens] > 0).map(({ tokens, rate }) => {
    const dear = rateOf(rates, rate);
    return { name: tokens, amount: request.usage[tokens], rate: dear, dollars: (request.usage[tokens] * (dear ?? 0)) / MILLION, isTokens: true };
  });
  const units = (rates['units'] as Record<string, number> | undefined) ?? {};
  for (const [unit, amount] of Object.entries(request.units)) {
    const rate = unitRate(units, unit);
    lines.push({ name: unit, amount, rate, dollars: amount * (rate ?? 0), isTokens: false });
  }
  const each = rates['per-request'];
  if (typeof each === 'number') {
    lines.push({ name: 'per-request', amount: 1, rate: each, dollars: each, isTokens: false });
  }
  return lines;
}

function unitRate(units: Record<string, number>, unit: string): number | null {
  for (let name = unit; ; name = name.slice(0, name.lastIndexOf('/'))) {
    if (name in units) {
      return units[name] ?? null;
    }
    if (!name.includes('/')) {
      return null;
    }
  }
}
