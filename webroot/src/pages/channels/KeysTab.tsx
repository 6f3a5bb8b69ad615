import { Button, SegmentedControl, Select, Stack, Textarea, TextInput, PasswordInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { IconPlayerPause, IconPlayerPlay, IconPlus, IconTrash } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { call, type Schemas } from '../../api/client';
import { told, useAsk, useChange } from '../../ui/Actions';
import { DataTable } from '../../ui/DataTable';
import { FormDrawer } from '../../ui/FormDrawer';
import { when } from '../../ui/format';
import { Mark, Under, When, type Tone } from '../../ui/Marks';
import { RowAction } from '../../ui/RowAction';
import { Empty } from '../../ui/States';
import styles from '../../ui/ui.module.css';

type Channel = Schemas['Channel'];
type Key = Schemas['ChannelKey'];

const CHOICES = ['round_robin', 'random', 'fill_first'] as const;
const EVERY = 10_000;

export const useChannelKeys = (id: string) =>
  useQuery({ queryKey: ['channel-keys', id], queryFn: async () => (await call('get', '/api/channels/{id}/keys', { id })).data, refetchInterval: EVERY });

/** The keys of a channel at its provider: how each stands, and which one a call is sent with. */
export function KeysTab({ channel }: { channel: Channel }) {
  const { t } = useTranslation();
  const keys = useChannelKeys(channel.id);
  const [adding, setAdding] = useState(false);
  const choose = useChange((key_choice: Channel['key_choice']) => call('patch', '/api/channels/{id}', { id: channel.id, body: { key_choice } }),
    () => t('common.isSaved', { name: channel.name }), ['channels']);
  return (
    <div className={styles.page}>
      <div className={styles.head}>
        <Select label={t('channels.keyChoice')} description={t(`channels.keyChoiceText.${channel.key_choice}`)} value={channel.key_choice} disabled={choose.isPending}
          data={CHOICES.map((value) => ({ value, label: t(`channels.keyChoices.${value}`) }))} onChange={(value) => choose.mutate(value as Channel['key_choice'])} data-field="key-choice" />
        <Button leftSection={<IconPlus size={16} />} onClick={() => setAdding(true)} data-add-keys>{t('channels.addKeys')}</Button>
      </div>
      <DataTable<Key>
        label={t('channels.tab.keys')} source={keys} id={(key) => key.id} empty={<Empty title={t('channels.noKeys')} text={t('channels.noKeysText')} />}
        columns={[
          { title: t('common.name'), cell: (key) => <><b>{key.name}</b>{key.id === 'main' ? <Under>{t('channels.mainKey')}</Under> : null}</> },
          { title: t('common.state'), cell: (key) => <Standing of={key} /> },
          { title: t('common.created'), cell: (key) => <When at={key.created_at ?? null} /> },
          { title: t('common.actions'), actions: true, cell: (key) => <RowActions channel={channel} of={key} /> },
        ]}
      />
      {adding ? <KeysForm channel={channel} onClose={() => setAdding(false)} /> : null}
    </div>
  );
}

const TONES: Record<Key['state'], Tone> = { working: 'good', tried: 'warn', resting: 'bad', disabled: 'plain', unknown: 'plain' };

function Standing({ of }: { of: Key }) {
  const { t } = useTranslation();
  return (
    <>
      <Mark tone={TONES[of.state]}>{t(`channels.keyState.${of.state}`)}</Mark>
      {of.rests_until === undefined || of.rests_until === null ? null : <Under>{t('channels.restsUntil', { time: when(of.rests_until) })}</Under>}
      {of.reason === undefined || of.reason === null ? null : <Under>{of.reason}</Under>}
    </>
  );
}

function RowActions({ channel, of }: { channel: Channel; of: Key }) {
  const { t } = useTranslation();
  const ask = useAsk();
  const turn = useChange((enabled: boolean) => call('patch', '/api/channels/{id}/keys/{key}', { id: channel.id, key: of.id, body: { enabled } }),
    () => t('common.isSaved', { name: of.name }), ['channel-keys']);
  const remove = useChange(() => call('delete', '/api/channels/{id}/keys/{key}', { id: channel.id, key: of.id }), () => t('common.isDeleted', { name: of.name }), ['channel-keys', 'channels']);
  return (
    <>
      <RowAction icon={of.enabled ? IconPlayerPause : IconPlayerPlay} label={of.enabled ? t('common.disable') : t('common.enable')} name={of.name}
        loading={turn.isPending} onClick={() => turn.mutate(!of.enabled)} />
      <RowAction icon={IconTrash} label={t('common.delete')} name={of.name} danger loading={remove.isPending}
        onClick={() => ask({ title: t('channels.deleteKeyTitle', { name: of.name }), text: t('channels.deleteKeyText'), confirm: t('common.delete'), onConfirm: () => remove.mutate(undefined) })} />
    </>
  );
}

/** One key with a name, or many at once, a line for each. */
function KeysForm({ channel, onClose }: { channel: Channel; onClose: () => void }) {
  const { t } = useTranslation();
  const form = useForm({ initialValues: { how: 'one', name: '', secret: '', secrets: '' } });
  const many = form.values.how === 'many';
  return (
    <FormDrawer
      title={t('channels.addKeys')} submit={t('channels.addKeys')} opened onClose={onClose} form={form} lists={['channel-keys', 'channels']}
      save={({ name, secret, secrets }) => call('post', '/api/channels/{id}/keys', {
        id: channel.id,
        body: many ? { secrets: secrets.split('\n').map((line) => line.trim()).filter((line) => line !== '') } : { name: name.trim(), secret: secret.trim() },
      })}
      saved={() => {
        told(t('channels.keysAdded'));
        onClose();
      }}
    >
      <Stack>
        <SegmentedControl aria-label={t('channels.howMany')} data={(['one', 'many'] as const).map((value) => ({ value, label: t(`channels.how.${value}`) }))} {...form.getInputProps('how')} />
        {many ? (
          <Textarea label={t('channels.secrets')} description={t('channels.secretsText')} name="secrets" autosize minRows={4} maxRows={14} required autoComplete="off" spellCheck={false} {...form.getInputProps('secrets')} />
        ) : (
          <>
            <TextInput label={t('common.name')} name="name" required data-autofocus {...form.getInputProps('name')} />
            <PasswordInput label={t('channels.secret')} description={t('channels.secretText')} name="secret" required autoComplete="off" {...form.getInputProps('secret')} />
          </>
        )}
      </Stack>
    </FormDrawer>
  );
}
