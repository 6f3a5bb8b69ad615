import { Anchor } from '@mantine/core';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../api/client';
import type { Named } from '../../api/queries';
import type { Optional } from '../../ui/Columns';
import { count, millis, money, when } from '../../ui/format';
import { Mark, Mono, Under } from '../../ui/Marks';
import { isGood, tokensOf } from './request';

type Request = Schemas['Request'];

interface Means {
  t: TFunction;
  nameOf: (kind: Named, id: string | null) => string;
  /** Whether the platform's side is shown. */
  platform: boolean;
  open: (id: string) => void;
}

/** All columns that the list of requests can have. */
export function columnsOf({ t, nameOf, platform, open }: Means): Optional<Request>[] {
  return [
    { name: 'time', title: t('requests.time'), cell: (row) => <Anchor component="button" size="sm" onClick={() => open(row.call_id)}><time dateTime={row.arrived_at}>{when(row.arrived_at)}</time></Anchor> },
    { name: 'id', rare: true, title: t('requests.callId'), cell: (row) => <Mono>{row.call_id}</Mono> },
    { name: 'model', title: t('requests.model'), cell: (row) => <><b>{row.model}</b><Under>{row.dialect}{row.stream ? ` · ${t('requests.stream')}` : ''}</Under></> },
    { name: 'key', title: t('requests.key'), cell: (row) => <>{nameOf('key', row.key_id)}{platform ? <Under>{nameOf('user', row.user_id)}</Under> : null}</> },
    ...(platform ? ofPlatform(t, nameOf) : []),
    { name: 'status', title: t('requests.status'), cell: (row) => <Status of={row} /> },
    { name: 'tokens', title: t('requests.tokens'), right: true, cell: (row) => `${count(tokensOf(row.usage).prompt)} / ${count(tokensOf(row.usage).answer)}` },
    { name: 'cost', title: t('requests.cost'), right: true, cell: (row) => money(row.cost) },
    { name: 'policy', rare: true, title: t('requests.policy'), cell: (row) => t(`policy.${row.policy}`) },
    { name: 'took', title: t('requests.took'), right: true, cell: (row) => <>{millis(row.total_ms)}{row.first_content_ms === null ? null : <Under>{t('requests.firstIn', { time: millis(row.first_content_ms) })}</Under>}</> },
  ];
}

function ofPlatform(t: TFunction, nameOf: Means['nameOf']): Optional<Request>[] {
  return [
    { name: 'group', rare: true, title: t('keys.group'), cell: (row) => row.group },
    { name: 'channel', title: t('requests.channel'), cell: (row) => <>{nameOf('channel', row.channel_id)}{row.attempts > 1 ? <Under>{t('requests.attempts', { count: row.attempts })}</Under> : null}</> },
    { name: 'upstream', rare: true, title: t('requests.upstream'), cell: (row) => <>{row.upstream_model ?? '–'}{row.provider === null ? null : <Under>{row.provider}</Under>}</> },
    { name: 'purchase', rare: true, title: t('requests.purchase'), right: true, cell: (row) => money(row.purchase) },
  ];
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
