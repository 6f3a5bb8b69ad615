import { Alert, Button, FileButton, Group, Select, Stack, Text } from '@mantine/core';
import { IconUpload } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { call, type Schemas } from '../../api/client';
import { told, useAsk } from '../../ui/Actions';
import { DataTable } from '../../ui/DataTable';
import { money } from '../../ui/format';
import { Card } from '../../ui/Page';
import { Empty } from '../../ui/States';

const FORMATS = { litellm: 'LiteLLM', 'one-api': 'One API', 'new-api': 'New API' };

type Rule = Schemas['PriceRule'];

/** Another system's list: first what it would change, then, if wanted, the change. */
export function Import() {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const ask = useAsk();
  const [format, setFormat] = useState<string | null>('litellm');
  const [list, setList] = useState<object | null>(null);
  const look = useMutation({ mutationFn: async (file: File) => {
    const read = JSON.parse(await file.text()) as object;
    setList(read);
    return send(format, read, false);
  } });
  const apply = useMutation({
    mutationFn: (read: object) => send(format, read, true),
    onSuccess: async (done) => {
      await queries.invalidateQueries({ queryKey: ['prices'] });
      told(t('prices.isPublished', { version: done.version }));
      look.reset();
    },
  });
  const error = look.error ?? apply.error;
  return (
    <Stack>
      <Card title={t('prices.tab.import')}>
        <Text size="sm" mb="sm">{t('prices.importText')}</Text>
        <Group align="end">
          <Select label={t('prices.format')} value={format} onChange={setFormat} data={Object.entries(FORMATS).map(([value, label]) => ({ value, label }))} />
          <FileButton accept="application/json,.json" onChange={(file) => (file === null ? undefined : look.mutate(file))}>
            {(props) => <Button {...props} variant="default" leftSection={<IconUpload size={16} />} loading={look.isPending}>{t('prices.chooseFile')}</Button>}
          </FileButton>
        </Group>
        {error === null ? null : <Alert color="red" role="alert" mt="md">{error.message}</Alert>}
      </Card>
      {look.data === undefined ? null : (
        <>
          <Alert color="blue" title={t('prices.read', { read: look.data.read, changed: look.data.changed })}>
            <Button loading={apply.isPending} disabled={look.data.changed === 0}
              onClick={() => ask({ title: t('prices.applyTitle'), text: t('prices.applyText'), confirm: t('prices.publish'), onConfirm: () => (list === null ? undefined : apply.mutate(list)) })}>
              {t('prices.publish')}
            </Button>
          </Alert>
          <DataTable
            label={t('prices.differences')} id={(one) => `${one.is.model} ${one.is.kind} ${one.is.group ?? ''} ${one.is.provider ?? ''}`}
            source={{ data: look.data.differences as { was: Rule | null; is: Rule }[], error: null, refetch: () => undefined }} empty={<Empty title={t('prices.noDifference')} />}
            columns={[
              { title: t('requests.model'), cell: (one) => <b>{one.is.model}</b> },
              { title: t('prices.was'), cell: (one) => rates(one.was) },
              { title: t('prices.is'), cell: (one) => rates(one.is) },
            ]}
          />
        </>
      )}
    </Stack>
  );
}

const rates = (rule: Rule | null) => (rule === null ? '–' : `${money(rule.input)} / ${money(rule.output)}`);

const send = (format: string | null, list: object, apply: boolean) =>
  call('post', '/api/prices/import', { query: { format, apply: apply ? 'true' : 'false' } as never, body: list });
