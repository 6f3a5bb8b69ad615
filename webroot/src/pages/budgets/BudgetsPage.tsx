import { Button } from '@mantine/core';
import { IconPencil, IconPlayerPause, IconPlayerPlay, IconPlus, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { call, type Schemas } from '../../api/client';
import { useNames, useParts } from '../../api/queries';
import { useAsk, useChange } from '../../ui/Actions';
import { DataTable } from '../../ui/DataTable';
import { when } from '../../ui/format';
import { Enabled, Meter, Under } from '../../ui/Marks';
import { Page } from '../../ui/Page';
import { RowAction } from '../../ui/RowAction';
import { Empty } from '../../ui/States';
import { BudgetForm } from './BudgetForm';

type Budget = Schemas['Budget'];

export function Component() {
  const { t } = useTranslation();
  const nameOf = useNames(true);
  const budgets = useParts<Budget>(['budgets'], (after, limit) => call('get', '/api/budgets', { query: { after, limit } }));
  const [editing, setEditing] = useState<Budget | 'new' | null>(null);
  const add = <Button leftSection={<IconPlus size={16} />} onClick={() => setEditing('new')} data-add>{t('budgets.add')}</Button>;
  const subject = (budget: Budget) => (budget.scope === 'key' || budget.scope === 'user' ? nameOf(budget.scope, budget.subject) : budget.subject);
  return (
    <Page name="budgets" title={t('menu.budgets')} lead={t('budgets.lead')} actions={add}>
      <DataTable
        label={t('menu.budgets')} source={budgets} id={(budget) => budget.id} empty={<Empty title={t('budgets.none')} text={t('budgets.noneText')} />}
        columns={[
          { title: t('common.name'), cell: (budget) => <b>{budget.name}</b> },
          { title: t('budgets.for'), cell: (budget) => <>{t(`budgets.scope.${budget.scope}`)}: {subject(budget)}{budget.model === null ? null : <Under>{budget.model}</Under>}</> },
          { title: t('budgets.period'), cell: (budget) => <>{t(`budgets.periods.${budget.period}`)}{budget.now.ends_at === null ? null : <Under>{t('budgets.endsAt', { time: when(budget.now.ends_at) })}</Under>}</> },
          {
            title: t('budgets.used'),
            cell: (budget) => <Meter label={t('budgets.usedOf', { name: budget.name })} spent={Number(budget.now.spent)} held={Number(budget.now.held)} limit={Number(budget.limit)} unit={budget.unit} />,
          },
          { title: t('common.state'), cell: (budget) => <><Enabled is={budget.enabled} />{budget.soft_percent === null ? null : <Under>{t('budgets.warnsAt', { percent: budget.soft_percent })}</Under>}</> },
          { title: t('common.actions'), actions: true, cell: (budget) => <RowActions of={budget} onEdit={() => setEditing(budget)} /> },
        ]}
      />
      {editing === null ? null : <BudgetForm budget={editing === 'new' ? null : editing} onClose={() => setEditing(null)} />}
    </Page>
  );
}

function RowActions({ of, onEdit }: { of: Budget; onEdit: () => void }) {
  const { t } = useTranslation();
  const ask = useAsk();
  const turn = useChange((enabled: boolean) => call('patch', '/api/budgets/{id}', { id: of.id, body: { enabled } }), () => t('common.isSaved', { name: of.name }), ['budgets']);
  const remove = useChange(() => call('delete', '/api/budgets/{id}', { id: of.id }), () => t('common.isDeleted', { name: of.name }), ['budgets']);
  return (
    <>
      <RowAction icon={IconPencil} label={t('common.edit')} name={of.name} onClick={onEdit} />
      <RowAction icon={of.enabled ? IconPlayerPause : IconPlayerPlay} label={of.enabled ? t('common.disable') : t('common.enable')} name={of.name}
        loading={turn.isPending} onClick={() => turn.mutate(!of.enabled)} />
      <RowAction icon={IconTrash} label={t('common.delete')} name={of.name} danger loading={remove.isPending}
        onClick={() => ask({ title: t('budgets.deleteTitle', { name: of.name }), text: t('budgets.deleteText'), confirm: t('common.delete'), onConfirm: () => remove.mutate(undefined) })} />
    </>
  );
}
