import { Checkbox, Group, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { call, type Schemas } from '../../api/client';
import { DataTable } from '../../ui/DataTable';
import { Mark, Mono, Under } from '../../ui/Marks';
import { Page } from '../../ui/Page';
import { Empty } from '../../ui/States';
import styles from '../../ui/ui.module.css';

type Setting = Schemas['Setting'];

/** How the node that answers is configured, and where each value comes from. */
export function Component() {
  const { t } = useTranslation();
  const settings = useQuery({ queryKey: ['settings'], queryFn: async () => (await call('get', '/api/settings')).settings });
  const [wanted, setWanted] = useState('');
  const [changed, setChanged] = useState(false);
  const word = wanted.trim().toLowerCase();
  const shown = settings.data?.filter((one) => (one.key + one.description).toLowerCase().includes(word) && (!changed || one.source !== 'default'));
  return (
    <Page name="settings" title={t('menu.settings')} lead={t('settings.lead')}>
      <Group className={`${styles.card} ${styles.padded}`} align="end">
        <TextInput size="xs" label={t('channels.search')} name="search" value={wanted} onChange={(event) => setWanted(event.currentTarget.value)} />
        <Checkbox size="sm" label={t('settings.changedOnly')} checked={changed} onChange={(event) => setChanged(event.currentTarget.checked)} mb={6} data-changed />
      </Group>
      <DataTable<Setting>
        label={t('menu.settings')} source={{ data: shown, error: settings.error, refetch: settings.refetch }} id={(one) => one.key} empty={<Empty title={t('settings.noneSuch')} />}
        columns={[
          { title: t('settings.key'), cell: (one) => <><Mono><b>{one.key}</b></Mono><Under>{one.description}</Under></> },
          { title: t('settings.value'), cell: (one) => <Mono>{one.value === '' ? '–' : one.value}</Mono> },
          {
            title: t('settings.from'),
            cell: (one) => <><Mark tone={one.source === 'default' ? 'plain' : 'good'}>{t(`settings.source.${one.source}`)}</Mark>{one.source === 'default' || one.default === '' ? null : <Under>{t('settings.usual', { value: one.default })}</Under>}</>,
          },
        ]}
      />
    </Page>
  );
}
