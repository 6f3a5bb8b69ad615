import { Alert, Button, PasswordInput, Stack, Text, Title } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { ApiError, call } from '../../api/client';
import { beginSession } from '../../api/session';

/** Whoever has a one-time link chooses a password: the administrator at first, and users later. Administrators see the first steps then. */
export function Setup({ token, onUsedUp }: { token: string; onUsedUp: () => void }) {
  const { t } = useTranslation();
  const form = useForm({
    initialValues: { password: '', repeat: '' },
    validate: { repeat: (repeat, { password }) => (repeat === password ? null : t('door.notTheSame')) },
  });
  const setup = useMutation({
    mutationFn: (password: string) => call('post', '/api/setup', { openly: true, body: { token, password } }),
    onSuccess: (session) => {
      location.hash = '#/start';
      beginSession({ csrf: session.csrf_token, user: session.user });
    },
    onError: (error) => {
      if (error instanceof ApiError && error.status === 401) {
        onUsedUp();
      }
    },
  });
  return (
    <form onSubmit={form.onSubmit(({ password }) => setup.mutate(password))} data-page="setup">
      <Stack>
        <Title order={1} size="h3">{t('door.setup')}</Title>
        <Text size="sm" c="dimmed">{t('door.setupLead')}</Text>
        <PasswordInput label={t('door.newPassword')} description={t('door.passwordRule')} name="password" autoComplete="new-password"
          autoFocus required minLength={12} {...form.getInputProps('password')} />
        <PasswordInput label={t('door.repeat')} name="repeat" autoComplete="new-password" required {...form.getInputProps('repeat')} />
        {setup.error === null ? null : <Alert color="red" role="alert">{setup.error.message}</Alert>}
        <Button type="submit" loading={setup.isPending}>{t('door.setPassword')}</Button>
      </Stack>
    </form>
  );
}
