import { Button, Group, Progress, Select, Stack, Switch, Text } from '@mantine/core';
import { IconPlayerPlay, IconPlayerStop } from '@tabler/icons-react';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError, call, type Schemas } from '../../api/client';
import { DataTable } from '../../ui/DataTable';
import { millis } from '../../ui/format';
import { Mark, Under } from '../../ui/Marks';
import { Card } from '../../ui/Page';
import { Empty } from '../../ui/States';
import { useChannelKeys } from './KeysTab';

interface Result {
  number: number;
  model: string;
  key: string;
  ok: boolean;
  status: number | null;
  latency_ms: number | null;
  first_token_ms: number | null;
  said: string;
}

/** Short real calls to the provider, now, for one model or for each in turn; nobody is billed for them. */
export function TestTab({ channel }: { channel: Schemas['Channel'] }) {
  const { t } = useTranslation();
  const keys = useChannelKeys(channel.id);
  const models = [...new Set([...channel.models, ...Object.keys(channel.model_mapping)])];
  const [model, setModel] = useState<string | null>(null);
  const [key, setKey] = useState<string | null>(null);
  const [stream, setStream] = useState(true);
  const [results, setResults] = useState<Result[]>([]);
  const [running, setRunning] = useState<{ done: number; of: number } | null>(null);
  const stopped = useRef(false);
  const nameOf = (id: string) => keys.data?.find((one) => one.id === id)?.name ?? id;
  const run = async (wanted: (string | null)[]) => {
    stopped.current = false;
    for (const [done, one] of wanted.entries()) {
      if (!stopped.current) {
        setRunning({ done, of: wanted.length });
        const result = await test(channel.id, { model: one, key, stream });
        setResults((before) => [{ ...result, number: before.length }, ...before]);
      }
    }
    setRunning(null);
  };
  return (
    <Stack>
      <Card title={t('channels.tab.test')}>
        <Text size="sm" c="dimmed" mb="sm">{t('channels.testText')}</Text>
        <Group align="end">
          <Select label={t('requests.model')} data-field="test-model" clearable searchable placeholder={channel.test_model ?? models[0] ?? t('common.none')} data={models} value={model} onChange={setModel} />
          <Select label={t('requests.key')} data-field="test-key" clearable placeholder={t('channels.firstInUse')} data={(keys.data ?? []).map(({ id, name }) => ({ value: id, label: name }))} value={key} onChange={setKey} />
          <Switch label={t('channels.testStream')} checked={stream} onChange={(event) => setStream(event.currentTarget.checked)} mb={8} />
          <Button leftSection={<IconPlayerPlay size={16} />} loading={running !== null} onClick={() => void run([model])} data-test>{t('channels.test')}</Button>
          {models.length > 1 && running === null ? <Button variant="default" onClick={() => void run(models)} data-test-all>{t('channels.testAll', { count: models.length })}</Button> : null}
          {running !== null && running.of > 1 ? <Button variant="default" leftSection={<IconPlayerStop size={16} />} onClick={() => { stopped.current = true; }}>{t('channels.stop')}</Button> : null}
        </Group>
        {running === null || running.of === 1 ? null : (
          <Progress mt="sm" value={(100 * running.done) / running.of} aria-label={t('channels.testAll', { count: running.of })} data-progress />
        )}
      </Card>
      <DataTable<Result>
        label={t('channels.results')} source={{ data: results, error: null, refetch: () => undefined }} id={(one) => String(one.number)} empty={<Empty title={t('channels.noResults')} />}
        columns={[
          { title: t('requests.model'), cell: (one) => <><b>{one.model}</b>{one.key === '' ? null : <Under>{nameOf(one.key)}</Under>}</> },
          { title: t('channels.result'), cell: (one) => <><Mark tone={one.ok ? 'good' : 'bad'}>{t(one.ok ? 'channels.works' : 'channels.fails')}</Mark>{one.status === null ? null : <Under>{one.status}</Under>}</> },
          { title: t('requests.took'), right: true, cell: (one) => <>{millis(one.latency_ms)}{one.first_token_ms === null ? null : <Under>{t('requests.firstIn', { time: millis(one.first_token_ms) })}</Under>}</> },
          { title: t('channels.said'), cell: (one) => <span data-said>{one.said}</span> },
        ]}
      />
    </Stack>
  );
}

/** A test that could not be made is a result too. */
async function test(id: string, body: { model: string | null; key: string | null; stream: boolean }): Promise<Omit<Result, 'number'>> {
  try {
    const done = await call('post', '/api/channels/{id}/test', { id, body });
    return {
      model: done.model, key: done.key, ok: done.ok, status: done.status === 0 ? null : done.status, latency_ms: done.latency_ms,
      first_token_ms: done.first_token_ms ?? null, said: done.error ?? done.text ?? '',
    };
  } catch (error) {
    if (!(error instanceof ApiError)) {
      throw error;
    }
    return { model: body.model ?? '–', key: body.key ?? '', ok: false, status: error.status, latency_ms: null, first_token_ms: null, said: error.message };
  }
}
