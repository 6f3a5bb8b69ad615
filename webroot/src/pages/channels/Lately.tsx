import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { call, type Schemas } from '../../api/client';
import { count, millis, percent } from '../../ui/format';
import { Mark, Under, type Tone } from '../../ui/Marks';

export type Sums = Schemas['Sums'];

const DAY = 86_400_000;

/** What the roll-ups say of each channel's last day. */
export function useLately(): Map<string, Sums> {
  const usage = useQuery({
    queryKey: ['usage', 'channels', 'lately'],
    queryFn: () => call('get', '/api/usage/channels', { query: { slot: 'hour', from: new Date(Date.now() - DAY).toISOString() } }),
    refetchInterval: 30_000,
  });
  return new Map((usage.data?.data ?? []).map((sums) => [sums.channel_id ?? '', sums]));
}

/** How well that went. */
export function tone(of: Sums): Tone {
  const share = (of.requests - of.failed) / of.requests;
  return share >= 0.98 ? 'good' : share >= 0.9 ? 'warn' : 'bad';
}

export function Lately({ of }: { of: Sums | undefined }) {
  const { t } = useTranslation();
  if (of === undefined || of.requests === 0) {
    return <>{t('lately.quiet')}</>;
  }
  return (
    <>
      <Mark tone={tone(of)}>{t('lately.succeeded', { share: percent(of.requests - of.failed, of.requests) })}</Mark>
      <Under>{t('lately.text', { requests: count(of.requests), first: millis(of.first_content_ms.p50) })}</Under>
    </>
  );
}
