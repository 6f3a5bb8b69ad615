import { Progress, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { count, money, when } from './format';
import styles from './ui.module.css';

export type Tone = 'good' | 'bad' | 'warn' | 'plain';

/** A state in one word; its colour is never the only sign. */
export function Mark({ tone, children }: { tone: Tone; children: ReactNode }) {
  return <span className={styles.mark} data-tone={tone}>{children}</span>;
}

export function Enabled({ is }: { is: boolean }) {
  const { t } = useTranslation();
  return <Mark tone={is ? 'good' : 'plain'}>{is ? t('common.enabled') : t('common.disabled')}</Mark>;
}

export function Under({ children }: { children: ReactNode }) {
  return <span className={styles.under}>{children}</span>;
}

export function Mono({ children }: { children: ReactNode }) {
  return <span className={styles.mono}>{children}</span>;
}

export function When({ at }: { at: string | null }) {
  return at === null ? <>–</> : <time dateTime={at}>{when(at)}</time>;
}

/** The first few of many, and how many more there are. */
export function Few({ of, none }: { of: string[]; none: string }) {
  const { t } = useTranslation();
  if (of.length === 0) {
    return <Text span c="dimmed" size="sm">{none}</Text>;
  }
  const shown = of.slice(0, 3).join(', ');
  return (
    <span title={of.join(', ')}>
      {shown}
      {of.length > 3 ? <Under>{t('common.more', { count: of.length - 3 })}</Under> : null}
    </span>
  );
}

interface MeterProps {
  label: string;
  spent: number;
  limit: number;
  /** What is set aside for calls under way. */
  held?: number;
  unit: 'cost' | 'requests' | 'tokens';
}

/** How much of a limit is used up. */
export function Meter({ label, spent, limit, held = 0, unit }: MeterProps) {
  const { t } = useTranslation();
  const text = (value: number) => (unit === 'cost' ? money(value) : count(value));
  const part = limit <= 0 ? 100 : Math.min(100, (100 * spent) / limit);
  const colour = part >= 100 ? 'red' : part >= 80 ? 'orange' : 'sluice';
  return (
    <div style={{ minWidth: '8rem' }}>
      <Text size="sm" mb={4}>{t('common.spentOf', { spent: text(spent), limit: text(limit) })}</Text>
      <Progress.Root size="sm">
        <Progress.Section value={part} color={colour} aria-label={label} />
        {held > 0 && limit > 0 ? (
          <Progress.Section value={Math.min(100 - part, (100 * held) / limit)} color="gray" striped aria-label={t('common.held')} />
        ) : null}
      </Progress.Root>
    </div>
  );
}
