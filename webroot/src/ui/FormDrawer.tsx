import { Drawer } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { FormBody, type FormBodyProps } from './FormBody';

interface FormDrawerProps<V extends Record<string, unknown>, R> extends Omit<FormBodyProps<V, R>, 'onCancel'> {
  title: string;
  opened: boolean;
  onClose: () => void;
}

/** A form at the side. */
export function FormDrawer<V extends Record<string, unknown>, R>({ title, opened, onClose, ...form }: FormDrawerProps<V, R>) {
  const { t } = useTranslation();
  return (
    <Drawer opened={opened} onClose={onClose} title={title} closeButtonProps={{ 'aria-label': t('common.close') }}>
      <FormBody {...form} onCancel={onClose} />
    </Drawer>
  );
}
