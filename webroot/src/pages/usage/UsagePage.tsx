import { SegmentedControl, Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useWho } from '../../app/role';
import { call, type Schemas } from '../../api/client';
import { useNames } from '../../api/queries';
import { DataTable, type Column } from '../../ui/DataTable';
import { Export } from '../../ui/Export';
import { count, millis, money, percent } from '../../ui/format';
import { Mark, Under } from '../../ui/Marks';
import { Page, Stat } from '../../ui/Page';
import { Empty } from '../../ui/States';
import styles from '../../ui/ui.module.css';
import { RANGES, since, SPLITS, valueOf, type Range, type Split } from '../dashboard/usage';

type Part = Schemas['Sums'] & { name: string | null };

const MOST = 100;

/** What calls came to, part by part; for administrators also what the providers are expected to charge, and the margin. */
export function Component() {
  const { t } = useTranslation();
  const who = useWho();
  const nameOf = useNames(who.administrator);
  const [range, setRange] = useState<Range>('month');
  const [split, setSplit] = useState<Split>('model');
  const usage = useQuery({
    queryKey: ['usage', 'parts', range, split],
    queryFn: () => call('get', '/api/usage', { query: { slot: 'day', from: since(range), by: split, top: MOST } }),
  });
  const total = usage.data?.total;
  const name = (part: Part) => (part.name === null || part.name === '' ? t('dashboard.noChannel') : split === 'model' ? part.name : nameOf(split, part.name));
  const platform: Column<Part>[] = who.administrator
    ? [
      { title: t('usage.purchase'), right: true, cell: (part) => money(part.purchase) },
      { title: t('usage.margin'), right: true, cell: (part) => <Margin of={part} /> },
    ]
    : [];
  const splits = SPLITS.filter((one) => who.administrator || one === 'model' || one === 'key');
  return (
    <Page
      name="usage" title={who.administrator ? t('menu.usage') : t('usage.own')} lead={t('usage.lead')}
      actions={<SegmentedControl size="sm" value={range} onChange={(value) => setRange(value as Range)} aria-label={t('dashboard.range')}
        data={(Object.keys(RANGES) as Range[]).filter((value) => value !== 'day').map((value) => ({ value, label: t(`dashboard.${value}`) }))} />}
    >
      {total === undefined ? null : (
        <div className={styles.cards}>
          <Stat label={t('metric.requests')} value={count(total.requests)} />
          <Stat label={t('metric.tokens')} value={count(valueOf(total, 'tokens'))} />
          <Stat label={t('metric.cost')} value={money(total.cost)} />
          {who.administrator ? <Stat label={t('usage.purchase')} value={money(total.purchase)} /> : null}
          {who.administrator ? <Stat label={t('usage.margin')} value={money(total.margin)} hint={percent(Number(total.margin), Number(total.cost))} /> : null}
        </div>
      )}
      <div className={styles.actions}>
        <Select w={180} aria-label={t('dashboard.split')} value={split} onChange={(value) => setSplit(value as Split)} data={splits.map((value) => ({ value, label: t(`dashboard.by.${value}`) }))} />
        <Export path="/api/usage/export" query={{ slot: 'day', from: since(range) }} name="usage" />
      </div>
      <DataTable<Part>
        label={t('menu.usage')} id={(part) => part.name ?? ''}
        source={{ data: usage.data?.parts.map((part) => ({ ...part.total, name: part.name })), error: usage.error, refetch: usage.refetch }}
        empty={<Empty title={t('dashboard.none')} text={t('dashboard.noneText')} />}
        columns={[
          { title: t('common.name'), cell: (part) => <b>{name(part)}</b> },
          { title: t('metric.requests'), right: true, cell: (part) => <>{count(part.requests)}{part.failed === 0 ? null : <Under>{t('usage.failed', { count: part.failed })}</Under>}</> },
          { title: t('tokens.input'), right: true, cell: (part) => <>{count(part.usage.input)}{part.usage.cache_read === 0 ? null : <Under>{t('usage.cached', { tokens: count(part.usage.cache_read) })}</Under>}</> },
          { title: t('tokens.output'), right: true, cell: (part) => count(part.usage.output + part.usage.reasoning) },
          { title: t('metric.cost'), right: true, cell: (part) => money(part.cost) },
          ...platform,
          { title: t('metric.first'), right: true, cell: (part) => millis(part.first_content_ms.p50) },
        ]}
      />
    </Page>
  );
}

function Margin({ of }: { of: Part }) {
  const value = Number(of.margin);
  return <><Mark tone={value < 0 ? 'bad' : 'plain'}>{money(of.margin)}</Mark><Under>{percent(value, Number(of.cost))}</Under></>;
}
