import { Group, NumberInput, Select, TagsInput, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import { useWho } from '../../app/role';
import { call, type Bodies, type Schemas } from '../../api/client';
import { useGroups, useModels, useUsers, type useKeyTerms } from '../../api/queries';
import { told } from '../../ui/Actions';
import { Expiry } from '../../ui/Expiry';
import { FormDrawer } from '../../ui/FormDrawer';
import { dollars, field, moment } from '../../ui/format';

type Key = Schemas['Key'];
type Terms = NonNullable<ReturnType<typeof useKeyTerms>['data']>['terms'];

interface KeyFormProps {
  editing: Key | 'new' | null;
  /** What a key must fit into; null where that is anything. */
  terms: Terms | null;
  onClose: () => void;
  onMade: (secret: string) => void;
}

export function KeyForm({ editing, terms, onClose, onMade }: KeyFormProps) {
  const { t } = useTranslation();
  const { administrator } = useWho();
  const users = useUsers(administrator);
  const groups = useGroups(administrator);
  const key = editing === 'new' ? null : editing;
  const form = useForm({ initialValues: values(key) });
  const models = useModels(administrator ? form.values.group : null);
  const term = terms?.find(({ group }) => group === form.values.group) ?? terms?.[0];
  const offered = term === undefined || term.models.length === 0 ? (models.data?.data ?? []).map(({ model }) => model) : term.models;
  const choice = administrator ? (groups.data ?? []).map(({ name }) => name) : [...new Set((terms ?? []).map(({ group }) => group))];
  const limit = (name: 'requests_per_minute' | 'tokens_per_minute' | 'concurrency') => (
    <NumberInput label={t(`limit.${name}`)} placeholder={t('keys.noLimits')} min={1} thousandSeparator allowDecimal={false} name={name}
      {...form.getInputProps(name)} />
  );
  return (
    <FormDrawer
      title={key === null ? t('keys.add') : t('common.editOf', { name: key.name })} submit={key === null ? t('keys.add') : t('common.save')}
      opened={editing !== null} onClose={onClose} form={form} lists={['keys']}
      save={(filled) => (key === null ? create(filled, administrator) : call('patch', '/api/keys/{id}', { id: key.id, body: common(filled) }))}
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
      {key === null && administrator ? (
        <Select label={t('keys.user')} description={t('keys.userText')} name="user_id" searchable
          data={(users.data ?? []).map((user) => ({ value: user.id, label: user.name }))} {...form.getInputProps('user_id')} />
      ) : null}
      {administrator || choice.length > 1 ? (
        <Select label={t('keys.group')} description={t('keys.groupText')} name="group" clearable={key === null} placeholder={administrator ? t('keys.groupOfUser') : (choice[0] ?? '')}
          data={choice} {...form.getInputProps('group')} />
      ) : null}
      <TagsInput label={t('keys.models')} description={t(administrator ? 'keys.modelsText' : 'keys.modelsOwnText')} data-field="models" data={offered} placeholder={form.values.models.length === 0 ? t('keys.allModels') : ''}
        {...form.getInputProps('models')} />
      <TextInput label={t('keys.budget')} description={t('keys.budgetText')} name="budget" leftSection="$" inputMode="decimal"
        placeholder={t('keys.noBudget')} {...form.getInputProps('budget')} />
      <Group grow align="end">
        {limit('requests_per_minute')}
        {limit('tokens_per_minute')}
      </Group>
      {limit('concurrency')}
      <Expiry input={form.getInputProps('expires_at')} set={(to) => form.setFieldValue('expires_at', to)} />
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

/** What users leave empty is what they may have, which may be less than all. */
function create(filled: Filled, administrator: boolean) {
  const { models, networks, expires_at, ...rest } = common(filled);
  const body = administrator ? { ...rest, models, networks, expires_at, user_id: filled.user_id } : {
    ...rest, ...(models?.length === 0 ? {} : { models }), ...(networks?.length === 0 ? {} : { networks }), ...(expires_at === null ? {} : { expires_at }),
  };
  return call('post', '/api/keys', { body: body as Bodies['NewKey'] });
}
