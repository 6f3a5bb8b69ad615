import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { call } from '../../api/client';
import { DataTable } from '../../ui/DataTable';
import { Mark, Mono, Under, When, type Tone } from '../../ui/Marks';
import { Empty } from '../../ui/States';
import styles from '../../ui/ui.module.css';
import { useChannelKeys } from './KeysTab';

type Event = 'rested' | 'returned' | 'disabled' | 'enabled';

const TONES: Record<Event, Tone> = { rested: 'bad', returned: 'good', disabled: 'warn', enabled: 'good' };
const EVERY = 10_000;

/** When a channel, a model or a key of it rested and came back, and why. */
export function TimelineTab({ id }: { id: string }) {
  const { t } = useTranslation();
  const keys = useChannelKeys(id);
  const events = useQuery({ queryKey: ['channel-events', id], queryFn: () => call('get', '/api/channels/{id}/events', { id }), refetchInterval: EVERY });
  const nameOf = (key: string) => keys.data?.find((one) => one.id === key)?.name ?? key;
  return (
    <div className={styles.page}>
      <DataTable
        label={t('channels.tab.timeline')} id={(event) => `${event.at} ${event.event} ${event.key ?? ''} ${event.model ?? ''}`}
        source={{ data: events.data?.data, error: events.error, refetch: events.refetch }} empty={<Empty title={t('channels.noEvents')} text={t('channels.noEventsText')} />}
        columns={[
          { title: t('requests.time'), cell: (event) => <When at={event.at} /> },
          { title: t('channels.happened'), cell: (event) => <Mark tone={TONES[event.event]}>{t(`channels.event.${event.event}`)}</Mark> },
          {
            title: t('channels.ofWhat'),
            cell: (event) => (event.key === undefined && event.model === undefined ? t('channels.whole') : (
              <>{event.model === undefined ? null : <Mono>{event.model}</Mono>}{event.key === undefined ? null : <Under>{t('requests.key')}: {nameOf(event.key)}</Under>}</>
            )),
          },
          { title: t('common.reason'), cell: (event) => event.reason },
        ]}
      />
      {events.data === undefined ? null : <Under>{t('channels.seenBy', { node: events.data.node })}</Under>}
    </div>
  );
}
