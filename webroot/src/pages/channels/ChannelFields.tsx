import { Group, MultiSelect, NumberInput, PasswordInput, Select, Switch, TagsInput, Textarea, TextInput } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../api/client';
import { useGroups } from '../../api/queries';
import styles from '../../ui/ui.module.css';
import { TIMEOUTS, type Filled } from './form';

type Provider = Schemas['Provider'];

interface FieldsProps {
  form: UseFormReturnType<Filled>;
  providers: Provider[];
}

/** How the provider is reached: its preset says which fields it needs. */
export function Connection({ form, providers, hasSecret }: FieldsProps & { hasSecret: boolean }) {
  const { t } = useTranslation();
  const provider = providers.find((one) => one.name === form.values.provider);
  const choose = (name: string | null) => {
    const chosen = providers.find((one) => one.name === name);
    form.setValues({
      provider: name ?? '', list_upstream: chosen?.lists_models ?? false, parameters: {},
      private_addresses: /^http:\/\/(localhost|127\.)/.test(chosen?.base_url ?? ''),
    });
  };
  return (
    <>
      <Select label={t('channels.provider')} name="provider" searchable required data={providers.map((one) => one.name)}
        {...form.getInputProps('provider')} onChange={choose} />
      <TextInput label={t('common.name')} name="name" required data-autofocus {...form.getInputProps('name')} />
      <TextInput label={t('channels.baseUrl')} name="base_url" required={provider?.base_url_required ?? true}
        placeholder={provider?.base_url ?? 'https://api.example.com/v1'} {...form.getInputProps('base_url')} />
      {(provider?.parameters ?? []).map((parameter) => (
        <TextInput key={parameter.name} label={parameter.name} required={parameter.required} placeholder={parameter.default ?? ''} name={`parameter-${parameter.name}`}
          value={form.values.parameters[parameter.name] ?? ''}
          onChange={(event) => form.setFieldValue('parameters', { ...form.values.parameters, [parameter.name]: event.currentTarget.value })} />
      ))}
      <PasswordInput label={t('channels.secret')} description={hasSecret ? t('channels.secretKept') : t('channels.secretText')} name="secret"
        autoComplete="off" {...form.getInputProps('secret')} />
      <Switch label={t('channels.private')} description={t('channels.privateText')} name="private_addresses"
        {...form.getInputProps('private_addresses', { type: 'checkbox' })} />
    </>
  );
}

/** What it serves, to whom, and in which order. */
export function Serving({ form }: FieldsProps) {
  const { t } = useTranslation();
  const groups = useGroups();
  return (
    <>
      <TagsInput label={t('channels.models')} description={t('channels.modelsText')} data-field="models" splitChars={[',', ' ']} acceptValueOnBlur
        {...form.getInputProps('models')} />
      <Switch label={t('channels.listUpstream')} name="list_upstream" {...form.getInputProps('list_upstream', { type: 'checkbox' })} />
      <MultiSelect label={t('channels.groups')} description={t('channels.groupsText')} name="groups" data={(groups.data ?? []).map((group) => group.name)}
        {...form.getInputProps('groups')} />
      <Group grow>
        <NumberInput label={t('channels.priority')} name="priority" allowDecimal={false} {...form.getInputProps('priority')} />
        <NumberInput label={t('channels.weight')} name="weight" min={1} allowDecimal={false} {...form.getInputProps('weight')} />
      </Group>
    </>
  );
}

export function Mapping({ form }: { form: FieldsProps['form'] }) {
  const { t } = useTranslation();
  return (
    <Textarea label={t('channels.mapping')} description={t('channels.mappingText')} name="model_mapping" autosize minRows={2}
      placeholder="gpt-4o = my-deployment" {...form.getInputProps('model_mapping')} />
  );
}

/** How much it may be used, over all nodes. */
export function Limits({ form }: { form: FieldsProps['form'] }) {
  const { t } = useTranslation();
  return (['requests_per_minute', 'tokens_per_minute', 'concurrency'] as const).map((name) => (
    <NumberInput key={name} label={t(`limit.${name}`)} placeholder={t('keys.noLimits')} min={1} allowDecimal={false} thousandSeparator name={name}
      {...form.getInputProps(name)} />
  ));
}

/** How long it may take, such as 30s; what is empty is inherited. */
export function Timeouts({ form }: { form: FieldsProps['form'] }) {
  const { t } = useTranslation();
  return (
    <div className={styles.fields}>
      {TIMEOUTS.map((name) => (
        <TextInput key={name} label={t(`channels.timeout.${name}`)} placeholder={t('channels.inherited')} name={`timeout-${name}`}
          {...form.getInputProps(`timeouts.${name}`)} />
      ))}
    </div>
  );
}

/** How it is tested, and how often it is looked at while it rests. */
export function Probing({ form }: { form: FieldsProps['form'] }) {
  const { t } = useTranslation();
  const choices = [{ value: '', label: t('channels.inherited') }, { value: 'yes', label: t('common.enabled') }, { value: 'no', label: t('common.disabled') }];
  return (
    <>
      <TextInput label={t('channels.testModel')} description={t('channels.testModelText')} name="test_model" placeholder={form.values.models.find((name) => !name.includes('*')) ?? ''} {...form.getInputProps('test_model')} />
      <Group grow align="start">
        <TextInput label={t('channels.probeEvery')} description={t('channels.probeEveryText')} name="probe_every" placeholder={t('channels.inherited')} {...form.getInputProps('probe_every')} />
        <TextInput label={t('channels.probeEveryWell')} description={t('channels.probeEveryWellText')} name="probe_every_well" placeholder={t('channels.inherited')} {...form.getInputProps('probe_every_well')} />
      </Group>
      <Group grow align="start">
        <Select label={t('channels.autoDisable')} description={t('channels.autoDisableText')} name="auto_disable" allowDeselect={false} data={choices} {...form.getInputProps('auto_disable')} />
        <Select label={t('channels.autoReturn')} description={t('channels.autoReturnText')} name="auto_disable_return" allowDeselect={false} data={choices} {...form.getInputProps('auto_disable_return')} />
      </Group>
      <TagsInput label={t('channels.autoStatuses')} data-field="auto_disable_statuses" placeholder={t('channels.inherited')} splitChars={[',', ' ']} acceptValueOnBlur {...form.getInputProps('auto_disable_statuses')} />
      <TagsInput label={t('channels.autoWords')} description={t('channels.autoWordsText')} data-field="auto_disable_words" placeholder={t('channels.inherited')} acceptValueOnBlur {...form.getInputProps('auto_disable_words')} />
    </>
  );
}

/** For people only. */
export function Notes({ form }: { form: FieldsProps['form'] }) {
  const { t } = useTranslation();
  return (
    <>
      <TagsInput label={t('channels.tags')} description={t('channels.tagsText')} data-field="tags" splitChars={[',', ' ']} acceptValueOnBlur maxTags={20} {...form.getInputProps('tags')} />
      <Textarea label={t('common.note')} name="notes" autosize minRows={2} maxRows={10} maxLength={2000} {...form.getInputProps('notes')} />
    </>
  );
}

/** The way to the provider, where it is not the direct one. */
export function Proxy({ form }: { form: FieldsProps['form'] }) {
  const { t } = useTranslation();
  return (
    <>
      <TextInput label={t('channels.proxy')} description={t('channels.proxyText')} name="proxy" placeholder="http://proxy.example.com:3128" {...form.getInputProps('proxy')} />
      {form.values.proxy.trim() === '' ? null : (
        <Switch label={t('channels.proxyPrivate')} name="proxy_private_addresses" {...form.getInputProps('proxy_private_addresses', { type: 'checkbox' })} />
      )}
    </>
  );
}
