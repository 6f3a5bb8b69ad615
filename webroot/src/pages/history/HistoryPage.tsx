import { Alert, Anchor, Badge, Button, Drawer, Group, Stack, Text } from '@mantine/core';
import { IconArrowBackUp } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { call, type Schemas } from '../../api/client';
import { useNames, useParts, type Named } from '../../api/queries';
import { failed, told } from '../../ui/Actions';
import { DataTable } from '../../ui/DataTable';
import { count } from '../../ui/format';
import { Mono, Under, When } from '../../ui/Marks';
import { Page } from '../../ui/Page';
import { Empty, Loading, Trouble } from '../../ui/States';
import styles from '../../ui/ui.module.css';

type Revision = Schemas['Revision'];
type Change = Schemas['Change'];

const MOST = 4;
const NAMED: Named[] = ['key', 'user', 'channel'];

/** Who changed what, and the way back. */
export function Component() {
  const { t } = useTranslation();
  const nameOf = useNames(true);
  const revisions = useParts<Revision>(['revisions'], (after, limit) => call('get', '/api/revisions', { query: { after, limit } }));
  const [open, setOpen] = useState<number | null>(null);
  return (
    <Page name="history" title={t('menu.history')} lead={t('history.lead')}>
      <DataTable
        label={t('menu.history')} source={revisions} id={(revision) => String(revision.number)} onPress={(revision) => setOpen(revision.number)} empty={<Empty title={t('history.none')} />}
        columns={[
          { title: t('history.revision'), cell: (revision) => <Anchor component="button" size="sm" onClick={() => setOpen(revision.number)}>{count(revision.number)}</Anchor> },
          { title: t('requests.time'), cell: (revision) => <When at={revision.at} /> },
          { title: t('history.author'), cell: (revision) => nameOf('user', revision.author) },
          { title: t('history.changes'), cell: (revision) => <Changes of={revision.changes} /> },
          { title: t('common.note'), cell: (revision) => revision.note ?? '' },
        ]}
      />
      <Drawer opened={open !== null} onClose={() => setOpen(null)} size="xl" title={t('history.title', { number: open ?? 0 })} closeButtonProps={{ 'aria-label': t('common.close') }}>
        {open === null ? null : <Detail number={open} onRestored={() => setOpen(null)} />}
      </Drawer>
    </Page>
  );
}

function Changes({ of }: { of: Change[] }) {
  const { t } = useTranslation();
  return (
    <>
      {of.slice(0, MOST).map((change) => <div key={`${change.kind} ${change.id}`}><What of={change} /></div>)}
      {of.length > MOST ? <Under>{t('common.more', { count: of.length - MOST })}</Under> : null}
    </>
  );
}

/** Its name where the change says it or it is still there, else its id. */
function What({ of }: { of: Change }) {
  const { t } = useTranslation();
  const nameOf = useNames(true);
  const said = ((of.after ?? of.before) as { name?: unknown } | null | undefined)?.name;
  const name = typeof said === 'string' ? said : NAMED.find((kind) => kind === of.kind) === undefined ? of.id : nameOf(of.kind as Named, of.id);
  return <Group gap={6} wrap="nowrap"><Badge color="gray">{t(`history.${of.what}`)}</Badge><span>{of.kind} <b>{name}</b></span></Group>;
}

function Detail({ number, onRestored }: { number: number; onRestored: () => void }) {
  const revision = useQuery({ queryKey: ['revisions', number], queryFn: () => call('get', '/api/revisions/{id}', { id: String(number) }) });
  if (revision.data === undefined) {
    return revision.error === null ? <Loading /> : <Trouble error={revision.error} again={() => revision.refetch()} />;
  }
  return (
    <Stack>
      <Restore number={number} onRestored={onRestored} />
      {revision.data.changes.map((change) => (
        <div key={`${change.kind} ${change.id}`}>
          <What of={change} />
          <Under><Mono>{change.id}</Mono></Under>
          <Difference before={change.before ?? null} after={change.after ?? null} />
        </div>
      ))}
    </Stack>
  );
}

/** Field by field, only those that differ. */
function Difference({ before, after }: { before: object | null; after: object | null }) {
  const old = (before ?? {}) as Record<string, unknown>;
  const young = (after ?? {}) as Record<string, unknown>;
  const names = [...new Set([...Object.keys(old), ...Object.keys(young)])].filter((name) => JSON.stringify(old[name]) !== JSON.stringify(young[name]));
  const lines = names.map((name) => [name in old ? `- ${name}: ${JSON.stringify(old[name])}` : null, name in young ? `+ ${name}: ${JSON.stringify(young[name])}` : null].filter(Boolean).join('\n'));
  return lines.length === 0 ? null : <pre className={styles.code} tabIndex={0}>{lines.join('\n')}</pre>;
}

/** What would change is shown before it does. */
function Restore({ number, onRestored }: { number: number; onRestored: () => void }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const restore = (dryRun: boolean) => call('post', '/api/revisions/{id}/restore', { id: String(number), query: { dry_run: dryRun ? 'true' : 'false' } as never });
  const preview = useMutation({ mutationFn: () => restore(true), onError: failed });
  const apply = useMutation({
    mutationFn: () => restore(false),
    onSuccess: async (done) => {
      await queries.invalidateQueries();
      told(t('history.isRestored', { number, generation: done.generation }));
      onRestored();
    },
    onError: failed,
  });
  if (preview.data === undefined) {
    return <div><Button variant="default" leftSection={<IconArrowBackUp size={16} />} loading={preview.isPending} onClick={() => preview.mutate()} data-preview>{t('history.goBack')}</Button></div>;
  }
  const { changes, left } = preview.data;
  return (
    <Alert color="orange" title={t('history.wouldChange', { count: changes.length })} data-restoration>
      <Stack gap="xs" align="flex-start">
        {changes.map((change) => <What key={`${change.kind} ${change.id}`} of={change} />)}
        {left.length === 0 ? null : <Text size="sm">{t('history.stays')}: {left.map((one) => `${one.kind} ${one.id} (${one.reason})`).join('; ')}</Text>}
        <Text size="sm">{t('history.restoreText')}</Text>
        <Button color="red.8" disabled={changes.length === 0} loading={apply.isPending} onClick={() => apply.mutate()} data-confirm>{t('history.restore', { number })}</Button>
      </Stack>
    </Alert>
  );
}
