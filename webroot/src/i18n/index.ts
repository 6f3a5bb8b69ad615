import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import en from './en.json';

/** Languages by file: each is loaded when it is chosen. `scripts/words.mjs` sees to it that none lacks a word. */
export const LANGUAGES = { en: 'English', 'zh-CN': '简体中文' } as const;

export type Language = keyof typeof LANGUAGES;

const OTHERS: Record<Exclude<Language, 'en'>, () => Promise<{ default: object }>> = {
  'zh-CN': () => import('./zh-CN.json'),
};
const PLACE = 'sluice.language';

declare module 'i18next' {
  interface CustomTypeOptions {
    resources: { translation: typeof en };
  }
}

function wanted(): Language {
  const kept = localStorage.getItem(PLACE);
  if (kept !== null && kept in LANGUAGES) {
    return kept as Language;
  }
  return navigator.language.startsWith('zh') ? 'zh-CN' : 'en';
}

async function load(language: Language): Promise<void> {
  if (language !== 'en' && !i18next.hasResourceBundle(language, 'translation')) {
    i18next.addResourceBundle(language, 'translation', (await OTHERS[language]()).default);
  }
  await i18next.changeLanguage(language);
  document.documentElement.lang = language;
}

export async function startWords(): Promise<void> {
  await i18next.use(initReactI18next).init({
    resources: { en: { translation: en } },
    lng: 'en',
    fallbackLng: 'en',
    interpolation: { escapeValue: false },
    react: { useSuspense: false },
  });
  await load(wanted());
}

export async function speak(language: Language): Promise<void> {
  localStorage.setItem(PLACE, language);
  await load(language);
}
