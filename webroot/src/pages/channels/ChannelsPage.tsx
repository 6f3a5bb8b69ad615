import { Button, NumberInput } from '@mantine/core';
import { IconCopyPlus, IconPencil, IconPlayerPause, IconPlayerPlay, IconPlus, IconTrash } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { call, type Schemas } from '../../api/client';
import { useChannels } from '../../api/queries';
import { useAsk, useChange } from '../../ui/Actions';
import { DataTable } from '../../ui/DataTable';
import { count, millis, percent } from '../../ui/format';
import { Enabled, Few, Mark, Under } from '../../ui/Marks';
import { Page } from '../../ui/Page';
import { RowAction } from '../../ui/RowAction';
import { Empty } from '../../ui/States';
import { ChannelForm, type Editing } from './ChannelForm';

type Channel = Schemas['Channel'];

const DAY = 86_400_000;

export function Component() {
  const { t } = useTranslation();
  const channels = useChannels();
  const [editing, setEditing] = useState<Editing | null>(null);
  const lately = useLately();
  const add = <Button leftSection={<IconPlus size={16} />} onClick={() => setEditing({})} data-add>{t('channels.add')}</Button>;
  return (
    <Page name="channels" title={t('menu.channels')} lead={t('channels.lead')} actions={add}>
      <DataTable
        label={t('menu.channels')} source={channels} id={(channel) => channel.id}
        empty={<Empty title={t('channels.none')} text={t('channels.noneText')} action={add} />}
        columns={[
          { title: t('common.name'), cell: (channel) => <><b>{channel.name}</b><Under>{channel.provider}{channel.has_secret ? '' : ` · ${t('channels.noSecret')}`}</Under></> },
          { title: t('channels.models'), cell: (channel) => <Models of={channel} /> },
          { title: t('channels.groups'), cell: (channel) => <Few of={channel.groups} none="–" /> },
          { title: t('channels.lately'), cell: (channel) => <Lately of={lately.get(channel.id)} /> },
          { title: t('channels.priority'), cell: (channel) => <Inline of={channel} field="priority" min={-1_000_000} /> },
          { title: t('channels.weight'), cell: (channel) => <Inline of={channel} field="weight" min={1} /> },
          { title: t('common.state'), cell: (channel) => <Enabled is={channel.enabled} /> },
          {
            title: t('common.actions'), actions: true,
            cell: (channel) => <RowActions of={channel} onEdit={() => setEditing({ channel })} onCopy={() => setEditing({ like: channel })} />,
          },
        ]}
      />
      {editing === null ? null : <ChannelForm editing={editing} onClose={() => setEditing(null)} />}
    </Page>
  );
}

type Sums = Schemas['Sums'];

/** What the roll-ups say of each channel's last day. */
function useLately(): Map<string, Sums> {
  const usage = useQuery({
    queryKey: ['usage', 'channels', 'lately'],
    queryFn: () => call('get', '/api/usage/channels', { query: { slot: 'hour', from: new Date(Date.now() - DAY).toISOString() } }),
    refetchInterval: 30_000,
  });
  return new Map((usage.data?.data ?? []).map((sums) => [sums.channel_id ?? '', sums]));
}

function Lately({ of }: { of: Sums | undefined }) {
  const { t } = useTranslation();
  if (of === undefined || of.requests === 0) {
    return <>{t('channels.quiet')}</>;
  }
  const good = of.requests - of.failed;
  const share = good / of.requests;
  return (
    <>
      <Mark tone={share >= 0.98 ? 'good' : share >= 0.9 ? 'warn' : 'bad'}>{t('channels.succeeded', { share: percent(good, of.requests) })}</Mark>
      <Under>{t('channels.latelyText', { requests: count(of.requests), first: millis(of.first_content_ms.p50) })}</Under>
    </>
  );
}

function Models({ of }: { of: Channel }) {
  const { t } = useTranslation();
  const named = [...of.models, ...of.model_patterns];
  return <Few of={of.list_upstream ? [...named, t('channels.allListed')] : named} none={t('channels.noModels')} />;
}

/** Changed where it stands: Enter or leaving the field saves it. */
function Inline({ of, field, min }: { of: Channel; field: 'priority' | 'weight'; min: number }) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState<number | string>(of[field]);
  const change = useChange((value: number) => call('patch', '/api/channels/{id}', { id: of.id, body: { [field]: value } }),
    () => t('common.isSaved', { name: of.name }), ['channels']);
  const save = () => {
    if (typeof typed === 'number' && typed !== of[field]) {
      change.mutate(typed);
    } else {
      setTyped(of[field]);
    }
  };
  return (
    <NumberInput size="xs" w={76} value={typed} onChange={setTyped} onBlur={save} min={min} max={1_000_000} allowDecimal={false} hideControls
      onKeyDown={(event) => (event.key === 'Enter' ? event.currentTarget.blur() : undefined)}
      aria-label={`${t(`channels.${field}`)}: ${of.name}`} disabled={change.isPending} />
  );
}

function RowActions({ of, onEdit, onCopy }: { of: Channel; onEdit: () => void; onCopy: () => void }) {
  const { t } = useTranslation();
  const ask = useAsk();
  const turn = useChange((enabled: boolean) => call('patch', '/api/channels/{id}', { id: of.id, body: { enabled } }),
    (enabled) => t(enabled ? 'channels.isEnabled' : 'channels.isDisabled', { name: of.name }), ['channels']);
  const remove = useChange(() => call('delete', '/api/channels/{id}', { id: of.id }), () => t('common.isDeleted', { name: of.name }), ['channels']);
  return (
    <>
      <RowAction icon={IconPencil} label={t('common.edit')} name={of.name} onClick={onEdit} />
      <RowAction icon={IconCopyPlus} label={t('common.duplicate')} name={of.name} onClick={onCopy} />
      <RowAction icon={of.enabled ? IconPlayerPause : IconPlayerPlay} label={of.enabled ? t('common.disable') : t('common.enable')}
        name={of.name} loading={turn.isPending} onClick={() => turn.mutate(!of.enabled)} />
      <RowAction icon={IconTrash} label={t('common.delete')} name={of.name} danger loading={remove.isPending}
        onClick={() => ask({
          title: t('channels.deleteTitle', { name: of.name }), text: t('channels.deleteText'), confirm: t('common.delete'),
          onConfirm: () => remove.mutate(undefined),
        })} />
    </>
  );
}
