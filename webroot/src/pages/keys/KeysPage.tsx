import { Button } from '@mantine/core';
import { IconPencil, IconPlayerPause, IconPlayerPlay, IconPlus, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { call, type Schemas } from '../../api/client';
import { useKeys, useNames } from '../../api/queries';
import { ShownOnce, useAsk, useChange } from '../../ui/Actions';
import { DataTable } from '../../ui/DataTable';
import { count } from '../../ui/format';
import { Few, Mark, Meter, Mono, Under, When } from '../../ui/Marks';
import { Page } from '../../ui/Page';
import { RowAction } from '../../ui/RowAction';
import { Empty } from '../../ui/States';
import { KeyForm } from './KeyForm';

type Key = Schemas['Key'];

export function Component() {
  const { t } = useTranslation();
  const keys = useKeys();
  const nameOf = useNames(true);
  const [search, setSearch] = useSearchParams();
  const [editing, setEditing] = useState<Key | 'new' | null>(search.has('new') ? 'new' : null);
  const [secret, setSecret] = useState<string | null>(null);
  const close = () => {
    setEditing(null);
    if (search.has('new')) {
      setSearch({}, { replace: true });
    }
  };
  const add = <Button leftSection={<IconPlus size={16} />} onClick={() => setEditing('new')} data-add>{t('keys.add')}</Button>;
  return (
    <Page name="keys" title={t('menu.keys')} lead={t('keys.lead')} actions={add}>
      <DataTable
        label={t('menu.keys')} source={keys} id={(key) => key.id} state={standing}
        empty={<Empty title={t('keys.none')} text={t('keys.noneText')} />}
        columns={[
          { title: t('common.name'), cell: (key) => <><b>{key.name}</b><Under><Mono>{key.hint}…</Mono></Under></> },
          { title: t('keys.user'), cell: (key) => <>{nameOf('user', key.user_id)}<Under>{key.group}</Under></> },
          { title: t('keys.models'), cell: (key) => <Few of={key.models} none={t('keys.allModels')} /> },
          { title: t('keys.limits'), cell: (key) => <Limits of={key} /> },
          { title: t('keys.budget'), cell: (key) => <Budget of={key} /> },
          { title: t('keys.expires'), cell: (key) => (key.expires_at === null ? t('keys.never') : <When at={key.expires_at} />) },
          { title: t('common.state'), cell: (key) => <State of={key} /> },
          { title: t('common.actions'), actions: true, cell: (key) => <RowActions of={key} onEdit={() => setEditing(key)} /> },
        ]}
      />
      <KeyForm key={editing === null ? 'none' : editing === 'new' ? 'new' : editing.id} editing={editing} onClose={close}
        onMade={(made) => setSecret(made)} />
      <ShownOnce title={t('keys.made')} text={t('keys.madeText')} secret={secret} onClose={() => setSecret(null)} />
    </Page>
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

function RowActions({ of, onEdit }: { of: Key; onEdit: () => void }) {
  const { t } = useTranslation();
  const ask = useAsk();
  const turn = useChange((enabled: boolean) => call('patch', '/api/keys/{id}', { id: of.id, body: { enabled } }),
    (enabled) => t(enabled ? 'keys.isEnabled' : 'keys.isDisabled', { name: of.name }), ['keys']);
  const remove = useChange(() => call('delete', '/api/keys/{id}', { id: of.id }), () => t('common.isDeleted', { name: of.name }), ['keys']);
  return (
    <>
      <RowAction icon={IconPencil} label={t('common.edit')} name={of.name} onClick={onEdit} />
      <RowAction icon={of.enabled ? IconPlayerPause : IconPlayerPlay} label={of.enabled ? t('common.disable') : t('common.enable')}
        name={of.name} loading={turn.isPending} onClick={() => turn.mutate(!of.enabled)} />
      <RowAction icon={IconTrash} label={t('common.delete')} name={of.name} danger loading={remove.isPending}
        onClick={() => ask({
          title: t('keys.deleteTitle', { name: of.name }), text: t('keys.deleteText'), confirm: t('common.delete'),
          onConfirm: () => remove.mutate(undefined),
        })} />
    </>
  );
}
