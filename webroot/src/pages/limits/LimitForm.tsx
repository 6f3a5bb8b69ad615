import { NumberInput, Select } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import { call, type Bodies, type Schemas } from '../../api/client';
import { told } from '../../ui/Actions';
import { FormDrawer } from '../../ui/FormDrawer';
import { SubjectField } from '../../ui/SubjectField';
import { DIMENSIONS } from './Most';

type Limit = Schemas['Limit'];

const SCOPES = ['user', 'group', 'model'] as const;

/** At least one of the three must be there; whom the limit is for does not change. */
export function LimitForm({ limit, onClose }: { limit: Limit | null; onClose: () => void }) {
  const { t } = useTranslation();
  const form = useForm({ initialValues: values(limit) });
  const { scope } = form.values;
  return (
    <FormDrawer
      title={limit === null ? t('limits.add') : t('limits.edit')} submit={limit === null ? t('limits.add') : t('common.save')}
      opened onClose={onClose} form={form} lists={['limits']}
      save={(filled) => {
        const most = Object.fromEntries(DIMENSIONS.map((name) => [name, filled[name] === '' ? null : Number(filled[name])]));
        return limit === null
          ? call('post', '/api/limits', { body: { scope, subject: (filled.subject ?? '').trim(), ...most } satisfies Bodies['NewLimit'] })
          : call('patch', '/api/limits/{id}', { id: limit.id, body: most });
      }}
      saved={() => {
        told(t('limits.isSaved'));
        onClose();
      }}
    >
      {limit === null ? (
        <>
          <Select label={t('budgets.for')} name="scope" data-field="scope" data={SCOPES.map((value) => ({ value, label: t(`budgets.scope.${value}`) }))} {...form.getInputProps('scope')}
            onChange={(value) => form.setValues({ scope: (value ?? 'user') as Limit['scope'], subject: null })} />
          <SubjectField scope={scope} input={form.getInputProps('subject')} description={scope === 'model' ? t('limits.modelText') : undefined} />
        </>
      ) : null}
      {DIMENSIONS.map((name) => (
        <NumberInput key={name} label={t(`limit.${name}`)} placeholder={t('keys.noLimits')} name={name} min={1} allowDecimal={false} thousandSeparator {...form.getInputProps(name)} />
      ))}
    </FormDrawer>
  );
}

function values(limit: Limit | null) {
  return {
    scope: limit?.scope ?? ('user' as Limit['scope']), subject: limit?.subject ?? (null as string | null),
    requests_per_minute: (limit?.requests_per_minute ?? '') as number | string,
    tokens_per_minute: (limit?.tokens_per_minute ?? '') as number | string,
    concurrency: (limit?.concurrency ?? '') as number | string,
  };
}
