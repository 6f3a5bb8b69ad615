import { Button, Group, NumberInput, Select, TagsInput, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import { call, type Bodies, type Schemas } from '../../api/client';
import { useGroups, useUsers } from '../../api/queries';
import { told } from '../../ui/Actions';
import { FormDrawer } from '../../ui/FormDrawer';
import { dollars, field, moment } from '../../ui/format';

type Key = Schemas['Key'];

interface KeyFormProps {
  editing: Key | 'new' | null;
  onClose: () => void;
  onMade: (secret: string) => void;
}

const SHORTCUTS = [1, 7, 30, 365];
const DAY = 86_400_000;

export function KeyForm({ editing, onClose, onMade }: KeyFormProps) {
  const { t } = useTranslation();
  const users = useUsers();
  const groups = useGroups();
  const key = editing === 'new' ? null : editing;
  const form = useForm({ initialValues: values(key) });
  const limit = (name: 'requests_per_minute' | 'tokens_per_minute' | 'concurrency') => (
    <NumberInput label={t(`limit.${name}`)} placeholder={t('keys.noLimits')} min={1} thousandSeparator allowDecimal={false} name={name}
      {...form.getInputProps(name)} />
  );
  return (
    <FormDrawer
      title={key === null ? t('keys.add') : t('common.editOf', { name: key.name })} submit={key === null ? t('keys.add') : t('common.save')}
      opened={editing !== null} onClose={onClose} form={form} lists={['keys']}
      save={(filled) => (key === null ? create(filled) : call('patch', '/api/keys/{id}', { id: key.id, body: common(filled) }))}
      saved={(result) => {
        onClose();
        if ('key' in result) {
          onMade(result.key as string);
        } else {
          told(t('common.isSaved', { name: result.name }));
        }
      }}
    >
      <TextInput label={t('common.name')} name="name" required data-autofocus {...form.getInputProps('name')} />
      {key === null ? (
        <Select label={t('keys.user')} description={t('keys.userText')} name="user_id" searchable
          data={(users.data ?? []).map((user) => ({ value: user.id, label: user.name }))} {...form.getInputProps('user_id')} />
      ) : null}
      <Select label={t('keys.group')} description={t('keys.groupText')} name="group" clearable={key === null} placeholder={t('keys.groupOfUser')}
        data={(groups.data ?? []).map((group) => group.name)} {...form.getInputProps('group')} />
      <TagsInput label={t('keys.models')} description={t('keys.modelsText')} data-field="models" placeholder={form.values.models.length === 0 ? t('keys.allModels') : ''}
        {...form.getInputProps('models')} />
      <TextInput label={t('keys.budget')} description={t('keys.budgetText')} name="budget" leftSection="$" inputMode="decimal"
        placeholder={t('keys.noBudget')} {...form.getInputProps('budget')} />
      <Group grow align="end">
        {limit('requests_per_minute')}
        {limit('tokens_per_minute')}
      </Group>
      {limit('concurrency')}
      <TextInput type="datetime-local" label={t('keys.expires')} description={t('keys.expiresText')} name="expires_at" {...form.getInputProps('expires_at')} />
      <Group gap="xs">
        <Button size="compact-xs" variant="default" onClick={() => form.setFieldValue('expires_at', '')}>{t('keys.never')}</Button>
        {SHORTCUTS.map((days) => (
          <Button key={days} size="compact-xs" variant="default" onClick={() => form.setFieldValue('expires_at', field(new Date(Date.now() + days * DAY)))}>
            {t('keys.inDays', { count: days })}
          </Button>
        ))}
      </Group>
      <TagsInput label={t('keys.networks')} description={t('keys.networksText')} data-field="networks" placeholder={form.values.networks.length === 0 ? '10.0.0.0/8' : ''}
        {...form.getInputProps('networks')} />
    </FormDrawer>
  );
}

function values(key: Key | null) {
  return {
    name: key?.name ?? '',
    user_id: key?.user_id ?? 'admin',
    group: key?.group ?? (null as string | null),
    models: key?.models ?? [],
    networks: key?.networks ?? [],
    budget: key?.budget ?? '',
    requests_per_minute: (key?.requests_per_minute ?? '') as number | string,
    tokens_per_minute: (key?.tokens_per_minute ?? '') as number | string,
    concurrency: (key?.concurrency ?? '') as number | string,
    expires_at: field(key?.expires_at ?? null),
  };
}

type Filled = ReturnType<typeof values>;

const number = (typed: number | string): number | null => (typed === '' ? null : Number(typed));

function common(filled: Filled): Partial<Bodies['KeyPatch']> {
  return {
    name: filled.name.trim(),
    ...(filled.group === null ? {} : { group: filled.group }),
    models: filled.models,
    networks: filled.networks,
    budget: filled.budget === '' ? null : dollars(filled.budget),
    requests_per_minute: number(filled.requests_per_minute),
    tokens_per_minute: number(filled.tokens_per_minute),
    concurrency: number(filled.concurrency),
    expires_at: moment(filled.expires_at),
  };
}

const create = (filled: Filled) => call('post', '/api/keys', { body: { ...common(filled), user_id: filled.user_id } });
