import { Button, NumberInput, Select, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { IconCash, IconPlus, IconX } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useWho } from '../../app/role';
import { call, type Schemas } from '../../api/client';
import { useNames, useParts, useUsers } from '../../api/queries';
import { told, useAsk, useChange } from '../../ui/Actions';
import { DataTable, type Column } from '../../ui/DataTable';
import { FormDrawer } from '../../ui/FormDrawer';
import { dollars, money } from '../../ui/format';
import { Mark, Mono, When } from '../../ui/Marks';
import { Page } from '../../ui/Page';
import { RowAction } from '../../ui/RowAction';
import { Empty } from '../../ui/States';

type Order = Schemas['Topup'];

/** What users mean to pay, and what was paid. */
export function Component() {
  const { t } = useTranslation();
  const who = useWho();
  const nameOf = useNames(who.administrator);
  const orders = useParts<Order>(['topups'], (after, limit) => call('get', '/api/topups', { query: { after, limit } }));
  const [adding, setAdding] = useState(false);
  const [paid, setPaid] = useState<Order | null>(null);
  const platform: Column<Order>[] = who.administrator
    ? [{ title: t('common.actions'), actions: true, cell: (order) => (order.status === 'open' ? <RowActions of={order} onPaid={() => setPaid(order)} /> : null) }]
    : [];
  return (
    <Page
      name="orders" title={t('menu.orders')} lead={t('orders.lead')}
      actions={who.administrator ? <Button leftSection={<IconPlus size={16} />} onClick={() => setAdding(true)} data-add>{t('orders.add')}</Button> : undefined}
    >
      <DataTable
        label={t('menu.orders')} source={orders} id={(order) => order.id} state={(order) => order.status} empty={<Empty title={t('orders.none')} />}
        columns={[
          { title: t('orders.order'), cell: (order) => <Mono>{order.id}</Mono> },
          { title: t('users.user'), cell: (order) => nameOf('user', order.user_id) },
          { title: t('orders.credited'), right: true, cell: (order) => money(order.amount) },
          { title: t('orders.price'), right: true, cell: (order) => `${order.price / 100} ${order.currency}` },
          { title: t('common.created'), cell: (order) => <When at={order.created_at} /> },
          { title: t('common.state'), cell: (order) => <Mark tone={order.status === 'paid' ? 'good' : order.status === 'open' ? 'warn' : 'plain'}>{t(`orders.${order.status}`)}</Mark> },
          ...platform,
        ]}
      />
      {adding ? <OrderForm onClose={() => setAdding(false)} /> : null}
      {paid === null ? null : <PaidForm order={paid} onClose={() => setPaid(null)} />}
    </Page>
  );
}

function RowActions({ of, onPaid }: { of: Order; onPaid: () => void }) {
  const { t } = useTranslation();
  const ask = useAsk();
  const cancel = useChange(() => call('post', '/api/topups/{id}/cancel', { id: of.id }), () => t('orders.isCancelled'), ['topups']);
  return (
    <>
      <RowAction icon={IconCash} label={t('orders.markPaid')} name={of.id} onClick={onPaid} />
      <RowAction icon={IconX} label={t('orders.cancel')} name={of.id} danger loading={cancel.isPending}
        onClick={() => ask({ title: t('orders.cancelTitle'), text: t('orders.cancelText'), confirm: t('orders.cancel'), onConfirm: () => cancel.mutate(undefined) })} />
    </>
  );
}

function OrderForm({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const users = useUsers();
  const form = useForm({ initialValues: { user_id: null as string | null, amount: '', price: '' as number | string, currency: 'USD' } });
  return (
    <FormDrawer
      title={t('orders.add')} submit={t('orders.add')} opened onClose={onClose} form={form} lists={['topups']}
      save={(filled) => call('post', '/api/topups', {
        body: { user_id: filled.user_id ?? '', amount: dollars(filled.amount), price: Math.round(Number(filled.price) * 100), currency: filled.currency.toUpperCase() },
      })}
      saved={() => {
        told(t('orders.isAdded'));
        onClose();
      }}
    >
      <Select label={t('users.user')} name="user_id" required searchable data={(users.data ?? []).map(({ id, name }) => ({ value: id, label: name }))} {...form.getInputProps('user_id')} />
      <TextInput label={t('orders.credited')} description={t('common.dollars')} name="amount" leftSection="$" inputMode="decimal" required {...form.getInputProps('amount')} />
      <NumberInput label={t('orders.price')} description={t('orders.priceText')} name="price" min={0} decimalScale={2} required {...form.getInputProps('price')} />
      <TextInput label={t('orders.currency')} name="currency" maxLength={3} required {...form.getInputProps('currency')} />
    </FormDrawer>
  );
}

function PaidForm({ order, onClose }: { order: Order; onClose: () => void }) {
  const { t } = useTranslation();
  const form = useForm({ initialValues: { reason: '', event_id: '' } });
  return (
    <FormDrawer
      title={t('orders.markPaid')} submit={t('orders.markPaid')} opened onClose={onClose} form={form} lists={['topups', 'users', 'statement']}
      save={({ reason, event_id }) => call('post', '/api/topups/{id}/paid', { id: order.id, body: { reason, ...(event_id === '' ? {} : { event_id }) } })}
      saved={(result) => {
        told(result.booked ? t('users.booked') : t('users.bookedBefore'));
        onClose();
      }}
    >
      <TextInput label={t('common.reason')} name="reason" required data-autofocus {...form.getInputProps('reason')} />
      <TextInput label={t('orders.event')} description={t('orders.eventText')} name="event_id" {...form.getInputProps('event_id')} />
    </FormDrawer>
  );
}
