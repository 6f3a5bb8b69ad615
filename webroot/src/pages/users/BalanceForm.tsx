import { Alert, SegmentedControl, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import { call, type Schemas } from '../../api/client';
import { told } from '../../ui/Actions';
import { FormDrawer } from '../../ui/FormDrawer';
import { dollars, money } from '../../ui/format';

type Kind = 'credit' | 'gift' | 'correction';

const KINDS: Kind[] = ['credit', 'gift', 'correction'];

/** Adds to a balance or corrects it. The id names the cause, so that pressing twice books once. */
export function BalanceForm({ user, onClose }: { user: Schemas['User']; onClose: () => void }) {
  const { t } = useTranslation();
  const form = useForm({ initialValues: { kind: 'credit' as Kind, amount: '', reason: '', external_id: `ui-${Date.now().toString(36)}` } });
  return (
    <FormDrawer
      title={t('users.bookOf', { name: user.name })} submit={t('users.bookNow')} opened onClose={onClose} form={form} lists={['users', 'statement']}
      save={({ kind, ...entry }): Promise<{ booked: boolean }> => {
        const body = { ...entry, amount: dollars(entry.amount) };
        return kind === 'credit' ? call('post', '/api/users/{id}/credit', { id: user.id, body }) : call('post', '/api/users/{id}/adjustments', { id: user.id, body: { ...body, kind } });
      }}
      saved={(result) => {
        told(result.booked ? t('users.booked') : t('users.bookedBefore'));
        onClose();
      }}
    >
      <Alert color="blue">{t('users.balanceNow', { balance: money(user.balance) })}</Alert>
      <SegmentedControl data={KINDS.map((kind) => ({ value: kind, label: t(`users.kind.${kind}`) }))} aria-label={t('users.kindOf')} {...form.getInputProps('kind')} />
      <TextInput label={t('common.amount')} description={t(`users.kindText.${form.values.kind}`)} name="amount" leftSection="$" inputMode="decimal" required data-autofocus
        {...form.getInputProps('amount')} />
      <TextInput label={t('common.reason')} name="reason" required {...form.getInputProps('reason')} />
      <TextInput label={t('users.cause')} description={t('users.causeText')} name="external_id" required {...form.getInputProps('external_id')} />
    </FormDrawer>
  );
}
