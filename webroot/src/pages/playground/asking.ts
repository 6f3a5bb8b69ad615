import { inputOf, merged, readExtra, readTools, type Dialect, type Json, type Settings, type Step, type Target, type Tool, type Words } from './chat';

/** A request as it goes to a door of the gateway. */
export interface Wire {
  path: string;
  body: Json;
  /** Beside the key and the content type. */
  headers: Record<string, string>;
}

type Writer = (model: string, steps: Step[], settings: Settings, tools: Tool[]) => Wire;

const ANTHROPIC_CAP = 1024;

/** Writes what the settings and the conversation come to; throws where tools or further fields are no JSON. */
export function wire({ model, channel }: Target, steps: Step[], settings: Settings): Wire {
  const written = WRITERS[settings.dialect](model, steps, settings, readTools(settings.tools));
  const headers = channel === null ? written.headers : { ...written.headers, 'X-Sluice-Channel': channel };
  return { ...written, headers, body: merged(tidy(written.body), readExtra(settings.extra)) };
}

const orNone = <T>(value: T | ''): T | undefined => (value === '' ? undefined : value);
const some = <T>(list: T[]): T[] | undefined => (list.length === 0 ? undefined : list);
const dataUrl = ({ type, data }: { type: string; data: string }) => `data:${type};base64,${data}`;

function tidy(body: Json): Json {
  return Object.fromEntries(Object.entries(body).filter(([, value]) =>
    value !== undefined && !(typeof value === 'object' && value !== null && !Array.isArray(value) && Object.values(value).every((inner) => inner === undefined))));
}

const functions = (tools: Tool[]) => some(tools.map((tool) => ({ type: 'function', function: tool })));

/** OpenAI's messages, which Cohere's are too. */
function messages(steps: Step[], system: string): Json[] {
  const all: Json[] = system === '' ? [] : [{ role: 'system', content: system }];
  for (const step of steps) {
    switch (step.by) {
      case 'user':
        all.push({ role: 'user', content: step.words.pictures.length === 0 ? step.words.text : parts(step.words) });
        break;
      case 'model':
        all.push(tidy({
          role: 'assistant', content: step.said.text === '' && step.said.calls.length > 0 ? undefined : step.said.text,
          tool_calls: some(step.said.calls.map(({ id, name, input }) => ({ id, type: 'function', function: { name, arguments: input === '' ? '{}' : input } }))),
        }));
        break;
      case 'tools':
        step.results.forEach(({ call, output }) => all.push({ role: 'tool', tool_call_id: call.id, content: output }));
    }
  }
  return all;
}

const parts = (words: Words) => [
  ...words.pictures.map((picture) => ({ type: 'image_url', image_url: { url: dataUrl(picture) } })),
  ...(words.text === '' ? [] : [{ type: 'text', text: words.text }]),
];

const openai: Writer = (model, steps, settings, tools) => ({
  path: '/v1/chat/completions', headers: {},
  body: {
    model, messages: messages(steps, settings.system), temperature: orNone(settings.temperature), top_p: orNone(settings.topP),
    max_completion_tokens: orNone(settings.maxTokens), stop: some(settings.stop), tools: functions(tools),
    ...(settings.stream ? { stream: true, stream_options: { include_usage: true } } : {}),
  },
});

const responses: Writer = (model, steps, settings, tools) => ({
  path: '/v1/responses', headers: {},
  body: {
    model, instructions: settings.system === '' ? undefined : settings.system, input: steps.flatMap(items),
    temperature: orNone(settings.temperature), top_p: orNone(settings.topP), max_output_tokens: orNone(settings.maxTokens),
    tools: some(tools.map((tool) => ({ type: 'function', ...tool }))), stream: settings.stream ? true : undefined,
  },
});

function items(step: Step): Json[] {
  switch (step.by) {
    case 'user':
      return [{
        role: 'user', content: [
          ...step.words.pictures.map((picture) => ({ type: 'input_image', image_url: dataUrl(picture) })),
          ...(step.words.text === '' ? [] : [{ type: 'input_text', text: step.words.text }]),
        ],
      }];
    case 'model':
      return [
        ...(step.said.text === '' ? [] : [{ type: 'message', role: 'assistant', content: [{ type: 'output_text', text: step.said.text }] }]),
        ...step.said.calls.map(({ id, name, input }) => ({ type: 'function_call', call_id: id, name, arguments: input === '' ? '{}' : input })),
      ];
    case 'tools':
      return step.results.map(({ call, output }) => ({ type: 'function_call_output', call_id: call.id, output }));
  }
}

const anthropic: Writer = (model, steps, settings, tools) => ({
  path: '/v1/messages', headers: { 'anthropic-version': '2023-06-01' },
  body: {
    model, max_tokens: settings.maxTokens === '' ? ANTHROPIC_CAP : settings.maxTokens, system: settings.system === '' ? undefined : settings.system,
    messages: steps.map(blocks), temperature: orNone(settings.temperature), top_p: orNone(settings.topP), stop_sequences: some(settings.stop),
    tools: some(tools.map(({ name, description, parameters }) => ({ name, description, input_schema: parameters }))), stream: settings.stream ? true : undefined,
  },
});

function blocks(step: Step): Json {
  switch (step.by) {
    case 'user':
      return {
        role: 'user', content: step.words.pictures.length === 0 ? step.words.text : [
          ...step.words.pictures.map(({ type, data }) => ({ type: 'image', source: { type: 'base64', media_type: type, data } })),
          ...(step.words.text === '' ? [] : [{ type: 'text', text: step.words.text }]),
        ],
      };
    case 'model':
      return {
        role: 'assistant', content: [
          ...(step.said.seal === undefined ? [] : [{ type: 'thinking', thinking: step.said.thought, signature: step.said.seal }]),
          ...(step.said.text === '' ? [] : [{ type: 'text', text: step.said.text }]),
          ...step.said.calls.map((one) => ({ type: 'tool_use', id: one.id, name: one.name, input: inputOf(one) })),
        ],
      };
    case 'tools':
      return { role: 'user', content: step.results.map(({ call, output }) => ({ type: 'tool_result', tool_use_id: call.id, content: output })) };
  }
}

const gemini: Writer = (model, steps, settings, tools) => ({
  path: `/v1beta/models/${encodeURIComponent(model)}:${settings.stream ? 'streamGenerateContent?alt=sse' : 'generateContent'}`, headers: {},
  body: {
    systemInstruction: settings.system === '' ? undefined : { parts: [{ text: settings.system }] }, contents: steps.map(contents),
    generationConfig: { temperature: orNone(settings.temperature), topP: orNone(settings.topP), maxOutputTokens: orNone(settings.maxTokens), stopSequences: some(settings.stop) },
    tools: tools.length === 0 ? undefined : [{ functionDeclarations: tools }],
  },
});

function contents(step: Step): Json {
  switch (step.by) {
    case 'user':
      return {
        role: 'user', parts: [
          ...step.words.pictures.map(({ type, data }) => ({ inlineData: { mimeType: type, data } })),
          ...(step.words.text === '' ? [] : [{ text: step.words.text }]),
        ],
      };
    case 'model':
      return {
        role: 'model', parts: [
          ...(step.said.text === '' ? [] : [{ text: step.said.text }]),
          ...step.said.calls.map((one) => ({ functionCall: { name: one.name, args: inputOf(one) }, ...(one.seal === undefined ? {} : { thoughtSignature: one.seal }) })),
        ],
      };
    case 'tools':
      return { role: 'user', parts: step.results.map(({ call, output }) => ({ functionResponse: { name: call.name, response: { result: output } } })) };
  }
}

const cohere: Writer = (model, steps, settings, tools) => ({
  path: '/v2/chat', headers: {},
  body: {
    model, messages: messages(steps, settings.system), temperature: orNone(settings.temperature), p: orNone(settings.topP),
    max_tokens: orNone(settings.maxTokens), stop_sequences: some(settings.stop), tools: functions(tools), stream: settings.stream ? true : undefined,
  },
});

const bedrock: Writer = (model, steps, settings, tools) => ({
  path: `/model/${encodeURIComponent(model)}/${settings.stream ? 'converse-stream' : 'converse'}`, headers: {},
  body: {
    system: settings.system === '' ? undefined : [{ text: settings.system }], messages: steps.map(converse),
    inferenceConfig: { temperature: orNone(settings.temperature), topP: orNone(settings.topP), maxTokens: orNone(settings.maxTokens), stopSequences: some(settings.stop) },
    toolConfig: tools.length === 0 ? undefined
      : { tools: tools.map(({ name, description, parameters }) => ({ toolSpec: tidy({ name, description: description === '' ? undefined : description, inputSchema: { json: parameters } }) })) },
  },
});

function converse(step: Step): Json {
  switch (step.by) {
    case 'user':
      return {
        role: 'user', content: [
          ...step.words.pictures.map(({ type, data }) => ({ image: { format: type.replace('image/', ''), source: { bytes: data } } })),
          ...(step.words.text === '' ? [] : [{ text: step.words.text }]),
        ],
      };
    case 'model':
      return {
        role: 'assistant', content: [
          ...(step.said.text === '' ? [] : [{ text: step.said.text }]),
          ...step.said.calls.map((one) => ({ toolUse: { toolUseId: one.id, name: one.name, input: inputOf(one) } })),
        ],
      };
    case 'tools':
      return { role: 'user', content: step.results.map(({ call, output }) => ({ toolResult: { toolUseId: call.id, content: [{ text: output }] } })) };
  }
}

const WRITERS: Record<Dialect, Writer> = { openai, responses, anthropic, gemini, cohere, bedrock };
