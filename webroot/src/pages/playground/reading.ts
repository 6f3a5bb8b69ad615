import type { Dialect, Json, Said } from './chat';

/** What a piece of an answer adds to it. */
export interface Piece {
  text?: string;
  thought?: string;
  seal?: string;
  call?: { index: number | string; id?: string; name?: string; input?: string; seal?: string };
  error?: string;
}

/** JSON of which nothing is known: what is not there is undefined, however deep. */
interface Unknown {
  at(...path: (string | number)[]): Unknown;
  text(): string | undefined;
  list(): Unknown[];
  json(): string;
  number(): number;
}

const look = (value: unknown): Unknown => ({
  at: (...path) => look(path.reduce<unknown>((inner, name) => (inner === null || inner === undefined ? undefined : (inner as Record<string | number, unknown>)[name]), value)),
  text: () => (typeof value === 'string' ? value : undefined),
  list: () => (Array.isArray(value) ? value.map(look) : []),
  json: () => (typeof value === 'string' ? value : JSON.stringify(value ?? {})),
  number: () => (typeof value === 'number' ? value : 0),
});

/** Fields that are not there are left out, so that pieces are small and can be compared. */
function piece(fields: { [K in keyof Piece]: Piece[K] | undefined }): Piece[] {
  const given = Object.entries(fields).filter(([, value]) => value !== undefined && value !== '');
  return given.length === 0 ? [] : [Object.fromEntries(given) as Piece];
}

const called = (index: number | string, id?: string, name?: string, input?: string, seal?: string): Piece[] => [{
  call: { index, ...(id === undefined ? {} : { id }), ...(name === undefined ? {} : { name }), ...(input === undefined ? {} : { input }), ...(seal === undefined ? {} : { seal }) },
}];

type Reader = (read: Unknown, event: string) => Piece[];

const failure = (read: Unknown): Piece[] => piece({ error: read.at('error', 'message').text() });

const openai: Reader = (read) => {
  const choice = read.at('choices', 0);
  const part = choice.at('delta').json() === '{}' ? choice.at('message') : choice.at('delta');
  return [
    ...failure(read),
    ...piece({ thought: part.at('reasoning_content').text() ?? part.at('reasoning').text(), text: part.at('content').text() ?? part.at('refusal').text() }),
    ...part.at('tool_calls').list().flatMap((call, place) => called(
      call.at('index').json() === '{}' ? place : call.at('index').number(), call.at('id').text(), call.at('function', 'name').text(), call.at('function', 'arguments').text())),
  ];
};

const responses: Reader = (read) => {
  switch (read.at('type').text()) {
    case 'response.output_text.delta': return piece({ text: read.at('delta').text() });
    case 'response.refusal.delta': return piece({ text: read.at('delta').text() });
    case 'response.reasoning_summary_text.delta': return piece({ thought: read.at('delta').text() });
    case 'response.output_item.added':
      return read.at('item', 'type').text() === 'function_call'
        ? called(read.at('output_index').number(), read.at('item', 'call_id').text(), read.at('item', 'name').text()) : [];
    case 'response.function_call_arguments.delta': return called(read.at('output_index').number(), undefined, undefined, read.at('delta').text());
    case 'response.failed': return failure(read.at('response'));
    case 'error': return piece({ error: read.at('message').text() ?? read.at('error', 'message').text() });
    case undefined: return [...failure(read), ...read.at('output').list().flatMap(item)];
    default: return [];
  }
};

function item(read: Unknown, place: number): Piece[] {
  switch (read.at('type').text()) {
    case 'message': return read.at('content').list().flatMap((part) => piece({ text: part.at('text').text() ?? part.at('refusal').text() }));
    case 'reasoning': return read.at('summary').list().flatMap((part) => piece({ thought: part.at('text').text() }));
    case 'function_call': return called(place, read.at('call_id').text(), read.at('name').text(), read.at('arguments').text());
    default: return [];
  }
}

const anthropic: Reader = (read) => {
  const index = read.at('index').number();
  switch (read.at('type').text()) {
    case 'content_block_start': {
      const block = read.at('content_block');
      return block.at('type').text() === 'tool_use' ? called(index, block.at('id').text(), block.at('name').text()) : piece({ text: block.at('text').text() });
    }
    case 'content_block_delta': {
      const delta = read.at('delta');
      const input = delta.at('partial_json').text();
      return input === undefined
        ? piece({ text: delta.at('text').text(), thought: delta.at('thinking').text(), seal: delta.at('signature').text() })
        : called(index, undefined, undefined, input);
    }
    case 'message': return read.at('content').list().flatMap((block, place) => (block.at('type').text() === 'tool_use'
      ? called(place, block.at('id').text(), block.at('name').text(), block.at('input').json())
      : piece({ text: block.at('text').text(), thought: block.at('thinking').text(), seal: block.at('signature').text() })));
    case 'error': return failure(read);
    default: return [];
  }
};

/** Calls come whole and have no number: each is another one. */
const gemini: Reader = (read) => [
  ...failure(read),
  ...read.at('candidates', 0, 'content', 'parts').list().flatMap((part) => {
    const name = part.at('functionCall', 'name').text();
    if (name !== undefined) {
      const id = part.at('functionCall', 'id').text() ?? crypto.getRandomValues(new Uint32Array(1))[0]?.toString(36);
      return called(id ?? name, id, name, part.at('functionCall', 'args').json(), part.at('thoughtSignature').text());
    }
    const text = part.at('text').text();
    return part.at('thought').json() === 'true' ? piece({ thought: text }) : piece({ text });
  }),
];

const cohere: Reader = (read) => {
  const index = read.at('index').number();
  const message = read.at('delta', 'message');
  const call = message.at('tool_calls');
  switch (read.at('type').text()) {
    case 'content-start': case 'content-delta': return piece({ text: message.at('content', 'text').text(), thought: message.at('content', 'thinking').text() });
    case 'tool-call-start': case 'tool-call-delta': return called(index, call.at('id').text(), call.at('function', 'name').text(), call.at('function', 'arguments').text());
    case 'message-end': return piece({ error: read.at('delta', 'error').text() });
    case undefined: return [
      ...piece({ error: read.at('message').text() }),
      ...read.at('message', 'content').list().flatMap((part) => piece({ text: part.at('text').text(), thought: part.at('thinking').text() })),
      ...read.at('message', 'tool_calls').list().flatMap((one, place) => called(place, one.at('id').text(), one.at('function', 'name').text(), one.at('function', 'arguments').text())),
    ];
    default: return [];
  }
};

const bedrock: Reader = (read, event) => {
  const index = read.at('contentBlockIndex').number();
  switch (event) {
    case 'contentBlockStart': return read.at('start', 'toolUse').json() === '{}' ? []
      : called(index, read.at('start', 'toolUse', 'toolUseId').text(), read.at('start', 'toolUse', 'name').text());
    case 'contentBlockDelta': {
      const input = read.at('delta', 'toolUse', 'input').text();
      return input === undefined ? piece({ text: read.at('delta', 'text').text(), thought: read.at('delta', 'reasoningContent', 'text').text() }) : called(index, undefined, undefined, input);
    }
    case '': return read.at('output', 'message', 'content').list().flatMap((block, place) => (block.at('toolUse').json() === '{}'
      ? piece({ text: block.at('text').text(), thought: block.at('reasoningContent', 'reasoningText', 'text').text() })
      : called(place, block.at('toolUse', 'toolUseId').text(), block.at('toolUse', 'name').text(), block.at('toolUse', 'input').json())));
    default: return event.endsWith('Exception') ? piece({ error: read.at('message').text() ?? event }) : [];
  }
};

const READERS: Record<Dialect, Reader> = { openai, responses, anthropic, gemini, cohere, bedrock };

/** What one event, or a whole answer, adds. */
export const pieces = (dialect: Dialect, read: Json, event: string): Piece[] => READERS[dialect](look(read), event);

/** The message of a refusal, in whichever dialect it comes. */
export function refusalOf(read: unknown): string | undefined {
  const seen = look(read);
  return seen.at('error', 'message').text() ?? seen.at('message').text() ?? seen.at(0, 'error', 'message').text();
}

/** Calls while they come, by what the dialect tells them apart. */
export interface Growing extends Said {
  places: (number | string)[];
}

export const NOTHING: Growing = { text: '', thought: '', calls: [], places: [] };

export function grown(said: Growing, more: Piece): Growing {
  const next: Growing = {
    ...said, text: said.text + (more.text ?? ''), thought: said.thought + (more.thought ?? ''),
    ...(more.seal === undefined ? {} : { seal: (said.seal ?? '') + more.seal }),
  };
  return more.call === undefined ? next : withCall(next, more.call);
}

function withCall(said: Growing, more: NonNullable<Piece['call']>): Growing {
  const place = said.places.indexOf(more.index);
  if (place < 0) {
    const fresh = { id: more.id ?? `call_${said.calls.length}`, name: more.name ?? '', input: more.input ?? '', ...(more.seal === undefined ? {} : { seal: more.seal }) };
    return { ...said, places: [...said.places, more.index], calls: [...said.calls, fresh] };
  }
  const calls = said.calls.map((call, at) => (at === place ? { ...call, id: more.id ?? call.id, name: more.name ?? call.name, input: call.input + (more.input ?? '') } : call));
  return { ...said, calls };
}
