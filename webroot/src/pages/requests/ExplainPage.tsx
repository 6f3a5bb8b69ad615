import { Alert, Anchor, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { useWho } from '../../app/role';
import { call, type Schemas } from '../../api/client';
import { useNames } from '../../api/queries';
import { DataTable, type Column } from '../../ui/DataTable';
import { count, duration, micros, millis, money, when } from '../../ui/format';
import { Mark, Mono, Under, type Tone } from '../../ui/Marks';
import { Card, Facts, Page } from '../../ui/Page';
import { Loading, Trouble } from '../../ui/States';
import styles from '../../ui/ui.module.css';
import { Bill } from './Bill';
import { RequestFacts } from './RequestDrawer';
import { Waterfall } from './Waterfall';

type Explanation = Schemas['Explanation'];
type Candidate = NonNullable<Explanation['routing']>['candidates'][number];
type Attempt = NonNullable<Explanation['attempts']>[number];

/** Its end is on the way to the books for a moment. */
const EVERY = 1_000;

const TONES: Record<Candidate['verdict'], Tone> = { chosen: 'good', tried: 'bad', spare: 'plain', skipped: 'warn' };

/** How one request went: where the time went, who was considered and tried, and what it cost. */
export function Component() {
  const { t } = useTranslation();
  const { id = '' } = useParams();
  const explained = useQuery({
    queryKey: ['explanation', id], queryFn: () => call('get', '/api/requests/{id}/explain', { id }),
    refetchInterval: (query) => (query.state.data?.missing.includes('books') === true ? EVERY : false),
  });
  return (
    <Page name="request" title={t('requests.detail')} lead={t('explain.lead')} actions={<Anchor component={Link} to="/requests" size="sm">{t('menu.requests')}</Anchor>}>
      {explained.error === null ? null : <Trouble error={explained.error} again={() => explained.refetch()} />}
      {explained.data === undefined ? (explained.error === null ? <Loading /> : null) : <Explained of={explained.data} />}
    </Page>
  );
}

function Explained({ of }: { of: Explanation }) {
  const { t } = useTranslation();
  const unknown = of.missing.filter((part) => part !== 'books');
  return (
    <>
      {of.missing.includes('books') ? <Alert color="blue" role="status">{t('explain.notBooked')}</Alert> : null}
      {unknown.length === 0 ? null : <Alert color="gray" role="note">{t('explain.missing', { parts: unknown.map((part) => t(`explain.part.${part}`)).join(', ') })}</Alert>}
      <Card title={t('explain.waterfall')}><Waterfall of={of} /></Card>
      {of.routing === null ? null : <Candidates of={of.routing} />}
      {of.attempts === null || of.attempts.length === 0 ? null : <Attempts of={of.attempts} />}
      {of.shadow === null || of.shadow === undefined ? null : <Shadow of={of.shadow} />}
      <div className={styles.columns}>
        <Booked of={of} />
        {of.gateway_us === null ? null : <Own of={of.gateway_us} />}
        {of.admission === null || of.admission.limits.length === 0 ? null : <Limits of={of.admission.limits} />}
      </div>
    </>
  );
}

function Booked({ of }: { of: Explanation }) {
  const { t } = useTranslation();
  const who = useWho();
  const isBooked = !of.missing.includes('books');
  const row = useQuery({ queryKey: ['request', of.call_id], enabled: isBooked, queryFn: () => call('get', '/api/requests/{id}', { id: of.call_id }) });
  if (!isBooked) {
    return (
      <Card title={t('requests.detail')}>
        <Facts of={[
          [t('requests.callId'), <Mono>{of.call_id}</Mono>], [t('requests.time'), when(of.at)], [t('requests.model'), of.model],
          [t('requests.dialect'), `${of.dialect} · ${of.operation}`], [t('requests.status'), of.status],
          ...(of.error === null ? [] : [[t('requests.error'), <Mono>{of.error}</Mono>] as [string, React.ReactNode]]),
        ]} />
      </Card>
    );
  }
  return (
    <>
      {row.error === null ? null : <Trouble error={row.error} again={() => row.refetch()} />}
      {row.data === undefined ? null : (
        <>
          <Card title={t('requests.detail')}><div data-request={of.call_id}><RequestFacts of={row.data} /></div></Card>
          <Card title={t('requests.bill')}><Bill of={row.data} administrator={who.administrator} /></Card>
        </>
      )}
    </>
  );
}

function Candidates({ of }: { of: NonNullable<Explanation['routing']> }) {
  const { t } = useTranslation();
  const who = useWho();
  const nameOf = useNames(who.administrator);
  const platform: Column<Numbered<Candidate>>[] = who.administrator ? [
    { title: t('requests.channel'), cell: (one) => <>{one.channel ?? nameOf('channel', one.channel_id)}{one.model === null ? null : <Under>{one.model}</Under>}</> },
    { title: t('common.reason'), cell: (one) => <>{one.reason}{one.standing_in === null ? null : <Under>{t('explain.standsIn', { model: one.standing_in })}</Under>}</> },
    { title: t('explain.score'), right: true, cell: (one) => (one.score === null ? '–' : count(one.score)) },
    { title: t('channels.weight'), right: true, cell: (one) => (one.weight === null ? '–' : count(one.weight)) },
  ] : [];
  return (
    <Card title={t('explain.candidates')}>
      <Text size="sm" c="dimmed" mb="sm">
        {of.strategy === null ? t('explain.chosenIn', { time: micros(of.took_us) }) : t('explain.chosenBy', { strategy: of.strategy, time: micros(of.took_us) })}
        {of.rule === null || of.rule === undefined ? '' : ` · ${t('explain.rule', { rule: of.rule })}`}
      </Text>
      <DataTable
        label={t('explain.candidates')} source={listed(numbered(of.candidates))} id={(one) => String(one.number)} state={(one) => one.verdict} empty={<Text size="sm" p="sm">{t('explain.noCandidates')}</Text>}
        columns={[
          { title: '#', cell: (one) => count(one.number) },
          { title: t('explain.verdict'), cell: (one) => <Mark tone={TONES[one.verdict]}>{t(`explain.verdicts.${one.verdict}`)}</Mark> },
          ...platform,
        ]}
      />
    </Card>
  );
}

function Attempts({ of }: { of: Attempt[] }) {
  const { t } = useTranslation();
  const who = useWho();
  const platform: Column<Attempt>[] = who.administrator ? [
    { title: t('requests.channel'), cell: (one) => <>{one.channel}<Under>{one.upstream_model}</Under>{one.key === null ? null : <Under>{t('explain.key', { key: one.key })}</Under>}</> },
    { title: t('requests.error'), cell: (one) => (one.error === null ? '–' : <Mono>{one.error}</Mono>) },
    { title: t('explain.limitsRead'), cell: (one) => (one.limits_read.length === 0 ? '–' : one.limits_read.map(({ kind, remaining, limit }) => <Under key={kind}>{t('explain.left', { what: kind, left: count(remaining), all: count(limit) })}</Under>)) },
    { title: t('explain.unbilled'), right: true, cell: (one) => (one.unbilled === null ? '–' : <Unbilled of={one.unbilled} />) },
  ] : [];
  return (
    <Card title={t('requests.tries')}>
      <DataTable
        label={t('requests.tries')} source={listed(of)} id={(one) => String(one.n)} empty="–"
        columns={[
          { title: '#', cell: (one) => count(one.n) },
          ...platform,
          { title: t('explain.began'), right: true, cell: (one) => micros(one.began_us) },
          { title: t('explain.firstToken'), right: true, cell: (one) => micros(one.first_token_us) },
          { title: t('requests.took'), right: true, cell: (one) => micros(one.took_us) },
          { title: t('requests.status'), cell: (one) => one.status ?? '–' },
          { title: t('explain.verdict'), cell: (one) => one.verdict ?? '–' },
        ]}
      />
    </Card>
  );
}

/** An estimate of what nobody is billed for. */
function Unbilled({ of }: { of: Schemas['Unbilled'] }) {
  const { t } = useTranslation();
  return <>{of.purchase === null ? '–' : `≈ ${money(of.purchase)}`}<Under>{t('explain.unbilledTokens', { prompt: count(of.prompt_tokens), completion: count(of.completion_tokens) })}</Under></>;
}

/** The copy that another channel got, of whose answer nobody heard. */
function Shadow({ of }: { of: NonNullable<Explanation['shadow']> }) {
  const { t } = useTranslation();
  return (
    <Card title={t('explain.shadow')}>
      <Text size="sm" c="dimmed" mb="sm">{t('explain.shadowText')}</Text>
      <Facts of={[
        [t('requests.channel'), <>{of.channel}<Under>{of.upstream_model}</Under><Under>{t('explain.key', { key: of.key })}</Under></>],
        [t('explain.verdict'), t(`explain.states.${of.state}`)],
        [t('requests.status'), of.status ?? '–'],
        ...(of.error === null ? [] : [[t('requests.error'), <Mono>{of.error}</Mono>] as [string, React.ReactNode]]),
        [t('explain.firstToken'), micros(of.first_token_us)],
        [t('requests.took'), micros(of.took_us)],
        [t('explain.unbilled'), <Unbilled of={of.unbilled} />],
      ]} />
    </Card>
  );
}

function Own({ of }: { of: NonNullable<Explanation['gateway_us']> }) {
  const { t } = useTranslation();
  return (
    <Card title={t('explain.own')}>
      <Text size="sm" c="dimmed" mb="sm">{t('explain.ownText')}</Text>
      <Facts of={[
        ...(['admission', 'routing', 'between', 'settlement'] as const).map((part): [string, string] => [t(`explain.part.${part}`), micros(of[part])]),
        [t('explain.ownTotal'), <b key="total">{micros(of.total)}</b>],
      ]} />
    </Card>
  );
}

function Limits({ of }: { of: NonNullable<Explanation['admission']>['limits'] }) {
  const { t } = useTranslation();
  return (
    <Card title={t('explain.limits')}>
      <Facts of={of.map((one) => [
        `${t(`budgets.scope.${one.scope}`)} · ${t(`explain.dimension.${one.dimension}`)}`,
        `${t('common.spentOf', { spent: count(one.limit - one.remaining), limit: count(one.limit) })}${one.reset_ms === 0 ? '' : ` · ${t('explain.resets', { time: one.reset_ms < 1_000 ? millis(one.reset_ms) : duration(one.reset_ms) })}`}`,
      ])} />
    </Card>
  );
}

type Numbered<T> = T & { number: number };

const numbered = <T,>(list: T[]): Numbered<T>[] => list.map((one, place) => ({ ...one, number: place + 1 }));

/** A list that is there already. */
const listed = <T,>(data: T[]) => ({ data, error: null, refetch: () => undefined });
