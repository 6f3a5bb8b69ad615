import { Drawer, Stack, Table, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useWho } from '../../app/role';
import { call, type Schemas } from '../../api/client';
import { useNames } from '../../api/queries';
import { Copy } from '../../ui/Actions';
import { count, millis, money, when } from '../../ui/format';
import { Mark, Mono } from '../../ui/Marks';
import { Facts } from '../../ui/Page';
import { Loading, Trouble } from '../../ui/States';
import styles from '../../ui/ui.module.css';
import { CLASSES, isGood, priceLines, type PriceLine } from './request';

type Request = Schemas['Request'];

/** Everything about one request: how it went, what it used, and what that cost, line by line. */
export function RequestDrawer({ id, onClose }: { id: string | null; onClose: () => void }) {
  const { t } = useTranslation();
  const request = useQuery({ queryKey: ['request', id], enabled: id !== null, queryFn: () => call('get', '/api/requests/{id}', { id: id ?? '' }) });
  return (
    <Drawer opened={id !== null} onClose={onClose} size="xl" title={t('requests.detail')} closeButtonProps={{ 'aria-label': t('common.close') }}>
      {request.error === null ? null : <Trouble error={request.error} again={() => request.refetch()} />}
      {request.data === undefined ? (request.error === null ? <Loading /> : null) : <Detail of={request.data} />}
    </Drawer>
  );
}

function Detail({ of }: { of: Request }) {
  const { t } = useTranslation();
  const who = useWho();
  const nameOf = useNames(who.administrator);
  return (
    <Stack data-request={of.call_id}>
      <Facts of={[
        [t('requests.callId'), <><Mono>{of.call_id}</Mono> <Copy value={of.call_id} /></>],
        ...(of.request_id === of.call_id ? [] : [[t('requests.requestId'), <Mono>{of.request_id}</Mono>] as [string, React.ReactNode]]),
        [t('requests.time'), when(of.arrived_at)],
        [t('requests.status'), <Mark tone={isGood(of) ? 'good' : 'bad'}>{of.status} · {t(`end.${of.end}`)}</Mark>],
        ...(of.error_code === null ? [] : [[t('requests.error'), <Mono>{of.error_code}</Mono>] as [string, React.ReactNode]]),
        [t('requests.model'), of.upstream_model === null || of.upstream_model === undefined || of.upstream_model === of.model ? of.model : `${of.model} → ${of.upstream_model}`],
        [t('requests.dialect'), `${of.dialect} · ${of.operation}${of.stream ? ` · ${t('requests.stream')}` : ''}`],
        [t('requests.key'), nameOf('key', of.key_id)],
        ...(who.administrator ? [
          [t('requests.user'), `${nameOf('user', of.user_id)} · ${of.group}`],
          [t('requests.channel'), of.channel_id === null ? '–' : `${nameOf('channel', of.channel_id)} (${of.provider})`],
          [t('requests.tries'), count(of.attempts)],
        ] as [string, React.ReactNode][] : []),
      ]} />
      <Times of={of} />
      <Title order={3} size="h5">{t('requests.bill')}</Title>
      <Bill of={of} administrator={who.administrator} />
    </Stack>
  );
}

/** How much of the time went by before the first content, as a picture. */
function Times({ of }: { of: Request }) {
  const { t } = useTranslation();
  const first = of.first_content_ms;
  return (
    <div>
      <Title order={3} size="h5" mb="xs">{t('requests.times')}</Title>
      <svg width="100%" height="14" role="img" aria-label={t('requests.timesText', { first: millis(first), total: millis(of.total_ms) })}>
        <rect width="100%" height="14" rx="4" fill="var(--mantine-color-sluice-3)" />
        <rect width={`${first === null || of.total_ms === 0 ? 100 : Math.min(100, (100 * first) / of.total_ms)}%`} height="14" rx="4" fill="var(--mantine-color-sluice-7)" />
      </svg>
      <Text size="sm" c="dimmed">{t('requests.timesText', { first: millis(first), total: millis(of.total_ms) })}</Text>
    </div>
  );
}

function Bill({ of, administrator }: { of: Request; administrator: boolean }) {
  const { t } = useTranslation();
  const rule = useQuery({ queryKey: ['rule', of.price_version, of.price_rule], enabled: administrator && of.price_rule > 0, staleTime: Infinity, queryFn: () => findRule(of) });
  const lines = rule.data === undefined || rule.data === null ? null : priceLines(of, rule.data as never);
  const used = CLASSES.filter(({ tokens }) => of.usage[tokens] > 0);
  const sum = lines?.reduce((total, line) => total + line.dollars, 0) ?? 0;
  const rest = Number(of.cost) - sum;
  return (
    <>
      {lines === null ? (
        <Facts of={used.map(({ tokens }) => [t(`tokens.${tokens}`), count(of.usage[tokens])])} />
      ) : (
        <div className={styles.scroll}><Lines of={lines} rest={Math.abs(rest) < 1e-9 ? 0 : rest} cost={of.cost} /></div>
      )}
      <Facts of={[
        [t('requests.cost'), <b>{money(of.cost)}</b>],
        ...(administrator ? [[t('requests.purchase'), money(of.purchase)] as [string, string]] : []),
        [t('requests.policy'), t(`policy.${of.policy}`)],
        [t('requests.source'), t(`source.${of.usage_source}`)],
        ...(of.policy === 'nothing_refused' ? [] : [[t('requests.priceVersion'), of.price_version === 0 ? t('requests.noPrice') : t('requests.versionRule', { version: of.price_version, rule: of.price_rule })] as [string, string]]),
        [t('requests.heldBefore'), money(of.held)],
        ...(of.unpriced_units.length === 0 ? [] : [[t('requests.unpriced'), of.unpriced_units.join(', ')] as [string, string]]),
      ]} />
    </>
  );
}

function Lines({ of, rest, cost }: { of: PriceLine[]; rest: number; cost: string | null }) {
  const { t } = useTranslation();
  return (
    <Table fz="sm" data-bill>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t('requests.what')}</Table.Th>
          <Table.Th className={styles.right}>{t('requests.amount')}</Table.Th>
          <Table.Th className={styles.right}>{t('requests.rate')}</Table.Th>
          <Table.Th className={styles.right}>{t('requests.cost')}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {of.map((line) => (
          <Table.Tr key={line.name}>
            <Table.Td>{line.isTokens ? t(`tokens.${line.name as keyof Schemas['Tokens']}`) : line.name === 'per-request' ? t('requests.perRequest') : line.name}</Table.Td>
            <Table.Td className={styles.right}>{count(line.amount)}</Table.Td>
            <Table.Td className={styles.right}>{line.rate === null ? '–' : line.isTokens ? t('requests.perMillion', { price: money(line.rate) }) : money(line.rate)}</Table.Td>
            <Table.Td className={styles.right}>{money(line.dollars)}</Table.Td>
          </Table.Tr>
        ))}
        {rest === 0 ? null : (
          <Table.Tr>
            <Table.Td colSpan={3}>{t('requests.rest')}</Table.Td>
            <Table.Td className={styles.right}>{money(rest)}</Table.Td>
          </Table.Tr>
        )}
        <Table.Tr>
          <Table.Td colSpan={3}><b>{t('requests.booked')}</b></Table.Td>
          <Table.Td className={styles.right}><b>{money(cost)}</b></Table.Td>
        </Table.Tr>
      </Table.Tbody>
    </Table>
  );
}

/** The rule is found by the model's name in its version; a rule for a family of names is not. */
async function findRule(of: Request): Promise<Schemas['PriceRule'] | null> {
  const found = await call('get', '/api/prices', { query: { version: of.price_version, model: of.model, limit: 200 } });
  return found.data.find((rule) => rule.id === of.price_rule) ?? null;
}
