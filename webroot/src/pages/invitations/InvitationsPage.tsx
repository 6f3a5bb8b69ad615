import { Button, Group, Switch, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { IconPencil } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useWho } from '../../app/role';
import { call, type Schemas } from '../../api/client';
import { Copy, told } from '../../ui/Actions';
import { FormDrawer } from '../../ui/FormDrawer';
import { count, dollars, money } from '../../ui/format';
import { Mono } from '../../ui/Marks';
import { Card, Page, Stat } from '../../ui/Page';
import { Loading, Trouble } from '../../ui/States';
import styles from '../../ui/ui.module.css';

/** The code that brings others, and what both get for it. */
export function Component() {
  const { t } = useTranslation();
  const who = useWho();
  const [editing, setEditing] = useState(false);
  const terms = useQuery({ queryKey: ['invitations'], queryFn: () => call('get', '/api/invitations') });
  return (
    <Page
      name="invitations" title={t('menu.invitations')} lead={t('invitations.lead')}
      actions={who.administrator ? <Button variant="default" leftSection={<IconPencil size={16} />} onClick={() => setEditing(true)} data-add>{t('invitations.change')}</Button> : undefined}
    >
      {terms.error === null ? null : <Trouble error={terms.error} again={() => terms.refetch()} />}
      {terms.data === undefined ? (terms.error === null ? <Loading rows={3} /> : null) : (
        <>
          <div className={styles.cards}>
            <Stat label={t('invitations.inviter')} value={money(terms.data.inviter_reward)} />
            <Stat label={t('invitations.invitee')} value={money(terms.data.invitee_reward)} />
            <Stat label={t('invitations.invited')} value={count(terms.data.invited)} />
          </div>
          <Card title={t('invitations.yours')}>
            <Group gap="xs"><Mono>{terms.data.invite_code}</Mono><Copy value={terms.data.invite_code} /></Group>
            <Text size="sm" c="dimmed" mt="xs">{t(terms.data.open_sign_up ? 'invitations.openText' : 'invitations.yoursText')}</Text>
            {terms.data.open_sign_up ? <Group gap="xs" mt="sm" wrap="nowrap"><span data-invitation><Mono>{link(terms.data.invite_code)}</Mono></span><Copy value={link(terms.data.invite_code)} label={t('invitations.copyLink')} /></Group> : null}
          </Card>
          {editing ? <TermsForm terms={terms.data} onClose={() => setEditing(false)} /> : null}
        </>
      )}
    </Page>
  );
}

/** Leads to the sign-up; behind the # so that it reaches no log. */
const link = (code: string) => `${location.origin}/#invite=${code}`;

function TermsForm({ terms, onClose }: { terms: Schemas['InvitationTerms']; onClose: () => void }) {
  const { t } = useTranslation();
  const form = useForm({ initialValues: { inviter_reward: terms.inviter_reward ?? '0', invitee_reward: terms.invitee_reward ?? '0', open_sign_up: terms.open_sign_up } });
  return (
    <FormDrawer
      title={t('invitations.change')} submit={t('common.save')} opened onClose={onClose} form={form} lists={['invitations']}
      save={(filled) => call('patch', '/api/invitations', { body: { inviter_reward: dollars(filled.inviter_reward), invitee_reward: dollars(filled.invitee_reward), open_sign_up: filled.open_sign_up } })}
      saved={() => {
        told(t('invitations.isChanged'));
        onClose();
      }}
    >
      <TextInput label={t('invitations.inviter')} name="inviter_reward" leftSection="$" inputMode="decimal" {...form.getInputProps('inviter_reward')} />
      <TextInput label={t('invitations.invitee')} name="invitee_reward" leftSection="$" inputMode="decimal" {...form.getInputProps('invitee_reward')} />
      <Switch label={t('invitations.open')} description={t('invitations.openField')} name="open_sign_up" {...form.getInputProps('open_sign_up', { type: 'checkbox' })} />
    </FormDrawer>
  );
}
