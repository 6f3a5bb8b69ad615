import { ActionIcon, Tooltip } from '@mantine/core';
import type { Icon } from '@tabler/icons-react';

interface RowActionProps {
  icon: Icon;
  /** What it does, in a word. */
  label: string;
  /** What it does it to. */
  name: string;
  onClick: () => void;
  danger?: boolean;
  loading?: boolean;
}

/** A button of a row, named in full for those who do not see the row. */
export function RowAction({ icon: Icon, label, name, onClick, danger = false, loading = false }: RowActionProps) {
  return (
    <Tooltip label={label}>
      <ActionIcon variant="subtle" color={danger ? 'red' : 'gray'} onClick={onClick} loading={loading} aria-label={`${label}: ${name}`} data-action={label}>
        <Icon size={17} stroke={1.7} />
      </ActionIcon>
    </Tooltip>
  );
}
