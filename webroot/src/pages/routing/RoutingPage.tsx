import { Button } from '@mantine/core';
import { IconPencil, IconPlus, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { call, type Schemas } from '../../api/client';
import { useNames, useParts } from '../../api/queries';
import { useAsk, useChange } from '../../ui/Actions';
import { DataTable } from '../../ui/DataTable';
import { Under } from '../../ui/Marks';
import { Page } from '../../ui/Page';
import { RowAction } from '../../ui/RowAction';
import { Empty } from '../../ui/States';
import { RuleForm } from './RuleForm';

type Rule = Schemas['RoutingRule'];

/** How channels are chosen for the calls of a model or of a group, and which models answer in another's place. */
export function Component() {
  const { t } = useTranslation();
  const nameOf = useNames(true);
  const rules = useParts<Rule>(['routing-rules'], (after, limit) => call('get', '/api/routing-rules', { query: { after, limit } }));
  const [editing, setEditing] = useState<Rule | 'new' | null>(null);
  const add = <Button leftSection={<IconPlus size={16} />} onClick={() => setEditing('new')} data-add>{t('routing.add')}</Button>;
  return (
    <Page name="routing" title={t('menu.routing')} lead={t('routing.lead')} actions={add}>
      <DataTable
        label={t('menu.routing')} source={rules} id={(rule) => rule.id} empty={<Empty title={t('routing.none')} text={t('routing.noneText')} action={add} />}
        columns={[
          { title: t('budgets.for'), cell: (rule) => <>{t(`budgets.scope.${rule.scope}`)}: <b>{rule.subject}</b></> },
          { title: t('routing.strategy'), cell: (rule) => (rule.strategy === null ? t('routing.inherited') : t(`routing.strategies.${rule.strategy}`)) },
          { title: t('routing.fallbacks'), cell: (rule) => <Chain of={rule} /> },
          { title: t('routing.shadow'), cell: (rule) => (rule.shadow_channel === null ? '–' : <>{nameOf('channel', rule.shadow_channel)}<Under>{t('routing.share', { percent: rule.shadow_percent })}</Under></>) },
          { title: t('routing.canary'), cell: (rule) => (rule.canary_channel === null ? '–' : <>{nameOf('channel', rule.canary_channel)}<Under>{t('routing.share', { percent: rule.canary_percent })}</Under></>) },
          { title: t('common.actions'), actions: true, cell: (rule) => <RowActions of={rule} onEdit={() => setEditing(rule)} /> },
        ]}
      />
      {editing === null ? null : <RuleForm rule={editing === 'new' ? null : editing} onClose={() => setEditing(null)} />}
    </Page>
  );
}

/** Who answers if the model cannot, in this order. */
function Chain({ of }: { of: Rule }) {
  const { t } = useTranslation();
  if (of.fallbacks.length === 0) {
    return <>–</>;
  }
  return (
    <>
      {[of.subject, ...of.fallbacks].join(' → ')}
      {of.fallback_on_content_filter ? <Under>{t('routing.alsoFilter')}</Under> : null}
    </>
  );
}

function RowActions({ of, onEdit }: { of: Rule; onEdit: () => void }) {
  const { t } = useTranslation();
  const ask = useAsk();
  const remove = useChange(() => call('delete', '/api/routing-rules/{id}', { id: of.id }), () => t('routing.isDeleted', { name: of.subject }), ['routing-rules']);
  return (
    <>
      <RowAction icon={IconPencil} label={t('common.edit')} name={of.subject} onClick={onEdit} />
      <RowAction icon={IconTrash} label={t('common.delete')} name={of.subject} danger loading={remove.isPending}
        onClick={() => ask({ title: t('routing.deleteTitle', { name: of.subject }), text: t('routing.deleteText'), confirm: t('common.delete'), onConfirm: () => remove.mutate(undefined) })} />
    </>
  );
}
