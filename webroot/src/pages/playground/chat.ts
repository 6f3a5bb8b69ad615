/** A conversation as all dialects can say it, and what is asked for with it. */

export const DIALECTS = ['openai', 'responses', 'anthropic', 'gemini', 'cohere', 'bedrock'] as const;

export type Dialect = (typeof DIALECTS)[number];

export const NAMES: Record<Dialect, string> = {
  openai: 'OpenAI Chat', responses: 'OpenAI Responses', anthropic: 'Anthropic Messages', gemini: 'Gemini', cohere: 'Cohere', bedrock: 'Bedrock Converse',
};

export interface Picture {
  name: string;
  /** Such as image/png. */
  type: string;
  /** In Base64. */
  data: string;
  file: Blob;
}

export interface ToolCall {
  id: string;
  name: string;
  /** JSON, as it came. */
  input: string;
  /** What the upstream sealed and wants to have back. */
  seal?: string;
}

export interface Tool {
  name: string;
  description: string;
  parameters: object;
}

/** What was said by the model, as far as it came. */
export interface Said {
  text: string;
  thought: string;
  /** Of the thought, where the dialect has one. */
  seal?: string;
  calls: ToolCall[];
}

export interface Words {
  text: string;
  pictures: Picture[];
}

/** One step of a conversation, in order. */
export type Step = { by: 'user'; words: Words } | { by: 'model'; said: Said } | { by: 'tools'; results: { call: ToolCall; output: string }[] };

/** Who is to answer. */
export interface Target {
  model: string;
  /** The id of the only channel that may; null for the one whose turn it is. */
  channel: string | null;
}

export interface Settings {
  dialect: Dialect;
  system: string;
  temperature: number | '';
  topP: number | '';
  maxTokens: number | '';
  stop: string[];
  stream: boolean;
  /** JSON: a list of tools, in the form of any dialect. */
  tools: string;
  /** JSON: further fields of the request. */
  extra: string;
}

export const PLAIN: Settings = { dialect: 'openai', system: '', temperature: '', topP: '', maxTokens: '', stop: [], stream: true, tools: '', extra: '' };

export type Json = { [name: string]: unknown };

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);

/** The tools that are meant, whichever dialect they are written in; throws where they are none. */
export function readTools(text: string): Tool[] {
  if (text.trim() === '') {
    return [];
  }
  const read = JSON.parse(text) as unknown;
  return (Array.isArray(read) ? read : [read]).flatMap((one: unknown) => toolsOf(one));
}

function toolsOf(one: unknown): Tool[] {
  const wrapped = isObject(one) ? (one['functionDeclarations'] ?? one['function'] ?? one['toolSpec'] ?? one) : one;
  return (Array.isArray(wrapped) ? wrapped : [wrapped]).map((tool: unknown) => {
    if (!isObject(tool) || typeof tool['name'] !== 'string') {
      throw new SyntaxError('name');
    }
    const schema = tool['parameters'] ?? tool['input_schema'] ?? (isObject(tool['inputSchema']) ? tool['inputSchema']['json'] : undefined);
    return {
      name: tool['name'], description: typeof tool['description'] === 'string' ? tool['description'] : '',
      parameters: isObject(schema) ? schema : { type: 'object', properties: {} },
    };
  });
}

export function readExtra(text: string): Json {
  const read = text.trim() === '' ? {} : (JSON.parse(text) as unknown);
  if (!isObject(read)) {
    throw new SyntaxError('object');
  }
  return read;
}

/** Objects are merged member by member, everything else is replaced; null takes a field out. */
export function merged(base: Json, over: Json): Json {
  const all: Json = { ...base };
  for (const [name, value] of Object.entries(over)) {
    const before = all[name];
    if (value === null) {
      delete all[name];
    } else {
      all[name] = isObject(before) && isObject(value) ? merged(before, value) : value;
    }
  }
  return all;
}

export const inputOf = (call: ToolCall): unknown => {
  try {
    return JSON.parse(call.input === '' ? '{}' : call.input);
  } catch {
    return {};
  }
};
