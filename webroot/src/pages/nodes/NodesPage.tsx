import { Alert } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../api/client';
import { useNodes } from '../../api/queries';
import { DataTable } from '../../ui/DataTable';
import { count, duration, millis, when } from '../../ui/format';
import { Mark, Under, type Tone } from '../../ui/Marks';
import { Page, Stat } from '../../ui/Page';
import { Empty } from '../../ui/States';
import styles from '../../ui/ui.module.css';

type Node = Schemas['Node'];

const SLOW_MS = 250;
const TONES: Record<Node['state'], Tone> = { serving: 'good', starting: 'warn', draining: 'warn', silent: 'bad', lost: 'bad' };

/** Asked every two seconds while it is looked at. When an answer fails the last one stays, with its time. */
export function Component() {
  const { t } = useTranslation();
  const nodes = useNodes();
  const generation = nodes.data?.generation ?? 0;
  return (
    <Page name="nodes" title={t('menu.nodes')} lead={t('nodes.lead')}>
      {nodes.error !== null && nodes.data !== undefined ? (
        <Alert color="orange" role="alert" data-stale>{t('nodes.stale', { error: nodes.error.message, time: when(new Date(nodes.dataUpdatedAt)) })}</Alert>
      ) : null}
      <div className={styles.cards}>
        <Stat label={t('nodes.serving')} value={nodes.data === undefined ? '–' : `${nodes.data.data.filter((node) => node.state === 'serving').length} / ${nodes.data.data.length}`} />
        <Stat label={t('nodes.generation')} value={<span data-generation>{nodes.data === undefined ? '–' : count(generation)}</span>} />
        <Stat label={t('nodes.streams')} value={count(nodes.data?.data.reduce((sum, node) => sum + (node.open_streams ?? 0), 0) ?? 0)} />
        <Stat label={t('nodes.calls')} value={count(nodes.data?.data.reduce((sum, node) => sum + (node.calls_in_flight ?? 0), 0) ?? 0)} />
      </div>
      <DataTable
        label={t('menu.nodes')} id={(node) => node.name} state={(node) => node.state}
        source={{ data: nodes.data?.data, error: nodes.error, refetch: nodes.refetch }}
        empty={<Empty title={t('nodes.none')} />}
        columns={[
          { title: t('nodes.node'), cell: (node) => <><b>{node.name}</b><Under>{[node.version, node.name === nodes.data?.self ? t('nodes.this') : null].filter(Boolean).join(' · ')}</Under></> },
          { title: t('common.state'), cell: (node) => <State of={node} /> },
          { title: t('nodes.roles'), cell: (node) => <RolesAndJobs of={node} /> },
          { title: t('nodes.enforced'), cell: (node) => known(node, () => <Enforced by={node} newest={generation} />) },
          { title: t('nodes.lag'), cell: (node) => known(node, () => <><Lag ms={node.event_loop_lag_ms} /><Under><Lag ms={node.bus_lag_ms} /></Under></>) },
          { title: t('nodes.work'), cell: (node) => known(node, () => <Work of={node} />) },
          { title: t('nodes.heap'), cell: (node) => known(node, () => <Heap of={node} />) },
        ]}
      />
    </Page>
  );
}

/** What a silent or lost node would tell of itself is not known. */
const known = (node: Node, show: () => React.ReactNode) => (node.uptime_ms === undefined ? '–' : show());

function State({ of }: { of: Node }) {
  const { t } = useTranslation();
  const more = of.uptime_ms === undefined ? null : [of.overload > 0 ? t('nodes.sheds', { step: of.overload }) : null, t('nodes.up', { time: duration(of.uptime_ms) })].filter(Boolean).join(' · ');
  return <><Mark tone={TONES[of.state]}>{t(`nodes.state.${of.state}`)}</Mark>{more === null ? null : <Under>{more}</Under>}</>;
}

function RolesAndJobs({ of }: { of: Node }) {
  const { t } = useTranslation();
  const roles = Object.entries(of.roles ?? {}).map(([role, instances]) => (instances === 1 ? role : `${role}\u00a0×${instances}`));
  return (
    <>
      {roles.length === 0 ? '–' : roles.join(', ')}
      {of.jobs.length === 0 ? null : <Under>{t('nodes.jobs', { jobs: of.jobs.join(', ') })}</Under>}
    </>
  );
}

/** A node that enforces less than the newest configuration says how much it lacks. */
function Enforced({ by, newest }: { by: Node; newest: number }) {
  const { t } = useTranslation();
  if (by.generation === null) {
    return <>{t('nodes.noneYet')}</>;
  }
  const behind = newest - by.generation;
  return <>{count(by.generation)}{behind <= 0 ? null : <div><Mark tone="warn">{t('nodes.behind', { count: behind })}</Mark></div>}</>;
}

function Lag({ ms }: { ms: number }) {
  return ms > SLOW_MS ? <Mark tone="bad">{millis(ms)}</Mark> : <>{millis(ms)}</>;
}

function Work({ of }: { of: Node }) {
  const { t } = useTranslation();
  return (
    <>
      {`${count(of.open_streams)} / ${count(of.calls_in_flight)}`}
      {of.journal_backlog === 0 ? null : <Under>{t('nodes.backlog', { count: of.journal_backlog })}</Under>}
    </>
  );
}

function Heap({ of }: { of: Node }) {
  const { t } = useTranslation();
  const mebi = (bytes: number) => count(Math.round(bytes / 2 ** 20));
  return <>{`${mebi(of.heap_used)} MiB`}{of.heap_max > 0 ? <Under>{t('nodes.of', { all: mebi(of.heap_max) })}</Under> : null}</>;
}
