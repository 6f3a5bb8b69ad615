import { Button, Group, MultiSelect, NumberInput, Select, TagsInput, Text } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { call, type Bodies } from '../../api/client';
import { useGroups } from '../../api/queries';
import { told } from '../../ui/Actions';
import { FormDrawer } from '../../ui/FormDrawer';
import styles from '../../ui/ui.module.css';

interface BulkProps {
  /** Which channels are chosen. */
  ids: string[];
  tags: string[];
  onDone: () => void;
}

/** What can be done with several channels at once: one change of the configuration, all or none. */
export function Bulk({ ids, tags, onDone }: BulkProps) {
  const { t } = useTranslation();
  const [editing, setEditing] = useState(false);
  return (
    <div className={`${styles.card} ${styles.padded}`} data-bulk>
      <Group justify="space-between">
        <Text size="sm" fw={600} role="status">{t('channels.chosen', { count: ids.length })}</Text>
        <Group gap="xs">
          <Button size="xs" onClick={() => setEditing(true)} data-bulk-edit>{t('channels.changeChosen')}</Button>
          <Button size="xs" variant="default" onClick={onDone}>{t('channels.chooseNone')}</Button>
        </Group>
      </Group>
      {editing ? <BulkForm ids={ids} tags={tags} onDone={onDone} onClose={() => setEditing(false)} /> : null}
    </div>
  );
}

/** What is left empty stays as it is. */
function BulkForm({ ids, tags, onDone, onClose }: BulkProps & { onClose: () => void }) {
  const { t } = useTranslation();
  const groups = useGroups();
  const form = useForm({ initialValues: { enabled: null as string | null, priority: '' as number | string, weight: '' as number | string, groups: [] as string[], add_tags: [] as string[], remove_tags: [] as string[] } });
  return (
    <FormDrawer
      title={t('channels.changeOf', { count: ids.length })} submit={t('channels.changeChosen')} opened onClose={onClose} form={form} lists={['channels']}
      save={(filled) => {
        const set: Partial<Bodies['BulkEdit']['set']> = {
          ...(filled.enabled === null ? {} : { enabled: filled.enabled === 'true' }),
          ...(filled.priority === '' ? {} : { priority: Number(filled.priority) }),
          ...(filled.weight === '' ? {} : { weight: Number(filled.weight) }),
          ...(filled.groups.length === 0 ? {} : { groups: filled.groups }),
          ...(filled.add_tags.length === 0 ? {} : { add_tags: filled.add_tags }),
          ...(filled.remove_tags.length === 0 ? {} : { remove_tags: filled.remove_tags }),
        };
        return call('post', '/api/channels/bulk', { body: { ids, set } });
      }}
      saved={({ changed }) => {
        told(t('channels.areChanged', { count: changed.length }));
        onClose();
        onDone();
      }}
    >
      <Text size="sm" c="dimmed">{t('channels.bulkText')}</Text>
      <Select label={t('common.state')} name="enabled" clearable placeholder={t('channels.unchanged')} data={[{ value: 'true', label: t('common.enabled') }, { value: 'false', label: t('common.disabled') }]} {...form.getInputProps('enabled')} />
      <NumberInput label={t('channels.priority')} name="priority" placeholder={t('channels.unchanged')} allowDecimal={false} {...form.getInputProps('priority')} />
      <NumberInput label={t('channels.weight')} name="weight" placeholder={t('channels.unchanged')} min={1} allowDecimal={false} {...form.getInputProps('weight')} />
      <MultiSelect label={t('channels.groups')} name="groups" placeholder={form.values.groups.length === 0 ? t('channels.unchanged') : ''} data={(groups.data ?? []).map(({ name }) => name)} {...form.getInputProps('groups')} />
      <TagsInput label={t('channels.addTags')} data-field="add_tags" data={tags} splitChars={[',', ' ']} acceptValueOnBlur {...form.getInputProps('add_tags')} />
      <TagsInput label={t('channels.removeTags')} data-field="remove_tags" data={tags} splitChars={[',', ' ']} acceptValueOnBlur {...form.getInputProps('remove_tags')} />
    </FormDrawer>
  );
}
