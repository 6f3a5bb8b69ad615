import { NumberInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { call, type Schemas } from '../../api/client';
import { useChange } from '../../ui/Actions';

/** Changed where it stands: Enter or leaving the field saves it. */
export function Inline({ of, field, min }: { of: Schemas['Channel']; field: 'priority' | 'weight'; min: number }) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState<number | string>(of[field]);
  const change = useChange((value: number) => call('patch', '/api/channels/{id}', { id: of.id, body: { [field]: value } }),
    () => t('common.isSaved', { name: of.name }), ['channels']);
  const save = () => {
    if (typeof typed === 'number' && typed !== of[field]) {
      change.mutate(typed);
    } else {
      setTyped(of[field]);
    }
  };
  return (
    <NumberInput size="xs" w={76} value={typed} onChange={setTyped} onBlur={save} min={min} max={1_000_000} allowDecimal={false} hideControls
      onKeyDown={(event) => (event.key === 'Enter' ? event.currentTarget.blur() : undefined)}
      aria-label={`${t(`channels.${field}`)}: ${of.name}`} disabled={change.isPending} />
  );
}
