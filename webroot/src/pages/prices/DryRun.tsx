import { Alert, Button, Group, Select, Stack, TextInput, Text } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { call } from '../../api/client';
import { DataTable } from '../../ui/DataTable';
import { count, money } from '../../ui/format';
import { Card, Stat } from '../../ui/Page';
import { Empty } from '../../ui/States';
import styles from '../../ui/ui.module.css';

const DAY = 86_400_000;

interface Line {
  name: string;
  requests: number;
  was: string;
  would_be: string;
  difference: string;
}

/** What past requests would have cost by another version of the book. */
export function DryRun() {
  const { t } = useTranslation();
  const versions = useQuery({ queryKey: ['prices', 'versions', 'choice'], queryFn: async () => (await call('get', '/api/prices/versions', { query: { limit: 200 } })).data });
  const [version, setVersion] = useState<string | null>(null);
  const [days, setDays] = useState('7');
  const chosen = version ?? (versions.data?.[0] === undefined ? null : String(versions.data[0].version));
  const run = useMutation({
    mutationFn: () => call('post', '/api/prices/dry-run', {
      body: { from: new Date(Date.now() - Number(days) * DAY).toISOString(), until: new Date().toISOString(), version: Number(chosen) },
    }),
  });
  return (
    <Stack>
      <Card title={t('prices.tab.dryRun')}>
        <Text size="sm" mb="sm">{t('prices.dryRunText')}</Text>
        <Group align="end">
          <Select label={t('prices.version')} value={chosen} onChange={setVersion} data={(versions.data ?? []).map((one) => String(one.version))} />
          <TextInput type="number" label={t('prices.lastDays')} value={days} min={1} max={400} onChange={(event) => setDays(event.currentTarget.value)} />
          <Button onClick={() => run.mutate()} loading={run.isPending} disabled={chosen === null}>{t('prices.run')}</Button>
        </Group>
        {run.error === null ? null : <Alert color="red" role="alert" mt="md">{run.error.message}</Alert>}
      </Card>
      {run.data === undefined ? null : (
        <>
          <div className={styles.cards}>
            <Stat label={t('metric.requests')} value={count(run.data.requests)} hint={t('prices.unpriced', { count: run.data.unpriced })} />
            <Stat label={t('prices.was')} value={money(run.data.was)} />
            <Stat label={t('prices.wouldBe')} value={money(run.data.would_be)} />
            <Stat label={t('prices.difference')} value={money(run.data.difference)} />
          </div>
          <DataTable<Line>
            label={t('dashboard.by.model')} id={(line) => line.name} source={{ data: run.data.by_model as unknown as Line[], error: null, refetch: () => undefined }} empty={<Empty title={t('dashboard.none')} />}
            columns={[
              { title: t('requests.model'), cell: (line) => <b>{line.name}</b> },
              { title: t('metric.requests'), right: true, cell: (line) => count(line.requests) },
              { title: t('prices.was'), right: true, cell: (line) => money(line.was) },
              { title: t('prices.wouldBe'), right: true, cell: (line) => money(line.would_be) },
              { title: t('prices.difference'), right: true, cell: (line) => money(line.difference) },
            ]}
          />
        </>
      )}
    </Stack>
  );
}
