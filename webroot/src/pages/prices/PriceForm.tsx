import { Group, Select, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import { call } from '../../api/client';
import { useGroups } from '../../api/queries';
import { told } from '../../ui/Actions';
import { FormDrawer } from '../../ui/FormDrawer';
import { dollars, moment } from '../../ui/format';

const RATES = ['input', 'output', 'cache-read', 'cache-write', 'reasoning', 'per-request'] as const;

/** A price of a model makes the next version of the book; no version is ever changed. */
export function PriceForm({ model = '', onClose }: { model?: string; onClose: () => void }) {
  const { t } = useTranslation();
  const groups = useGroups();
  const form = useForm({
    initialValues: { model, kind: 'sale', group: null as string | null, 'valid-from': '', note: '', ...Object.fromEntries(RATES.map((rate) => [rate, ''])) as Record<(typeof RATES)[number], string> },
  });
  return (
    <FormDrawer
      title={t('prices.set')} submit={t('prices.publish')} opened onClose={onClose} form={form} lists={['prices', 'models']}
      save={(filled) => {
        const rates = Object.fromEntries(RATES.filter((rate) => filled[rate].trim() !== '').map((rate) => [rate, Number(dollars(filled[rate]))]));
        const from = moment(filled['valid-from']);
        return call('post', '/api/prices', {
          body: {
            kind: filled.kind,
            models: { [filled.model.trim()]: filled.group === null ? rates : { groups: { [filled.group]: rates } } },
            ...(from === null ? {} : { 'valid-from': from }),
            ...(filled.note === '' ? {} : { note: filled.note }),
          },
        });
      }}
      saved={(result) => {
        told(t('prices.isPublished', { version: result.version }));
        onClose();
      }}
    >
      <TextInput label={t('requests.model')} name="model" required data-autofocus {...form.getInputProps('model')} />
      <Select label={t('prices.kindOf')} data={(['sale', 'purchase'] as const).map((value) => ({ value, label: t(`prices.kind.${value}`) }))} {...form.getInputProps('kind')} />
      <Group grow align="end">
        {RATES.slice(0, 2).map((rate) => <TextInput key={rate} label={t(`prices.rate.${rate}`)} name={rate} leftSection="$" inputMode="decimal" {...form.getInputProps(rate)} />)}
      </Group>
      <Group grow align="end">
        {RATES.slice(2, 4).map((rate) => <TextInput key={rate} label={t(`prices.rate.${rate}`)} name={rate} leftSection="$" inputMode="decimal" {...form.getInputProps(rate)} />)}
      </Group>
      <Group grow align="end">
        {RATES.slice(4).map((rate) => <TextInput key={rate} label={t(`prices.rate.${rate}`)} name={rate} leftSection="$" inputMode="decimal" {...form.getInputProps(rate)} />)}
      </Group>
      <Select label={t('prices.group')} description={t('prices.groupText')} clearable placeholder={t('prices.everybody')} data={(groups.data ?? []).map(({ name }) => name)} {...form.getInputProps('group')} />
      <TextInput type="datetime-local" label={t('prices.validFrom')} description={t('prices.validFromText')} name="valid-from" {...form.getInputProps('valid-from')} />
      <TextInput label={t('common.note')} name="note" {...form.getInputProps('note')} />
    </FormDrawer>
  );
}
