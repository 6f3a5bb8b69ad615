import { Alert, Button, Select, Switch, Tabs } from '@mantine/core';
import { IconEraser } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useWho } from '../../app/role';
import { useModels } from '../../api/queries';
import { Snippet } from '../../ui/Actions';
import { Card, Page } from '../../ui/Page';
import { Empty, Loading, Trouble } from '../../ui/States';
import styles from '../../ui/ui.module.css';
import { modelsOf } from '../start/door';
import { Answer } from './Answer';
import { wire, type Wire } from './asking';
import { DIALECTS, NAMES, PLAIN, type Dialect, type Settings, type Target, type Words } from './chat';
import { codeOf } from './code';
import { Composer } from './Composer';
import { stepsOf, useConversation, useKey, waiting, type Turn } from './conversation';
import own from './playground.module.css';
import { SettingsCard } from './SettingsCard';
import { Thumb } from './Thumb';

/** Tries models out, through the gateway's own doors: what is said here is a call like any other, and is billed. */
export function Component() {
  const { t } = useTranslation();
  const key = useKey();
  const models = useQuery({ queryKey: ['models', 'playground'], enabled: key.data !== undefined, queryFn: () => modelsOf(key.data?.key ?? '') });
  return (
    <Page name="playground" title={t('menu.playground')} lead={t('playground.lead')}>
      {key.error === null ? null : <Trouble error={key.error} again={() => key.refetch()} />}
      {models.error === null ? null : <Trouble error={models.error} again={() => models.refetch()} />}
      {models.data === undefined
        ? (key.error === null && models.error === null ? <Loading /> : null)
        : models.data.length === 0 ? <Card><Empty title={t('playground.noModels')} text={t('playground.noModelsText')} /></Card> : <Ground models={models.data} />}
    </Page>
  );
}

function Ground({ models }: { models: string[] }) {
  const { t } = useTranslation();
  const [settings, setSettings] = useState<Settings>(PLAIN);
  const [chosen, setChosen] = useState<Target[]>([{ model: models[0] ?? '', channel: null }, { model: models[1] ?? models[0] ?? '', channel: null }]);
  const [compared, setCompared] = useState(false);
  const [words, setWords] = useState<Words>({ text: '', pictures: [] });
  const asked = compared ? chosen : chosen.slice(0, 1);
  const talk = useConversation(asked, settings);
  const change = (some: Partial<Settings>) => setSettings((before) => ({ ...before, ...some }));
  const next = tried(() => wire(asked[0] ?? NOBODY, [...stepsOf(talk.turns, 0), { by: 'user', words }], settings));
  const choose = (column: number) => (
    <TargetFields models={models} of={chosen[column] ?? NOBODY} column={column} number={compared ? column + 1 : null}
      onChange={(target) => setChosen((before) => before.map((old, at) => (at === column ? target : old)))} />
  );
  return (
    <>
      <div className={`${styles.card} ${styles.padded} ${styles.fields}`}>
        <Select label={t('requests.dialect')} data={DIALECTS.map((value) => ({ value, label: NAMES[value] }))} value={settings.dialect} allowDeselect={false}
          data-field="dialect" onChange={(value) => change({ dialect: (value ?? 'openai') as Dialect })} />
        {choose(0)}
        {compared ? choose(1) : null}
        <Switch label={t('playground.compare')} checked={compared} onChange={(event) => setCompared(event.currentTarget.checked)} data-compare mb={8} />
      </div>
      <div className={own.ground}>
        <div className={own.talk}>
          <Talk turns={talk.turns} columns={asked.length} />
          <Composer
            words={words} onWords={setWords} models={asked.map(({ model }) => model)} waiting={waiting(talk.turns, asked.length)} busy={talk.busy} broken={next === null} onStop={talk.stop}
            onSend={(said) => {
              talk.send(said);
              setWords({ text: '', pictures: [] });
            }}
            actions={talk.turns.length === 0 ? null : (
              <Button variant="default" leftSection={<IconEraser size={16} />} onClick={talk.clear} data-clear>{t('playground.clear')}</Button>
            )}
          />
        </div>
        <SettingsCard of={settings} onChange={change} />
      </div>
      {next === null ? null : <Code dialect={settings.dialect} next={next} model={asked[0]?.model ?? ''} />}
    </>
  );
}

const NOBODY: Target = { model: '', channel: null };

interface TargetFieldsProps {
  models: string[];
  of: Target;
  column: number;
  /** Where two are compared. */
  number: number | null;
  onChange: (target: Target) => void;
}

/** The model that answers, and for those who set up channels the one that is to lead to it. */
function TargetFields({ models, of, column, number, onChange }: TargetFieldsProps) {
  const { t } = useTranslation();
  const { manages } = useWho();
  const offered = useModels(null, manages);
  const channels = offered.data?.data.find(({ model }) => model === of.model)?.channels ?? [];
  return (
    <>
      <Select label={number === null ? t('requests.model') : t('playground.modelOf', { number })} data={models} value={of.model} searchable allowDeselect={false}
        data-field={`model-${column}`} onChange={(model) => onChange({ model: model ?? of.model, channel: null })} />
      {manages ? (
        <Select label={number === null ? t('requests.channel') : t('playground.channelOf', { number })} placeholder={t('playground.anyChannel')} clearable
          data={channels.map(({ id, name }) => ({ value: id, label: name }))} value={of.channel} data-field={`channel-${column}`}
          onChange={(channel) => onChange({ ...of, channel })} />
      ) : null}
    </>
  );
}

/** What settings that are no JSON come to. */
function tried(work: () => Wire): Wire | null {
  try {
    return work();
  } catch (error) {
    if (error instanceof SyntaxError) {
      return null;
    }
    throw error;
  }
}

function Talk({ turns, columns }: { turns: Turn[]; columns: number }) {
  const { t } = useTranslation();
  if (turns.length === 0) {
    return <Alert color="gray" variant="light" role="note">{t('playground.billed')}</Alert>;
  }
  return (
    <ol className={own.turns} aria-label={t('playground.conversation')}>
      {turns.map((turn) => (
        <li key={turn.id}>
          {turn.words === null ? null : (
            <div className={own.words} data-said>
              {turn.words.pictures.length === 0 ? null : <div className={styles.actions}>{turn.words.pictures.map((picture) => <Thumb key={picture.data} of={picture} />)}</div>}
              {turn.words.text}
            </div>
          )}
          <div className={columns > 1 ? own.pair : undefined}>
            {turn.runs.map((run, column) => (run === null ? <div key={column} /> : <Answer key={column} of={run} results={turn.results[column] ?? []} />))}
          </div>
        </li>
      ))}
    </ol>
  );
}

function Code({ dialect, next, model }: { dialect: Dialect; next: Wire; model: string }) {
  const { t } = useTranslation();
  const all = codeOf(dialect, next, model, location.origin);
  return (
    <Card title={t('playground.code')}>
      <Tabs defaultValue="curl" key={dialect} keepMounted={false}>
        <Tabs.List>{all.map(({ name }) => <Tabs.Tab key={name} value={name}>{name}</Tabs.Tab>)}</Tabs.List>
        {all.map(({ name, code }) => <Tabs.Panel key={name} value={name} pt="sm" data-code><Snippet code={code} /></Tabs.Panel>)}
      </Tabs>
    </Card>
  );
}
