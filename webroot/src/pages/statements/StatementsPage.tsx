import { Select, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { useWho } from '../../app/role';
import { call, type Schemas } from '../../api/client';
import { useKeyChoice, useUsers } from '../../api/queries';
import { DataTable } from '../../ui/DataTable';
import { Export } from '../../ui/Export';
import { count, field, moment, money } from '../../ui/format';
import { Mark, Mono, Under, When } from '../../ui/Marks';
import { Page, Stat } from '../../ui/Page';
import { Empty } from '../../ui/States';
import styles from '../../ui/ui.module.css';

type Line = Schemas['Statement']['lines'][number];

/** A balance from sum to sum: what it was, what came and went, and what it is. */
export function Component() {
  const { t } = useTranslation();
  const who = useWho();
  const [search, setSearch] = useSearchParams();
  const set = (name: string, value: string | null) => setSearch((before) => {
    const next = new URLSearchParams(before);
    next.delete(name);
    if (value !== null && value !== '') {
      next.set(name, value);
    }
    if (name === 'key' || name === 'user') {
      next.delete(name === 'key' ? 'user' : 'key');
    }
    return next;
  }, { replace: true });
  const key = search.get('key');
  const user = search.get('user') ?? who.user;
  const range = { from: search.get('from'), to: search.get('to') };
  const statement = useQuery({
    queryKey: ['statement', key ?? user, range],
    queryFn: () => (key === null ? call('get', '/api/users/{id}/statement', { id: user, query: range }) : call('get', '/api/keys/{id}/statement', { id: key, query: range })),
  });
  const path = key === null ? `/api/users/${encodeURIComponent(user)}/statement` : `/api/keys/${encodeURIComponent(key)}/statement`;
  return (
    <Page
      name="statements" title={t('menu.statements')} lead={t('statements.lead')}
      actions={<Export path={path} query={range} name="statement" formats={['csv']} />}
    >
      <div className={`${styles.card} ${styles.padded} ${styles.fields}`}>
        {who.administrator ? <Whose user={key === null ? user : null} chosen={key} set={set} /> : null}
        {(['from', 'to'] as const).map((name) => (
          <TextInput key={name} size="xs" type="datetime-local" label={t(`common.${name}`)} name={name} value={field(range[name])} onChange={(event) => set(name, moment(event.currentTarget.value))} />
        ))}
      </div>
      {statement.data === undefined ? null : (
        <div className={styles.cards}>
          <Stat label={t('statements.opening')} value={money(statement.data.opening)} />
          <Stat label={t('statements.closing')} value={money(statement.data.closing)} />
          {statement.data.proven === undefined ? null : <Stat label={t('statements.proof')} value={<Mark tone={statement.data.proven ? 'good' : 'bad'}>{statement.data.proven ? t('statements.proven') : t('statements.wrong')}</Mark>} />}
        </div>
      )}
      <DataTable<Line & { row: number }>
        label={t('menu.statements')} id={(line) => String(line.row)}
        source={{ data: statement.data?.lines.map((line, row) => ({ ...line, row })), error: statement.error, refetch: statement.refetch }}
        empty={<Empty title={t('statements.none')} />}
        columns={[
          { title: t('requests.time'), cell: (line) => <When at={line.at} /> },
          { title: t('requests.what'), cell: (line) => <><Kind of={line.kind} />{line.model === null ? null : <Under>{line.model} · {t('statements.calls', { count: line.calls })}</Under>}</> },
          { title: t('common.reason'), cell: (line) => <>{line.reason ?? ''}{line.external_id === null ? null : <Under><Mono>{line.external_id}</Mono></Under>}</> },
          { title: t('common.amount'), right: true, cell: (line) => money(line.amount) },
        ]}
      />
      {statement.data === undefined ? null : <Under>{t('statements.lines', { lines: count(statement.data.lines.length) })}</Under>}
    </Page>
  );
}

const KINDS = ['calls', 'settle', 'void', 'writeoff', 'purchase', 'adjust', 'correct', 'expire', 'topup', 'gift', 'redeem'] as const;

/** A kind that is newer than this page is shown as it is called. */
function Kind({ of }: { of: string }) {
  const { t } = useTranslation();
  const known = KINDS.find((kind) => kind === of);
  return <>{known === undefined ? of : t(`statements.kind.${known}`)}</>;
}

function Whose({ user, chosen, set }: { user: string | null; chosen: string | null; set: (name: string, value: string | null) => void }) {
  const { t } = useTranslation();
  const users = useUsers();
  const keys = useKeyChoice();
  return (
    <>
      <Select size="xs" label={t('users.user')} name="user" searchable value={user} onChange={(value) => set('user', value)} data={(users.data ?? []).map(({ id, name }) => ({ value: id, label: name }))} />
      <Select size="xs" label={t('requests.key')} name="key" searchable clearable placeholder={t('common.none')} value={chosen} onChange={(value) => set('key', value)}
        data={(keys.data ?? []).map(({ id, name }) => ({ value: id, label: name }))} />
    </>
  );
}
