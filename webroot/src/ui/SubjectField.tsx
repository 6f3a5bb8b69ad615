import { Select, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useGroups, useKeyChoice, useUsers } from '../api/queries';

export type SubjectScope = 'key' | 'user' | 'group' | 'model';

interface SubjectFieldProps {
  scope: SubjectScope;
  input: { value?: string | null };
  description?: string | undefined;
}

/** Whom a rule is for: chosen from what is there, or typed if it is a model. */
export function SubjectField({ scope, input, description }: SubjectFieldProps) {
  const { t } = useTranslation();
  const users = useUsers();
  const keys = useKeyChoice(scope === 'key');
  const groups = useGroups();
  const common = { label: t(`budgets.scope.${scope}`), name: 'subject', 'data-field': 'subject', required: true, ...(description === undefined ? {} : { description }) };
  switch (scope) {
    case 'model': return <TextInput {...common} {...input} value={input.value ?? ''} />;
    case 'group': return <Select {...common} data={(groups.data ?? []).map(({ name }) => name)} {...input} />;
    case 'user': return <Select {...common} searchable data={(users.data ?? []).map(({ id, name }) => ({ value: id, label: name }))} {...input} />;
    case 'key': return <Select {...common} searchable data={(keys.data ?? []).map(({ id, name }) => ({ value: id, label: name }))} {...input} />;
  }
}
