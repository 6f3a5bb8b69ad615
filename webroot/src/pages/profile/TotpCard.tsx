import { Alert, Button, Group, PasswordInput, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { QRCodeSVG } from 'qrcode.react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { call, type Schemas } from '../../api/client';
import { Copy, ShownOnce, told } from '../../ui/Actions';
import { FormDrawer } from '../../ui/FormDrawer';
import { Mark, Mono } from '../../ui/Marks';
import { Card } from '../../ui/Page';

type Profile = Schemas['Profile'];

/** Codes of an authenticator app, asked for at each sign-in once a first one was shown. */
export function TotpCard({ profile }: { profile: Profile }) {
  const { t } = useTranslation();
  const [doing, setDoing] = useState<'begin' | 'remove' | null>(null);
  const [secret, setSecret] = useState<Schemas['TotpSecret'] | null>(null);
  const [codes, setCodes] = useState<string[] | null>(null);
  const close = () => {
    setDoing(null);
    setSecret(null);
  };
  return (
    <Card
      title={t('totp.title')}
      actions={profile.totp
        ? <Button size="xs" variant="default" onClick={() => setDoing('remove')} data-totp-remove>{t('totp.remove')}</Button>
        : <Button size="xs" variant="default" onClick={() => setDoing('begin')} data-totp-begin>{t('totp.begin')}</Button>}
    >
      <Mark tone={profile.totp ? 'good' : 'plain'}>{t(profile.totp ? 'totp.on' : 'totp.off')}</Mark>
      <Text size="sm" c="dimmed" mt={4}>{profile.totp ? t('totp.left', { count: profile.recovery_codes_left }) : t('totp.text')}</Text>
      {doing === 'begin' && secret === null ? <Begin profile={profile} onClose={close} onSecret={setSecret} /> : null}
      {secret === null ? null : <Confirm secret={secret} onClose={close} onCodes={(made) => { close(); setCodes(made); }} />}
      {doing === 'remove' ? <Remove profile={profile} onClose={close} /> : null}
      <ShownOnce title={t('totp.codes')} text={t('totp.codesText')} secret={codes?.join('\n') ?? null} onClose={() => setCodes(null)} />
    </Card>
  );
}

function Begin({ profile, onClose, onSecret }: { profile: Profile; onClose: () => void; onSecret: (secret: Schemas['TotpSecret']) => void }) {
  const { t } = useTranslation();
  const form = useForm({ initialValues: { password: '' } });
  return (
    <FormDrawer title={t('totp.title')} submit={t('common.next')} opened onClose={onClose} form={form} lists={[]}
      save={({ password }) => call('post', '/api/profile/totp', { body: profile.has_password ? { password } : {} })} saved={onSecret}>
      <Text size="sm">{t('totp.beginText')}</Text>
      {profile.has_password ? <PasswordInput label={t('door.password')} name="password" autoComplete="current-password" required data-autofocus {...form.getInputProps('password')} /> : null}
    </FormDrawer>
  );
}

function Confirm({ secret, onClose, onCodes }: { secret: Schemas['TotpSecret']; onClose: () => void; onCodes: (codes: string[]) => void }) {
  const { t } = useTranslation();
  const form = useForm({ initialValues: { code: '' } });
  return (
    <FormDrawer title={t('totp.title')} submit={t('totp.confirm')} opened onClose={onClose} form={form} lists={['profile']}
      save={({ code }) => call('post', '/api/profile/totp/confirm', { body: { code: code.trim() } })} saved={({ recovery_codes }) => onCodes(recovery_codes)}>
      <Text size="sm">{t('totp.scan')}</Text>
      <Stack align="center" p="md" bg="white" style={{ borderRadius: 'var(--mantine-radius-md)' }}><QRCodeSVG value={secret.uri} size={192} title={t('totp.qr')} /></Stack>
      <Group gap="xs"><span data-totp-secret><Mono>{secret.secret}</Mono></span><Copy value={secret.secret} /></Group>
      <TextInput label={t('door.code')} description={t('totp.codeText')} name="code" inputMode="numeric" autoComplete="one-time-code" required data-autofocus {...form.getInputProps('code')} />
    </FormDrawer>
  );
}

function Remove({ profile, onClose }: { profile: Profile; onClose: () => void }) {
  const { t } = useTranslation();
  const form = useForm({ initialValues: { password: '', code: '' } });
  return (
    <FormDrawer title={t('totp.remove')} submit={t('totp.remove')} opened onClose={onClose} form={form} lists={['profile']}
      save={({ password, code }) => call('delete', '/api/profile/totp', { body: password === '' ? { code: code.trim() } : { password } })}
      saved={() => {
        told(t('totp.isRemoved'));
        onClose();
      }}>
      <Alert color="orange">{t('totp.removeText')}</Alert>
      {profile.has_password ? <PasswordInput label={t('door.password')} name="password" autoComplete="current-password" data-autofocus {...form.getInputProps('password')} /> : null}
      <TextInput label={t('totp.orCode')} name="code" autoComplete="one-time-code" {...form.getInputProps('code')} />
    </FormDrawer>
  );
}
