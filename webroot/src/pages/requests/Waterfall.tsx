import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../api/client';
import { micros } from '../../ui/format';
import own from './waterfall.module.css';

type Explanation = Schemas['Explanation'];

interface Bar {
  label: string;
  from: number;
  to: number;
  /** Whose time it is. */
  whose: 'gateway' | 'failed' | 'upstream';
  /** Where the first token came. */
  mark: number | null;
}

/** Where the time of a request went, step by step, each as a bar from its beginning to its end. */
export function Waterfall({ of }: { of: Explanation }) {
  const { t } = useTranslation();
  const bars = barsOf(of, {
    admission: t('explain.part.admission'), routing: t('explain.part.routing'), stream: t('explain.part.stream'), settlement: t('explain.part.settlement'),
    attempt: (n, channel) => (channel === undefined ? t('explain.attempt', { n }) : t('explain.attemptAt', { n, channel })),
  });
  const end = Math.max(1, ...bars.map(({ to }) => to));
  if (bars.length === 0) {
    return <>{t('explain.noTimes')}</>;
  }
  return (
    <>
      <ol className={own.bars} data-waterfall>
        {bars.map((bar) => (
          <li key={bar.label} data-bar={bar.whose}>
            <span className={own.label}>{bar.label}</span>
            <span className={own.track} aria-hidden>
              <span className={own.bar} data-whose={bar.whose} style={{ left: `${(100 * bar.from) / end}%`, width: `${(100 * (bar.to - bar.from)) / end}%` }} />
              {bar.mark === null ? null : <span className={own.first} style={{ left: `${(100 * bar.mark) / end}%` }} />}
            </span>
            <span className={own.time}>{micros(bar.to - bar.from)}</span>
          </li>
        ))}
      </ol>
      <p className={own.legend}>
        <span data-whose="gateway">{t('explain.byGateway')}</span>
        <span data-whose="upstream">{t('explain.byUpstream')}</span>
        <span data-whose="failed">{t('explain.inVain')}</span>
        <span data-whose="first">{t('explain.firstToken')}</span>
        <span>{t('explain.whole', { time: micros(end) })}</span>
      </p>
    </>
  );
}

interface Labels {
  admission: string;
  routing: string;
  stream: string;
  settlement: string;
  attempt: (n: number, channel: string | undefined) => string;
}

function barsOf(of: Explanation, labels: Labels): Bar[] {
  const bars: Bar[] = [];
  const add = (label: string, from: number, took: number, whose: Bar['whose'], mark: number | null = null) => bars.push({ label, from, to: from + took, whose, mark });
  if (of.admission !== null) {
    add(labels.admission, of.admission.at_us, of.admission.took_us, 'gateway');
  }
  if (of.routing !== null) {
    add(labels.routing, of.routing.at_us, of.routing.took_us, 'gateway');
  }
  const attempts = of.attempts ?? [];
  attempts.forEach((one, place) => {
    const isLast = place === attempts.length - 1 && of.status < 400;
    add(labels.attempt(one.n, one.channel), one.began_us, one.took_us, isLast ? 'upstream' : 'failed', one.first_token_us === null ? null : one.began_us + one.first_token_us);
  });
  if (of.stream !== null) {
    add(labels.stream, of.stream.first_token_us, of.stream.ended_us - of.stream.first_token_us, 'upstream');
  }
  const settled = of.settlement?.took_us ?? null;
  if (settled !== null) {
    add(labels.settlement, of.stream?.ended_us ?? Math.max(0, ...bars.map(({ to }) => to)), settled, 'gateway');
  }
  return bars;
}
