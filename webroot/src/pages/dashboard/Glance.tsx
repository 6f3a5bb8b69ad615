import { Anchor, Group, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Schemas } from '../../api/client';
import { useChannels, useNodes } from '../../api/queries';
import { Enabled, Mark } from '../../ui/Marks';
import { Card } from '../../ui/Page';
import { Lately, useLately } from '../channels/Lately';

const MOST = 6;

/** How the nodes are, and how each channel did in the last day. */
export function Glance() {
  const { t } = useTranslation();
  const nodes = useNodes();
  const channels = useChannels();
  const lately = useLately();
  return (
    <Card title={t('dashboard.glance')}>
      <Stack gap="xs">
        {(nodes.data?.data ?? []).slice(0, MOST).map((node) => (
          <Line key={node.name} label={node.name} to="/nodes">
            <Mark tone={node.state === 'serving' ? 'good' : node.state === 'silent' || node.state === 'lost' ? 'bad' : 'warn'}>{t(`nodes.state.${node.state}`)}</Mark>
          </Line>
        ))}
        {channels.data?.length === 0 ? <Line label={t('dashboard.noChannels')} to="/start">{t('menu.start')}</Line> : null}
        {worstFirst(channels.data ?? [], lately).slice(0, MOST).map((channel) => (
          <Line key={channel.id} label={channel.name} to="/channels">{channel.enabled ? <Lately of={lately.get(channel.id)} /> : <Enabled is={false} />}</Line>
        ))}
      </Stack>
    </Card>
  );
}

/** Channels that fail most come first: they are what one looks for. */
function worstFirst(channels: Schemas['Channel'][], lately: ReturnType<typeof useLately>): Schemas['Channel'][] {
  const failing = ({ id }: Schemas['Channel']) => {
    const sums = lately.get(id);
    return sums === undefined || sums.requests === 0 ? 0 : sums.failed / sums.requests;
  };
  return [...channels].sort((one, other) => failing(other) - failing(one));
}

function Line({ label, to, children }: { label: string; to?: string; children: React.ReactNode }) {
  return (
    <Group justify="space-between" gap="xs" wrap="nowrap">
      {to === undefined ? <Text size="sm">{label}</Text> : <Anchor component={Link} to={to} size="sm" truncate>{label}</Anchor>}
      <Text size="sm" component="span" ta="right">{children}</Text>
    </Group>
  );
}
