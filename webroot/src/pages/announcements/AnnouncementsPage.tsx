import { Button, Select, Textarea, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { IconPencil, IconPlus, IconTrash } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { call, type Schemas } from '../../api/client';
import { told, useAsk, useChange } from '../../ui/Actions';
import { DataTable } from '../../ui/DataTable';
import { FormDrawer } from '../../ui/FormDrawer';
import { field, moment } from '../../ui/format';
import { Mark, Under, When } from '../../ui/Marks';
import { Page } from '../../ui/Page';
import { RowAction } from '../../ui/RowAction';
import { Empty } from '../../ui/States';

type Announcement = Schemas['Announcement'];

/** What all who sign in are told above their pages. */
export function Component() {
  const { t } = useTranslation();
  const announcements = useQuery({ queryKey: ['announcements'], queryFn: async () => (await call('get', '/api/announcements')).data });
  const [editing, setEditing] = useState<Announcement | 'new' | null>(null);
  const add = <Button leftSection={<IconPlus size={16} />} onClick={() => setEditing('new')} data-add>{t('announcements.add')}</Button>;
  return (
    <Page name="announcements" title={t('menu.announcements')} lead={t('announcements.lead')} actions={add}>
      <DataTable<Announcement>
        label={t('menu.announcements')} source={announcements} id={(one) => one.id} empty={<Empty title={t('announcements.none')} text={t('announcements.noneText')} action={add} />}
        columns={[
          { title: t('announcements.title'), cell: (one) => <><b>{one.title}</b><Under>{one.text}</Under></> },
          { title: t('announcements.level'), cell: (one) => <Mark tone={one.level === 'warning' ? 'warn' : 'plain'}>{t(`announcements.levels.${one.level}`)}</Mark> },
          { title: t('common.state'), cell: (one) => <Standing of={one} /> },
          { title: t('common.from'), cell: (one) => <When at={one.starts_at ?? one.made_at} /> },
          { title: t('common.to'), cell: (one) => <When at={one.ends_at} /> },
          { title: t('common.actions'), actions: true, cell: (one) => <RowActions of={one} onEdit={() => setEditing(one)} /> },
        ]}
      />
      {editing === null ? null : <Form of={editing === 'new' ? null : editing} onClose={() => setEditing(null)} />}
    </Page>
  );
}

function Standing({ of }: { of: Announcement }) {
  const { t } = useTranslation();
  const now = new Date();
  if (of.ends_at !== null && new Date(of.ends_at) <= now) {
    return <Mark tone="plain">{t('announcements.over')}</Mark>;
  }
  const begun = of.starts_at === null || new Date(of.starts_at) <= now;
  return <Mark tone={begun ? 'good' : 'plain'}>{t(begun ? 'announcements.shown' : 'announcements.toCome')}</Mark>;
}

function RowActions({ of, onEdit }: { of: Announcement; onEdit: () => void }) {
  const { t } = useTranslation();
  const ask = useAsk();
  const remove = useChange(() => call('delete', '/api/announcements/{id}', { id: of.id }), () => t('common.isDeleted', { name: of.title }), ['announcements']);
  return (
    <>
      <RowAction icon={IconPencil} label={t('common.edit')} name={of.title} onClick={onEdit} />
      <RowAction icon={IconTrash} label={t('common.delete')} name={of.title} danger loading={remove.isPending}
        onClick={() => ask({ title: t('announcements.deleteTitle', { name: of.title }), text: t('announcements.deleteText'), confirm: t('common.delete'), onConfirm: () => remove.mutate(undefined) })} />
    </>
  );
}

function Form({ of, onClose }: { of: Announcement | null; onClose: () => void }) {
  const { t } = useTranslation();
  const form = useForm({
    initialValues: { title: of?.title ?? '', text: of?.text ?? '', level: of?.level ?? ('info' as Announcement['level']), starts_at: field(of?.starts_at ?? null), ends_at: field(of?.ends_at ?? null) },
  });
  return (
    <FormDrawer
      title={of === null ? t('announcements.add') : t('common.editOf', { name: of.title })} submit={of === null ? t('announcements.add') : t('common.save')}
      opened onClose={onClose} form={form} lists={['announcements']}
      save={(filled) => {
        const body = { ...filled, title: filled.title.trim(), starts_at: moment(filled.starts_at), ends_at: moment(filled.ends_at) };
        return of === null ? call('post', '/api/announcements', { body }) : call('patch', '/api/announcements/{id}', { id: of.id, body });
      }}
      saved={({ title }) => {
        told(t('common.isSaved', { name: title }));
        onClose();
      }}
    >
      <TextInput label={t('announcements.title')} name="title" required maxLength={100} data-autofocus {...form.getInputProps('title')} />
      <Textarea label={t('announcements.text')} name="text" required autosize minRows={3} maxRows={12} maxLength={4000} {...form.getInputProps('text')} />
      <Select label={t('announcements.level')} data-field="level" data={(['info', 'warning'] as const).map((value) => ({ value, label: t(`announcements.levels.${value}`) }))} {...form.getInputProps('level')} />
      <TextInput type="datetime-local" label={t('common.from')} description={t('announcements.fromText')} name="starts_at" {...form.getInputProps('starts_at')} />
      <TextInput type="datetime-local" label={t('common.to')} description={t('announcements.toText')} name="ends_at" {...form.getInputProps('ends_at')} />
    </FormDrawer>
  );
}
