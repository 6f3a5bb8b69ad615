import { Alert, Button, Skeleton, Stack, Text } from '@mantine/core';
import { IconAlertTriangle, IconInbox } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import styles from './ui.module.css';

/** What went wrong, and the way to try again. */
export function Trouble({ error, again }: { error: Error; again?: () => void }) {
  const { t } = useTranslation();
  return (
    <Alert color="red" variant="light" icon={<IconAlertTriangle />} title={t('common.trouble')} role="alert">
      <Stack align="flex-start" gap="xs">
        <Text size="sm">{error.message}</Text>
        {again === undefined ? null : <Button size="xs" variant="default" onClick={again}>{t('common.again')}</Button>}
      </Stack>
    </Alert>
  );
}

export function Loading({ rows = 5 }: { rows?: number }) {
  const { t } = useTranslation();
  return (
    <Stack gap="sm" p="md" role="status" aria-label={t('common.loading')}>
      {Array.from({ length: rows }, (_, row) => <Skeleton key={row} height={18} width={`${92 - ((row * 13) % 40)}%`} />)}
    </Stack>
  );
}

/** Nothing is there yet: says why, and what to do about it. */
export function Empty({ title, text, action }: { title: string; text?: string; action?: ReactNode }) {
  return (
    <div className={styles.empty} data-empty>
      <IconInbox size={36} stroke={1.4} aria-hidden />
      <Text fw={600}>{title}</Text>
      {text === undefined ? null : <Text size="sm" c="dimmed" maw="28rem">{text}</Text>}
      {action}
    </div>
  );
}
