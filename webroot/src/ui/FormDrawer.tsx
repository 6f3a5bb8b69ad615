import { Alert, Button, Drawer, Group, Stack } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError } from '../api/client';

interface FormDrawerProps<V extends Record<string, unknown>, R> {
  title: string;
  submit: string;
  opened: boolean;
  onClose: () => void;
  form: UseFormReturnType<V>;
  save: (values: V) => Promise<R>;
  saved: (result: R) => void;
  /** What is read anew afterwards. */
  lists: string[];
  children: ReactNode;
}

/** A form at the side. What the API says of a field stands at the field, everything else above the buttons. */
export function FormDrawer<V extends Record<string, unknown>, R>(
  { title, submit, opened, onClose, form, save, saved, lists, children }: FormDrawerProps<V, R>,
) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const saving = useMutation({
    mutationFn: save,
    onSuccess: async (result) => {
      await Promise.all(lists.map((list) => queries.invalidateQueries({ queryKey: [list] })));
      saved(result);
    },
    onError: (error) => {
      if (error instanceof ApiError && error.field !== undefined && error.field in form.getValues()) {
        form.setFieldError(error.field, error.message);
      }
    },
  });
  const close = () => {
    saving.reset();
    onClose();
  };
  return (
    <Drawer opened={opened} onClose={close} title={title} closeButtonProps={{ 'aria-label': t('common.close') }}>
      <form onSubmit={form.onSubmit((values) => saving.mutate(values))} noValidate>
        <Stack>
          {children}
          {saving.error === null ? null : <Alert color="red" role="alert">{saving.error.message}</Alert>}
          <Group>
            <Button type="submit" loading={saving.isPending}>{submit}</Button>
            <Button variant="default" onClick={close}>{t('common.cancel')}</Button>
          </Group>
        </Stack>
      </form>
    </Drawer>
  );
}
