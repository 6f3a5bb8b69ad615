import { Anchor, Group, SegmentedControl, Select, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useWho } from '../../app/role';
import { call } from '../../api/client';
import { useNames, useNodes } from '../../api/queries';
import { brief, count, micros, millis, money, percent } from '../../ui/format';
import { Card, Page, Stat } from '../../ui/Page';
import { Empty, Loading, Trouble } from '../../ui/States';
import styles from '../../ui/ui.module.css';
import { Glance } from './Glance';
import { METRICS, RANGES, SPLITS, since, textOf, valueOf, type Metric, type Range, type Split, type Sums } from './usage';

const UsageChart = lazy(() => import('./UsageChart'));
const EVERY = 15_000;
/** Eight figures, in two rows where there is room for four. */
const IN_FOURS = { gridTemplateColumns: 'repeat(auto-fill, minmax(max(9.5rem, 22%), 1fr))' };

/** What is used, what it costs and how well it goes, over time and by its parts. */
export function Component() {
  const { t } = useTranslation();
  const who = useWho();
  const nameOf = useNames(who.administrator);
  const [range, setRange] = useState<Range>('day');
  const [split, setSplit] = useState<Split>('model');
  const [metric, setMetric] = useState<Metric>('requests');
  const usage = useQuery({
    queryKey: ['usage', 'series', range, split],
    queryFn: () => call('get', '/api/usage', { query: { slot: RANGES[range].slot, from: since(range), by: split, top: 8 } }),
    refetchInterval: EVERY,
    placeholderData: (before) => before,
  });
  const total = usage.data?.total;
  const tokens = Object.values(total?.usage ?? {}).reduce((sum, some) => sum + some, 0);
  const splits = SPLITS.filter((one) => who.administrator || one === 'model' || one === 'key');
  const nameOfPart = (part: string | null) => (part === null || part === '' ? t('dashboard.noChannel') : split === 'model' ? part : nameOf(split, part));
  return (
    <Page
      name="dashboard" title={t('menu.dashboard')}
      actions={<SegmentedControl size="sm" value={range} onChange={(value) => setRange(value as Range)} aria-label={t('dashboard.range')}
        data={(Object.keys(RANGES) as Range[]).map((value) => ({ value, label: t(`dashboard.${value}`) }))} />}
    >
      {usage.error === null ? null : <Trouble error={usage.error} again={() => usage.refetch()} />}
      {total === undefined ? (usage.error === null ? <Loading /> : null) : (
        <>
          <div className={styles.cards} style={IN_FOURS}>
            {who.administrator ? <LiveStreams /> : <OwnBalance user={who.user} />}
            <Stat label={t('metric.requests')} value={count(total.requests)} hint={t('dashboard.abandoned', { count: total.abandoned })} />
            <Stat label={t('metric.tokens')} value={brief(tokens)} hint={t('dashboard.inOut', { input: brief(total.usage.input), output: brief(total.usage.output) })} />
            <Stat label={t('metric.cost')} value={money(total.cost)} {...(who.administrator ? { hint: t('dashboard.margin', { margin: money(total.margin) }) } : {})} />
            <Stat label={t('metric.errors')} value={percent(total.failed + total.refused, total.requests)} hint={t('dashboard.failed', { failed: count(total.failed), refused: count(total.refused) })} />
            <Stat label={t('metric.first')} value={millis(total.first_content_ms.p50)} hint={t('dashboard.p95', { time: millis(total.first_content_ms.p95) })} />
            <Stat label={t('metric.overhead')} value={micros(total.gateway_us.mean)} hint={t('dashboard.overheadText')} />
            <Stat label={t('metric.total')} value={millis(total.total_ms.p50)} hint={t('dashboard.p95', { time: millis(total.total_ms.p95) })} />
          </div>
          <Card
            title={t('dashboard.overTime')}
            actions={(
              <Group gap="xs" mb="sm">
                <Select size="xs" w={150} aria-label={t('dashboard.metric')} value={metric} onChange={(value) => setMetric(value as Metric)}
                  data={METRICS.map((value) => ({ value, label: t(`metric.${value}`) }))} />
                <Select size="xs" w={150} aria-label={t('dashboard.split')} value={split} onChange={(value) => setSplit(value as Split)}
                  data={splits.map((value) => ({ value, label: t(`dashboard.by.${value}`) }))} />
              </Group>
            )}
          >
            {total.requests === 0
              ? <Empty title={t('dashboard.none')} text={t('dashboard.noneText')} action={<Anchor component={Link} to={who.administrator ? '/start' : '/keys'} size="sm">{t(who.administrator ? 'menu.start' : 'menu.keys')}</Anchor>} />
              : <Suspense fallback={<Loading />}>{usage.data === undefined ? null : <UsageChart usage={usage.data} metric={metric} nameOf={nameOfPart} />}</Suspense>}
          </Card>
          <div className={styles.columns}>
            <Parts parts={usage.data?.parts ?? []} metric={metric} nameOf={nameOfPart} title={t(`dashboard.by.${split}`)} />
            {who.administrator ? <Glance /> : null}
          </div>
        </>
      )}
    </Page>
  );
}

function LiveStreams() {
  const { t } = useTranslation();
  const nodes = useNodes();
  return <Stat label={t('nodes.streams')} value={nodes.data === undefined ? '–' : count(nodes.data.data.reduce((sum, node) => sum + (node.open_streams ?? 0), 0))} hint={t('dashboard.now')} />;
}

function OwnBalance({ user }: { user: string }) {
  const { t } = useTranslation();
  const statement = useQuery({ queryKey: ['statement', user], queryFn: () => call('get', '/api/users/{id}/statement', { id: user }), refetchInterval: EVERY });
  return <Stat label={t('common.balance')} value={money(statement.data?.closing)} />;
}

interface PartsProps {
  parts: { name: string | null; total: Sums }[];
  metric: Metric;
  nameOf: (part: string | null) => string;
  title: string;
}

/** The parts in words, with bars beside them: what the chart says, for those who cannot see it too. */
function Parts({ parts, metric, nameOf, title }: PartsProps) {
  const { t } = useTranslation();
  const most = Math.max(...parts.map((part) => valueOf(part.total, metric)), 0);
  return (
    <Card title={`${title} · ${t(`metric.${metric}`)}`}>
      {parts.length === 0 ? <Text size="sm" c="dimmed">{t('dashboard.none')}</Text> : parts.map((part) => {
        const value = valueOf(part.total, metric);
        return (
          <div key={part.name ?? ''} style={{ marginBottom: 8 }}>
            <Group justify="space-between" gap="xs" wrap="nowrap"><Text size="sm" truncate>{nameOf(part.name)}</Text><Text size="sm">{textOf(value, metric)}</Text></Group>
            <svg width="100%" height="6" aria-hidden><rect width={`${most === 0 ? 0 : (100 * value) / most}%`} height="6" rx="3" fill="var(--mantine-primary-color-filled)" /></svg>
          </div>
        );
      })}
    </Card>
  );
}
