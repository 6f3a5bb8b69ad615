import type { Bodies, Schemas } from '../../api/client';

type Channel = Schemas['Channel'];

/** A rule as a row of the form: everything is text there. */
export interface HeaderRow {
  name: string;
  value: string;
  /** Whether the header is left out instead. */
  none: boolean;
  when: string;
}

export interface BodyRow {
  path: string;
  act: 'value' | 'default' | 'remove';
  value: string;
  when: string;
}

/** What is changed of requests on their way to the provider, as the form holds it. */
export interface Shaping {
  headers: HeaderRow[];
  body: BodyRow[];
  status_mapping: string;
  prompt: string;
  prompt_mode: 'force' | 'prefix' | 'default';
}

export function shaping(from: Channel | undefined): Shaping {
  return {
    headers: (from?.headers ?? []).map(({ name, value, when }) => ({ name, value: value ?? '', none: value === null, when: condition(when) })),
    body: (from?.body ?? []).map((rule) => {
      const act = rule.remove === true ? 'remove' : 'default' in rule && rule.default !== undefined ? 'default' : 'value';
      return { path: rule.path, act, value: act === 'remove' ? '' : written(rule[act]), when: condition(rule.when) };
    }),
    status_mapping: Object.entries(from?.status_mapping ?? {}).map(([was, is]) => `${was} = ${is}`).join('\n'),
    prompt: from?.system_prompt?.text ?? '',
    prompt_mode: from?.system_prompt?.mode ?? 'default',
  };
}

/** As the API takes it. Rows that were left empty are no rules. */
export function shaped(form: Shaping): Pick<Bodies['ChannelPatch'], 'headers' | 'body' | 'status_mapping' | 'system_prompt'> {
  return {
    headers: form.headers.filter(({ name }) => name.trim() !== '').map(({ name, value, none, when }) => ({ name: name.trim(), value: none ? null : value, ...only(when) })),
    body: form.body.filter(({ path }) => path.trim() !== '').map(({ path, act, value, when }) => ({ path: path.trim(), [act]: act === 'remove' ? true : read(value), ...only(when) })),
    status_mapping: Object.fromEntries(form.status_mapping.split('\n').filter((line) => line.trim() !== '').map((line) => {
      const [was = '', is = ''] = line.split('=');
      return [was.trim(), Number(is.trim())];
    })),
    system_prompt: form.prompt.trim() === '' ? null : { text: form.prompt, mode: form.prompt_mode },
  };
}

/** JSON where it is JSON, else the text itself. */
function read(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** Text that would be read as something else stands in quotes. */
function written(value: unknown): string {
  return typeof value === 'string' && typeof read(value) === 'string' && read(value) === value ? value : JSON.stringify(value);
}

const condition = (when: object | null | undefined): string => (when === null || when === undefined ? '' : JSON.stringify(when));

/** What is not a JSON object is sent as it is, so that the API says what is wrong with it. */
const only = (when: string): { when?: Bodies['Condition'] } => (when.trim() === '' ? {} : { when: read(when) as Bodies['Condition'] });
