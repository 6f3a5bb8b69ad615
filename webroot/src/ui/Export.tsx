import { Button, Loader, Menu } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { download } from '../api/client';
import { failed } from './Actions';
import { size } from './format';

type Format = 'csv' | 'jsonl';

interface ExportProps {
  path: string;
  query: object;
  /** Of the file, without its ending. */
  name: string;
  formats?: Format[];
}

/** Has a list made into a file, and says how much of it has come: of a million rows it takes a while. */
export function Export({ path, query, name, formats = ['csv', 'jsonl'] }: ExportProps) {
  const { t } = useTranslation();
  const [bytes, setBytes] = useState(0);
  const fetch = useMutation({
    mutationFn: (format: Format) => download(path, { ...query, format }, `${name}.${format}`, setBytes),
    onError: failed,
    onSettled: () => setBytes(0),
  });
  if (fetch.isPending) {
    return <Button variant="default" leftSection={<Loader size="xs" />} disabled role="status" data-export>{size(bytes)}</Button>;
  }
  const icon = <IconDownload size={16} />;
  const [only] = formats;
  if (only !== undefined && formats.length === 1) {
    return <Button variant="default" leftSection={icon} onClick={() => fetch.mutate(only)} data-export>{t(`common.${only}`)}</Button>;
  }
  return (
    <Menu>
      <Menu.Target><Button variant="default" leftSection={icon} data-export>{t('common.export')}</Button></Menu.Target>
      <Menu.Dropdown>
        {formats.map((format) => <Menu.Item key={format} onClick={() => fetch.mutate(format)} data-format={format}>{t(`common.${format}`)}</Menu.Item>)}
      </Menu.Dropdown>
    </Menu>
  );
}
