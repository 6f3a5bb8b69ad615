/** How programs are pointed to the gateway. The key stands in an environment variable, so that no file or history has it. */
export interface Snippet {
  name: string;
  code: string;
}

export const snippets = (origin: string, key: string, model: string): Snippet[] => [
  {
    name: 'curl',
    code: `curl ${origin}/v1/chat/completions \\
  -H "Authorization: Bearer ${key}" \\
  -H "Content-Type: application/json" \\
  -d '{"model": "${model}", "messages": [{"role": "user", "content": "Hello!"}]}'`,
  },
  {
    name: 'OpenAI SDK',
    code: `from openai import OpenAI

client = OpenAI(base_url="${origin}/v1", api_key="${key}")
answer = client.chat.completions.create(
    model="${model}",
    messages=[{"role": "user", "content": "Hello!"}],
)
print(answer.choices[0].message.content)`,
  },
  {
    name: 'Anthropic SDK',
    code: `from anthropic import Anthropic

client = Anthropic(base_url="${origin}", api_key="${key}")
answer = client.messages.create(
    model="${model}",
    max_tokens=1024,
    messages=[{"role": "user", "content": "Hello!"}],
)
print(answer.content[0].text)`,
  },
  {
    name: 'Claude Code',
    code: `export ANTHROPIC_BASE_URL=${origin}
export ANTHROPIC_AUTH_TOKEN=${key}
export ANTHROPIC_MODEL=${model}
claude`,
  },
  {
    name: 'Codex',
    code: `# ~/.codex/config.toml
model = "${model}"
model_provider = "sluice"

[model_providers.sluice]
name = "Sluice"
base_url = "${origin}/v1"
env_key = "SLUICE_KEY"
wire_api = "responses"

# then
export SLUICE_KEY=${key}
codex`,
  },
  {
    name: 'Gemini CLI',
    code: `export GOOGLE_GEMINI_BASE_URL=${origin}
export GEMINI_API_KEY=${key}
gemini --model ${model}`,
  },
  {
    name: 'Cursor',
    code: `Settings → Models → API Keys
  OpenAI API Key:            ${key}
  Override OpenAI Base URL:  ${origin}/v1
  Add model:                 ${model}`,
  },
];
