import { Button, Switch, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { IconPencil, IconPlus, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { call, type Schemas } from '../../api/client';
import { useChannels, useGroups } from '../../api/queries';
import { told, useAsk, useChange } from '../../ui/Actions';
import { DataTable } from '../../ui/DataTable';
import { FormDrawer } from '../../ui/FormDrawer';
import { Enabled, Few } from '../../ui/Marks';
import { Page } from '../../ui/Page';
import { RowAction } from '../../ui/RowAction';
import { Empty } from '../../ui/States';

type Group = Schemas['Group'];

export function Component() {
  const { t } = useTranslation();
  const groups = useGroups();
  const channels = useChannels();
  const [editing, setEditing] = useState<Group | 'new' | null>(null);
  const add = <Button leftSection={<IconPlus size={16} />} onClick={() => setEditing('new')} data-add>{t('groups.add')}</Button>;
  const channelsOf = (name: string) => (channels.data ?? []).filter((channel) => channel.groups.includes(name)).map((channel) => channel.name);
  return (
    <Page name="groups" title={t('menu.groups')} lead={t('groups.lead')} actions={add}>
      <DataTable
        label={t('menu.groups')} source={groups} id={(group) => group.name} empty={<Empty title={t('groups.none')} action={add} />}
        columns={[
          { title: t('common.name'), cell: (group) => <b>{group.name}</b> },
          { title: t('groups.description'), cell: (group) => group.description },
          { title: t('menu.channels'), cell: (group) => <Few of={channelsOf(group.name)} none={t('common.none')} /> },
          { title: t('common.state'), cell: (group) => <Enabled is={group.enabled} /> },
          { title: t('common.actions'), actions: true, cell: (group) => <RowActions of={group} onEdit={() => setEditing(group)} /> },
        ]}
      />
      {editing === null ? null : <GroupForm group={editing === 'new' ? null : editing} onClose={() => setEditing(null)} />}
    </Page>
  );
}

function RowActions({ of, onEdit }: { of: Group; onEdit: () => void }) {
  const { t } = useTranslation();
  const ask = useAsk();
  const remove = useChange(() => call('delete', '/api/groups/{id}', { id: of.name }), () => t('common.isDeleted', { name: of.name }), ['groups']);
  return (
    <>
      <RowAction icon={IconPencil} label={t('common.edit')} name={of.name} onClick={onEdit} />
      <RowAction icon={IconTrash} label={t('common.delete')} name={of.name} danger loading={remove.isPending}
        onClick={() => ask({ title: t('groups.deleteTitle', { name: of.name }), text: t('groups.deleteText'), confirm: t('common.delete'), onConfirm: () => remove.mutate(undefined) })} />
    </>
  );
}

function GroupForm({ group, onClose }: { group: Group | null; onClose: () => void }) {
  const { t } = useTranslation();
  const form = useForm({ initialValues: { name: group?.name ?? '', description: group?.description ?? '', enabled: group?.enabled ?? true } });
  return (
    <FormDrawer
      title={group === null ? t('groups.add') : t('common.editOf', { name: group.name })} submit={group === null ? t('groups.add') : t('common.save')}
      opened onClose={onClose} form={form} lists={['groups']}
      save={({ name, ...common }) => (group === null ? call('post', '/api/groups', { body: { name, ...common } }) : call('patch', '/api/groups/{id}', { id: group.name, body: common }))}
      saved={(saved) => {
        told(t('common.isSaved', { name: saved.name }));
        onClose();
      }}
    >
      {group === null ? <TextInput label={t('common.name')} description={t('groups.nameText')} name="name" required data-autofocus {...form.getInputProps('name')} /> : null}
      <TextInput label={t('groups.description')} name="description" {...form.getInputProps('description')} />
      <Switch label={t('groups.enabled')} {...form.getInputProps('enabled', { type: 'checkbox' })} />
    </FormDrawer>
  );
}
