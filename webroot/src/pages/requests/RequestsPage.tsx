import { Select, Switch, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useNavigate, useSearchParams } from 'react-router';
import { useWho } from '../../app/role';
import { call, type Schemas } from '../../api/client';
import { useChannels, useKeyChoice, useNames, useParts, useUsers } from '../../api/queries';
import { useColumns } from '../../ui/Columns';
import { DataTable } from '../../ui/DataTable';
import { Export } from '../../ui/Export';
import { field, moment } from '../../ui/format';
import { Page } from '../../ui/Page';
import { Empty } from '../../ui/States';
import styles from '../../ui/ui.module.css';
import { columnsOf } from './columns';
import { RequestDrawer } from './RequestDrawer';
import { ENDS } from './request';

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
  const { columns, menu } = useColumns('requests', columnsOf({ t, nameOf, platform: who.administrator, open: (id) => set('call', id) }));
  return (
    <Page
      name="requests" title={t('menu.requests')} lead={t('requests.lead')}
      actions={(
        <>
          <Switch label={t('requests.live')} checked={live} onChange={(event) => set('live', event.currentTarget.checked ? 'yes' : null)} />
          {menu}
          <Export path="/api/requests/export" query={filter} name="requests" />
        </>
      )}
    >
      <Filters of={search} set={set} administrator={who.administrator} />
      <DataTable
        label={t('menu.requests')} source={requests} id={(row) => row.call_id} onPress={(row) => set('call', row.call_id)}
        empty={<Empty title={t('requests.none')} text={t('requests.noneText')} />} columns={columns}
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
  const keys = useKeyChoice();
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
      <ById />
      {edge('from')}
      {edge('to')}
      <TextInput size="xs" label={t('requests.model')} name="model" defaultValue={of.get('model') ?? ''} placeholder={t('common.any')}
        onBlur={(event) => set('model', event.currentTarget.value.trim())}
        onKeyDown={(event) => (event.key === 'Enter' ? set('model', event.currentTarget.value.trim()) : undefined)} />
      {choice('status_class', t('requests.status'), ['2', '4', '5'].map((digit) => ({ value: digit, label: `${digit}xx` })))}
      {choice('end', t('requests.end'), ENDS.map((end) => ({ value: end, label: t(`end.${end}`) })))}
      {choice('key_id', t('requests.key'), named(keys.data))}
      {administrator ? <PlatformFilters choice={choice} /> : null}
    </div>
  );
}

/** Leads to the one request that has this id, at once. */
function ById() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  return (
    <TextInput size="xs" label={t('requests.callId')} name="call-id" leftSection={<IconSearch size={14} />} autoComplete="off" spellCheck={false}
      onKeyDown={(event) => {
        const id = event.currentTarget.value.trim();
        if (event.key === 'Enter' && id !== '') {
          void navigate(`/requests/${encodeURIComponent(id)}`);
        }
      }} />
  );
}

const named = (list: { id: string; name: string }[] | undefined) => (list ?? []).map(({ id, name }) => ({ value: id, label: name }));

type Choice = (name: string, label: string, data: { value: string; label: string }[]) => React.ReactNode;

function PlatformFilters({ choice }: { choice: Choice }) {
  const { t } = useTranslation();
  const users = useUsers();
  const channels = useChannels();
  return (
    <>
      {choice('user_id', t('requests.user'), named(users.data))}
      {choice('channel_id', t('requests.channel'), named(channels.data))}
    </>
  );
}
