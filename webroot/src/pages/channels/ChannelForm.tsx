import { Accordion, Stack } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import { call, type Schemas } from '../../api/client';
import { useProviders } from '../../api/queries';
import { told } from '../../ui/Actions';
import { FormDrawer } from '../../ui/FormDrawer';
import { Loading } from '../../ui/States';
import { Connection, Limits, Mapping, Serving, Timeouts } from './ChannelFields';
import { asBody, initial, type Filled } from './form';

interface ChannelFormProps {
  /** What the new channel begins like. */
  like?: Schemas['Channel'] | undefined;
  onClose: () => void;
  onMade?: (channel: Schemas['Channel']) => void;
}

/** Needs to know the providers before there is anything to fill in. */
export function ChannelForm(props: ChannelFormProps) {
  const providers = useProviders();
  return providers.data === undefined ? <Loading rows={1} /> : <Form {...props} providers={providers.data} />;
}

function Form({ like, onClose, onMade, providers }: ChannelFormProps & { providers: Schemas['Provider'][] }) {
  const { t } = useTranslation();
  const form = useForm<Filled>({ initialValues: { ...initial(like, providers), name: '' } });
  return (
    <FormDrawer
      title={t('channels.add')} submit={t('channels.add')} opened onClose={onClose} form={form} lists={['channels']}
      save={(filled) => call('post', '/api/channels', { body: asBody(filled, like) })}
      saved={(channel) => {
        told(t('channels.isAdded', { name: channel.name }));
        onClose();
        onMade?.(channel);
      }}
    >
      <Connection form={form} providers={providers} hasSecret={false} />
      <Serving form={form} providers={providers} />
      <Accordion variant="separated">
        <Accordion.Item value="more">
          <Accordion.Control>{t('channels.more')}</Accordion.Control>
          <Accordion.Panel>
            <Stack>
              <Mapping form={form} />
              <Limits form={form} />
              <Timeouts form={form} />
            </Stack>
          </Accordion.Panel>
        </Accordion.Item>
      </Accordion>
    </FormDrawer>
  );
}
