import { Button, MultiSelect, Switch, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { call, type Schemas } from '../../api/client';
import { ShownOnce, useAsk, useChange } from '../../ui/Actions';
import { DataTable } from '../../ui/DataTable';
import { Expiry } from '../../ui/Expiry';
import { FormDrawer } from '../../ui/FormDrawer';
import { moment } from '../../ui/format';
import { Few, Mark, When } from '../../ui/Marks';
import { Card } from '../../ui/Page';
import { RowAction } from '../../ui/RowAction';
import { Empty } from '../../ui/States';
import { SCOPES } from './scopes';

type Token = Schemas['ManagementToken'];

/** Tokens by which programs manage the gateway in the caller's name, each for what it is needed for. */
export function TokensCard() {
  const { t } = useTranslation();
  const ask = useAsk();
  const tokens = useQuery({ queryKey: ['tokens'], queryFn: async () => (await call('get', '/api/tokens')).data });
  const [making, setMaking] = useState(false);
  const [secret, setSecret] = useState<string | null>(null);
  const revoke = useChange((token: Token) => call('delete', '/api/tokens/{id}', { id: token.id }), ({ name }) => t('common.isDeleted', { name }), ['tokens']);
  return (
    <Card title={t('access.title')} actions={<Button size="xs" variant="default" leftSection={<IconPlus size={14} />} onClick={() => setMaking(true)} data-make-token>{t('access.add')}</Button>}>
      <DataTable
        label={t('access.title')} source={tokens} id={(token) => token.id} empty={<Empty title={t('access.none')} text={t('access.noneText')} />}
        columns={[
          { title: t('common.name'), cell: (token) => <b>{token.name}</b> },
          { title: t('access.scopes'), cell: (token) => <Few of={token.scopes ?? []} none={token.scopes === null ? t('access.everything') : t('access.nothing')} /> },
          { title: t('common.created'), cell: (token) => <When at={token.made_at} /> },
          { title: t('keys.expires'), cell: (token) => <Ends at={token.expires_at} /> },
          {
            title: t('common.actions'), actions: true,
            cell: (token) => (
              <RowAction icon={IconTrash} label={t('common.delete')} name={token.name} danger loading={revoke.isPending}
                onClick={() => ask({ title: t('access.deleteTitle', { name: token.name }), text: t('access.deleteText'), confirm: t('common.delete'), onConfirm: () => revoke.mutate(token) })} />
            ),
          },
        ]}
      />
      {making ? <TokenForm onClose={() => setMaking(false)} onMade={setSecret} /> : null}
      <ShownOnce title={t('access.made')} text={t('access.madeText')} secret={secret} onClose={() => setSecret(null)} />
    </Card>
  );
}

function Ends({ at }: { at: string | null }) {
  const { t } = useTranslation();
  if (at === null) {
    return <>{t('keys.never')}</>;
  }
  return new Date(at) <= new Date() ? <Mark tone="bad">{t('keys.expired')}</Mark> : <When at={at} />;
}

function TokenForm({ onClose, onMade }: { onClose: () => void; onMade: (secret: string) => void }) {
  const { t } = useTranslation();
  const form = useForm({ initialValues: { name: '', whole: false, scopes: [] as string[], expires_at: '' } });
  return (
    <FormDrawer
      title={t('access.add')} submit={t('access.add')} opened onClose={onClose} form={form} lists={['tokens']}
      save={({ name, whole, scopes, expires_at }) => call('post', '/api/tokens', { body: { name: name.trim(), scopes: whole ? null : scopes, expires_at: moment(expires_at) } })}
      saved={({ token }) => {
        onClose();
        onMade(token);
      }}
    >
      <TextInput label={t('common.name')} name="name" required data-autofocus {...form.getInputProps('name')} />
      <Switch label={t('access.whole')} description={t('access.wholeText')} name="whole" {...form.getInputProps('whole', { type: 'checkbox' })} />
      {form.values.whole ? null : (
        <MultiSelect label={t('access.scopes')} description={t('access.scopesText')} data-field="scopes" searchable data={SCOPES} maxValues={32} {...form.getInputProps('scopes')} />
      )}
      <Expiry input={form.getInputProps('expires_at')} set={(to) => form.setFieldValue('expires_at', to)} />
    </FormDrawer>
  );
}
