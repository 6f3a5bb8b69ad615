import { Drawer, Stack, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { call, type Schemas } from '../../api/client';
import { useNames, useParts } from '../../api/queries';
import { DataTable } from '../../ui/DataTable';
import { Mono, When } from '../../ui/Marks';
import { Facts, Page } from '../../ui/Page';
import { Empty } from '../../ui/States';
import styles from '../../ui/ui.module.css';

type Line = Schemas['AuditRecord'];

/** Who did what in management: nothing here can be changed, and what is taken out is missed. */
export function Component() {
  const { t } = useTranslation();
  const nameOf = useNames(true);
  const [subject, setSubject] = useState('');
  const [wanted] = useDebouncedValue(subject, 300);
  const [open, setOpen] = useState<Line | null>(null);
  const lines = useParts<Line>(['log', wanted], (after, limit) => call('get', '/api/audit-log', { query: { subject: wanted, after, limit } }));
  return (
    <Page
      name="log" title={t('menu.log')} lead={t('log.lead')}
      actions={<TextInput placeholder={t('log.subject')} aria-label={t('log.subject')} name="subject" value={subject} onChange={(event) => setSubject(event.currentTarget.value)} />}
    >
      <DataTable
        label={t('menu.log')} source={lines} id={(line) => String(line.number)} onPress={setOpen} empty={<Empty title={t('log.none')} />}
        columns={[
          { title: t('requests.time'), cell: (line) => <When at={line.at} /> },
          { title: t('log.who'), cell: (line) => nameOf('user', line.user_id) },
          { title: t('log.action'), cell: (line) => <Mono>{line.action}</Mono> },
          { title: t('log.subject'), cell: (line) => <Mono>{line.subject}</Mono> },
          { title: t('log.address'), cell: (line) => line.address },
        ]}
      />
      <Drawer opened={open !== null} onClose={() => setOpen(null)} size="xl" title={t('log.title', { number: open?.number ?? 0 })} closeButtonProps={{ 'aria-label': t('common.close') }}>
        {open === null ? null : <Detail line={open} />}
      </Drawer>
    </Page>
  );
}

function Detail({ line }: { line: Line }) {
  const { t } = useTranslation();
  return (
    <Stack>
      <Facts of={[
        [t('requests.time'), <When at={line.at} />], [t('log.who'), <Mono>{line.user_id}</Mono>], [t('log.action'), <Mono>{line.action}</Mono>],
        [t('log.subject'), <Mono>{line.subject}</Mono>], [t('log.address'), line.address], [t('log.request'), <Mono>{line.request_id}</Mono>],
        [t('log.digest'), <Mono>{line.digest}</Mono>],
      ]} />
      <b>{t('log.given')}</b>
      <pre className={styles.code} tabIndex={0}>{JSON.stringify(line.given, null, 2)}</pre>
      <b>{t('log.changes')}</b>
      <pre className={styles.code} tabIndex={0}>{JSON.stringify(line.changes, null, 2)}</pre>
    </Stack>
  );
}
