import { Button } from '@mantine/core';
import { IconCoins, IconFileInvoice, IconKey, IconPencil, IconPlayerPause, IconPlayerPlay, IconPlus } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { call, type Schemas } from '../../api/client';
import { useUsers } from '../../api/queries';
import { failed, ShownOnce, useChange } from '../../ui/Actions';
import { DataTable } from '../../ui/DataTable';
import { money } from '../../ui/format';
import { Enabled, Mono, Under } from '../../ui/Marks';
import { Page } from '../../ui/Page';
import { RowAction } from '../../ui/RowAction';
import { Empty } from '../../ui/States';
import { BalanceForm } from './BalanceForm';
import { UserForm } from './UserForm';

type User = Schemas['User'];

export function Component() {
  const { t } = useTranslation();
  const users = useUsers();
  const [editing, setEditing] = useState<User | 'new' | null>(null);
  const [booking, setBooking] = useState<User | null>(null);
  const [link, setLink] = useState<string | null>(null);
  const makeLink = useMutation({
    mutationFn: (user: User) => call('post', '/api/users/{id}/password-link', { id: user.id }),
    onSuccess: ({ path }) => setLink(location.origin + path),
    onError: failed,
  });
  const add = <Button leftSection={<IconPlus size={16} />} onClick={() => setEditing('new')} data-add>{t('users.add')}</Button>;
  return (
    <Page name="users" title={t('menu.users')} lead={t('users.lead')} actions={add}>
      <DataTable
        label={t('menu.users')} source={users} id={(user) => user.id} empty={<Empty title={t('users.none')} action={add} />}
        columns={[
          { title: t('common.name'), cell: (user) => <><b>{user.name}</b><Under><Mono>{user.id}</Mono></Under></> },
          { title: t('users.role'), cell: (user) => t(`users.roles.${user.role}`) },
          { title: t('users.group'), cell: (user) => user.default_group },
          { title: t('users.balance'), right: true, cell: (user) => <>{money(user.balance)}{user.unlimited ? <Under>{t('users.unlimited')}</Under> : null}</> },
          { title: t('users.held'), right: true, cell: (user) => money(user.held) },
          { title: t('common.state'), cell: (user) => <Enabled is={user.enabled} /> },
          { title: t('common.actions'), actions: true, cell: (user) => <RowActions of={user} onEdit={() => setEditing(user)} onBook={() => setBooking(user)} onLink={() => makeLink.mutate(user)} /> },
        ]}
      />
      {editing === null ? null : <UserForm user={editing === 'new' ? null : editing} onClose={() => setEditing(null)} />}
      <ShownOnce title={t('users.linkMade')} text={t('users.linkText')} secret={link} onClose={() => setLink(null)} />
      {booking === null ? null : <BalanceForm user={booking} onClose={() => setBooking(null)} />}
    </Page>
  );
}

function RowActions({ of, onEdit, onBook, onLink }: { of: User; onEdit: () => void; onBook: () => void; onLink: () => void }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const turn = useChange((enabled: boolean) => call('patch', '/api/users/{id}', { id: of.id, body: { enabled } }),
    (enabled) => t(enabled ? 'users.isEnabled' : 'users.isDisabled', { name: of.name }), ['users']);
  return (
    <>
      <RowAction icon={IconPencil} label={t('common.edit')} name={of.name} onClick={onEdit} />
      <RowAction icon={IconCoins} label={t('users.book')} name={of.name} onClick={onBook} />
      <RowAction icon={IconKey} label={t('users.link')} name={of.name} onClick={onLink} />
      <RowAction icon={IconFileInvoice} label={t('menu.statements')} name={of.name} onClick={() => void navigate(`/statements?user=${encodeURIComponent(of.id)}`)} />
      {of.id === 'admin' ? null : (
        <RowAction icon={of.enabled ? IconPlayerPause : IconPlayerPlay} label={of.enabled ? t('common.disable') : t('common.enable')}
          name={of.name} loading={turn.isPending} onClick={() => turn.mutate(!of.enabled)} />
      )}
    </>
  );
}
