import { Button, Select, TextInput, Title } from '@mantine/core';
import { useForm } from '@mantine/form';
import { IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { call } from '../../api/client';
import { useChannels, useNames } from '../../api/queries';
import { told } from '../../ui/Actions';
import { DataTable } from '../../ui/DataTable';
import { FormDrawer } from '../../ui/FormDrawer';
import { count, dollars, money, when } from '../../ui/format';
import { Mark } from '../../ui/Marks';
import { Page, Stat } from '../../ui/Page';
import { Empty } from '../../ui/States';
import styles from '../../ui/ui.module.css';

/** Whether the books are right, invariant by invariant, and what providers say they charge. */
export function Component() {
  const { t } = useTranslation();
  const nameOf = useNames(true);
  const [adding, setAdding] = useState(false);
  const audit = useQuery({ queryKey: ['audit'], queryFn: () => call('get', '/api/ledger/audit'), refetchInterval: 60_000 });
  const reports = useQuery({ queryKey: ['provider-reports'], queryFn: async () => (await call('get', '/api/provider-reports')).data });
  return (
    <Page
      name="books" title={t('menu.books')} lead={t('books.lead')}
      actions={<Button variant="default" leftSection={<IconPlus size={16} />} onClick={() => setAdding(true)} data-add>{t('books.report')}</Button>}
    >
      {audit.data === undefined ? null : (
        <div className={styles.cards}>
          <Stat label={t('books.books')} value={<Mark tone={audit.data.holds ? 'good' : 'bad'}>{audit.data.holds ? t('books.right') : t('books.wrong')}</Mark>} hint={when(audit.data.checked_at)} />
          <Stat label={t('books.unaudited')} value={count(audit.data.unaudited)} />
        </div>
      )}
      <DataTable
        label={t('books.invariants')} id={(row) => row.invariant} source={{ data: audit.data?.data, error: audit.error, refetch: audit.refetch }} empty={<Empty title={t('common.none')} />}
        columns={[
          { title: t('books.invariant'), cell: (row) => <b>{row.invariant}</b> },
          { title: t('books.meaning'), cell: (row) => row.meaning },
          { title: t('books.violations'), right: true, cell: (row) => count(row.violations) },
          { title: t('common.state'), cell: (row) => <Mark tone={row.holds ? 'good' : 'bad'}>{row.holds ? t('books.holds') : t('books.broken')}</Mark> },
        ]}
      />
      <Title order={2} size="h4">{t('books.reports')}</Title>
      <DataTable
        label={t('books.reports')} id={(row) => `${row.channel_id} ${row.day}`} source={{ data: reports.data, error: reports.error, refetch: reports.refetch }}
        empty={<Empty title={t('books.noReports')} text={t('books.noReportsText')} />}
        columns={[
          { title: t('requests.channel'), cell: (row) => nameOf('channel', row.channel_id) },
          { title: t('books.day'), cell: (row) => row.day },
          { title: t('common.amount'), right: true, cell: (row) => money(row.amount) },
          { title: t('common.note'), cell: (row) => row.note ?? '' },
        ]}
      />
      {adding ? <ReportForm onClose={() => setAdding(false)} /> : null}
    </Page>
  );
}

function ReportForm({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const channels = useChannels();
  const form = useForm({ initialValues: { channel_id: null as string | null, day: new Date(Date.now() - 86_400_000).toISOString().slice(0, 10), amount: '', note: '' } });
  return (
    <FormDrawer
      title={t('books.report')} submit={t('common.save')} opened onClose={onClose} form={form} lists={['provider-reports', 'audit']}
      save={(filled) => call('post', '/api/provider-reports', {
        body: { channel_id: filled.channel_id ?? '', day: filled.day, amount: dollars(filled.amount), note: filled.note === '' ? null : filled.note },
      })}
      saved={() => {
        told(t('books.isKept'));
        onClose();
      }}
    >
      <Select label={t('requests.channel')} name="channel_id" required data={(channels.data ?? []).map(({ id, name }) => ({ value: id, label: name }))} {...form.getInputProps('channel_id')} />
      <TextInput type="date" label={t('books.day')} name="day" required {...form.getInputProps('day')} />
      <TextInput label={t('common.amount')} description={t('common.dollars')} name="amount" leftSection="$" inputMode="decimal" required {...form.getInputProps('amount')} />
      <TextInput label={t('common.note')} description={t('books.noteText')} name="note" {...form.getInputProps('note')} />
    </FormDrawer>
  );
}
