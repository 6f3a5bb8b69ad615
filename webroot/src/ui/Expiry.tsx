import { Button, Group, Stack, TextInput } from '@mantine/core';
import type { ChangeEvent, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { field } from './format';

const SHORTCUTS = [1, 7, 30, 90, 365];
const DAY = 86_400_000;

interface ExpiryProps {
  input: { value?: string; onChange: (to: string | ChangeEvent<HTMLInputElement>) => void; error?: ReactNode };
  /** Sets the field to a moment as the form holds it. */
  set: (to: string) => void;
}

/** When something ends, with the usual spans a press away. */
export function Expiry({ input, set }: ExpiryProps) {
  const { t } = useTranslation();
  return (
    <Stack gap="xs">
      <TextInput type="datetime-local" label={t('keys.expires')} description={t('keys.expiresText')} name="expires_at" {...input} />
      <Group gap="xs">
        <Button size="compact-xs" variant="default" onClick={() => set('')}>{t('keys.never')}</Button>
        {SHORTCUTS.map((days) => (
          <Button key={days} size="compact-xs" variant="default" data-days={days} onClick={() => set(field(new Date(Date.now() + days * DAY)))}>
            {t('keys.inDays', { count: days })}
          </Button>
        ))}
      </Group>
    </Stack>
  );
}
