import { IconCopyPlus, IconPencil, IconPlayerPause, IconPlayerPlay, IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { call, type Schemas } from '../../api/client';
import { useAsk, useChange } from '../../ui/Actions';
import type { RowItem } from '../../ui/RowMenu';

type Channel = Schemas['Channel'];

/** What can be done with a channel, in a list or on its own page. */
export function useActions(of: Channel, onCopy: () => void): RowItem[] {
  const { t } = useTranslation();
  const ask = useAsk();
  const navigate = useNavigate();
  const turn = useChange((enabled: boolean) => call('patch', '/api/channels/{id}', { id: of.id, body: { enabled } }),
    (enabled) => t(enabled ? 'channels.isEnabled' : 'channels.isDisabled', { name: of.name }), ['channels']);
  const remove = useChange(async () => {
    await call('delete', '/api/channels/{id}', { id: of.id });
    void navigate('/channels', { replace: true });
  }, () => t('common.isDeleted', { name: of.name }), ['channels']);
  return [
    { icon: IconPencil, label: t('common.edit'), onClick: () => void navigate(`/channels/${of.id}?tab=settings`) },
    { icon: IconCopyPlus, label: t('common.duplicate'), onClick: onCopy },
    { icon: of.enabled ? IconPlayerPause : IconPlayerPlay, label: of.enabled ? t('common.disable') : t('common.enable'), onClick: () => turn.mutate(!of.enabled) },
    {
      icon: IconTrash, label: t('common.delete'), danger: true,
      onClick: () => ask({
        title: t('channels.deleteTitle', { name: of.name }), text: t('channels.deleteText'), confirm: t('common.delete'),
        onConfirm: () => remove.mutate(undefined),
      }),
    },
  ];
}
