import { Select, Switch, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import { call, type Bodies, type Schemas } from '../../api/client';
import { useGroups } from '../../api/queries';
import { told } from '../../ui/Actions';
import { FormDrawer } from '../../ui/FormDrawer';

type Role = NonNullable<Bodies['NewUser']['role']>;

const ROLES: Role[] = ['user', 'auditor', 'admin', 'root'];

export function UserForm({ user, onClose }: { user: Schemas['User'] | null; onClose: () => void }) {
  const { t } = useTranslation();
  const groups = useGroups();
  const form = useForm({
    initialValues: { name: user?.name ?? '', role: user?.role ?? 'user', default_group: user?.default_group ?? 'default', unlimited: user?.unlimited ?? false, invite_code: '' },
  });
  return (
    <FormDrawer
      title={user === null ? t('users.add') : t('common.editOf', { name: user.name })} submit={user === null ? t('users.add') : t('common.save')}
      opened onClose={onClose} form={form} lists={['users']}
      save={({ invite_code, role, ...rest }) => {
        const common = { ...rest, role: role as Role };
        return user === null
          ? call('post', '/api/users', { body: { ...common, ...(invite_code === '' ? {} : { invite_code }) } })
          : call('patch', '/api/users/{id}', { id: user.id, body: common });
      }}
      saved={(saved) => {
        told(t('common.isSaved', { name: saved.name }));
        onClose();
      }}
    >
      <TextInput label={t('common.name')} name="name" required data-autofocus {...form.getInputProps('name')} />
      <Select label={t('users.role')} name="role" data={ROLES.map((role) => ({ value: role, label: t(`users.roles.${role}`) }))} allowDeselect={false}
        {...form.getInputProps('role')} />
      <Select label={t('users.group')} description={t('users.groupText')} name="default_group" data={(groups.data ?? []).map((group) => group.name)}
        {...form.getInputProps('default_group')} />
      <Switch label={t('users.unlimitedField')} description={t('users.unlimitedText')} {...form.getInputProps('unlimited', { type: 'checkbox' })} />
      {user === null ? <TextInput label={t('users.inviteCode')} description={t('users.inviteText')} name="invite_code" {...form.getInputProps('invite_code')} /> : null}
    </FormDrawer>
  );
}
