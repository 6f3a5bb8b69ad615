import { ActionIcon, Menu } from '@mantine/core';
import { IconDotsVertical, type Icon } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

export interface RowItem {
  icon: Icon;
  /** What it does, in a word. */
  label: string;
  onClick: () => void;
  danger?: boolean;
}

/** What can be done with a row, where there is more of it than a row has room for. */
export function RowMenu({ name, items }: { name: string; items: RowItem[] }) {
  const { t } = useTranslation();
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" aria-label={`${t('common.actions')}: ${name}`} data-row-menu>
          <IconDotsVertical size={17} stroke={1.7} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {items.map(({ icon: Icon, label, onClick, danger = false }) => (
          <Menu.Item key={label} leftSection={<Icon size={16} stroke={1.7} />} onClick={onClick} data-action={label}
            {...(danger ? { style: { color: 'var(--sluice-bad)' } } : {})}>
            {label}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
