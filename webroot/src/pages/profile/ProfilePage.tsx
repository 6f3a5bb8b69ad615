import { Button, PasswordInput, Stack } from '@mantine/core';
import { useForm } from '@mantine/form';
import { IconLogout } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { ApiError, call, type Schemas } from '../../api/client';
import { failed, told, useChange } from '../../ui/Actions';
import { DataTable } from '../../ui/DataTable';
import { Mark, Mono, Under, When } from '../../ui/Marks';
import { Card, Facts, Page } from '../../ui/Page';
import { RowAction } from '../../ui/RowAction';
import { Empty } from '../../ui/States';
import { PasskeysCard } from './PasskeysCard';
import { TokensCard } from './TokensCard';
import { TotpCard } from './TotpCard';

type SignedIn = Schemas['SignedIn'];

/** Who is signed in, their password, where else they are, and what acts in their name. */
export function Component() {
  const { t } = useTranslation();
  const profile = useQuery({ queryKey: ['profile'], queryFn: () => call('get', '/api/profile') });
  return (
    <Page name="profile" title={t('menu.profile')} lead={t('profile.lead')}>
      {profile.data === undefined ? null : (
        <Card>
          <Facts of={[[t('common.name'), profile.data.name], [t('profile.id'), <Mono>{profile.data.id}</Mono>], [t('users.role'), t(`users.roles.${profile.data.role}`)]]} />
        </Card>
      )}
      <Card title={t('profile.password')}><Password first={profile.data?.has_password === false} /></Card>
      {profile.data === undefined ? null : <><TotpCard profile={profile.data} /><PasskeysCard profile={profile.data} /></>}
      <Sessions />
      <TokensCard />
    </Page>
  );
}

function Password({ first }: { first: boolean }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const form = useForm({
    initialValues: { old_password: '', password: '', repeat: '' },
    validate: { repeat: (repeat, { password }) => (repeat === password ? null : t('door.notTheSame')) },
  });
  const change = useMutation({
    mutationFn: ({ old_password, password }: { old_password: string; password: string }) =>
      call('post', '/api/profile/password', { body: first ? { password } : { old_password, password } }),
    onSuccess: async () => {
      form.reset();
      told(t('profile.isChanged'));
      await Promise.all([queries.invalidateQueries({ queryKey: ['profile'] }), queries.invalidateQueries({ queryKey: ['sessions'] })]);
    },
    onError: (error) => {
      if (error instanceof ApiError && error.field !== undefined) {
        form.setFieldError(error.field, error.message);
      } else {
        failed(error);
      }
    },
  });
  return (
    <form onSubmit={form.onSubmit((values) => change.mutate(values))}>
      <Stack maw="25rem">
        {first ? null : <PasswordInput label={t('profile.oldPassword')} name="old_password" autoComplete="current-password" required {...form.getInputProps('old_password')} />}
        <PasswordInput label={t('door.newPassword')} description={t('door.passwordRule')} name="password" autoComplete="new-password" required minLength={12} {...form.getInputProps('password')} />
        <PasswordInput label={t('door.repeat')} name="repeat" autoComplete="new-password" required {...form.getInputProps('repeat')} />
        <div><Button type="submit" loading={change.isPending}>{t('door.setPassword')}</Button></div>
      </Stack>
    </form>
  );
}

function Sessions() {
  const { t } = useTranslation();
  const sessions = useQuery({ queryKey: ['sessions'], queryFn: async () => (await call('get', '/api/sessions')).data });
  const end = useChange((session: SignedIn) => call('delete', '/api/sessions/{id}', { id: session.id }), () => t('profile.isEnded'), ['sessions']);
  const endOthers = useChange(() => call('delete', '/api/sessions'), () => t('profile.areEnded'), ['sessions']);
  const several = (sessions.data?.length ?? 0) > 1;
  return (
    <Card
      title={t('profile.sessions')}
      actions={several ? <Button size="xs" variant="default" loading={endOthers.isPending} onClick={() => endOthers.mutate(undefined)} data-end-others>{t('profile.endOthers')}</Button> : undefined}
    >
      <DataTable
        label={t('profile.sessions')} source={sessions} id={(session) => session.id} empty={<Empty title={t('profile.noSessions')} />}
        columns={[
          { title: t('profile.browser'), cell: (session) => <>{session.agent}<Under>{session.address}</Under></> },
          { title: t('profile.since'), cell: (session) => <When at={session.begun_at} /> },
          { title: t('profile.used'), cell: (session) => <When at={session.used_at} /> },
          { title: t('common.actions'), actions: true, cell: (session) => (session.current
            ? <Mark tone="good">{t('profile.current')}</Mark>
            : <RowAction icon={IconLogout} label={t('profile.end')} name={session.agent} onClick={() => end.mutate(session)} />) },
        ]}
      />
    </Card>
  );
}
