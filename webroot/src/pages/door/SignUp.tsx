import { Alert, Anchor, Button, PasswordInput, Stack, Text, TextInput, Title } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { ApiError, call } from '../../api/client';
import { beginSession } from '../../api/session';

/** Whoever has somebody's invitation makes an account of their own, where the operator allows it. */
export function SignUp({ code, onLeave }: { code: string; onLeave: () => void }) {
  const { t } = useTranslation();
  const form = useForm({
    initialValues: { name: '', password: '', repeat: '' },
    validate: { repeat: (repeat, { password }) => (repeat === password ? null : t('door.notTheSame')) },
  });
  const signUp = useMutation({
    mutationFn: ({ name, password }: { name: string; password: string }) =>
      call('post', '/api/sign-up', { openly: true, body: { invite_code: code, name: name.trim(), password } }),
    onSuccess: (session) => {
      location.hash = '#/dashboard';
      beginSession({ csrf: session.csrf_token, user: session.user });
    },
    onError: (error) => {
      if (error instanceof ApiError && (error.field === 'name' || error.field === 'password')) {
        form.setFieldError(error.field, error.message);
      }
    },
  });
  return (
    <form onSubmit={form.onSubmit((values) => signUp.mutate(values))} data-page="sign-up">
      <Stack>
        <Title order={1} size="h3">{t('door.signUp')}</Title>
        <Text size="sm" c="dimmed">{t('door.signUpLead', { code })}</Text>
        <TextInput label={t('common.name')} description={t('door.nameText')} name="name" autoComplete="username" autoFocus required maxLength={100} {...form.getInputProps('name')} />
        <PasswordInput label={t('door.password')} description={t('door.passwordRule')} name="password" autoComplete="new-password" required minLength={12}
          {...form.getInputProps('password')} />
        <PasswordInput label={t('door.repeat')} name="repeat" autoComplete="new-password" required {...form.getInputProps('repeat')} />
        {signUp.error === null ? null : <Alert color="red" role="alert">{why(signUp.error, t('door.closed'))}</Alert>}
        <Button type="submit" loading={signUp.isPending}>{t('door.signUp')}</Button>
        <Anchor component="button" type="button" size="sm" onClick={onLeave} data-have-account>{t('door.haveAccount')}</Anchor>
      </Stack>
    </form>
  );
}

const why = (error: Error, closed: string) => (error instanceof ApiError && error.status === 404 ? closed : error.message);
