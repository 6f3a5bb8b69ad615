import { Alert, Button, Checkbox, Group, Stack, Text, TextInput } from '@mantine/core';
import { IconRefresh } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { call, type Schemas } from '../../api/client';
import { useChange } from '../../ui/Actions';
import { DataTable } from '../../ui/DataTable';
import { Mono } from '../../ui/Marks';
import { Card } from '../../ui/Page';
import { Empty } from '../../ui/States';
import styles from '../../ui/ui.module.css';
import { upstreams } from './form';

type Channel = Schemas['Channel'];

/** What a channel serves, and what its provider has to offer: asked now, to choose from. */
export function ModelsTab({ channel }: { channel: Channel }) {
  const { t } = useTranslation();
  const fetched = useMutation({ mutationFn: () => call('get', '/api/channels/{id}/upstream-models', { id: channel.id }) });
  const served = [...channel.models, ...channel.model_patterns, ...Object.keys(channel.model_mapping).filter((name) => !channel.models.includes(name))];
  return (
    <Stack>
      <DataTable<string>
        label={t('channels.models')} source={{ data: served, error: null, refetch: () => undefined }} id={(name) => name}
        empty={<Empty title={t('channels.onlyListed')} text={t('channels.onlyListedText')} />}
        columns={[
          { title: t('channels.byCallers'), cell: (name) => <b>{name}</b> },
          { title: t('channels.byProvider'), cell: (name) => <Mono>{upstreams(channel.model_mapping[name] ?? name)}</Mono> },
        ]}
      />
      {channel.list_upstream && served.length > 0 ? <Text size="sm" c="dimmed">{t('channels.andListed')}</Text> : null}
      <Card title={t('channels.offered')}
        actions={<Button size="xs" variant="default" leftSection={<IconRefresh size={14} />} loading={fetched.isPending} onClick={() => fetched.mutate()} data-fetch-models>{t('channels.fetch')}</Button>}>
        {fetched.error === null ? null : <Alert color="red" role="alert">{fetched.error.message}</Alert>}
        {fetched.data === undefined
          ? (fetched.error === null ? <Text size="sm" c="dimmed">{t('channels.fetchText')}</Text> : null)
          : <Pick key={fetched.submittedAt} channel={channel} offered={fetched.data.data} />}
      </Card>
    </Stack>
  );
}

/** Which of what the provider lists is taken. What it does not list stays as it is. */
function Pick({ channel, offered }: { channel: Channel; offered: string[] }) {
  const { t } = useTranslation();
  const [wanted, setWanted] = useState('');
  const [picked, setPicked] = useState(() => new Set(channel.models.filter((name) => offered.includes(name))));
  const shown = offered.filter((name) => name.toLowerCase().includes(wanted.trim().toLowerCase()));
  const take = useChange((models: string[]) => call('patch', '/api/channels/{id}', { id: channel.id, body: { models } }), () => t('common.isSaved', { name: channel.name }), ['channels']);
  const change = (names: string[], is: boolean) => setPicked((before) => {
    const next = new Set(before);
    names.forEach((name) => (is ? next.add(name) : next.delete(name)));
    return next;
  });
  const all = shown.length > 0 && shown.every((name) => picked.has(name));
  return (
    <Stack>
      <Group align="end">
        <TextInput size="xs" label={t('channels.search')} name="offered" value={wanted} onChange={(event) => setWanted(event.currentTarget.value)} />
        <Checkbox label={t('channels.allShown', { count: shown.length })} checked={all} indeterminate={!all && shown.some((name) => picked.has(name))}
          onChange={() => change(shown, !all)} mb={6} />
      </Group>
      <div className={styles.choices} role="group" aria-label={t('channels.offered')} tabIndex={0}>
        {shown.map((name) => <Checkbox key={name} size="sm" label={name} name="model" value={name} checked={picked.has(name)} onChange={() => change([name], !picked.has(name))} />)}
      </div>
      <div>
        <Button loading={take.isPending} onClick={() => take.mutate([...channel.models.filter((name) => !offered.includes(name)), ...offered.filter((name) => picked.has(name))])} data-take>
          {t('channels.take', { count: picked.size })}
        </Button>
      </div>
    </Stack>
  );
}
