import type { Snippet } from '../start/snippets';
import type { Wire } from './asking';
import type { Dialect, Json } from './chat';

const KEY = '$SLUICE_KEY';
/** Pictures are too long to be read. */
const LONGEST = 2_000;

/** A request as programs make it: with curl, and with the SDK of its dialect. */
export const codeOf = (dialect: Dialect, wire: Wire, model: string, origin: string): Snippet[] => [
  { name: 'curl', code: curl(wire, origin) },
  SDKS[dialect](short(wire.body) as Json, model, origin),
];

function short(value: unknown): unknown {
  if (typeof value === 'string') {
    return value.length > LONGEST && !value.includes(' ') ? `${value.slice(0, 40)}…` : value;
  }
  if (Array.isArray(value)) {
    return value.map(short);
  }
  return typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, short(inner)])) : value;
}

function curl({ path, body, headers }: Wire, origin: string): string {
  const all = Object.entries({ Authorization: `Bearer ${KEY}`, 'Content-Type': 'application/json', ...headers });
  const lines = [`curl -N '${origin}${path}'`, ...all.map(([name, value]) => `  -H "${name}: ${value}"`), `  -d '${JSON.stringify(short(body), null, 2).replaceAll("'", "'\\''")}'`];
  return lines.join(' \\\n');
}

/** As Python writes it. */
function python(value: unknown, indent: string): string {
  const deeper = `${indent}    `;
  if (value === null || value === undefined) {
    return 'None';
  }
  if (typeof value === 'boolean') {
    return value ? 'True' : 'False';
  }
  if (Array.isArray(value)) {
    return value.length === 0 ? '[]' : `[\n${value.map((one) => deeper + python(one, deeper)).join(',\n')},\n${indent}]`;
  }
  if (typeof value === 'object') {
    const inner = Object.entries(value).map(([name, one]) => `${deeper}${JSON.stringify(name)}: ${python(one, deeper)}`);
    return inner.length === 0 ? '{}' : `{\n${inner.join(',\n')},\n${indent}}`;
  }
  return JSON.stringify(value);
}

/** Arguments by name; what the SDK does not know goes where it passes on what it does not know. */
function named(body: Json, known: string[], beyond: string, wrap: (rest: Json) => Json = (rest) => rest): string {
  const rest = Object.fromEntries(Object.entries(body).filter(([name]) => !known.includes(name)));
  const given = Object.entries(body).filter(([name]) => known.includes(name));
  return [...given, ...(Object.keys(rest).length === 0 ? [] : [[beyond, wrap(rest)] as const])].map(([name, value]) => `    ${name}=${python(value, '    ')},\n`).join('');
}

type Sdk = (body: Json, model: string, origin: string) => Snippet;

const key = 'os.environ["SLUICE_KEY"]';

const each = (streams: unknown, name: string, show: string, whole: string) => (streams === true ? `for ${name}:\n    ${show}` : whole);

const CHAT = ['model', 'messages', 'temperature', 'top_p', 'max_completion_tokens', 'max_tokens', 'stop', 'tools', 'tool_choice', 'stream', 'stream_options', 'response_format', 'reasoning_effort', 'seed', 'n'];
const RESPONSES = ['model', 'input', 'instructions', 'temperature', 'top_p', 'max_output_tokens', 'tools', 'tool_choice', 'stream', 'reasoning', 'text'];
const MESSAGES = ['model', 'max_tokens', 'system', 'messages', 'temperature', 'top_p', 'top_k', 'stop_sequences', 'tools', 'tool_choice', 'stream', 'thinking'];
const COHERE = ['model', 'messages', 'temperature', 'p', 'k', 'max_tokens', 'stop_sequences', 'tools'];

const SDKS: Record<Dialect, Sdk> = {
  openai: (body, _, origin) => ({
    name: 'OpenAI SDK',
    code: `import os\nfrom openai import OpenAI\n\nclient = OpenAI(base_url="${origin}/v1", api_key=${key})\nanswer = client.chat.completions.create(\n${named(body, CHAT, 'extra_body')})\n`
      + each(body['stream'], 'chunk in answer', 'print(chunk.choices[0].delta.content or "" if chunk.choices else "", end="")', 'print(answer.choices[0].message.content)'),
  }),
  responses: (body, _, origin) => ({
    name: 'OpenAI SDK',
    code: `import os\nfrom openai import OpenAI\n\nclient = OpenAI(base_url="${origin}/v1", api_key=${key})\nanswer = client.responses.create(\n${named(body, RESPONSES, 'extra_body')})\n`
      + each(body['stream'], 'event in answer', 'print(event.delta if event.type == "response.output_text.delta" else "", end="")', 'print(answer.output_text)'),
  }),
  anthropic: (body, _, origin) => ({
    name: 'Anthropic SDK',
    code: `import os\nfrom anthropic import Anthropic\n\nclient = Anthropic(base_url="${origin}", api_key=${key})\nanswer = client.messages.create(\n${named(body, MESSAGES, 'extra_body')})\n`
      + each(body['stream'], 'event in answer', 'print(getattr(event.delta, "text", "") if event.type == "content_block_delta" else "", end="")', 'print(answer.content[0].text)'),
  }),
  gemini: (body, model, origin) => {
    const { contents, generationConfig, ...rest } = body;
    const config = { ...(generationConfig as Json | undefined), ...rest };
    return {
      name: 'Google Gen AI SDK',
      code: `import os\nfrom google import genai\n\nclient = genai.Client(api_key=${key}, http_options={"base_url": "${origin}"})\nfor chunk in client.models.generate_content_stream(\n    model=${JSON.stringify(model)},\n    contents=${python(contents, '    ')},\n${Object.keys(config).length === 0 ? '' : `    config=${python(config, '    ')},\n`}):\n    print(chunk.text or "", end="")`,
    };
  },
  cohere: (body, _, origin) => {
    const { stream, ...rest } = body;
    return {
      name: 'Cohere SDK',
      code: `import os\nimport cohere\n\nclient = cohere.ClientV2(base_url="${origin}", api_key=${key})\nanswer = client.${stream === true ? 'chat_stream' : 'chat'}(\n${named(rest, COHERE, 'request_options', (more) => ({ additional_body_parameters: more }))})\n`
        + each(stream, 'event in answer', 'print(event.delta.message.content.text if event.type == "content-delta" else "", end="")', 'print(answer.message.content[0].text)'),
    };
  },
  bedrock: (body, model, origin) => ({
    name: 'AWS SDK',
    code: `import os\nimport boto3\n\nos.environ["AWS_BEARER_TOKEN_BEDROCK"] = ${key}\nclient = boto3.client("bedrock-runtime", region_name="us-east-1", endpoint_url="${origin}")\nanswer = client.converse(\n    modelId=${JSON.stringify(model)},\n${named(body, Object.keys(body), '')})\nprint(answer["output"]["message"]["content"][0]["text"])`,
  }),
};
