import { ActionIcon, Button, Checkbox, Select, Stack, Text, Textarea, TextInput } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Filled } from './form';
import type { BodyRow, HeaderRow } from './shaping';
import styles from './shaping.module.css';

interface FieldsProps {
  form: UseFormReturnType<Filled>;
}

/** What is changed of requests on their way: headers, the body, and what goes before the conversation. */
export function ShapingFields({ form }: FieldsProps) {
  const { t } = useTranslation();
  return (
    <Stack>
      <Rules form={form} list="headers" fresh={{ name: '', value: '', none: false, when: '' }}>
        {(row) => (
          <>
            <TextInput size="xs" label={t('channels.header')} name="header-name" placeholder="X-Team" {...form.getInputProps(`headers.${row}.name`)} />
            <TextInput size="xs" label={t('channels.value')} name="header-value" disabled={form.values.headers[row]?.none ?? false} {...form.getInputProps(`headers.${row}.value`)} />
            <Checkbox size="xs" mb={7} label={t('channels.leftOut')} {...form.getInputProps(`headers.${row}.none`, { type: 'checkbox' })} />
          </>
        )}
      </Rules>
      <Rules form={form} list="body" fresh={{ path: '', act: 'value', value: '', when: '' }}>
        {(row) => (
          <>
            <TextInput size="xs" label={t('channels.path')} name="body-path" placeholder="reasoning.effort" {...form.getInputProps(`body.${row}.path`)} />
            <Select size="xs" label={t('channels.act')} data={(['value', 'default', 'remove'] as const).map((value) => ({ value, label: t(`channels.acts.${value}`) }))} {...form.getInputProps(`body.${row}.act`)} />
            <TextInput size="xs" label={t('channels.value')} name="body-value" placeholder='"low", 0.7, true' disabled={form.values.body[row]?.act === 'remove'} {...form.getInputProps(`body.${row}.value`)} />
          </>
        )}
      </Rules>
      <Textarea label={t('channels.statusMapping')} description={t('channels.statusMappingText')} name="status_mapping" autosize minRows={2} placeholder="404 = 503" {...form.getInputProps('status_mapping')} />
      <Textarea label={t('channels.systemPrompt')} name="prompt" autosize minRows={2} maxRows={12} {...form.getInputProps('prompt')} />
      {form.values.prompt.trim() === '' ? null : (
        <Select label={t('channels.promptMode')} data={(['default', 'prefix', 'force'] as const).map((value) => ({ value, label: t(`channels.promptModes.${value}`) }))} {...form.getInputProps('prompt_mode')} />
      )}
    </Stack>
  );
}

/** Rules in their order, each with what it is for only. */
function Rules({ form, list, fresh, children }: FieldsProps & { list: 'headers' | 'body'; fresh: HeaderRow | BodyRow; children: (row: number) => ReactNode }) {
  const { t } = useTranslation();
  return (
    <fieldset className={styles.rules}>
      <legend>{t(`channels.rules.${list}`)}</legend>
      <Text size="xs" c="dimmed">{t(`channels.rulesText.${list}`)}</Text>
      {form.values[list].map((_, row) => (
        // Rows have no names of their own; they are added at the end and stay in their order.
        <div key={row} className={styles.rule}>
          {children(row)}
          <TextInput size="xs" label={t('channels.onlyWhen')} placeholder='{"model": "gpt-*"}' {...form.getInputProps(`${list}.${row}.when`)} />
          <ActionIcon variant="subtle" color="red" onClick={() => form.removeListItem(list, row)} aria-label={`${t('common.delete')}: ${t(`channels.rules.${list}`)} ${row + 1}`}>
            <IconTrash size={16} stroke={1.7} />
          </ActionIcon>
        </div>
      ))}
      <div><Button size="compact-sm" variant="default" leftSection={<IconPlus size={14} />} onClick={() => form.insertListItem(list, fresh as never)} data-add-rule={list}>{t(`channels.addRule.${list}`)}</Button></div>
    </fieldset>
  );
}
