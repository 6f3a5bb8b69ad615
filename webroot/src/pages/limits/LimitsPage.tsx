import { Button, Tabs } from '@mantine/core';
import { IconPencil, IconPlus, IconTrash } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { call, type Schemas } from '../../api/client';
import { useNames, useParts } from '../../api/queries';
import { useAsk, useChange } from '../../ui/Actions';
import { DataTable } from '../../ui/DataTable';
import { count } from '../../ui/format';
import { Under } from '../../ui/Marks';
import { Page } from '../../ui/Page';
import { RowAction } from '../../ui/RowAction';
import { Empty } from '../../ui/States';
import { InForce } from './InForce';
import { LimitForm } from './LimitForm';
import { DIMENSIONS, Most } from './Most';

type Limit = Schemas['Limit'];

const EVERY = 5_000;
const LEFT = { requests_per_minute: 'requests', tokens_per_minute: 'tokens', concurrency: 'concurrency' } as const;

/** How often users, groups and models may be called for, and which limits meet in one call. */
export function Component() {
  const { t } = useTranslation();
  const [search, setSearch] = useSearchParams();
  const [editing, setEditing] = useState<Limit | 'new' | null>(null);
  const add = <Button leftSection={<IconPlus size={16} />} onClick={() => setEditing('new')} data-add>{t('limits.add')}</Button>;
  return (
    <Page name="limits" title={t('menu.limits')} lead={t('limits.lead')} actions={add}>
      <Tabs value={search.get('tab') ?? 'all'} onChange={(tab) => setSearch({ tab: tab ?? 'all' }, { replace: true })} keepMounted={false}>
        <Tabs.List mb="md">
          {(['all', 'inForce'] as const).map((tab) => <Tabs.Tab key={tab} value={tab}>{t(`limits.tab.${tab}`)}</Tabs.Tab>)}
        </Tabs.List>
        <Tabs.Panel value="all"><All add={add} onEdit={setEditing} /></Tabs.Panel>
        <Tabs.Panel value="inForce"><InForce /></Tabs.Panel>
      </Tabs>
      {editing === null ? null : <LimitForm limit={editing === 'new' ? null : editing} onClose={() => setEditing(null)} />}
    </Page>
  );
}

function All({ add, onEdit }: { add: ReactNode; onEdit: (limit: Limit) => void }) {
  const { t } = useTranslation();
  const limits = useParts<Limit>(['limits'], (after, limit) => call('get', '/api/limits', { query: { after, limit } }), EVERY);
  const named = useSubject();
  return (
    <DataTable
      label={t('menu.limits')} source={limits} id={(limit) => limit.id} empty={<Empty title={t('limits.none')} text={t('limits.noneText')} action={add} />}
      columns={[
        { title: t('budgets.for'), cell: (limit) => <>{t(`budgets.scope.${limit.scope}`)}: <b>{named(limit)}</b></> },
        ...DIMENSIONS.map((dimension) => ({ title: t(`limit.${dimension}`), right: true, cell: (limit: Limit) => <><Most of={limit[dimension]} /><Left of={limit.remaining?.[LEFT[dimension]] ?? null} /></> })),
        { title: t('common.actions'), actions: true, cell: (limit) => <RowActions of={limit} name={named(limit)} onEdit={() => onEdit(limit)} /> },
      ]}
    />
  );
}

/** How much of a limit is left at this moment, where a node that counts it could be asked. */
function Left({ of }: { of: number | null }) {
  const { t } = useTranslation();
  return of === null ? null : <Under>{t('limits.left', { value: count(of) })}</Under>;
}

/** Whom a limit is for, by name. */
function useSubject(): (limit: Limit) => string {
  const nameOf = useNames(true);
  return ({ scope, subject }) => (scope === 'user' ? nameOf('user', subject) : subject);
}

function RowActions({ of, name, onEdit }: { of: Limit; name: string; onEdit: () => void }) {
  const { t } = useTranslation();
  const ask = useAsk();
  const remove = useChange(() => call('delete', '/api/limits/{id}', { id: of.id }), () => t('limits.isDeleted', { name }), ['limits']);
  return (
    <>
      <RowAction icon={IconPencil} label={t('common.edit')} name={name} onClick={onEdit} />
      <RowAction icon={IconTrash} label={t('common.delete')} name={name} danger loading={remove.isPending}
        onClick={() => ask({ title: t('limits.deleteTitle', { name }), text: t('limits.deleteText'), confirm: t('common.delete'), onConfirm: () => remove.mutate(undefined) })} />
    </>
  );
}
