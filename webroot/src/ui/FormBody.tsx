import { Alert, Button, Group, Stack } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError } from '../api/client';

export interface FormBodyProps<V extends Record<string, unknown>, R> {
  submit: string;
  form: UseFormReturnType<V>;
  save: (values: V) => Promise<R>;
  saved: (result: R) => void;
  /** What is read anew afterwards. */
  lists: string[];
  /** Leaves the form as it is; without it there is no such button. */
  onCancel?: () => void;
  children: ReactNode;
}

/** A form with its buttons. What the API says of a field stands at the field, everything else above the buttons. */
export function FormBody<V extends Record<string, unknown>, R>({ submit, form, save, saved, lists, onCancel, children }: FormBodyProps<V, R>) {
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
  return (
    <form onSubmit={form.onSubmit((values) => saving.mutate(values))} noValidate>
      <Stack>
        {children}
        {saving.error === null ? null : <Alert color="red" role="alert">{saving.error.message}</Alert>}
        <Group>
          <Button type="submit" loading={saving.isPending}>{submit}</Button>
          {onCancel === undefined ? null : <Button variant="default" onClick={onCancel}>{t('common.cancel')}</Button>}
        </Group>
      </Stack>
    </form>
  );
}
