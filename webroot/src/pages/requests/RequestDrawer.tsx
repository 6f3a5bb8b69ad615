import { Anchor, Drawer, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useWho } from '../../app/role';
import { call, type Schemas } from '../../api/client';
import { useNames } from '../../api/queries';
import { Copy } from '../../ui/Actions';
import { count, millis, when } from '../../ui/format';
import { Mark, Mono } from '../../ui/Marks';
import { Facts } from '../../ui/Page';
import { Loading, Trouble } from '../../ui/States';
import { Bill } from './Bill';
import { isGood } from './request';

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
  return (
    <Stack data-request={of.call_id}>
      <RequestFacts of={of} />
      <Anchor component={Link} to={`/requests/${of.call_id}`} size="sm" data-explain>{t('requests.explain')}</Anchor>
      <Times of={of} />
      <Title order={3} size="h5">{t('requests.bill')}</Title>
      <Bill of={of} administrator={who.administrator} />
    </Stack>
  );
}

/** Who asked for what, and where it went. */
export function RequestFacts({ of }: { of: Request }) {
  const { t } = useTranslation();
  const who = useWho();
  const nameOf = useNames(who.administrator);
  return (
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
