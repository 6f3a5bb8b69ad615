import { Alert, Anchor, Button, Group, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useWho } from '../../app/role';
import { call } from '../../api/client';
import { money } from '../../ui/format';
import { Card, Page, Stat } from '../../ui/Page';
import { Trouble } from '../../ui/States';
import styles from '../../ui/ui.module.css';

/** The caller's balance, and codes that add to it. */
export function Component() {
  const { t } = useTranslation();
  const who = useWho();
  const queries = useQueryClient();
  const [code, setCode] = useState('');
  const statement = useQuery({ queryKey: ['statement', who.user], queryFn: () => call('get', '/api/users/{id}/statement', { id: who.user }) });
  const redeem = useMutation({
    mutationFn: () => call('post', '/api/redeem', { body: { code: code.trim() } }),
    onSuccess: async () => {
      setCode('');
      await queries.invalidateQueries({ queryKey: ['statement'] });
    },
  });
  return (
    <Page name="wallet" title={t('menu.wallet')} lead={t('wallet.lead')}>
      {statement.error === null ? null : <Trouble error={statement.error} again={() => statement.refetch()} />}
      <div className={styles.cards}>
        <Stat label={t('common.balance')} value={money(statement.data?.closing)} />
      </div>
      <Card>
        <form onSubmit={(event) => { event.preventDefault(); redeem.mutate(); }}>
          <Group align="end">
            <TextInput label={t('wallet.code')} name="code" value={code} onChange={(event) => setCode(event.currentTarget.value)} placeholder="code-…" autoComplete="off" required flex={1} miw="14rem" />
            <Button type="submit" loading={redeem.isPending}>{t('wallet.redeem')}</Button>
          </Group>
        </form>
        {redeem.data === undefined ? null : (
          <Alert color="teal" mt="md" role="status" data-redeemed>{redeem.data.booked ? t('wallet.added', { amount: money(redeem.data.amount) }) : t('wallet.before')}</Alert>
        )}
        {redeem.error === null ? null : <Alert color="red" mt="md" role="alert">{redeem.error.message}</Alert>}
      </Card>
      <Anchor component={Link} to="/statements" size="sm">{t('menu.statements')}</Anchor>
    </Page>
  );
}
