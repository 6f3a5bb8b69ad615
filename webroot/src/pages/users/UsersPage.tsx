import { Button, TextInput } from '@mantine/core';
import { IconCoins, IconFileInvoice, IconKey, IconPencil, IconPlayerPause, IconPlayerPlay, IconPlus } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { call, type Schemas } from '../../api/client';
import { useUsers } from '../../api/queries';
import { failed, ShownOnce, useAsk, useChange } from '../../ui/Actions';
import { DataTable } from '../../ui/DataTable';
import { money } from '../../ui/format';
import { Enabled, Mono, Under } from '../../ui/Marks';
import { Page } from '../../ui/Page';
import { RowAction } from '../../ui/RowAction';
import { Empty } from '../../ui/States';
import styles from '../../ui/ui.module.css';
import { BalanceForm } from './BalanceForm';
import { UserForm } from './UserForm';

type User = Schemas['User'];

/** Fewer are seen at a glance. */
const FEW = 8;

export function Component() {
  const { t } = useTranslation();
  const users = useUsers();
  const self = useQuery({ queryKey: ['profile'], queryFn: () => call('get', '/api/profile') });
  const [editing, setEditing] = useState<User | 'new' | null>(null);
  const [booking, setBooking] = useState<User | null>(null);
  const [link, setLink] = useState<string | null>(null);
  const [wanted, setWanted] = useState('');
  const shown = users.data?.filter(({ id, name }) => [id, name].some((text) => text.toLowerCase().includes(wanted.trim().toLowerCase())));
  const makeLink = useMutation({
    mutationFn: (user: User) => call('post', '/api/users/{id}/password-link', { id: user.id }),
    onSuccess: ({ path }) => setLink(location.origin + path),
    onError: failed,
  });
  const add = <Button leftSection={<IconPlus size={16} />} onClick={() => setEditing('new')} data-add>{t('users.add')}</Button>;
  return (
    <Page name="users" title={t('menu.users')} lead={t('users.lead')} actions={add}>
      {(users.data?.length ?? 0) <= FEW ? null : (
        <div className={`${styles.card} ${styles.padded} ${styles.fields}`} role="search">
          <TextInput size="xs" label={t('common.search')} name="search" value={wanted} onChange={(event) => setWanted(event.currentTarget.value)} />
        </div>
      )}
      <DataTable
        label={t('menu.users')} source={{ data: shown, error: users.error, refetch: users.refetch }} id={(user) => user.id}
        empty={wanted === '' ? <Empty title={t('users.none')} action={add} /> : <Empty title={t('common.noneSuch')} />}
        columns={[
          { title: t('common.name'), cell: (user) => <><b>{user.name}</b><Under><Mono>{user.id}</Mono></Under></> },
          { title: t('users.role'), cell: (user) => t(`users.roles.${user.role}`) },
          { title: t('users.group'), cell: (user) => user.default_group },
          { title: t('common.balance'), right: true, cell: (user) => <>{money(user.balance)}{user.unlimited ? <Under>{t('users.unlimited')}</Under> : null}</> },
          { title: t('users.held'), right: true, cell: (user) => money(user.held) },
          { title: t('common.state'), cell: (user) => <Enabled is={user.enabled} /> },
          { title: t('common.actions'), actions: true, cell: (user) => <RowActions of={user} isSelf={user.id === self.data?.id} onEdit={() => setEditing(user)} onBook={() => setBooking(user)} onLink={() => makeLink.mutate(user)} /> },
        ]}
      />
      {editing === null ? null : <UserForm user={editing === 'new' ? null : editing} onClose={() => setEditing(null)} />}
      <ShownOnce title={t('users.linkMade')} text={t('users.linkText')} secret={link} onClose={() => setLink(null)} />
      {booking === null ? null : <BalanceForm user={booking} onClose={() => setBooking(null)} />}
    </Page>
  );
}

/** One's own password is changed on the profile page, which asks for the old one. */
function RowActions({ of, isSelf, onEdit, onBook, onLink }: { of: User; isSelf: boolean; onEdit: () => void; onBook: () => void; onLink: () => void }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const ask = useAsk();
  const turn = useChange((enabled: boolean) => call('patch', '/api/users/{id}', { id: of.id, body: { enabled } }),
    (enabled) => t(enabled ? 'users.isEnabled' : 'users.isDisabled', { name: of.name }), ['users']);
  const stop = () => ask({ title: t('users.stopTitle', { name: of.name }), text: t('users.stopText'), confirm: t('common.disable'), onConfirm: () => turn.mutate(false) });
  return (
    <>
      <RowAction icon={IconPencil} label={t('common.edit')} name={of.name} onClick={onEdit} />
      <RowAction icon={IconCoins} label={t('users.book')} name={of.name} onClick={onBook} />
      {isSelf ? null : <RowAction icon={IconKey} label={t('users.link')} name={of.name} onClick={onLink} />}
      <RowAction icon={IconFileInvoice} label={t('menu.statements')} name={of.name} onClick={() => void navigate(`/statements?user=${encodeURIComponent(of.id)}`)} />
      {of.id === 'admin' ? null : (
        <RowAction icon={of.enabled ? IconPlayerPause : IconPlayerPlay} label={of.enabled ? t('common.disable') : t('common.enable')}
          name={of.name} loading={turn.isPending} onClick={of.enabled ? stop : () => turn.mutate(true)} />
      )}
    </>
  );
}
