import { Anchor, Group, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useChannels, useNodes } from '../../api/queries';
import { count } from '../../ui/format';
import { Enabled, Mark } from '../../ui/Marks';
import { Card } from '../../ui/Page';

const MOST = 6;

/** Nodes and channels in a few lines, and live streams now. */
export function Glance() {
  const { t } = useTranslation();
  const nodes = useNodes();
  const channels = useChannels();
  const streams = nodes.data?.data.reduce((sum, node) => sum + (node.open_streams ?? 0), 0) ?? 0;
  return (
    <Card title={t('dashboard.glance')}>
      <Stack gap="xs">
        <Line label={t('nodes.streams')}>{count(streams)}</Line>
        {(nodes.data?.data ?? []).slice(0, MOST).map((node) => (
          <Line key={node.name} label={node.name} to="/nodes">
            <Mark tone={node.state === 'serving' ? 'good' : node.state === 'silent' || node.state === 'lost' ? 'bad' : 'warn'}>{t(`nodes.state.${node.state}`)}</Mark>
          </Line>
        ))}
        {channels.data?.length === 0 ? <Line label={t('channels.none')} to="/start">{t('menu.start')}</Line> : null}
        {(channels.data ?? []).slice(0, MOST).map((channel) => (
          <Line key={channel.id} label={channel.name} to="/channels"><Enabled is={channel.enabled} /></Line>
        ))}
      </Stack>
    </Card>
  );
}

function Line({ label, to, children }: { label: string; to?: string; children: React.ReactNode }) {
  return (
    <Group justify="space-between" gap="xs" wrap="nowrap">
      {to === undefined ? <Text size="sm">{label}</Text> : <Anchor component={Link} to={to} size="sm" truncate>{label}</Anchor>}
      <Text size="sm" component="span">{children}</Text>
    </Group>
  );
}
