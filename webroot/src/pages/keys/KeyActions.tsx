import { IconPencil, IconPlayerPause, IconPlayerPlay, IconRefresh, IconTrash } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useWho } from '../../app/role';
import { call, type Schemas } from '../../api/client';
import { failed, useAsk, useChange } from '../../ui/Actions';
import { RowAction } from '../../ui/RowAction';

type Key = Schemas['Key'];
type Act = 'edit' | 'rotate' | 'turn' | 'delete';

/** What may be done with a key: users leave those as they are that others gave them, but can stop them and change their secret. */
function actsOf(key: Key, administrator: boolean): Act[] {
  switch (key.kind) {
    case 'playground': return administrator ? ['turn', 'delete'] : [];
    case 'given': return administrator ? ['edit', 'rotate', 'turn', 'delete'] : key.enabled ? ['rotate', 'turn'] : ['rotate'];
    default: return ['edit', 'rotate', 'turn', 'delete'];
  }
}

/** An administrator is also told what the user may still do without the key. */
function deleteText(key: Key, administrator: boolean) {
  return !administrator || key.kind === 'playground' ? 'keys.deleteText' : key.kind === 'own' ? 'keys.deleteOwnText' : 'keys.deleteGivenText';
}

export function KeyActions({ of, onEdit, onSecret }: { of: Key; onEdit: () => void; onSecret: (secret: string) => void }) {
  const { t } = useTranslation();
  const { administrator } = useWho();
  const ask = useAsk();
  const queries = useQueryClient();
  const isStopped = of.kind === 'given' && !administrator;
  const turn = useChange(
    (enabled: boolean) => (isStopped ? call('post', '/api/keys/{id}/disable', { id: of.id, body: {} }) : call('patch', '/api/keys/{id}', { id: of.id, body: { enabled } })),
    (enabled) => t(enabled ? 'keys.isEnabled' : 'keys.isDisabled', { name: of.name }), ['keys']);
  const rotate = useMutation({
    mutationFn: () => call('post', '/api/keys/{id}/rotate', { id: of.id, body: {} }),
    onSuccess: async (made) => {
      onSecret(made.key);
      await queries.invalidateQueries({ queryKey: ['keys'] });
    },
    onError: failed,
  });
  const remove = useChange(() => call('delete', '/api/keys/{id}', { id: of.id }), () => t('common.isDeleted', { name: of.name }), ['keys']);
  const may = actsOf(of, administrator);
  const asksFirst = of.enabled && (isStopped || (of.kind === 'own' && administrator));
  const stop = () => ask({
    title: t('keys.stopTitle', { name: of.name }), text: t(isStopped ? 'keys.stopText' : 'keys.stopOwnText'), confirm: t('common.disable'), onConfirm: () => turn.mutate(false),
  });
  return (
    <>
      {may.includes('edit') ? <RowAction icon={IconPencil} label={t('common.edit')} name={of.name} onClick={onEdit} /> : null}
      {may.includes('rotate') ? (
        <RowAction icon={IconRefresh} label={t('keys.rotate')} name={of.name} loading={rotate.isPending}
          onClick={() => ask({
            title: t('keys.rotateTitle', { name: of.name }), text: t('keys.rotateText'), confirm: t('keys.rotate'), onConfirm: () => rotate.mutate(),
          })} />
      ) : null}
      {may.includes('turn') ? (
        <RowAction icon={of.enabled ? IconPlayerPause : IconPlayerPlay} label={of.enabled ? t('common.disable') : t('common.enable')}
          name={of.name} loading={turn.isPending} onClick={asksFirst ? stop : () => turn.mutate(!of.enabled)} />
      ) : null}
      {may.includes('delete') ? (
        <RowAction icon={IconTrash} label={t('common.delete')} name={of.name} danger loading={remove.isPending}
          onClick={() => ask({
            title: t('keys.deleteTitle', { name: of.name }), text: t(deleteText(of, administrator)), confirm: t('common.delete'),
            onConfirm: () => remove.mutate(undefined),
          })} />
      ) : null}
    </>
  );
}
