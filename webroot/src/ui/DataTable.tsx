import { Button, Table, VisuallyHidden } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Empty, Loading, Trouble } from './States';
import styles from './ui.module.css';

export interface Column<T> {
  title: string;
  cell: (row: T) => ReactNode;
  /** Numbers stand to the right. */
  right?: boolean;
  /** The row's buttons; a narrow window shows them without a label. */
  actions?: boolean;
  /** Its title is for those who do not see the table. */
  untitled?: boolean;
}

interface Source<T> {
  data: T[] | undefined;
  error: Error | null;
  refetch: () => unknown;
  hasNextPage?: boolean;
  isFetchingNextPage?: boolean;
  fetchNextPage?: () => unknown;
}

interface DataTableProps<T> {
  label: string;
  source: Source<T>;
  columns: Column<T>[];
  id: (row: T) => string;
  empty: ReactNode;
  onPress?: (row: T) => void;
  state?: (row: T) => string;
}

/**
 * A list with its loading, empty and failed states, part by part; in narrow windows each row is a card. A search that has
 * found nothing where it has looked so far is not empty yet.
 */
export function DataTable<T>({ label, source, columns, id, empty, onPress, state }: DataTableProps<T>) {
  const { t } = useTranslation();
  if (source.data === undefined) {
    return source.error === null
      ? <div className={styles.card}><Loading /></div>
      : <Trouble error={source.error} again={() => source.refetch()} />;
  }
  const isEmpty = source.data.length === 0;
  const hasMore = source.hasNextPage === true;
  const nothing = hasMore ? <Empty title={t('common.noneSoFar')} text={t('common.noneSoFarText')} /> : empty;
  return (
    <div className={`${styles.card} ${styles.scroll}`}>
      {isEmpty ? nothing : (
        <Table className={styles.table} verticalSpacing="xs" aria-label={label}>
          <Table.Thead>
            <Table.Tr>
              {columns.map((column) => (
                <Table.Th key={column.title} className={column.right === true ? styles.right : undefined} scope="col">
                  {column.actions === true || column.untitled === true ? <VisuallyHidden>{column.title}</VisuallyHidden> : column.title}
                </Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {source.data.map((row) => (
              <Table.Tr
                key={id(row)} data-id={id(row)} data-state={state?.(row)}
                className={onPress === undefined ? undefined : styles.press}
                onClick={onPress === undefined ? undefined : () => onPress(row)}
              >
                {columns.map((column) => (
                  <Table.Td
                    key={column.title} data-label={column.actions === true ? '' : column.title}
                    className={column.right === true ? styles.right : undefined}
                    onClick={column.actions === true ? (event) => event.stopPropagation() : undefined}
                  >
                    {column.actions === true ? <div className={styles.rowActions}>{column.cell(row)}</div> : <div>{column.cell(row)}</div>}
                  </Table.Td>
                ))}
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
      {hasMore ? (
        <div className={styles.more}>
          <Button variant="default" size="xs" loading={source.isFetchingNextPage ?? false} onClick={() => source.fetchNextPage?.()}>
            {t(isEmpty ? 'common.lookFurther' : 'common.loadMore')}
          </Button>
        </div>
      ) : null}
    </div>
  );
}
