import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../api/client';
import { brief, count, millis, money, percent } from '../../ui/format';
import { Mark, Mono } from '../../ui/Marks';
import { Card, Facts, Stat } from '../../ui/Page';
import styles from '../../ui/ui.module.css';
import { Balance } from './Balance';
import { TIMEOUTS } from './form';
import { Inline } from './Inline';
import { tone, useLately } from './Lately';

/** How a channel does, and how it is set. */
export function OverviewTab({ channel }: { channel: Schemas['Channel'] }) {
  const { t } = useTranslation();
  const lately = useLately().get(channel.id);
  const quiet = lately === undefined || lately.requests === 0;
  const limits = (['requests_per_minute', 'tokens_per_minute', 'concurrency'] as const).filter((name) => channel[name] !== null);
  const timeouts = TIMEOUTS.filter((name) => (channel.timeouts[name] ?? '') !== '');
  return (
    <div className={styles.page}>
      <div className={styles.cards}>
        <Stat label={t('channels.lately')} value={quiet ? t('lately.quiet') : <Mark tone={tone(lately)}>{percent(lately.requests - lately.failed, lately.requests)}</Mark>} />
        <Stat label={t('metric.requests')} value={quiet ? '–' : brief(lately.requests)} {...(quiet ? {} : { hint: t('usage.failed', { count: lately.failed }) })} />
        <Stat label={t('metric.first')} value={quiet ? '–' : millis(lately.first_content_ms.p50)} {...(quiet ? {} : { hint: t('dashboard.p95', { time: millis(lately.first_content_ms.p95) }) })} />
        <Stat label={t('metric.cost')} value={quiet ? '–' : money(lately.cost)} {...(quiet ? {} : { hint: t('dashboard.margin', { margin: money(lately.margin) }) })} />
      </div>
      <div className={styles.columns}>
        <Card title={t('channels.connection')}>
          <Facts of={[
            [t('channels.provider'), channel.provider],
            [t('channels.baseUrl'), channel.base_url === null ? t('channels.presetUrl') : <Mono>{channel.base_url}</Mono>],
            ...Object.entries(channel.parameters).map(([name, value]): [string, ReactNode] => [name, <Mono>{value}</Mono>]),
            [t('channels.secret'), channel.keys > 1 ? t('channels.keyCount', { count: channel.keys }) : t(channel.has_secret ? 'channels.hasSecret' : 'channels.noSecret')],
            ...(channel.disabled_by === 'rule' ? [[t('channels.byRule'), channel.disabled_reason] as [string, ReactNode]] : []),
            ...(channel.private_addresses ? [[t('channels.private'), t('common.enabled')] as [string, ReactNode]] : []),
            ...(channel.tags.length === 0 ? [] : [[t('channels.tags'), channel.tags.join(', ')] as [string, ReactNode]]),
            ...(channel.notes === '' ? [] : [[t('common.note'), channel.notes] as [string, ReactNode]]),
            [t('channels.balance'), <Balance id={channel.id} />],
          ]} />
        </Card>
        <Card title={t('channels.order')}>
          <Facts of={[
            [t('channels.groups'), channel.groups.join(', ')],
            [t('channels.priority'), <Inline of={channel} field="priority" min={-1_000_000} />],
            [t('channels.weight'), <Inline of={channel} field="weight" min={1} />],
            [t('keys.limits'), limits.length === 0 ? t('keys.noLimits') : limits.map((name) => <div key={name}>{t(`limit.${name}`)}: {count(channel[name] ?? 0)}</div>)],
            [t('channels.timeouts'), timeouts.length === 0 ? t('channels.inherited') : timeouts.map((name) => <div key={name}>{t(`channels.timeout.${name}`)}: {channel.timeouts[name]}</div>)],
          ]} />
        </Card>
      </div>
    </div>
  );
}
