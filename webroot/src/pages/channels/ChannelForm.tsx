import { Accordion, Group, MultiSelect, NumberInput, PasswordInput, Select, Stack, Switch, TagsInput, Textarea, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import { call, type Schemas } from '../../api/client';
import { useGroups, useProviders } from '../../api/queries';
import { told } from '../../ui/Actions';
import { FormDrawer } from '../../ui/FormDrawer';
import { Loading } from '../../ui/States';
import { asBody, initial, TIMEOUTS, type Filled } from './form';

type Provider = Schemas['Provider'];

/** A channel that is changed, one that a new one begins like, or neither. */
export interface Editing {
  channel?: Schemas['Channel'];
  like?: Schemas['Channel'];
}

interface ChannelFormProps {
  editing: Editing;
  onClose: () => void;
  onMade?: (channel: Schemas['Channel']) => void;
}

/** Needs to know the providers before there is anything to fill in. */
export function ChannelForm(props: ChannelFormProps) {
  const providers = useProviders();
  return providers.data === undefined ? <Loading rows={1} /> : <Form {...props} providers={providers.data} />;
}

function Form({ editing, onClose, onMade, providers }: ChannelFormProps & { providers: Provider[] }) {
  const { t } = useTranslation();
  const groups = useGroups();
  const form = useForm<Filled>({ initialValues: initial(editing, providers) });
  const provider = providers.find((one) => one.name === form.values.provider);
  const choose = (name: string | null) => {
    const chosen = providers.find((one) => one.name === name);
    form.setValues({
      provider: name ?? '', list_upstream: chosen?.lists_models ?? false, parameters: {},
      private_addresses: /^http:\/\/(localhost|127\.)/.test(chosen?.base_url ?? ''),
    });
  };
  const known = editing.channel;
  return (
    <FormDrawer
      title={known === undefined ? t('channels.add') : t('common.editOf', { name: known.name })} submit={known === undefined ? t('channels.add') : t('common.save')}
      opened onClose={onClose} form={form} lists={['channels']}
      save={(filled) => {
        const body = asBody(filled);
        return known === undefined ? call('post', '/api/channels', { body }) : call('patch', '/api/channels/{id}', { id: known.id, body });
      }}
      saved={(channel) => {
        told(t(known === undefined ? 'channels.isAdded' : 'common.isSaved', { name: channel.name }));
        onClose();
        onMade?.(channel);
      }}
    >
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
      <PasswordInput label={t('channels.secret')} description={known?.has_secret === true ? t('channels.secretKept') : t('channels.secretText')} name="secret"
        autoComplete="off" {...form.getInputProps('secret')} />
      <TagsInput label={t('channels.models')} description={t('channels.modelsText')} data-field="models" splitChars={[',', ' ']} acceptValueOnBlur
        {...form.getInputProps('models')} />
      <Switch label={t('channels.listUpstream')} name="list_upstream" {...form.getInputProps('list_upstream', { type: 'checkbox' })} />
      <MultiSelect label={t('channels.groups')} description={t('channels.groupsText')} name="groups" data={(groups.data ?? []).map((group) => group.name)}
        {...form.getInputProps('groups')} />
      <Group grow>
        <NumberInput label={t('channels.priority')} name="priority" allowDecimal={false} {...form.getInputProps('priority')} />
        <NumberInput label={t('channels.weight')} name="weight" min={1} allowDecimal={false} {...form.getInputProps('weight')} />
      </Group>
      <Switch label={t('channels.private')} description={t('channels.privateText')} name="private_addresses"
        {...form.getInputProps('private_addresses', { type: 'checkbox' })} />
      <Accordion variant="separated">
        <Accordion.Item value="more">
          <Accordion.Control>{t('channels.more')}</Accordion.Control>
          <Accordion.Panel>
            <Stack>
              <Textarea label={t('channels.mapping')} description={t('channels.mappingText')} name="model_mapping" autosize minRows={2}
                placeholder="gpt-4o = my-deployment" {...form.getInputProps('model_mapping')} />
              {(['requests_per_minute', 'tokens_per_minute', 'concurrency'] as const).map((name) => (
                <NumberInput key={name} label={t(`limit.${name}`)} placeholder={t('keys.noLimits')} min={1} allowDecimal={false} thousandSeparator name={name}
                  {...form.getInputProps(name)} />
              ))}
              <Group grow align="end">
                {TIMEOUTS.map((name) => (
                  <TextInput key={name} label={t(`channels.timeout.${name}`)} placeholder={t('channels.inherited')} name={`timeout-${name}`}
                    {...form.getInputProps(`timeouts.${name}`)} />
                ))}
              </Group>
            </Stack>
          </Accordion.Panel>
        </Accordion.Item>
      </Accordion>
    </FormDrawer>
  );
}
