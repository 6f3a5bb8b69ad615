import { ActionIcon, Button, CopyButton, Modal, Stack, Text, Textarea, Tooltip } from '@mantine/core';
import { modals } from '@mantine/modals';
import { notifications } from '@mantine/notifications';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import i18next from 'i18next';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import styles from './ui.module.css';

/** The button that closes a notification has no words of its own. */
const named = () => ({ 'aria-label': i18next.t('common.close') });

export function told(message: string): void {
  notifications.show({ message, color: 'teal', autoClose: 4000, closeButtonProps: named() });
}

export function failed(error: Error): void {
  notifications.show({ message: error.message, color: 'red', autoClose: 8000, role: 'alert', closeButtonProps: named() });
}

/** A change of what is there: says that it is done, or why it is not, and has the lists that show it read anew. */
export function useChange<T>(change: (of: T) => Promise<unknown>, done: (of: T) => string, lists: string[]) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSuccess: async (_, of) => {
      await Promise.all(lists.map((list) => queries.invalidateQueries({ queryKey: [list] })));
      told(done(of));
    },
    onError: failed,
  });
}

const CONFIRM: Record<`data-${string}`, boolean> = { 'data-confirm': true };

interface Question {
  title: string;
  /** What will happen. */
  text: string;
  confirm: string;
  onConfirm: () => void;
}

/** Asks before what cannot be taken back. */
export function useAsk(): (question: Question) => void {
  const { t } = useTranslation();
  return ({ title, text, confirm, onConfirm }) => {
    modals.openConfirmModal({
      title,
      children: <Text size="sm">{text}</Text>,
      labels: { confirm, cancel: t('common.cancel') },
      confirmProps: { color: 'red.8', ...CONFIRM },
      closeButtonProps: { 'aria-label': t('common.close') },
      onConfirm,
    });
  };
}

export function Copy({ value, label }: { value: string; label?: string }) {
  const { t } = useTranslation();
  return (
    <CopyButton value={value}>
      {({ copied, copy }) => (
        <Tooltip label={copied ? t('common.copied') : (label ?? t('common.copy'))}>
          <ActionIcon variant="subtle" onClick={copy} aria-label={label ?? t('common.copy')}>
            {copied ? <IconCheck size={16} /> : <IconCopy size={16} />}
          </ActionIcon>
        </Tooltip>
      )}
    </CopyButton>
  );
}

/** Something to copy, such as a command. */
export function Snippet({ code }: { code: string }) {
  return (
    <div style={{ position: 'relative' }}>
      <pre className={styles.code} tabIndex={0}>{code}</pre>
      <div style={{ position: 'absolute', top: 4, right: 4 }}><Copy value={code} /></div>
    </div>
  );
}

/** A secret that is shown once. Without HTTPS there may be no clipboard, so that it can be marked and copied by hand. */
export function ShownOnce({ title, text, secret, onClose, children }: {
  title: string; text: string; secret: string | null; onClose: () => void; children?: ReactNode;
}) {
  const { t } = useTranslation();
  return (
    <Modal opened={secret !== null} onClose={onClose} title={title} size="lg" closeOnClickOutside={false}
      closeButtonProps={{ 'aria-label': t('common.close') }}>
      <Stack>
        <Text size="sm">{text}</Text>
        <Textarea value={secret ?? ''} readOnly autosize maxRows={12} aria-label={title} data-secret
          onFocus={(event) => event.currentTarget.select()} classNames={{ input: styles.mono ?? '' }} />
        {children}
        <div className={styles.actions}>
          <CopyButton value={secret ?? ''}>
            {({ copied, copy }) => (
              <Button leftSection={copied ? <IconCheck size={16} /> : <IconCopy size={16} />} onClick={copy}>
                {copied ? t('common.copied') : t('common.copy')}
              </Button>
            )}
          </CopyButton>
          <Button variant="default" onClick={onClose} data-close>{t('common.close')}</Button>
        </div>
      </Stack>
    </Modal>
  );
}
