import { Alert, Anchor, Button, Group, Select, Switch, Text, TextInput } from '@mantine/core';
import { IconTag } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useWho } from '../../app/role';
import type { Schemas } from '../../api/client';
import { useGroups, useModels } from '../../api/queries';
import { DataTable, type Column } from '../../ui/DataTable';
import { brief, count, money } from '../../ui/format';
import { Mark, Under } from '../../ui/Marks';
import { Page } from '../../ui/Page';
import { Empty } from '../../ui/States';
import styles from '../../ui/ui.module.css';
import { PriceForm } from '../prices/PriceForm';

type Offered = Schemas['OfferedModel'];
type Rule = Schemas['PriceRule'] & Record<string, unknown>;

/** What can be called now, at which price, and for administrators through which channels. */
export function Component() {
  const { t } = useTranslation();
  const { administrator } = useWho();
  const [group, setGroup] = useState<string | null>(null);
  const [wanted, setWanted] = useState('');
  const [unpriced, setUnpriced] = useState(false);
  const [pricing, setPricing] = useState<string | null>(null);
  const models = useModels(group);
  const shown = models.data?.data.filter((one) => one.model.toLowerCase().includes(wanted.trim().toLowerCase()) && (!unpriced || isUnpriced(one)));
  const columns = useColumns(setPricing);
  const without = models.data?.data.filter(isUnpriced).length ?? 0;
  return (
    <Page name="models" title={t('menu.models')} lead={t(administrator ? 'models.lead' : 'models.ownLead')}>
      <Group className={`${styles.card} ${styles.padded}`} align="end">
        <TextInput size="xs" label={t('requests.model')} name="model" value={wanted} placeholder={t('common.any')} onChange={(event) => setWanted(event.currentTarget.value)} />
        {administrator ? <GroupChoice chosen={group ?? models.data?.group ?? null} onChoose={setGroup} /> : null}
        {administrator ? <Switch label={t('models.unpricedOnly')} name="unpriced" checked={unpriced} onChange={(event) => setUnpriced(event.currentTarget.checked)} mb={6} /> : null}
        <Text size="xs" c="dimmed" mb={6}>{t('prices.perMillion')}</Text>
      </Group>
      {administrator && without > 0 ? <Alert color="orange" data-unpriced>{t('models.without', { count: without })}</Alert> : null}
      {models.data === undefined || models.data.multiplier === 1 ? null : <Alert color="blue">{t('models.multiplied', { factor: count(models.data.multiplier) })}</Alert>}
      <DataTable<Offered>
        label={t('menu.models')} source={{ data: shown, error: models.error, refetch: models.refetch }} id={(one) => one.model}
        empty={<Empty title={t(wanted === '' && !unpriced ? 'models.none' : 'models.noneSuch')} {...(administrator && wanted === '' && !unpriced ? { text: t('models.noneText') } : {})} />}
        columns={columns}
      />
      {pricing === null ? null : <PriceForm model={pricing} onClose={() => setPricing(null)} />}
    </Page>
  );
}

const isUnpriced = (one: Offered) => one.prices.length === 0;

function GroupChoice({ chosen, onChoose }: { chosen: string | null; onChoose: (group: string | null) => void }) {
  const { t } = useTranslation();
  const groups = useGroups();
  return <Select size="xs" label={t('prices.group')} data-field="group" data={(groups.data ?? []).map(({ name }) => name)} value={chosen} onChange={onChoose} />;
}

function useColumns(setPrice: (model: string) => void): Column<Offered>[] {
  const { t } = useTranslation();
  const { administrator } = useWho();
  const rate = (name: string) => (one: Offered) => different(one.prices as Rule[]).map((rule) => <div key={JSON.stringify(rule)}>{typeof rule[name] === 'number' ? money(rule[name]) : '–'}</div>);
  return [
    { title: t('requests.model'), cell: (one) => <><b>{one.model}</b><Known of={one} /></> },
    ...(administrator ? [{ title: t('menu.channels'), cell: (one: Offered) => <Channels of={one} /> }] : []),
    {
      title: t('tokens.input'), right: true,
      cell: (one) => (isUnpriced(one) ? <Mark tone={administrator ? 'warn' : 'plain'}>{t('models.noPrice')}</Mark> : rate('input')(one)),
    },
    { title: t('tokens.cache_read'), right: true, cell: rate('cache-read') },
    { title: t('tokens.output'), right: true, cell: rate('output') },
    { title: t('prices.further'), cell: (one) => <Further of={one} /> },
    ...(administrator ? [{
      title: t('common.actions'), actions: true,
      cell: (one: Offered) => (isUnpriced(one) ? <Button size="compact-xs" variant="default" leftSection={<IconTag size={14} />} onClick={() => setPrice(one.model)} aria-label={`${t('prices.set')}: ${one.model}`}>{t('prices.set')}</Button> : null),
    }] : []),
  ];
}

const RATES = ['input', 'cache-read', 'output'];

/** Rules whose prices of tokens look alike are shown as one. */
function different(rules: Rule[]): Rule[] {
  const shown = new Map(rules.map((rule) => [RATES.map((name) => rule[name]).join(), rule]));
  return [...shown.values()];
}

/** What is known of a model, whoever serves it. */
function Known({ of }: { of: Offered }) {
  const { t } = useTranslation();
  const inputs = of.inputs.filter((kind) => kind !== 'text');
  const known = [of.context_tokens === null ? null : t('models.context', { tokens: brief(of.context_tokens) }), ...inputs].filter((one) => one !== null);
  return known.length === 0 ? null : <Under>{known.join(' · ')}</Under>;
}

/** In the order in which they are tried; the API leaves them out for users. */
function Channels({ of }: { of: Offered }) {
  const { t } = useTranslation();
  return of.channels.map(({ id, name, price }) => (
    <div key={id}>
      {id === 'demo' ? name : <Anchor component={Link} to={`/channels/${id}`} size="sm">{name}</Anchor>}
      {price === null && !isUnpriced(of) ? <Under><Mark tone="warn">{t('models.noPrice')}</Mark></Under> : null}
    </div>
  ));
}

/** What else a price depends on; calls that cost something whatever their tokens. */
function Further({ of }: { of: Offered }) {
  const { t } = useTranslation();
  const rules = of.prices as Rule[];
  const each = rules.find((rule) => typeof rule['per-request'] === 'number')?.['per-request'];
  const further = (['tiers', 'units', 'hours', 'factors'] as const).filter((name) => rules.some((rule) => rule[name] !== undefined)).map((name) => t(`prices.has.${name}`));
  return <>{[...(typeof each === 'number' ? [`${t('prices.rate.per-request')}: ${money(each)}`] : []), ...further].join(', ')}</>;
}
