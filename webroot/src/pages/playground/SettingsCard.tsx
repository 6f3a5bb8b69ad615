import { Group, JsonInput, NumberInput, Stack, Switch, TagsInput, Textarea } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Card } from '../../ui/Page';
import styles from '../../ui/ui.module.css';
import { readExtra, readTools, type Settings } from './chat';

const EXAMPLE = '[{"name": "weather", "description": "…",\n  "parameters": {"type": "object", "properties": {"city": {"type": "string"}}}}]';

/** All that a request can say beside the conversation; what has no field here is JSON. */
export function SettingsCard({ of, onChange }: { of: Settings; onChange: (some: Partial<Settings>) => void }) {
  const { t } = useTranslation();
  const number = (name: 'temperature' | 'topP' | 'maxTokens', most: number | undefined, step: number) => (
    <NumberInput label={t(`playground.${name}`)} name={name} value={of[name]} min={0} {...(most === undefined ? {} : { max: most })} step={step} allowDecimal={step < 1}
      placeholder={t('playground.unset')} onChange={(value) => onChange({ [name]: typeof value === 'number' ? value : '' })} />
  );
  return (
    <Card title={t('playground.settings')}>
      <Stack gap="sm">
        <Textarea label={t('playground.system')} name="system" value={of.system} onChange={(event) => onChange({ system: event.currentTarget.value })} autosize minRows={2} maxRows={8} />
        <Group grow align="end">
          {number('temperature', 2, 0.1)}
          {number('topP', 1, 0.05)}
        </Group>
        {number('maxTokens', undefined, 1)}
        <TagsInput label={t('playground.stopWords')} data-field="stop" value={of.stop} onChange={(stop) => onChange({ stop })} />
        <Switch label={t('playground.stream')} checked={of.stream} onChange={(event) => onChange({ stream: event.currentTarget.checked })} data-stream />
        <Json name="tools" value={of.tools} onChange={(tools) => onChange({ tools })} valid={isGood(() => readTools(of.tools))} placeholder={EXAMPLE} />
        <Json name="extra" value={of.extra} onChange={(extra) => onChange({ extra })} valid={isGood(() => readExtra(of.extra))} placeholder='{"seed": 7}' />
      </Stack>
    </Card>
  );
}

function Json({ name, value, onChange, valid, placeholder }: {
  name: 'tools' | 'extra'; value: string; onChange: (value: string) => void; valid: boolean; placeholder: string;
}) {
  const { t } = useTranslation();
  return (
    <JsonInput label={t(`playground.${name}`)} description={t(`playground.${name}Text`)} name={name} value={value} onChange={onChange} placeholder={placeholder}
      autosize minRows={3} maxRows={14} error={valid ? undefined : t('playground.noJson')} classNames={{ input: styles.mono ?? '' }} />
  );
}

function isGood(read: () => unknown): boolean {
  try {
    read();
    return true;
  } catch {
    return false;
  }
}
