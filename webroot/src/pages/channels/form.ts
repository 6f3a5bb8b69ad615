import type { Bodies, Schemas } from '../../api/client';
import type { Editing } from './ChannelForm';

export const TIMEOUTS = ['connect', 'first_content', 'between_chunks', 'total'] as const;

type Timeout = (typeof TIMEOUTS)[number];

const USUAL = 'openai-compatible';

/** What the form holds: names and patterns of models in one field, as a person thinks of them. */
export interface Filled extends Record<string, unknown> {
  name: string;
  provider: string;
  base_url: string;
  secret: string;
  models: string[];
  list_upstream: boolean;
  model_mapping: string;
  groups: string[];
  priority: number | string;
  weight: number | string;
  private_addresses: boolean;
  parameters: Record<string, string>;
  timeouts: Record<Timeout, string>;
  requests_per_minute: number | string;
  tokens_per_minute: number | string;
  concurrency: number | string;
}

export function initial(editing: Editing, providers: Schemas['Provider'][]): Filled {
  const from = editing.channel ?? editing.like;
  const provider = providers.find((one) => one.name === (from?.provider ?? USUAL)) ?? providers[0];
  return {
    name: editing.channel?.name ?? '',
    provider: provider?.name ?? '',
    base_url: from?.base_url ?? '',
    secret: '',
    models: [...(from?.models ?? []), ...(from?.model_patterns ?? [])],
    list_upstream: from?.list_upstream ?? provider?.lists_models ?? false,
    model_mapping: Object.entries(from?.model_mapping ?? {}).map(([caller, upstream]) => `${caller} = ${upstream}`).join('\n'),
    groups: from?.groups ?? ['default'],
    priority: from?.priority ?? 0,
    weight: from?.weight ?? 1,
    private_addresses: from?.private_addresses ?? false,
    parameters: from?.parameters ?? {},
    timeouts: {
      connect: from?.timeouts.connect ?? '', first_content: from?.timeouts.first_content ?? '',
      between_chunks: from?.timeouts.between_chunks ?? '', total: from?.timeouts.total ?? '',
    },
    requests_per_minute: from?.requests_per_minute ?? '',
    tokens_per_minute: from?.tokens_per_minute ?? '',
    concurrency: from?.concurrency ?? '',
  };
}

const number = (typed: number | string): number | null => (typed === '' ? null : Number(typed));

const said = (fields: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, value.trim()]).filter(([, value]) => value !== ''));

/** A line for each model: the caller's name, an equals sign, the upstream's. */
function mapping(text: string): Record<string, string> {
  return Object.fromEntries(text.split('\n').filter((line) => line.trim() !== '').map((line) => {
    const [caller = '', ...upstream] = line.split('=');
    return [caller.trim(), upstream.join('=').trim()];
  }));
}

export function asBody(filled: Filled): Bodies['NewChannel'] {
  return {
    name: filled.name.trim(),
    provider: filled.provider,
    base_url: filled.base_url.trim() === '' ? null : filled.base_url.trim(),
    ...(filled.secret.trim() === '' ? {} : { secret: filled.secret.trim() }),
    models: filled.models.filter((model) => !model.includes('*')),
    model_patterns: filled.models.filter((model) => model.includes('*')),
    list_upstream: filled.list_upstream,
    model_mapping: mapping(filled.model_mapping),
    groups: filled.groups,
    priority: number(filled.priority),
    weight: number(filled.weight),
    private_addresses: filled.private_addresses,
    parameters: said(filled.parameters),
    timeouts: said(filled.timeouts) as Bodies['Timeouts'],
    requests_per_minute: number(filled.requests_per_minute),
    tokens_per_minute: number(filled.tokens_per_minute),
    concurrency: number(filled.concurrency),
  };
}
