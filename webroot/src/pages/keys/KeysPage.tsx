import { Alert, Button, Text } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { useWho } from '../../app/role';
import type { Schemas } from '../../api/client';
import { useKeys, useKeyTerms, useModels, useNames } from '../../api/queries';
import { ShownOnce } from '../../ui/Actions';
import { DataTable, type Column } from '../../ui/DataTable';
import { count } from '../../ui/format';
import { Few, Mark, Meter, Mono, Under, When } from '../../ui/Marks';
import { Page } from '../../ui/Page';
import { Empty } from '../../ui/States';
import { Programs } from '../start/Programs';
import { KeyActions } from './KeyActions';
import { KeyForm } from './KeyForm';

type Key = Schemas['Key'];

/** Keys: of everybody for administrators, of their own for users, who make as many as they may. */
export function Component() {
  const { t } = useTranslation();
  const { administrator } = useWho();
  const keys = useKeys();
  const terms = useKeyTerms(!administrator);
  const [search, setSearch] = useSearchParams();
  const [editing, setEditing] = useState<Key | 'new' | null>(search.has('new') ? 'new' : null);
  const [secret, setSecret] = useState<string | null>(null);
  const close = () => {
    setEditing(null);
    if (search.has('new')) {
      setSearch({}, { replace: true });
    }
  };
  const isFull = terms.data !== undefined && terms.data.used >= terms.data.most;
  const refusal = terms.data?.refusal ?? (isFull ? t('keys.tooMany', { count: terms.data?.most ?? 0 }) : null) ?? terms.error?.message ?? null;
  const may = administrator || (terms.data !== undefined && refusal === null);
  const add = <Button leftSection={<IconPlus size={16} />} onClick={() => setEditing('new')} disabled={!may} data-add>{t('keys.add')}</Button>;
  return (
    <Page name="keys" title={t('menu.keys')} lead={t(administrator ? 'keys.lead' : 'keys.ownLead')} actions={add}>
      {refusal === null ? null : <Alert color="gray" variant="light" role="note" data-refusal>{refusal}</Alert>}
      <DataTable
        label={t('menu.keys')} source={keys} id={(key) => key.id} state={standing}
        empty={<Empty title={t('keys.none')} text={t('keys.noneText')} />}
        columns={useColumns((key) => setEditing(key), setSecret)}
      />
      <KeyForm key={editing === null ? 'none' : editing === 'new' ? 'new' : editing.id} editing={editing} terms={terms.data?.terms ?? null} onClose={close}
        onMade={(made) => setSecret(made)} />
      <ShownOnce title={t('keys.made')} text={t('keys.madeText')} secret={secret} onClose={() => setSecret(null)}>
        {secret === null ? null : <Usage secret={secret} />}
      </ShownOnce>
    </Page>
  );
}

function useColumns(onEdit: (key: Key) => void, onSecret: (secret: string) => void): Column<Key>[] {
  const { t } = useTranslation();
  const { administrator } = useWho();
  const nameOf = useNames(administrator);
  const whose: Column<Key> = administrator
    ? { title: t('keys.user'), cell: (key) => <>{nameOf('user', key.user_id)}<Under>{key.group}</Under></> }
    : { title: t('keys.from'), cell: (key) => <>{t(`keys.kind.${key.kind}`)}<Under>{key.group}</Under></> };
  return [
    { title: t('common.name'), cell: (key) => <><b>{key.name}</b><Under><Mono>{key.hint}…</Mono></Under></> },
    whose,
    { title: t('keys.models'), cell: (key) => <Few of={key.models} none={t('keys.allModels')} /> },
    { title: t('keys.limits'), cell: (key) => <Limits of={key} /> },
    { title: t('keys.budget'), cell: (key) => <Budget of={key} /> },
    { title: t('keys.expires'), cell: (key) => (key.expires_at === null ? t('keys.never') : <When at={key.expires_at} />) },
    { title: t('common.state'), cell: (key) => <State of={key} /> },
    { title: t('common.actions'), actions: true, cell: (key) => <KeyActions of={key} onEdit={() => onEdit(key)} onSecret={onSecret} /> },
  ];
}

/** A new secret as programs need it, with a model that it may call. */
function Usage({ secret }: { secret: string }) {
  const { t } = useTranslation();
  const models = useModels();
  return (
    <section aria-label={t('start.programs')}>
      <Text size="sm" fw={600} mb="xs">{t('start.programs')}</Text>
      <Programs apiKey={secret} model={models.data?.data[0]?.model ?? 'demo'} />
    </section>
  );
}

type Standing = 'enabled' | 'disabled' | 'expired';

function standing(key: Key): Standing {
  if (!key.enabled) {
    return 'disabled';
  }
  return key.expires_at !== null && new Date(key.expires_at) <= new Date() ? 'expired' : 'enabled';
}

function State({ of }: { of: Key }) {
  const { t } = useTranslation();
  const is = standing(of);
  return <Mark tone={is === 'enabled' ? 'good' : is === 'expired' ? 'bad' : 'plain'}>{t(`keys.${is}`)}</Mark>;
}

function Limits({ of }: { of: Key }) {
  const { t } = useTranslation();
  const limits = [
    of.requests_per_minute === null ? null : t('keys.rpm', { value: count(of.requests_per_minute) }),
    of.tokens_per_minute === null ? null : t('keys.tpm', { value: count(of.tokens_per_minute) }),
    of.concurrency === null ? null : t('keys.atOnce', { value: count(of.concurrency) }),
    of.networks.length === 0 ? null : t('keys.networkCount', { count: of.networks.length }),
  ].filter((limit) => limit !== null);
  return limits.length === 0 ? <>{t('keys.noLimits')}</> : limits.map((limit) => <div key={limit}>{limit}</div>);
}

function Budget({ of }: { of: Key }) {
  const { t } = useTranslation();
  if (of.budget === null) {
    return <>{t('keys.noBudget')}</>;
  }
  return <Meter label={t('keys.budgetOf', { name: of.name })} spent={Number(of.spent)} limit={Number(of.budget)} unit="cost" />;
}
