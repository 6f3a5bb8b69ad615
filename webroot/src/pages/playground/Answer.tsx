import { Accordion, Alert, Anchor, Loader, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useWho } from '../../app/role';
import { useNames } from '../../api/queries';
import { count, millis, money } from '../../ui/format';
import { Mark, Mono } from '../../ui/Marks';
import { tokensOf } from '../requests/request';
import type { Result } from './conversation';
import own from './playground.module.css';
import type { Run } from './run';

/** What one model said, how long it took and what it cost. */
export function Answer({ of, results }: { of: Run; results: Result[] }) {
  const { t } = useTranslation();
  const { said, target: { model } } = of;
  const { administrator } = useWho();
  const nameOf = useNames(administrator);
  const channel = of.target.channel ?? (administrator ? of.bill?.channel_id : null) ?? null;
  return (
    <section className={own.answer} data-answer={of.state} aria-label={t('playground.answerOf', { model })}>
      {results.map(({ call, output }) => (
        <Text key={call.id} size="sm" c="dimmed"><Mono>{call.name}</Mono> → <Mono>{output}</Mono></Text>
      ))}
      <Text size="xs" fw={600} c="dimmed" data-by>
        {of.fallback === null ? model : `${model} → ${of.fallback}`}{channel === null ? null : ` · ${nameOf('channel', channel)}`}
      </Text>
      {said.thought === '' ? null : (
        <Accordion variant="contained" my="xs" chevronPosition="left">
          <Accordion.Item value="thought">
            <Accordion.Control><Text size="sm">{t('playground.thought')}</Text></Accordion.Control>
            <Accordion.Panel><div className={own.text}>{said.thought}</div></Accordion.Panel>
          </Accordion.Item>
        </Accordion>
      )}
      <div className={own.text} data-text>{said.text}</div>
      {said.calls.map((call) => <Text key={call.id} size="sm" data-call={call.name}>{t('playground.calls')} <Mono>{`${call.name}(${call.input})`}</Mono></Text>)}
      {of.error === null ? null : <Alert color="red" role="alert" p="xs" mt="xs">{of.error}</Alert>}
      <Figures of={of} />
    </section>
  );
}

function Figures({ of }: { of: Run }) {
  const { t } = useTranslation();
  if (of.state === 'running') {
    return <div className={own.figures} role="status"><Loader size="xs" />{of.firstMs === null ? t('playground.waiting') : t('playground.comes', { time: millis(of.firstMs) })}</div>;
  }
  const { bill } = of;
  const tokens = bill === null ? null : tokensOf(bill.usage);
  return (
    <div className={own.figures} data-figures={bill === null ? 'timed' : 'billed'}>
      {of.state === 'stopped' ? <Mark tone="warn">{t('playground.stopped')}</Mark> : null}
      {of.firstMs === null ? null : <span>{t('playground.first', { time: millis(of.firstMs) })}</span>}
      {of.totalMs === null ? null : <span>{t('playground.total', { time: millis(of.totalMs) })}</span>}
      {tokens === null ? null : <span>{t('dashboard.inOut', { input: count(tokens.prompt), output: count(tokens.answer) })}</span>}
      {bill === null ? null : <b>{money(bill.cost)}</b>}
      {of.losses.length === 0 ? null : <span>{t('playground.losses', { names: of.losses.join(', ') })}</span>}
      {bill === null ? null : <Anchor component={Link} to={`/requests/${bill.call_id}`} size="xs" data-explain>{t('requests.explain')}</Anchor>}
    </div>
  );
}
