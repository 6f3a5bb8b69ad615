import { Alert, Anchor, Button, Group, Select, Stack, Stepper, Text, TextInput } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconPlus } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { call } from '../../api/client';
import { useChannels } from '../../api/queries';
import { Card, Page } from '../../ui/Page';
import { ChannelForm } from '../channels/ChannelForm';
import { ask, modelsOf } from './door';
import { Programs } from './Programs';

const PLACEHOLDER = '$SLUICE_KEY';
/** A channel that was added a moment ago has models that are listed a moment later. */
const EVERY = 3_000;

/** From a provider's key to the first answer in three steps. The demonstration answers where there is no provider yet. */
export function Component() {
  const { t } = useTranslation();
  const channels = useChannels();
  const [step, setStep] = useState(0);
  const [key, setKey] = useState('');
  const narrow = useMediaQuery('(max-width: 48em)');
  return (
    <Page name="start" title={t('menu.start')} lead={t('start.lead')}>
      <Card>
        <Stepper active={step} onStepClick={setStep} size="sm" orientation={narrow ? 'vertical' : 'horizontal'}>
          <Stepper.Step label={t('start.provider')} description={t('start.providerText')} />
          <Stepper.Step label={t('start.key')} description={t('start.keyText')} />
          <Stepper.Step label={t('start.answer')} description={t('start.answerText')} />
        </Stepper>
      </Card>
      {step === 0 ? <ProviderStep channels={channels.data?.length ?? 0} onDone={() => setStep(1)} /> : null}
      {step === 1 ? <KeyStep known={key} onDone={(made) => { setKey(made); setStep(2); }} /> : null}
      {step === 2 ? <AnswerStep apiKey={key} /> : null}
    </Page>
  );
}

function ProviderStep({ channels, onDone }: { channels: number; onDone: () => void }) {
  const { t } = useTranslation();
  const [adding, setAdding] = useState(false);
  return (
    <Card title={t('start.provider')}>
      <Stack align="flex-start">
        <Text size="sm">{channels === 0 ? t('start.noChannel') : t('start.channelCount', { count: channels })}</Text>
        <Group>
          <Button variant={channels === 0 ? 'filled' : 'default'} leftSection={<IconPlus size={16} />} onClick={() => setAdding(true)} data-add>{t('channels.add')}</Button>
          <Button variant={channels === 0 ? 'default' : 'filled'} onClick={onDone} data-next>{channels === 0 ? t('start.demo') : t('common.next')}</Button>
        </Group>
      </Stack>
      {adding ? <ChannelForm onClose={() => setAdding(false)} onMade={onDone} /> : null}
    </Card>
  );
}

function KeyStep({ known, onDone }: { known: string; onDone: (key: string) => void }) {
  const { t } = useTranslation();
  const [name, setName] = useState(t('start.keyName'));
  const [pasted, setPasted] = useState(known);
  const make = useMutation({ mutationFn: () => call('post', '/api/keys', { body: { name: name.trim() } as never }), onSuccess: (made) => onDone(made.key) });
  return (
    <Card title={t('start.key')}>
      <Stack>
        <Group align="end">
          <TextInput label={t('common.name')} name="key-name" value={name} onChange={(event) => setName(event.currentTarget.value)} />
          <Button onClick={() => make.mutate()} loading={make.isPending} data-make>{t('keys.add')}</Button>
        </Group>
        {make.error === null ? null : <Alert color="red" role="alert">{make.error.message}</Alert>}
        <Group align="end">
          <TextInput label={t('start.haveKey')} name="key-value" placeholder="sk-…" value={pasted} onChange={(event) => setPasted(event.currentTarget.value)} autoComplete="off" />
          <Button variant="default" onClick={() => onDone(pasted.trim())}>{pasted === '' ? t('start.without') : t('common.next')}</Button>
        </Group>
      </Stack>
    </Card>
  );
}

function AnswerStep({ apiKey }: { apiKey: string }) {
  const { t } = useTranslation();
  const models = useQuery({ queryKey: ['models', apiKey], enabled: apiKey !== '', queryFn: () => modelsOf(apiKey), retry: 3, refetchInterval: EVERY });
  const [chosen, setChosen] = useState<string | null>(null);
  const model = chosen ?? models.data?.[0] ?? 'demo';
  const first = useMutation({ mutationFn: () => ask(apiKey, model, t('start.hello')) });
  return (
    <>
      <Card title={t('start.answer')}>
        <Stack align="flex-start">
          {apiKey === '' ? null : <Alert color="blue">{t('start.keepKey')}</Alert>}
          <Group align="end">
            <Select label={t('requests.model')} data-field="model" data={models.data ?? ['demo']} value={model} onChange={setChosen} searchable />
            <Button onClick={() => first.mutate()} loading={first.isPending} disabled={apiKey === ''} data-ask>{t('start.send')}</Button>
          </Group>
          {first.data === undefined ? null : (
            <Alert color="teal" title={t('start.itAnswers')} data-answer>
              <Text size="sm">{first.data}</Text>
              <Text size="sm" mt="xs"><Anchor component={Link} to="/requests" size="sm">{t('start.seeRequest')}</Anchor></Text>
            </Alert>
          )}
          {first.error === null ? null : <Alert color="red" role="alert">{first.error.message}</Alert>}
        </Stack>
      </Card>
      <Card title={t('start.programs')}>
        <Programs apiKey={apiKey === '' ? PLACEHOLDER : apiKey} model={model} />
      </Card>
    </>
  );
}
