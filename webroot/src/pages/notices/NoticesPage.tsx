import { Switch } from '@mantine/core';
import { IconCheck } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { call, type Schemas } from '../../api/client';
import { useParts } from '../../api/queries';
import { useChange } from '../../ui/Actions';
import { DataTable } from '../../ui/DataTable';
import { Mark, Mono, When } from '../../ui/Marks';
import { Page } from '../../ui/Page';
import { RowAction } from '../../ui/RowAction';
import { Empty } from '../../ui/States';

type Notice = Schemas['Notice'];

/** What somebody should be told, such as that a budget is nearly used up. */
export function Component() {
  const { t } = useTranslation();
  const [untold, setUntold] = useState(true);
  const notices = useParts<Notice>(['notices', untold], (after, limit) => call('get', '/api/notices', { query: { untold: untold ? 'true' : 'false', after, limit } as never }));
  const tell = useChange((notice: Notice) => call('post', '/api/notices/{id}/told', { id: notice.id }), () => t('notices.noted'), ['notices']);
  return (
    <Page
      name="notices" title={t('menu.notices')} lead={t('notices.lead')}
      actions={<Switch label={t('notices.untold')} checked={untold} onChange={(event) => setUntold(event.currentTarget.checked)} />}
    >
      <DataTable
        label={t('menu.notices')} source={notices} id={(notice) => notice.id} empty={<Empty title={t('notices.none')} text={t('notices.noneText')} />}
        columns={[
          { title: t('requests.time'), cell: (notice) => <When at={notice.created_at} /> },
          { title: t('requests.what'), cell: (notice) => t(`notices.kind.${notice.kind}`) },
          { title: t('notices.about'), cell: (notice) => <Mono>{notice.subject}</Mono> },
          { title: t('common.state'), cell: (notice) => (notice.told_at === null ? <Mark tone="warn">{t('notices.open')}</Mark> : <When at={notice.told_at} />) },
          { title: t('common.actions'), actions: true, cell: (notice) => (notice.told_at === null ? <RowAction icon={IconCheck} label={t('notices.tell')} name={notice.id} onClick={() => tell.mutate(notice)} /> : null) },
        ]}
      />
    </Page>
  );
}
