import { Anchor, Badge, Button, Checkbox, Group, MultiSelect, TextInput } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import type { Schemas } from '../../api/client';
import { useChannels } from '../../api/queries';
import { DataTable } from '../../ui/DataTable';
import { Enabled, Few, Under } from '../../ui/Marks';
import { Page } from '../../ui/Page';
import { RowMenu } from '../../ui/RowMenu';
import { Empty } from '../../ui/States';
import styles from '../../ui/ui.module.css';
import { Bulk } from './Bulk';
import { ChannelForm } from './ChannelForm';
import { Inline } from './Inline';
import { Lately, useLately } from './Lately';
import { useActions } from './useActions';

type Channel = Schemas['Channel'];

export function Component() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const channels = useChannels();
  const [adding, setAdding] = useState<{ like?: Channel } | null>(null);
  const lately = useLately();
  const [wanted, setWanted] = useState('');
  const [tags, setTags] = useState<string[]>([]);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const shown = channels.data?.filter((channel) => fits(channel, wanted.trim().toLowerCase(), tags));
  const allTags = [...new Set((channels.data ?? []).flatMap((channel) => channel.tags))].sort();
  const all = (shown ?? []).length > 0 && (shown ?? []).every(({ id }) => chosen.has(id));
  const choose = (ids: string[], is: boolean) => setChosen((before) => new Set(is ? [...before, ...ids] : [...before].filter((id) => !ids.includes(id))));
  const filtered = wanted.trim() !== '' || tags.length > 0;
  const add = <Button leftSection={<IconPlus size={16} />} onClick={() => setAdding({})} data-add>{t('channels.add')}</Button>;
  return (
    <Page name="channels" title={t('menu.channels')} lead={t('channels.lead')} actions={add}>
      {(channels.data?.length ?? 0) > 1 ? (
        <Group className={`${styles.card} ${styles.padded}`} align="end">
          <TextInput size="xs" label={t('channels.search')} name="search" value={wanted} onChange={(event) => setWanted(event.currentTarget.value)} />
          {allTags.length === 0 ? null : <MultiSelect size="xs" label={t('channels.tags')} data-field="tag" searchable data={allTags} value={tags} onChange={setTags} clearable miw="10rem" />}
          <Checkbox size="sm" data-choose-shown label={t('channels.chooseShown')} checked={all} onChange={() => choose((shown ?? []).map(({ id }) => id), !all)} mb={6} />
        </Group>
      ) : null}
      {chosen.size === 0 ? null : <Bulk ids={[...chosen]} tags={allTags} onDone={() => setChosen(new Set())} />}
      <DataTable
        label={t('menu.channels')} source={{ data: shown, error: channels.error, refetch: channels.refetch }} id={(channel) => channel.id}
        empty={filtered ? <Empty title={t('channels.noneSuch')} /> : <Empty title={t('channels.none')} text={t('channels.noneText')} action={add} />}
        columns={[
          {
            title: t('channels.choose'), untitled: true,
            cell: (channel) => <Checkbox size="xs" mt={4} checked={chosen.has(channel.id)} onChange={() => choose([channel.id], !chosen.has(channel.id))} aria-label={`${t('channels.choose')}: ${channel.name}`} />,
          },
          { title: t('common.name'), cell: (channel) => <><Anchor component={Link} to={`/channels/${channel.id}`} fw={600} size="sm">{channel.name}</Anchor><Under>{channel.provider}{channel.has_secret ? '' : ` · ${t('channels.noSecret')}`}{channel.keys > 1 ? ` · ${t('channels.keyCount', { count: channel.keys })}` : ''}</Under><Tags of={channel} /></> },
          { title: t('channels.models'), cell: (channel) => <Models of={channel} /> },
          { title: t('channels.groups'), cell: (channel) => <Few of={channel.groups} none="–" /> },
          { title: t('channels.lately'), cell: (channel) => <Lately of={lately.get(channel.id)} /> },
          { title: t('channels.priority'), cell: (channel) => <Inline of={channel} field="priority" min={-1_000_000} /> },
          { title: t('channels.weight'), cell: (channel) => <Inline of={channel} field="weight" min={1} /> },
          { title: t('common.state'), cell: (channel) => <Enabled is={channel.enabled} /> },
          { title: t('common.actions'), actions: true, cell: (channel) => <Actions of={channel} onCopy={() => setAdding({ like: channel })} /> },
        ]}
      />
      {adding === null ? null : <ChannelForm like={adding.like} onClose={() => setAdding(null)} onMade={(made) => void navigate(`/channels/${made.id}`)} />}
    </Page>
  );
}

function fits(channel: Channel, wanted: string, tags: string[]): boolean {
  return [channel.name, channel.provider, channel.base_url ?? '', channel.notes, ...channel.tags, ...channel.models, ...channel.model_patterns].some((text) => text.toLowerCase().includes(wanted))
    && tags.every((tag) => channel.tags.includes(tag));
}

const Tags = ({ of }: { of: Channel }) => (of.tags.length === 0 ? null : <Group gap={4} mt={4}>{of.tags.map((tag) => <Badge key={tag} size="sm" color="gray">{tag}</Badge>)}</Group>);

const Actions = ({ of, onCopy }: { of: Channel; onCopy: () => void }) => <RowMenu name={of.name} items={useActions(of, onCopy)} />;

function Models({ of }: { of: Channel }) {
  const { t } = useTranslation();
  const named = [...of.models, ...of.model_patterns];
  return <Few of={of.list_upstream ? [...named, t('channels.allListed')] : named} none={t('channels.noModels')} />;
}
