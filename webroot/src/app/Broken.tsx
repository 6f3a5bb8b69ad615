import { Button, Stack } from '@mantine/core';
import { Component, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Trouble } from '../ui/States';

interface BrokenProps {
  children: ReactNode;
}

/** Catches a page that failed, or that could not be loaded, as after an update of the gateway. */
export class Broken extends Component<BrokenProps, { error: Error | null }> {
  override state = { error: null };

  static getDerivedStateFromError(error: unknown) {
    return { error: error instanceof Error ? error : new Error(String(error)) };
  }

  override render() {
    return this.state.error === null ? this.props.children : <Apology error={this.state.error} />;
  }
}

function Apology({ error }: { error: Error }) {
  const { t } = useTranslation();
  return (
    <Stack p="md" align="flex-start">
      <Trouble error={error} />
      <Button onClick={() => location.reload()}>{t('common.reload')}</Button>
    </Stack>
  );
}
