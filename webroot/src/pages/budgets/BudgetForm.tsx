import { NumberInput, Select, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import { call, type Bodies, type Schemas } from '../../api/client';
import { told } from '../../ui/Actions';
import { FormDrawer } from '../../ui/FormDrawer';
import { dollars } from '../../ui/format';
import { SubjectField } from '../../ui/SubjectField';

type Budget = Schemas['Budget'];

const SCOPES = ['user', 'key', 'group', 'model'] as const;
const PERIODS = ['minute', 'hour', 'day', 'month', 'total'] as const;
const UNITS = ['cost', 'tokens', 'requests'] as const;

/** Scope, period and unit never change: an account that counted requests would else go on in tokens. */
export function BudgetForm({ budget, onClose }: { budget: Budget | null; onClose: () => void }) {
  const { t } = useTranslation();
  const form = useForm({ initialValues: values(budget) });
  const { scope, unit } = form.values;
  const limit = (text: string) => (unit === 'cost' ? dollars(text) : Number(text.replace(/[^\d]/g, '')));
  return (
    <FormDrawer
      title={budget === null ? t('budgets.add') : t('common.editOf', { name: budget.name })} submit={budget === null ? t('budgets.add') : t('common.save')}
      opened onClose={onClose} form={form} lists={['budgets']}
      save={(filled) => {
        const common = { name: filled.name.trim(), limit: limit(filled.limit), soft_percent: filled.soft_percent === '' ? null : Number(filled.soft_percent) };
        return budget === null
          ? call('post', '/api/budgets', { body: { ...common, scope, subject: filled.subject ?? '', period: filled.period, unit, model: filled.model === '' ? null : filled.model } satisfies Bodies['NewBudget'] })
          : call('patch', '/api/budgets/{id}', { id: budget.id, body: common });
      }}
      saved={(saved) => {
        told(t('common.isSaved', { name: saved.name }));
        onClose();
      }}
    >
      <TextInput label={t('common.name')} name="name" required data-autofocus {...form.getInputProps('name')} />
      {budget === null ? (
        <>
          <Select label={t('budgets.for')} name="scope" data-field="scope" data={SCOPES.map((value) => ({ value, label: t(`budgets.scope.${value}`) }))} {...form.getInputProps('scope')}
            onChange={(value) => form.setValues({ scope: (value ?? 'user') as typeof scope, subject: scope === value ? form.values.subject : null })} />
          <SubjectField scope={scope} input={form.getInputProps('subject')} />
          {scope === 'model' ? null : <TextInput label={t('budgets.model')} description={t('budgets.modelText')} name="model" {...form.getInputProps('model')} />}
          <Select label={t('budgets.period')} name="period" data={PERIODS.map((value) => ({ value, label: t(`budgets.periods.${value}`) }))} {...form.getInputProps('period')} />
          <Select label={t('budgets.unit')} name="unit" data={UNITS.map((value) => ({ value, label: t(`metric.${value}`) }))} {...form.getInputProps('unit')} />
        </>
      ) : null}
      <TextInput label={t('budgets.limit')} name="limit" leftSection={unit === 'cost' ? '$' : undefined} inputMode="decimal" required {...form.getInputProps('limit')} />
      <NumberInput label={t('budgets.soft')} description={t('budgets.softText')} name="soft_percent" min={1} max={100} suffix=" %" {...form.getInputProps('soft_percent')} />
    </FormDrawer>
  );
}

function values(budget: Budget | null) {
  return {
    name: budget?.name ?? '', scope: budget?.scope ?? ('user' as Budget['scope']), subject: (budget?.subject ?? null) as string | null, model: budget?.model ?? '',
    period: budget?.period ?? ('month' as Budget['period']), unit: budget?.unit ?? ('cost' as Budget['unit']), limit: String(budget?.limit ?? ''),
    soft_percent: (budget?.soft_percent ?? 80) as number | string,
  };
}
