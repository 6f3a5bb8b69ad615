import { Button, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError, call } from '../../api/client';
import { Under, When } from '../../ui/Marks';

/** What is left of the account at the provider, asked for when somebody wants to know: not every provider says it. */
export function Balance({ id }: { id: string }) {
  const { t } = useTranslation();
  const [asked, setAsked] = useState(false);
  const balance = useQuery({ queryKey: ['balance', id], enabled: asked, retry: false, staleTime: Infinity, queryFn: () => call('get', '/api/channels/{id}/balance', { id }) });
  const again = <Button size="compact-xs" variant="default" mt={4} loading={balance.isFetching} onClick={() => (asked ? void balance.refetch() : setAsked(true))} data-ask-balance>{t('channels.askBalance')}</Button>;
  if (balance.error !== null) {
    const untold = balance.error instanceof ApiError && balance.error.status === 404;
    return <><Text size="sm" c={untold ? 'dimmed' : 'var(--sluice-bad)'} role={untold ? undefined : 'alert'}>{untold ? t('channels.noBalance') : balance.error.message}</Text>{again}</>;
  }
  return (
    <>
      {balance.data === undefined ? null : (
        <div data-balance>
          <b>{balance.data.amount} {balance.data.unit}</b>
          <Under><When at={new Date(balance.dataUpdatedAt).toISOString()} /></Under>
        </div>
      )}
      {again}
    </>
  );
}
