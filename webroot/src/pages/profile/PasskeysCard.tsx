import { Button, PasswordInput, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { call, type Schemas } from '../../api/client';
import { knowsPasskeys, makePasskey } from '../../api/passkeys';
import { told, useAsk, useChange } from '../../ui/Actions';
import { DataTable } from '../../ui/DataTable';
import { FormDrawer } from '../../ui/FormDrawer';
import { Under, When } from '../../ui/Marks';
import { Card } from '../../ui/Page';
import { RowAction } from '../../ui/RowAction';
import { Empty } from '../../ui/States';

type Passkey = Schemas['Passkey'];

/** Keys that devices keep, with which one signs in without a password. */
export function PasskeysCard({ profile }: { profile: Schemas['Profile'] }) {
  const { t } = useTranslation();
  const ask = useAsk();
  const passkeys = useQuery({ queryKey: ['passkeys'], queryFn: async () => (await call('get', '/api/profile/passkeys')).data });
  const [adding, setAdding] = useState(false);
  const remove = useChange((passkey: Passkey) => call('delete', '/api/profile/passkeys/{id}', { id: passkey.id }), ({ name }) => t('common.isDeleted', { name }), ['passkeys', 'profile']);
  const able = knowsPasskeys();
  return (
    <Card title={t('passkeys.title')}
      actions={able ? <Button size="xs" variant="default" leftSection={<IconPlus size={14} />} onClick={() => setAdding(true)} data-add-passkey>{t('passkeys.add')}</Button> : undefined}>
      {able ? null : <Text size="sm" c="dimmed" mb="sm">{t('passkeys.unable')}</Text>}
      <DataTable<Passkey>
        label={t('passkeys.title')} source={passkeys} id={(passkey) => passkey.id} empty={<Empty title={t('passkeys.none')} text={t('passkeys.noneText')} />}
        columns={[
          { title: t('common.name'), cell: (passkey) => <><b>{passkey.name}</b>{passkey.backed_up ? <Under>{t('passkeys.backedUp')}</Under> : null}</> },
          { title: t('common.created'), cell: (passkey) => <When at={passkey.made_at} /> },
          { title: t('profile.used'), cell: (passkey) => <When at={passkey.used_at} /> },
          {
            title: t('common.actions'), actions: true,
            cell: (passkey) => (
              <RowAction icon={IconTrash} label={t('common.delete')} name={passkey.name} danger loading={remove.isPending}
                onClick={() => ask({ title: t('passkeys.deleteTitle', { name: passkey.name }), text: t('passkeys.deleteText'), confirm: t('common.delete'), onConfirm: () => remove.mutate(passkey) })} />
            ),
          },
        ]}
      />
      {adding ? <PasskeyForm profile={profile} onClose={() => setAdding(false)} /> : null}
    </Card>
  );
}

function PasskeyForm({ profile, onClose }: { profile: Schemas['Profile']; onClose: () => void }) {
  const { t } = useTranslation();
  const form = useForm({ initialValues: { name: '', password: '' } });
  return (
    <FormDrawer title={t('passkeys.add')} submit={t('passkeys.add')} opened onClose={onClose} form={form} lists={['passkeys', 'profile']}
      save={async ({ name, password }) => {
        await makePasskey(name.trim(), profile.has_password ? password : undefined);
        return name.trim();
      }}
      saved={(name) => {
        told(t('common.isSaved', { name }));
        onClose();
      }}>
      <Text size="sm">{t('passkeys.addText')}</Text>
      <TextInput label={t('common.name')} description={t('passkeys.nameText')} name="name" required maxLength={100} data-autofocus {...form.getInputProps('name')} />
      {profile.has_password ? <PasswordInput label={t('door.password')} name="password" autoComplete="current-password" required {...form.getInputProps('password')} /> : null}
    </FormDrawer>
  );
}
