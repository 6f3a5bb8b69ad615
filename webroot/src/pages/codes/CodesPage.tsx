import { Button, Drawer, NumberInput, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { IconDownload, IconList, IconPlayerPause, IconPlayerPlay, IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { call, type Schemas } from '../../api/client';
import { useNames, useParts } from '../../api/queries';
import { ShownOnce, useChange } from '../../ui/Actions';
import { DataTable } from '../../ui/DataTable';
import { FormDrawer } from '../../ui/FormDrawer';
import { count, dollars, moment, money } from '../../ui/format';
import { Enabled, Under, When } from '../../ui/Marks';
import { Page } from '../../ui/Page';
import { RowAction } from '../../ui/RowAction';
import { Empty } from '../../ui/States';

type Batch = Schemas['Redemption'];

export function Component() {
  const { t } = useTranslation();
  const batches = useParts<Batch>(['redemptions'], (after, limit) => call('get', '/api/redemptions', { query: { after, limit } }));
  const [adding, setAdding] = useState(false);
  const [secrets, setSecrets] = useState<string | null>(null);
  const [open, setOpen] = useState<Batch | null>(null);
  const add = <Button leftSection={<IconPlus size={16} />} onClick={() => setAdding(true)} data-add>{t('codes.add')}</Button>;
  return (
    <Page name="codes" title={t('menu.codes')} lead={t('codes.lead')} actions={add}>
      <DataTable
        label={t('menu.codes')} source={batches} id={(batch) => batch.id} empty={<Empty title={t('codes.none')} text={t('codes.noneText')} />}
        columns={[
          { title: t('codes.batch'), cell: (batch) => <><b>{batch.name}</b><Under><When at={batch.created_at} /></Under></> },
          { title: t('codes.worth'), right: true, cell: (batch) => money(batch.amount) },
          { title: t('codes.redeemed'), right: true, cell: (batch) => `${count(batch.redeemed)} / ${count(batch.count)}` },
          { title: t('keys.expires'), cell: (batch) => (batch.expires_at === null ? t('keys.never') : <When at={batch.expires_at} />) },
          { title: t('common.state'), cell: (batch) => <Enabled is={batch.enabled} /> },
          { title: t('common.actions'), actions: true, cell: (batch) => <RowActions of={batch} onShow={() => setOpen(batch)} /> },
        ]}
      />
      {adding ? <BatchForm onClose={() => setAdding(false)} onMade={setSecrets} /> : null}
      <ShownOnce title={t('codes.made')} text={t('codes.madeText')} secret={secrets} onClose={() => setSecrets(null)}>
        <Save text={secrets ?? ''} />
      </ShownOnce>
      <Drawer opened={open !== null} onClose={() => setOpen(null)} title={open?.name} closeButtonProps={{ 'aria-label': t('common.close') }}>
        {open === null ? null : <Codes of={open} />}
      </Drawer>
    </Page>
  );
}

function RowActions({ of, onShow }: { of: Batch; onShow: () => void }) {
  const { t } = useTranslation();
  const turn = useChange((enabled: boolean) => call('patch', '/api/redemptions/{id}', { id: of.id, body: { enabled } }),
    (enabled) => t(enabled ? 'codes.isEnabled' : 'codes.isDisabled', { name: of.name }), ['redemptions']);
  return (
    <>
      <RowAction icon={IconList} label={t('codes.who')} name={of.name} onClick={onShow} />
      <RowAction icon={of.enabled ? IconPlayerPause : IconPlayerPlay} label={of.enabled ? t('codes.withdraw') : t('common.enable')}
        name={of.name} loading={turn.isPending} onClick={() => turn.mutate(!of.enabled)} />
    </>
  );
}

function BatchForm({ onClose, onMade }: { onClose: () => void; onMade: (codes: string) => void }) {
  const { t } = useTranslation();
  const form = useForm({ initialValues: { name: '', amount: '', count: 10 as number | string, expires_at: '' } });
  return (
    <FormDrawer
      title={t('codes.add')} submit={t('codes.add')} opened onClose={onClose} form={form} lists={['redemptions']}
      save={(filled) => call('post', '/api/redemptions', {
        body: { name: filled.name.trim(), amount: dollars(filled.amount), count: Number(filled.count), expires_at: moment(filled.expires_at) },
      })}
      saved={(made) => {
        onClose();
        onMade(made.secrets.join('\n'));
      }}
    >
      <TextInput label={t('codes.batch')} name="name" required data-autofocus {...form.getInputProps('name')} />
      <TextInput label={t('codes.worth')} description={t('common.dollars')} name="amount" leftSection="$" inputMode="decimal" required {...form.getInputProps('amount')} />
      <NumberInput label={t('codes.count')} name="count" min={1} max={1000} allowDecimal={false} required {...form.getInputProps('count')} />
      <TextInput type="datetime-local" label={t('keys.expires')} description={t('keys.expiresText')} name="expires_at" {...form.getInputProps('expires_at')} />
    </FormDrawer>
  );
}

function Save({ text }: { text: string }) {
  const { t } = useTranslation();
  const save = () => {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([`${text}\n`], { type: 'text/plain' }));
    link.download = 'codes.txt';
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  };
  return <div><Button variant="default" leftSection={<IconDownload size={16} />} onClick={save}>{t('codes.save')}</Button></div>;
}

function Codes({ of }: { of: Batch }) {
  const { t } = useTranslation();
  const nameOf = useNames(true);
  const codes = useParts<Schemas['Code']>(['redemptions', of.id], (after, limit) => call('get', '/api/redemptions/{id}/codes', { id: of.id, query: { after, limit } }));
  return (
    <DataTable
      label={of.name} source={codes} id={(code) => String(code.number)} empty={<Empty title={t('codes.none')} />}
      columns={[
        { title: t('codes.number'), cell: (code) => count(code.number) },
        { title: t('codes.by'), cell: (code) => nameOf('user', code.redeemed_by) },
        { title: t('requests.time'), cell: (code) => <When at={code.redeemed_at} /> },
      ]}
    />
  );
}
