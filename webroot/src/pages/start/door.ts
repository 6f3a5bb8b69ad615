import { ApiError } from '../../api/client';

interface Failure {
  error?: { message?: string };
}

/** What a program does, done from here: the gateway's own door, with a key. */
async function door<T>(path: string, key: string, body?: object): Promise<T> {
  const answer = await fetch(path, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { Authorization: `Bearer ${key}`, ...(body === undefined ? {} : { 'Content-Type': 'application/json' }) },
    body: body === undefined ? null : JSON.stringify(body),
    cache: 'no-store', credentials: 'omit',
  });
  if (!answer.ok) {
    const failure = (await answer.json().catch(() => ({}))) as Failure;
    throw new ApiError(answer.status, failure.error?.message ?? `The gateway answered with status ${answer.status}.`);
  }
  return (await answer.json()) as T;
}

export const modelsOf = async (key: string): Promise<string[]> =>
  (await door<{ data: { id: string }[] }>('/v1/models', key)).data.map(({ id }) => id);

export async function ask(key: string, model: string, words: string): Promise<string> {
  const answer = await door<{ choices: { message: { content: string } }[] }>('/v1/chat/completions', key, {
    model, messages: [{ role: 'user', content: words }],
  });
  return answer.choices[0]?.message.content ?? '';
}
