import { Button, Menu } from '@mantine/core';
import { IconCheck, IconColumns3 } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Column } from './DataTable';

/** A column that may be left out. */
export interface Optional<T> extends Column<T> {
  /** Under which the choice is kept. */
  name: string;
  /** Whether it is left out until somebody wants it. */
  rare?: boolean;
}

type Choice = Record<string, boolean>;

function kept(place: string): Choice {
  try {
    const read = JSON.parse(localStorage.getItem(place) ?? '{}') as unknown;
    return typeof read === 'object' && read !== null ? (read as Choice) : {};
  } catch {
    return {};
  }
}

/** The columns that somebody has chosen, which their browser remembers, and the menu in which they do. */
export function useColumns<T>(list: string, all: Optional<T>[]): { columns: Optional<T>[]; menu: ReactNode } {
  const place = `sluice.columns.${list}`;
  const [choice, setChoice] = useState(() => kept(place));
  const isShown = ({ name, rare }: Optional<T>) => choice[name] ?? rare !== true;
  const columns = all.filter(isShown);
  const turn = (column: Optional<T>) => {
    const next = { ...choice, [column.name]: !isShown(column) };
    localStorage.setItem(place, JSON.stringify(next));
    setChoice(next);
  };
  return {
    columns,
    menu: <ColumnMenu all={all} isShown={isShown} turn={turn} last={columns.length === 1} />,
  };
}

interface ColumnMenuProps<T> {
  all: Optional<T>[];
  isShown: (column: Optional<T>) => boolean;
  turn: (column: Optional<T>) => void;
  /** Whether only one is left, which stays. */
  last: boolean;
}

function ColumnMenu<T>({ all, isShown, turn, last }: ColumnMenuProps<T>) {
  const { t } = useTranslation();
  return (
    <Menu closeOnItemClick={false}>
      <Menu.Target><Button variant="default" leftSection={<IconColumns3 size={16} />} data-columns>{t('common.columns')}</Button></Menu.Target>
      <Menu.Dropdown>
        {all.map((column) => (
          <Menu.Item
            key={column.name} role="menuitemcheckbox" aria-checked={isShown(column)} disabled={last && isShown(column)} onClick={() => turn(column)} data-column={column.name}
            leftSection={<IconCheck size={16} aria-hidden style={{ visibility: isShown(column) ? 'visible' : 'hidden' }} />}
          >
            {column.title}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
