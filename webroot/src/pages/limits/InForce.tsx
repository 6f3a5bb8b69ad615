import { Select, Text, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { call, type Schemas } from '../../api/client';
import { useKeyChoice, useNames } from '../../api/queries';
import { DataTable } from '../../ui/DataTable';
import { Mark, Under } from '../../ui/Marks';
import { Empty } from '../../ui/States';
import styles from '../../ui/ui.module.css';
import { DIMENSIONS, Most } from './Most';

type Limit = Schemas['Limit'];
type Key = Schemas['Key'];
type Dimension = (typeof DIMENSIONS)[number];

interface Held extends Record<Dimension, number | null> {
  id: string;
  scope: 'key' | Limit['scope'];
  subject: string;
}

const MANY = 200;

/** Which limits a call with this key for this model has to fit: all of them, so that the least of each column decides. */
export function InForce() {
  const { t } = useTranslation();
  const nameOf = useNames(true);
  const keys = useKeyChoice();
  const limits = useQuery({ queryKey: ['limits', 'choice'], queryFn: readAll });
  const [chosen, setChosen] = useState<string | null>(null);
  const [model, setModel] = useState('');
  const key = keys.data?.find(({ id }) => id === chosen) ?? keys.data?.[0];
  const held = key === undefined || limits.data === undefined ? undefined : holding(key, model.trim(), limits.data);
  const least = (dimension: Dimension) => Math.min(...(held ?? []).map((one) => one[dimension] ?? Infinity));
  return (
    <div className={styles.page}>
      <Text size="sm" c="dimmed" maw="46rem">{t('limits.inForceText')}</Text>
      <div className={styles.fields}>
        <Select size="xs" label={t('requests.key')} searchable value={key?.id ?? null} onChange={setChosen} data={(keys.data ?? []).map(({ id, name }) => ({ value: id, label: name }))} />
        <TextInput size="xs" label={t('requests.model')} name="in-force-model" value={model} placeholder={t('common.any')} onChange={(event) => setModel(event.currentTarget.value)} />
      </div>
      <DataTable
        label={t('limits.tab.inForce')} id={(one) => one.id} empty={<Empty title={t('limits.nothingHolds')} />}
        source={{ data: keys.data?.length === 0 ? [] : held, error: limits.error ?? keys.error, refetch: () => Promise.all([limits.refetch(), keys.refetch()]) }}
        columns={[
          { title: t('budgets.for'), cell: (one) => <>{t(`budgets.scope.${one.scope}`)}: <b>{one.scope === 'key' || one.scope === 'user' ? nameOf(one.scope, one.subject) : one.subject}</b><Under>{t(`limits.sharedBy.${one.scope}`)}</Under></> },
          ...DIMENSIONS.map((dimension) => ({
            title: t(`limit.${dimension}`), right: true,
            cell: (one: Held) => <><Most of={one[dimension]} />{one[dimension] === least(dimension) ? <Under><Mark tone="warn">{t('limits.decides')}</Mark></Under> : null}</>,
          })),
        ]}
      />
    </div>
  );
}

async function readAll(): Promise<Limit[]> {
  const all: Limit[] = [];
  let after: string | null = null;
  do {
    const part: { data: Limit[]; next: string | null } = await call('get', '/api/limits', { query: { limit: MANY, after } });
    all.push(...part.data);
    after = part.next;
  } while (after !== null);
  return all;
}

function holding(key: Key, model: string, limits: Limit[]): Held[] {
  const own = DIMENSIONS.some((dimension) => key[dimension] !== null) ? [{ ...key, scope: 'key' as const, subject: key.id }] : [];
  return [...own, ...limits.filter(({ scope, subject }) => {
    switch (scope) {
      case 'user': return subject === key.user_id;
      case 'group': return subject === key.group;
      case 'model': return subject.endsWith('*') ? model !== '' && model.startsWith(subject.slice(0, -1)) : subject === model;
    }
  })];
}
