import { Anchor, Tabs } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate, useParams, useSearchParams } from 'react-router';
import type { Schemas } from '../../api/client';
import { useChannel } from '../../api/queries';
import { Enabled } from '../../ui/Marks';
import { Page } from '../../ui/Page';
import { RowMenu } from '../../ui/RowMenu';
import { Loading, Trouble } from '../../ui/States';
import { ChannelForm } from './ChannelForm';
import { KeysTab } from './KeysTab';
import { ModelsTab } from './ModelsTab';
import { OverviewTab } from './OverviewTab';
import { SettingsTab } from './SettingsTab';
import { TestTab } from './TestTab';
import { TimelineTab } from './TimelineTab';
import { useActions } from './useActions';

type Channel = Schemas['Channel'];

/** One channel: how it does, what it serves, and all that can be set. */
export function Component() {
  const { id = '' } = useParams();
  const channel = useChannel(id);
  if (channel.data === undefined) {
    return channel.error === null ? <Loading /> : <Trouble error={channel.error} again={() => channel.refetch()} />;
  }
  return <Channel of={channel.data} />;
}

const TABS = ['overview', 'models', 'keys', 'test', 'timeline', 'settings'] as const;

function Channel({ of }: { of: Channel }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [search, setSearch] = useSearchParams();
  const [copying, setCopying] = useState(false);
  const actions = useActions(of, () => setCopying(true));
  return (
    <Page name="channel" title={of.name} actions={<><Enabled is={of.enabled} /><RowMenu name={of.name} items={actions} /></>}>
      <Anchor component={Link} to="/channels" size="sm">← {t('menu.channels')}</Anchor>
      <Tabs value={search.get('tab') ?? TABS[0]} onChange={(tab) => setSearch({ tab: tab ?? TABS[0] }, { replace: true })} keepMounted={false}>
        <Tabs.List mb="md">
          {TABS.map((tab) => <Tabs.Tab key={tab} value={tab}>{t(`channels.tab.${tab}`)}</Tabs.Tab>)}
        </Tabs.List>
        <Tabs.Panel value="overview"><OverviewTab channel={of} /></Tabs.Panel>
        <Tabs.Panel value="models"><ModelsTab channel={of} /></Tabs.Panel>
        <Tabs.Panel value="keys"><KeysTab channel={of} /></Tabs.Panel>
        <Tabs.Panel value="test"><TestTab channel={of} /></Tabs.Panel>
        <Tabs.Panel value="timeline"><TimelineTab id={of.id} /></Tabs.Panel>
        <Tabs.Panel value="settings"><SettingsTab channel={of} /></Tabs.Panel>
      </Tabs>
      {copying ? <ChannelForm like={of} onClose={() => setCopying(false)} onMade={(made) => void navigate(`/channels/${made.id}`)} /> : null}
    </Page>
  );
}
