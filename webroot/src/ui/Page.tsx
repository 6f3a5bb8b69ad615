import { Title } from '@mantine/core';
import { useEffect, type ReactNode } from 'react';
import styles from './ui.module.css';

interface PageProps {
  /** Its name in addresses and tests. */
  name: string;
  title: string;
  lead?: string;
  actions?: ReactNode;
  children: ReactNode;
}

/** The frame of each page: its title, a sentence that says what it is for, and what can be done. */
export function Page({ name, title, lead, actions, children }: PageProps) {
  useEffect(() => {
    document.title = `${title} · Sluice`;
  }, [title]);
  return (
    <div className={styles.page} data-page={name}>
      <div className={styles.head}>
        <div>
          <Title order={1}>{title}</Title>
          {lead === undefined ? null : <p className={styles.lead}>{lead}</p>}
        </div>
        {actions === undefined ? null : <div className={styles.actions}>{actions}</div>}
      </div>
      {children}
    </div>
  );
}

export function Card({ title, actions, children }: { title?: string; actions?: ReactNode; children: ReactNode }) {
  return (
    <section className={`${styles.card} ${styles.padded}`}>
      {title === undefined ? null : (
        <div className={styles.cardHead}>
          <Title order={2} size="h5">{title}</Title>
          {actions}
        </div>
      )}
      {children}
    </section>
  );
}

export function Stat({ label, value, hint }: { label: string; value: ReactNode; hint?: string }) {
  return (
    <dl className={`${styles.card} ${styles.stat}`} style={{ margin: 0 }}>
      <dt>{label}</dt>
      <dd>{value}</dd>
      {hint === undefined ? null : <dt>{hint}</dt>}
    </dl>
  );
}

/** Names and values below each other. */
export function Facts({ of }: { of: [string, ReactNode][] }) {
  return (
    <dl className={styles.facts}>
      {of.map(([name, value]) => [<dt key={`${name}-name`}>{name}</dt>, <dd key={name}>{value}</dd>])}
    </dl>
  );
}
