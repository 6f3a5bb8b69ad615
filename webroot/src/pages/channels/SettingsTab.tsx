import { Stack } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import { call, type Schemas } from '../../api/client';
import { useProviders } from '../../api/queries';
import { told } from '../../ui/Actions';
import { FormBody } from '../../ui/FormBody';
import { Card } from '../../ui/Page';
import { Loading } from '../../ui/States';
import styles from '../../ui/ui.module.css';
import { Connection, Limits, Mapping, Notes, Probing, Proxy, Serving, Timeouts } from './ChannelFields';
import { asBody, initial, type Filled } from './form';
import { ShapingFields } from './ShapingFields';

/** All that can be set of a channel, in one form. */
export function SettingsTab({ channel }: { channel: Schemas['Channel'] }) {
  const providers = useProviders();
  return providers.data === undefined ? <Loading /> : <Settings channel={channel} providers={providers.data} />;
}

function Settings({ channel, providers }: { channel: Schemas['Channel']; providers: Schemas['Provider'][] }) {
  const { t } = useTranslation();
  const form = useForm<Filled>({ initialValues: initial(channel, providers) });
  return (
    <FormBody
      submit={t('common.save')} form={form} lists={['channels']}
      save={(filled) => call('patch', '/api/channels/{id}', { id: channel.id, body: asBody(filled, channel) })}
      saved={(saved) => {
        form.setFieldValue('secret', '');
        told(t('common.isSaved', { name: saved.name }));
      }}
    >
      <div className={styles.columns}>
        <Card title={t('channels.connection')}><Stack><Connection form={form} providers={providers} hasSecret={channel.has_secret} /><Proxy form={form} /></Stack></Card>
        <Card title={t('channels.order')}><Stack><Serving form={form} providers={providers} /><Mapping form={form} /></Stack></Card>
        <Card title={t('channels.limitsAndTimeouts')}><Stack><Limits form={form} /><Timeouts form={form} /></Stack></Card>
        <Card title={t('channels.probing')}><Stack><Probing form={form} /></Stack></Card>
        <Card title={t('channels.notesAndTags')}><Stack><Notes form={form} /></Stack></Card>
      </div>
      <Card title={t('channels.shaping')}><ShapingFields form={form} /></Card>

    </FormBody>
  );
}
