import { Alert, Anchor, Button, Divider, PasswordInput, Stack, Text, TextInput, Title } from '@mantine/core';
import { useForm } from '@mantine/form';
import { IconFingerprint } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError, call, type Schemas } from '../../api/client';
import { knowsPasskeys, signInByPasskey } from '../../api/passkeys';
import { beginSession, hasLapsed } from '../../api/session';

const begin = (session: Schemas['Session']) => beginSession({ csrf: session.csrf_token, user: session.user });

/** By a password, and a code where one is asked for; or by a passkey alone. */
export function SignIn({ usedUp }: { usedUp: boolean }) {
  const { t } = useTranslation();
  const [pending, setPending] = useState<string | null>(null);
  const form = useForm({ initialValues: { user: 'admin', password: '' } });
  const signIn = useMutation({
    mutationFn: (body: { user: string; password: string }) => call('post', '/api/session', { openly: true, body }),
    onSuccess: begin,
    onError: (error) => {
      if (error instanceof ApiError && error.code === 'second_factor_required' && error.pending !== undefined) {
        setPending(error.pending);
      } else {
        form.setFieldValue('password', '');
      }
    },
  });
  const byPasskey = useMutation({ mutationFn: signInByPasskey, onSuccess: begin });
  if (pending !== null) {
    return <SecondFactor pending={pending} onLeave={() => { setPending(null); signIn.reset(); form.setFieldValue('password', ''); }} />;
  }
  const why = (error: Error) => (error instanceof ApiError && error.status === 401 ? t('door.wrong') : error.message);
  const error = signIn.error ?? byPasskey.error;
  return (
    <form onSubmit={form.onSubmit((values) => signIn.mutate(values))} data-page="sign-in">
      <Stack>
        <Title order={1} size="h3">{t('door.signIn')}</Title>
        {usedUp ? <Alert color="orange" role="alert">{t('door.usedUp')}</Alert> : null}
        {hasLapsed() && !usedUp ? <Alert color="blue" role="status">{t('door.lapsed')}</Alert> : null}
        <TextInput label={t('door.user')} name="user" autoComplete="username" required {...form.getInputProps('user')} />
        <PasswordInput label={t('door.password')} name="password" autoComplete="current-password" autoFocus required
          {...form.getInputProps('password')} />
        {error === null ? null : <Alert color="red" role="alert">{why(error)}</Alert>}
        <Button type="submit" loading={signIn.isPending}>{t('door.signIn')}</Button>
        {knowsPasskeys() ? (
          <>
            <Divider label={t('door.or')} />
            <Button variant="default" leftSection={<IconFingerprint size={18} />} loading={byPasskey.isPending} onClick={() => byPasskey.mutate()} data-by-passkey>{t('door.byPasskey')}</Button>
          </>
        ) : null}
      </Stack>
    </form>
  );
}

/** The password was right; what the app shows now is asked for, or a recovery code. */
function SecondFactor({ pending, onLeave }: { pending: string; onLeave: () => void }) {
  const { t } = useTranslation();
  const form = useForm({ initialValues: { code: '' } });
  const show = useMutation({
    mutationFn: (code: string) => call('post', '/api/session', { openly: true, body: { pending, code: code.trim() } }),
    onSuccess: begin,
    onError: () => form.setFieldValue('code', ''),
  });
  return (
    <form onSubmit={form.onSubmit(({ code }) => show.mutate(code))} data-page="second-factor">
      <Stack>
        <Title order={1} size="h3">{t('door.secondFactor')}</Title>
        <Text size="sm" c="dimmed">{t('door.secondFactorText')}</Text>
        <TextInput label={t('door.code')} name="code" autoComplete="one-time-code" autoFocus required {...form.getInputProps('code')} />
        {show.error === null ? null : <Alert color="red" role="alert">{show.error.message}</Alert>}
        <Button type="submit" loading={show.isPending}>{t('door.signIn')}</Button>
        <Anchor component="button" type="button" size="sm" onClick={onLeave}>{t('door.beginAgain')}</Anchor>
      </Stack>
    </form>
  );
}
