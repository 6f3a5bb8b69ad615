import type { Bodies, Schemas } from '../../api/client';
import { shaped, shaping, type Shaping } from './shaping';

export const TIMEOUTS = ['connect', 'first_content', 'between_chunks', 'total'] as const;

type Timeout = (typeof TIMEOUTS)[number];

const USUAL = 'openai-compatible';

/** What the form holds: names and patterns of models in one field, as a person thinks of them. */
export interface Filled extends Record<string, unknown>, Shaping {
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
  key_choice: Schemas['Channel']['key_choice'];
  test_model: string;
  probe_every: string;
  probe_every_well: string;
  auto_disable: string;
  auto_disable_statuses: string[];
  auto_disable_words: string[];
  auto_disable_return: string;
  tags: string[];
  notes: string;
  proxy: string;
  proxy_private_addresses: boolean;
}

/** As a channel is, or as a new one begins. */
export function initial(from: Schemas['Channel'] | undefined, providers: Schemas['Provider'][]): Filled {
  const provider = providers.find((one) => one.name === (from?.provider ?? USUAL)) ?? providers[0];
  return {
    name: from?.name ?? '',
    provider: provider?.name ?? '',
    base_url: from?.base_url ?? '',
    secret: '',
    models: [...(from?.models ?? []), ...(from?.model_patterns ?? [])],
    list_upstream: from?.list_upstream ?? provider?.lists_models ?? false,
    model_mapping: Object.entries(from?.model_mapping ?? {}).map(([caller, upstream]) => `${caller} = ${upstreams(upstream)}`).join('\n'),
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
    key_choice: from?.key_choice ?? 'round_robin',
    test_model: from?.test_model ?? '',
    probe_every: from?.probe_every ?? '',
    probe_every_well: from?.probe_every_well ?? '',
    auto_disable: chosen(from?.auto_disable?.enabled),
    auto_disable_statuses: (from?.auto_disable?.statuses ?? []).map(String),
    auto_disable_words: from?.auto_disable?.words ?? [],
    auto_disable_return: chosen(from?.auto_disable?.return),
    tags: from?.tags ?? [],
    notes: from?.notes ?? '',
    proxy: from?.proxy ?? '',
    proxy_private_addresses: from?.proxy_private_addresses ?? false,
    ...shaping(from),
  };
}

const number = (typed: number | string): number | null => (typed === '' ? null : Number(typed));

const said = (fields: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, value.trim()]).filter(([, value]) => value !== ''));

type Upstreams = Schemas['Channel']['model_mapping'][string];

/** What a name stands for at the provider: one model, or several with their weights, as in "a *2 | b". */
export function upstreams(models: Upstreams): string {
  return typeof models === 'string' ? models
    : models.map((one) => (one.weight === undefined || one.weight === 1 ? one.model : `${one.model} *${one.weight}`)).join(' | ');
}

function pool(text: string): Upstreams {
  const models = text.split(' | ').map((one) => {
    const [, model = '', weight = '1'] = /^(.*?)(?:\s+\*\s*(\d+))?$/.exec(one.trim()) ?? [];
    return { model: model.trim(), weight: Number(weight) };
  });
  const [only] = models;
  return models.length === 1 && only !== undefined ? only.model : models;
}

/** Yes, no, or as everywhere. */
const chosen = (set: boolean | null | undefined): string => (set === undefined || set === null ? '' : set ? 'yes' : 'no');
const choice = (typed: string): boolean | null => (typed === '' ? null : typed === 'yes');

/** An empty list is as everywhere, but stays the list of nothing that it was. */
const listed = <T>(filled: T[], was: T[] | null | undefined): T[] | null => (filled.length > 0 || was?.length === 0 ? filled : null);

/** What the form does not show stays as it is. */
function autoDisable(filled: Filled, from: Schemas['Channel'] | undefined): Bodies['NewChannel']['auto_disable'] {
  const whole = {
    enabled: choice(filled.auto_disable),
    invalid_key: from?.auto_disable?.invalid_key ?? null,
    out_of_quota: from?.auto_disable?.out_of_quota ?? null,
    statuses: listed(filled.auto_disable_statuses.map(Number), from?.auto_disable?.statuses),
    words: listed(filled.auto_disable_words, from?.auto_disable?.words),
    return: choice(filled.auto_disable_return),
  };
  return Object.values(whole).every((value) => value === null) ? null : whole;
}

const typed = (text: string): string | null => (text.trim() === '' ? null : text.trim());

/** A line for each model: the caller's name, an equals sign, the upstream's. */
function mapping(text: string): Record<string, Upstreams> {
  return Object.fromEntries(text.split('\n').filter((line) => line.trim() !== '').map((line) => {
    const [caller = '', ...upstream] = line.split('=');
    return [caller.trim(), pool(upstream.join('='))];
  }));
}

export function asBody(filled: Filled, from?: Schemas['Channel']): Bodies['NewChannel'] {
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
    key_choice: filled.key_choice,
    test_model: typed(filled.test_model),
    probe_every: typed(filled.probe_every),
    probe_every_well: typed(filled.probe_every_well),
    auto_disable: autoDisable(filled, from),
    tags: filled.tags,
    notes: filled.notes,
    proxy: filled.proxy.trim() === '' ? null : filled.proxy.trim(),
    proxy_private_addresses: filled.proxy_private_addresses,
    ...shaped(filled),
  };
}
