import { Anchor, Button, Menu, Select, Switch, TextInput } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { useWho } from '../../app/role';
import { call, download, type Schemas } from '../../api/client';
import { useChannels, useKeyChoice, useNames, useParts, useUsers } from '../../api/queries';
import { failed } from '../../ui/Actions';
import { DataTable, type Column } from '../../ui/DataTable';
import { count, field, millis, moment, money, when } from '../../ui/format';
import { Mark, Under } from '../../ui/Marks';
import { Page } from '../../ui/Page';
import { Empty } from '../../ui/States';
import styles from '../../ui/ui.module.css';
import { RequestDrawer } from './RequestDrawer';
import { ENDS, isGood, tokensOf } from './request';

type Request = Schemas['Request'];

const LIVE_EVERY = 3_000;

/** The filters stand in the address, so that a view can be kept and sent to others. */
export function Component() {
  const { t } = useTranslation();
  const who = useWho();
  const nameOf = useNames(who.administrator);
  const [search, setSearch] = useSearchParams();
  const live = search.get('live') === 'yes';
  const filter = filterOf(search);
  const requests = useParts<Request>(['requests', filter],
    (after, limit) => call('get', '/api/requests', { query: { ...filter, after, limit } }), live ? LIVE_EVERY : undefined);
  const set = (name: string, value: string | null) =>
    setSearch((before) => {
      const next = new URLSearchParams(before);
      if (value === null || value === '') {
        next.delete(name);
      } else {
        next.set(name, value);
      }
      return next;
    }, { replace: true });
  const platform: Column<Request>[] = who.administrator
    ? [
      { title: t('requests.key'), cell: (row) => <>{nameOf('key', row.key_id)}<Under>{nameOf('user', row.user_id)}</Under></> },
      { title: t('requests.channel'), cell: (row) => <>{nameOf('channel', row.channel_id)}{row.attempts > 1 ? <Under>{t('requests.attempts', { count: row.attempts })}</Under> : null}</> },
    ]
    : [];
  return (
    <Page
      name="requests" title={t('menu.requests')} lead={t('requests.lead')}
      actions={<><Switch label={t('requests.live')} checked={live} onChange={(event) => set('live', event.currentTarget.checked ? 'yes' : null)} /><Exports filter={filter} /></>}
    >
      <Filters of={search} set={set} administrator={who.administrator} />
      <DataTable
        label={t('menu.requests')} source={requests} id={(row) => row.call_id} onPress={(row) => set('call', row.call_id)}
        empty={<Empty title={t('requests.none')} text={t('requests.noneText')} />}
        columns={[
          { title: t('requests.time'), cell: (row) => <Anchor component="button" size="sm" onClick={() => set('call', row.call_id)}><time dateTime={row.arrived_at}>{when(row.arrived_at)}</time></Anchor> },
          { title: t('requests.model'), cell: (row) => <><b>{row.model}</b><Under>{row.dialect}{row.stream ? ` · ${t('requests.stream')}` : ''}</Under></> },
          ...platform,
          { title: t('requests.status'), cell: (row) => <Status of={row} /> },
          { title: t('requests.tokens'), right: true, cell: (row) => `${count(tokensOf(row.usage).prompt)} / ${count(tokensOf(row.usage).answer)}` },
          { title: t('requests.cost'), right: true, cell: (row) => money(row.cost) },
          { title: t('requests.took'), right: true, cell: (row) => <>{millis(row.total_ms)}{row.first_content_ms === null ? null : <Under>{t('requests.firstIn', { time: millis(row.first_content_ms) })}</Under>}</> },
        ]}
      />
      <RequestDrawer id={search.get('call')} onClose={() => set('call', null)} />
    </Page>
  );
}

function filterOf(search: URLSearchParams) {
  const statusClass = search.get('status_class');
  return {
    from: search.get('from'), to: search.get('to'), model: search.get('model'), key_id: search.get('key_id'),
    user_id: search.get('user_id'), channel_id: search.get('channel_id'),
    status_class: statusClass === null ? null : Number(statusClass),
    end: ENDS.find((end) => end === search.get('end')) ?? null,
  };
}

interface FiltersProps {
  of: URLSearchParams;
  set: (name: string, value: string | null) => void;
  administrator: boolean;
}

function Filters({ of, set, administrator }: FiltersProps) {
  const { t } = useTranslation();
  const choice = (name: string, label: string, data: { value: string; label: string }[]) => (
    <Select size="xs" label={label} name={name} data={data} value={of.get(name)} onChange={(value) => set(name, value)}
      placeholder={t('common.any')} clearable searchable={data.length > 8} />
  );
  const edge = (name: 'from' | 'to') => (
    <TextInput size="xs" type="datetime-local" label={t(`common.${name}`)} name={name} value={field(of.get(name))}
      onChange={(event) => set(name, moment(event.currentTarget.value))} />
  );
  return (
    <div className={`${styles.card} ${styles.padded} ${styles.fields}`} role="search">
      {edge('from')}
      {edge('to')}
      <TextInput size="xs" label={t('requests.model')} name="model" defaultValue={of.get('model') ?? ''} placeholder={t('common.any')}
        onBlur={(event) => set('model', event.currentTarget.value.trim())}
        onKeyDown={(event) => (event.key === 'Enter' ? set('model', event.currentTarget.value.trim()) : undefined)} />
      {choice('status_class', t('requests.status'), ['2', '4', '5'].map((digit) => ({ value: digit, label: `${digit}xx` })))}
      {choice('end', t('requests.end'), ENDS.map((end) => ({ value: end, label: t(`end.${end}`) })))}
      {administrator ? <PlatformFilters choice={choice} /> : null}
    </div>
  );
}

type Choice = (name: string, label: string, data: { value: string; label: string }[]) => React.ReactNode;

function PlatformFilters({ choice }: { choice: Choice }) {
  const { t } = useTranslation();
  const named = (list: { id: string; name: string }[] | undefined) => (list ?? []).map(({ id, name }) => ({ value: id, label: name }));
  const keys = useKeyChoice();
  const users = useUsers();
  const channels = useChannels();
  return (
    <>
      {choice('key_id', t('requests.key'), named(keys.data))}
      {choice('user_id', t('requests.user'), named(users.data))}
      {choice('channel_id', t('requests.channel'), named(channels.data))}
    </>
  );
}

function Status({ of }: { of: Request }) {
  const { t } = useTranslation();
  const good = isGood(of);
  return (
    <>
      <Mark tone={good ? 'good' : of.status < 500 && of.end !== 'upstream_broke' ? 'warn' : 'bad'}>{of.status}</Mark>
      {good ? null : <Under>{of.error_code ?? t(`end.${of.end}`)}</Under>}
    </>
  );
}

function Exports({ filter }: { filter: object }) {
  const { t } = useTranslation();
  return (
    <Menu>
      <Menu.Target><Button variant="default" leftSection={<IconDownload size={16} />}>{t('common.export')}</Button></Menu.Target>
      <Menu.Dropdown>
        {(['csv', 'jsonl'] as const).map((format) => (
          <Menu.Item key={format} onClick={() => void download('/api/requests/export', { ...filter, format }, `requests.${format}`).catch(failed)}>
            {t(`common.${format}`)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
