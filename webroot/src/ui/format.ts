import i18next from 'i18next';

const made = new Map<string, unknown>();

/** Formats are dear to make and depend on the language; each is made once. */
function kept<T>(name: string, make: (language: string) => T): T {
  const key = `${i18next.language} ${name}`;
  if (!made.has(key)) {
    made.set(key, make(i18next.language));
  }
  return made.get(key) as T;
}

export const count = (value: number): string =>
  kept('count', (language) => new Intl.NumberFormat(language)).format(value);

export const brief = (value: number): string =>
  kept('brief', (language) => new Intl.NumberFormat(language, { notation: 'compact', maximumFractionDigits: 1 })).format(value);

/** Bytes, as far as anybody cares. */
export const size = (bytes: number): string =>
  kept('size', (language) => new Intl.NumberFormat(language, { style: 'unit', unit: 'megabyte', maximumFractionDigits: 1 })).format(bytes / 1_000_000);

export const percent = (part: number, whole: number): string =>
  kept('percent', (language) => new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 1 })).format(whole === 0 ? 0 : part / whole);

/** Decimal dollars as the API gives them, shortened to what can be read; cents and more keep two places. */
export function money(dollars: string | number | null | undefined): string {
  if (dollars === null || dollars === undefined) {
    return '–';
  }
  const value = Number(dollars);
  const small = value !== 0 && Math.abs(value) < 0.1;
  return kept(`money${small}`, (language) => new Intl.NumberFormat(language, {
    style: 'currency', currency: 'USD', currencyDisplay: 'narrowSymbol',
    ...(small ? { minimumSignificantDigits: 1, maximumSignificantDigits: 3 } : {}),
  })).format(value);
}

export const when = (moment: string | Date): string =>
  kept('when', (language) => new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'medium' })).format(new Date(moment));

export const day = (moment: string | Date): string =>
  kept('day', (language) => new Intl.DateTimeFormat(language, { dateStyle: 'medium' })).format(new Date(moment));

/** A slot of a chart: the hour, or the day in UTC. */
export function slot(moment: string, size: string): string {
  const hours = size === 'hour';
  return kept(`slot${size}`, (language) => new Intl.DateTimeFormat(language, hours
    ? { month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }
    : { month: 'short', day: 'numeric', timeZone: 'UTC' })).format(new Date(moment));
}

export function millis(ms: number | null | undefined): string {
  if (ms === null || ms === undefined) {
    return '–';
  }
  if (ms < 10) {
    return `${ms % 1 === 0 ? ms : ms.toFixed(1)} ms`;
  }
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
}

export const micros = (us: number | null | undefined): string =>
  (us === null || us === undefined ? '–' : us < 1_000 ? `${us} µs` : millis(us / 1_000));

export function duration(ms: number): string {
  const minutes = Math.floor(ms / 60_000);
  if (minutes < 1) {
    return `${Math.floor(ms / 1000)} s`;
  }
  if (minutes < 60) {
    return `${minutes} min`;
  }
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} h ${minutes % 60} min` : `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

/** What a person typed as dollars: a comma is a point too, and no number goes through floating point. */
export const dollars = (typed: string): string => typed.trim().replace(',', '.').replace(/^\$/, '');

/** A local date and time of a form as a moment; null if left empty. */
export const moment = (typed: string): string | null => (typed === '' ? null : new Date(typed).toISOString());

/** A moment as a form's field wants it. */
export function field(instant: string | Date | null): string {
  if (instant === null) {
    return '';
  }
  const date = new Date(instant);
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}
