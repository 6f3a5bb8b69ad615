import { Table } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { call, type Schemas } from '../../api/client';
import { count, money } from '../../ui/format';
import { Facts } from '../../ui/Page';
import styles from '../../ui/ui.module.css';
import { CLASSES, priceLines, type PriceLine } from './request';

type Request = Schemas['Request'];

/** What a request used and what that cost: line by line for those who may see its rule. */
export function Bill({ of, administrator }: { of: Request; administrator: boolean }) {
  const { t } = useTranslation();
  const rule = useQuery({ queryKey: ['rule', of.price_version, of.price_rule], enabled: administrator && of.price_rule > 0, staleTime: Infinity, queryFn: () => findRule(of) });
  const lines = rule.data === undefined || rule.data === null ? null : priceLines(of, rule.data as never);
  const used = CLASSES.filter(({ tokens }) => of.usage[tokens] > 0);
  const sum = lines?.reduce((total, line) => total + line.dollars, 0) ?? 0;
  const rest = Number(of.cost) - sum;
  return (
    <>
      {lines === null ? (
        <Facts of={used.map(({ tokens }) => [t(`tokens.${tokens}`), count(of.usage[tokens])])} />
      ) : (
        <div className={styles.scroll}><Lines of={lines} rest={Math.abs(rest) < 1e-9 ? 0 : rest} cost={of.cost} /></div>
      )}
      <Facts of={[
        [t('requests.cost'), <b>{money(of.cost)}</b>],
        ...(administrator ? [[t('requests.purchase'), money(of.purchase)] as [string, string]] : []),
        [t('requests.policy'), t(`policy.${of.policy}`)],
        [t('requests.source'), t(`source.${of.usage_source}`)],
        ...(of.policy === 'nothing_refused' ? [] : [[t('requests.priceVersion'), of.price_version === 0 ? t('requests.noPrice') : t('requests.versionRule', { version: of.price_version, rule: of.price_rule })] as [string, string]]),
        [t('requests.heldBefore'), money(of.held)],
        ...(of.unpriced_units.length === 0 ? [] : [[t('requests.unpriced'), of.unpriced_units.join(', ')] as [string, string]]),
      ]} />
    </>
  );
}

function Lines({ of, rest, cost }: { of: PriceLine[]; rest: number; cost: string | null }) {
  const { t } = useTranslation();
  return (
    <Table fz="sm" data-bill>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t('requests.what')}</Table.Th>
          <Table.Th className={styles.right}>{t('requests.amount')}</Table.Th>
          <Table.Th className={styles.right}>{t('requests.rate')}</Table.Th>
          <Table.Th className={styles.right}>{t('requests.cost')}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {of.map((line) => (
          <Table.Tr key={line.name}>
            <Table.Td>{line.isTokens ? t(`tokens.${line.name as keyof Schemas['Tokens']}`) : line.name === 'per-request' ? t('requests.perRequest') : line.name}</Table.Td>
            <Table.Td className={styles.right}>{count(line.amount)}</Table.Td>
            <Table.Td className={styles.right}>{line.rate === null ? '–' : line.isTokens ? t('requests.perMillion', { price: money(line.rate) }) : money(line.rate)}</Table.Td>
            <Table.Td className={styles.right}>{money(line.dollars)}</Table.Td>
          </Table.Tr>
        ))}
        {rest === 0 ? null : (
          <Table.Tr>
            <Table.Td colSpan={3}>{t('requests.rest')}</Table.Td>
            <Table.Td className={styles.right}>{money(rest)}</Table.Td>
          </Table.Tr>
        )}
        <Table.Tr>
          <Table.Td colSpan={3}><b>{t('requests.booked')}</b></Table.Td>
          <Table.Td className={styles.right}><b>{money(cost)}</b></Table.Td>
        </Table.Tr>
      </Table.Tbody>
    </Table>
  );
}

/** The rule is found by the model's name in its version; a rule for a family of names is not. */
async function findRule(of: Request): Promise<Schemas['PriceRule'] | null> {
  const found = await call('get', '/api/prices', { query: { version: of.price_version, model: of.model, limit: 200 } });
  return found.data.find((rule) => rule.id === of.price_rule) ?? null;
}
