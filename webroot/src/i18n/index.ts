import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import base from './en/base.json';
import type gateway from './en/gateway.json';
import type operation from './en/operation.json';
import type people from './en/people.json';
import type requests from './en/requests.json';

/** Languages by folder: each is loaded when it is chosen. `scripts/words.mjs` sees to it that none lacks a word. */
export const LANGUAGES = { en: 'English', 'zh-CN': '简体中文' } as const;

export type Language = keyof typeof LANGUAGES;

/** The words of the frame and of the first page; they are always there. */
const BASE = 'base';

/** Words that come along with the first page that says them. */
export type Part = 'gateway' | 'operation' | 'people' | 'requests';

const FILES = import.meta.glob<{ default: object }>(['./*/*.json', '!./en/base.json']);
const PLACE = 'sluice.language';
const wanted = new Set<typeof BASE | Part>([BASE]);
const loaded = new Set([`./en/${BASE}.json`]);

declare module 'i18next' {
  interface CustomTypeOptions {
    resources: { translation: typeof base & typeof gateway & typeof operation & typeof people & typeof requests };
  }
}

function preferred(): Language {
  const kept = localStorage.getItem(PLACE);
  if (kept !== null && kept in LANGUAGES) {
    return kept as Language;
  }
  return navigator.language.startsWith('zh') ? 'zh-CN' : 'en';
}

/** Adds all that is wanted in this language and not there yet, and what comes to be wanted meanwhile. */
async function fetchWords(language: Language): Promise<void> {
  const lacking = [...wanted].map((part) => `./${language}/${part}.json`).filter((file) => !loaded.has(file));
  if (lacking.length === 0) {
    return;
  }
  await Promise.all(lacking.map(async (file) => {
    i18next.addResourceBundle(language, 'translation', (await FILES[file]?.())?.default ?? {}, true);
    loaded.add(file);
  }));
  await fetchWords(language);
}

async function change(language: Language): Promise<void> {
  await fetchWords(language);
  await i18next.changeLanguage(language);
  document.documentElement.lang = language;
}

export async function startWords(): Promise<void> {
  await i18next.use(initReactI18next).init({
    resources: { en: { translation: base } },
    lng: 'en',
    fallbackLng: 'en',
    interpolation: { escapeValue: false },
    react: { useSuspense: false },
  });
  await change(preferred());
}

export async function speak(language: Language): Promise<void> {
  localStorage.setItem(PLACE, language);
  await change(language);
}

/** Has these words, in the language that is spoken now and from now on in every other that is chosen. */
export async function needWords(...parts: Part[]): Promise<void> {
  parts.forEach((part) => wanted.add(part));
  let language;
  do {
    // Another may be chosen while these are on their way.
    language = i18next.language as Language;
    await fetchWords(language);
  } while (language !== i18next.language);
}
