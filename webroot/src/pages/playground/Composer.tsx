import { ActionIcon, Button, FileButton, Textarea, Tooltip } from '@mantine/core';
import { IconPhotoPlus, IconPlayerStop, IconSend, IconX } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { failed } from '../../ui/Actions';
import styles from '../../ui/ui.module.css';
import type { Picture, ToolCall, Words } from './chat';
import type { Said } from './conversation';
import own from './playground.module.css';
import { Thumb } from './Thumb';

const KINDS = 'image/png,image/jpeg,image/webp,image/gif';
const MOST = 8;
const LARGEST = 5 * 1024 * 1024;

interface ComposerProps {
  words: Words;
  onWords: (words: Words) => void;
  /** Who answers, column by column. */
  models: string[];
  /** Calls of tools that wait for results, in each column. */
  waiting: ToolCall[][];
  busy: boolean;
  /** Whether the settings cannot be sent. */
  broken: boolean;
  onSend: (said: Said) => void;
  onStop: () => void;
  actions: ReactNode;
}

/** What is said next: words and pictures, or the results of the tools that the model called. */
export function Composer(props: ComposerProps) {
  return props.waiting.some((calls) => calls.length > 0) && !props.busy ? <Results {...props} /> : <Next {...props} />;
}

function Next({ words, onWords, busy, broken, onSend, onStop, actions }: ComposerProps) {
  const { t } = useTranslation();
  const isEmpty = words.text.trim() === '' && words.pictures.length === 0;
  const send = () => {
    if (!busy && !broken && !isEmpty) {
      onSend({ words, results: [] });
    }
  };
  const add = (files: File[]) => {
    const fit = files.filter((file) => file.size <= LARGEST).slice(0, MOST - words.pictures.length);
    if (fit.length < files.length) {
      failed(new Error(t('playground.tooLarge', { count: MOST })));
    }
    void Promise.all(fit.map(pictureOf)).then((more) => onWords({ ...words, pictures: [...words.pictures, ...more] }));
  };
  return (
    <div className={own.composer}>
      <Textarea value={words.text} onChange={(event) => onWords({ ...words, text: event.currentTarget.value })} autosize minRows={2} maxRows={12} name="words"
        label={t('playground.message')} description={t('playground.messageText')}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && !event.shiftKey && !event.nativeEvent.isComposing) {
            event.preventDefault();
            send();
          }
        }} />
      <div className={styles.actions}>
        {busy
          ? <Button color="red.8" leftSection={<IconPlayerStop size={16} />} onClick={onStop} data-stop>{t('playground.stop')}</Button>
          : <Button leftSection={<IconSend size={16} />} onClick={send} disabled={broken || isEmpty} data-send>{t('playground.send')}</Button>}
        <FileButton accept={KINDS} multiple onChange={add}>
          {(button) => <Button {...button} variant="default" leftSection={<IconPhotoPlus size={16} />} disabled={words.pictures.length >= MOST}>{t('playground.picture')}</Button>}
        </FileButton>
        {actions}
      </div>
      {words.pictures.length === 0 ? null : (
        <div className={styles.actions}>
          {words.pictures.map((picture) => (
            <span key={picture.data} className={own.chosen}>
              <Thumb of={picture} />
              <Tooltip label={t('common.delete')}>
                <ActionIcon size="sm" variant="default" aria-label={`${t('common.delete')}: ${picture.name}`}
                  onClick={() => onWords({ ...words, pictures: words.pictures.filter((other) => other !== picture) })}><IconX size={14} /></ActionIcon>
              </Tooltip>
            </span>
          ))}
        </div>
      )}
    </div>
  );
}

function Results({ models, waiting, broken, onSend, actions }: ComposerProps) {
  const { t } = useTranslation();
  const [outputs, setOutputs] = useState<Record<string, string>>({});
  const nameOf = (column: number, call: ToolCall) => `${column} ${call.id}`;
  return (
    <div className={own.composer}>
      {waiting.flatMap((calls, column) => calls.map((call) => (
        <Textarea key={nameOf(column, call)} label={`${models.length > 1 ? `${models[column]}: ` : ''}${t('playground.resultOf', { call: `${call.name}(${call.input})` })}`} name="result" autosize minRows={1} maxRows={8}
          value={outputs[nameOf(column, call)] ?? ''} onChange={(event) => {
            const { value } = event.currentTarget;
            setOutputs((before) => ({ ...before, [nameOf(column, call)]: value }));
          }} />
      )))}
      <div className={styles.actions}>
        <Button leftSection={<IconSend size={16} />} disabled={broken} data-send
          onClick={() => onSend({ words: null, results: waiting.map((calls, column) => calls.map((call) => ({ call, output: outputs[nameOf(column, call)] ?? '' }))) })}>
          {t('playground.sendResults')}
        </Button>
        {actions}
      </div>
    </div>
  );
}

async function pictureOf(file: File): Promise<Picture> {
  const url = await new Promise<string>((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result));
    reader.onerror = () => reject(reader.error ?? new Error(file.name));
    reader.readAsDataURL(file);
  });
  return { name: file.name, type: file.type, data: url.slice(url.indexOf(',') + 1), file };
}
