import { Alert, Button, PasswordInput, Stack, TextInput, Title } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { ApiError, call } from '../../api/client';
import { beginSession, hasLapsed } from '../../api/session';

export function SignIn({ usedUp }: { usedUp: boolean }) {
  const { t } = useTranslation();
  const form = useForm({ initialValues: { user: 'admin', password: '' } });
  const signIn = useMutation({
    mutationFn: (body: { user: string; password: string }) => call('post', '/api/session', { openly: true, body }),
    onSuccess: (session) => beginSession({ csrf: session.csrf_token, user: session.user }),
    onError: () => form.setFieldValue('password', ''),
  });
  const why = (error: Error) => (error instanceof ApiError && error.status === 401 ? t('door.wrong') : error.message);
  return (
    <form onSubmit={form.onSubmit((values) => signIn.mutate(values))} data-page="sign-in">
      <Stack>
        <Title order={1} size="h3">{t('door.signIn')}</Title>
        {usedUp ? <Alert color="orange" role="alert">{t('door.usedUp')}</Alert> : null}
        {hasLapsed() && !usedUp ? <Alert color="blue" role="status">{t('door.lapsed')}</Alert> : null}
        <TextInput label={t('door.user')} name="user" autoComplete="username" required {...form.getInputProps('user')} />
        <PasswordInput label={t('door.password')} name="password" autoComplete="current-password" autoFocus required
          {...form.getInputProps('password')} />
        {signIn.error === null ? null : <Alert color="red" role="alert">{why(signIn.error)}</Alert>}
        <Button type="submit" loading={signIn.isPending}>{t('door.signIn')}</Button>
      </Stack>
    </form>
  );
}
