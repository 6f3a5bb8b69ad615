import { Alert } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { call } from '../api/client';
import styles from './shell.module.css';

const PLACE = 'sluice.told';
const EVERY = 300_000;
/** Mantine's own has too little contrast. */
const TITLE = { title: { color: 'var(--mantine-color-text)' } };

/** What whoever is signed in is told now, above the page; what they have closed is not shown again in this browser. */
export function Announcements() {
  const { t } = useTranslation();
  const current = useQuery({ queryKey: ['announcements', 'current'], queryFn: async () => (await call('get', '/api/announcements/current')).data, refetchInterval: EVERY });
  const [closed, setClosed] = useState(() => new Set((localStorage.getItem(PLACE) ?? '').split(' ')));
  const close = (id: string) => {
    const next = new Set([...closed, id]);
    // Of those that are over nothing needs to be kept.
    localStorage.setItem(PLACE, (current.data ?? []).map((one) => one.id).filter((one) => next.has(one)).join(' '));
    setClosed(next);
  };
  const shown = (current.data ?? []).filter((one) => !closed.has(one.id));
  return shown.map((one) => (
    <Alert key={one.id} className={styles.told} color={one.level === 'warning' ? 'orange' : 'blue'} title={one.title} data-announcement styles={TITLE}
      withCloseButton closeButtonLabel={`${t('common.close')}: ${one.title}`} onClose={() => close(one.id)}>
      {one.text}
    </Alert>
  ));
}
