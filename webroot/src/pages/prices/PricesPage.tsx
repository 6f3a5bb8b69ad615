import { Button, Select, Tabs, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { call, type Schemas } from '../../api/client';
import { useNames, useParts } from '../../api/queries';
import { useAsk, useChange } from '../../ui/Actions';
import { DataTable } from '../../ui/DataTable';
import { money } from '../../ui/format';
import { Mark, Under, When } from '../../ui/Marks';
import { Page } from '../../ui/Page';
import { RowAction } from '../../ui/RowAction';
import { Empty } from '../../ui/States';
import styles from '../../ui/ui.module.css';
import { DryRun } from './DryRun';
import { Import } from './Import';
import { PriceForm } from './PriceForm';

type Rule = Schemas['PriceRule'] & Record<string, unknown>;

/** The price book: its rules, its versions, other systems' lists, and what the past would have cost by other prices. */
export function Component() {
  const { t } = useTranslation();
  const [search, setSearch] = useSearchParams();
  const [adding, setAdding] = useState(false);
  return (
    <Page
      name="prices" title={t('menu.prices')} lead={t('prices.lead')}
      actions={<Button leftSection={<IconPlus size={16} />} onClick={() => setAdding(true)} data-add>{t('prices.set')}</Button>}
    >
      <Tabs value={search.get('tab') ?? 'rules'} onChange={(tab) => setSearch({ tab: tab ?? 'rules' }, { replace: true })} keepMounted={false}>
        <Tabs.List mb="md">
          {(['rules', 'versions', 'import', 'dryRun'] as const).map((tab) => <Tabs.Tab key={tab} value={tab}>{t(`prices.tab.${tab}`)}</Tabs.Tab>)}
        </Tabs.List>
        <Tabs.Panel value="rules"><Rules /></Tabs.Panel>
        <Tabs.Panel value="versions"><Versions /></Tabs.Panel>
        <Tabs.Panel value="import"><Import /></Tabs.Panel>
        <Tabs.Panel value="dryRun"><DryRun /></Tabs.Panel>
      </Tabs>
      {adding ? <PriceForm onClose={() => setAdding(false)} /> : null}
    </Page>
  );
}

const useVersions = () => useParts<Schemas['PriceVersion']>(['prices', 'versions'], (after, limit) => call('get', '/api/prices/versions', { query: { after, limit } }));

function Rules() {
  const { t } = useTranslation();
  const nameOf = useNames(true);
  const versions = useVersions();
  const [model, setModel] = useState('');
  const [wanted] = useDebouncedValue(model.trim(), 250);
  const [version, setVersion] = useState<string | null>(null);
  const rules = useParts<Rule>(['prices', 'rules', wanted, version], async (after, limit) =>
    (await call('get', '/api/prices', { query: { model: wanted, version: version === null ? null : Number(version), after, limit } })) as never);
  const price = (rule: Rule, name: string) => (typeof rule[name] === 'number' ? money(rule[name]) : '–');
  return (
    <div className={styles.page}>
      <div className={styles.fields}>
        <TextInput size="xs" label={t('requests.model')} name="model" value={model} onChange={(event) => setModel(event.currentTarget.value)} placeholder={t('common.any')} />
        <Select size="xs" label={t('prices.version')} clearable placeholder={t('prices.inForce')} value={version} onChange={setVersion}
          data={(versions.data ?? []).map((one) => String(one.version))} />
        <Under>{t('prices.perMillion')}</Under>
      </div>
      <DataTable<Rule>
        label={t('prices.tab.rules')} source={rules} id={(rule) => String(rule.id)} empty={<Empty title={t('prices.none')} />}
        columns={[
          { title: t('requests.model'), cell: (rule) => <><b>{rule.model}</b><Under>{scopeOf(rule, nameOf).map(([kind, name]) => `${t(`prices.${kind}`)}: ${name}`).join(' · ')}</Under></> },
          { title: t('prices.kindOf'), cell: (rule) => <Mark tone={rule.kind === 'sale' ? 'good' : 'plain'}>{t(`prices.kind.${rule.kind}`)}</Mark> },
          { title: t('tokens.input'), right: true, cell: (rule) => price(rule, 'input') },
          { title: t('tokens.cache_read'), right: true, cell: (rule) => price(rule, 'cache-read') },
          { title: t('tokens.output'), right: true, cell: (rule) => price(rule, 'output') },
          { title: t('prices.further'), cell: (rule) => further(rule).map((one) => t(`prices.has.${one}`)).join(', ') },
          { title: t('common.actions'), actions: true, cell: (rule) => (rule.origin === 'operator' && version === null ? <Remove rule={rule} /> : null) },
        ]}
      />
    </div>
  );
}

type ScopeKind = 'provider' | 'channel' | 'group';

function scopeOf(rule: Rule, nameOf: (kind: 'channel', id: string) => string): [ScopeKind, string][] {
  return (['provider', 'channel', 'group'] as const).filter((kind) => rule[kind] !== undefined)
    .map((kind) => [kind, kind === 'channel' ? nameOf('channel', rule.channel) : rule[kind]]);
}

const further = (rule: Rule) => (['tiers', 'units', 'hours', 'factors'] as const).filter((name) => rule[name] !== undefined);

function Remove({ rule }: { rule: Rule }) {
  const { t } = useTranslation();
  const ask = useAsk();
  const named = Object.fromEntries(['kind', 'model', 'provider', 'channel', 'group', 'valid-from'].filter((name) => rule[name] !== undefined).map((name) => [name, rule[name]]));
  const remove = useChange(() => call('post', '/api/prices', { body: { remove: [named] } }), () => t('prices.isRemoved', { model: rule.model }), ['prices']);
  return (
    <RowAction icon={IconTrash} label={t('common.delete')} name={rule.model} danger loading={remove.isPending}
      onClick={() => ask({ title: t('prices.removeTitle', { model: rule.model }), text: t('prices.removeText'), confirm: t('common.delete'), onConfirm: () => remove.mutate(undefined) })} />
  );
}

function Versions() {
  const { t } = useTranslation();
  const versions = useVersions();
  return (
    <DataTable
      label={t('prices.tab.versions')} source={versions} id={(version) => String(version.version)} empty={<Empty title={t('prices.none')} />}
      columns={[
        { title: t('prices.version'), cell: (version) => <b>{version.version}</b> },
        { title: t('prices.validFrom'), cell: (version) => <When at={version.valid_from} /> },
        { title: t('common.created'), cell: (version) => <When at={version.created_at} /> },
        { title: t('prices.source'), cell: (version) => version.source },
        { title: t('common.note'), cell: (version) => version.note ?? '' },
      ]}
    />
  );
}
