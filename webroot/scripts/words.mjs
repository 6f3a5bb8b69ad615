// Fails when a language lacks a word of the English one, has one too many, or lacks one of its {{gaps}}; and when a page says
// words that do not come along with it.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const source = fileURLToPath(new URL('../src', import.meta.url));
const folder = join(source, 'i18n');
const BASE = 'base';
const read = (language, part) => JSON.parse(readFileSync(join(folder, language, part), 'utf8'));
const flatOf = (language, part) => byKey(flat(read(language, part)));

function flat(tree, before = '') {
  return Object.entries(tree).flatMap(([key, value]) =>
    typeof value === 'string' ? [[before + key, value]] : flat(value, `${before}${key}.`));
}

const PLURAL = /_(zero|one|two|few|many|other)$/;
const gaps = (text) => [...text.matchAll(/\{\{\w+\}\}/g)].map(([gap]) => gap).sort().join();
const byKey = (words) => new Map(words.filter(([key]) => !key.endsWith('_one')).map(([key, text]) => [key.replace(PLURAL, ''), text]));

let wrong = 0;
const complain = (text) => {
  console.error(text);
  wrong++;
};

const languages = readdirSync(folder, { withFileTypes: true }).filter((one) => one.isDirectory()).map(({ name }) => name);
const parts = readdirSync(join(folder, 'en'));
let count = 0;
for (const language of languages.filter((name) => name !== 'en')) {
  readdirSync(join(folder, language)).filter((part) => !parts.includes(part)).forEach((part) => complain(`${language} has ${part}, which English has not`));
  for (const part of parts) {
    const english = flatOf('en', part);
    const words = existsSync(join(folder, language, part)) ? flatOf(language, part) : new Map();
    count += words.size;
    for (const [key, text] of english) {
      if (!words.has(key)) {
        complain(`${language}/${part} lacks ${key}`);
      } else if (gaps(words.get(key)) !== gaps(text)) {
        complain(`${language}/${part} has other gaps in ${key}`);
      }
    }
    [...words.keys()].filter((key) => !english.has(key)).forEach((key) => complain(`${language}/${part} has ${key}, which English has not`));
  }
}

/** The part in which each area of words is. */
const partOf = new Map();
for (const part of parts) {
  for (const area of Object.keys(read('en', part))) {
    if (partOf.has(area)) {
      complain(`${area} is in ${part} and in ${partOf.get(area)}.json`);
    }
    partOf.set(area, part.replace('.json', ''));
  }
}

const IMPORT = /(?:from |import\()'(\.[^']+)'/g;
const STATIC_IMPORT = /from '(\.[^']+)'/g;

/** A file with all that it imports. */
function closure(file, how, leave, seen = new Set()) {
  const path = [file, `${file}.tsx`, `${file}.ts`, join(file, 'index.ts')].find((one) => /\.tsx?$/.test(one) && existsSync(one));
  if (path !== undefined && !seen.has(path) && !leave(path)) {
    seen.add(path);
    [...readFileSync(path, 'utf8').matchAll(how)].forEach(([, next]) => closure(join(dirname(path), next), how, leave, seen));
  }
  return seen;
}

function check(name, files, has) {
  const missing = new Map();
  for (const file of files) {
    for (const [, area] of readFileSync(file, 'utf8').matchAll(/['`](\w+)\.[\w$]/g)) {
      const part = partOf.get(area);
      if (part !== undefined && part !== BASE && !has.includes(part)) {
        missing.set(part, `${area} in ${relative(source, file)}`);
      }
    }
  }
  missing.forEach((where, part) => complain(`${name} lacks the words of '${part}' (${where})`));
}

const routes = join(source, 'app', 'routes.tsx');
const frame = closure(join(source, 'main'), STATIC_IMPORT, () => false);
check('the frame', frame, []);
const PAGE = /page\(\(\) => import\('([^']+)'\)((?:, '\w+')*)\)/g;
const pages = [...readFileSync(routes, 'utf8').matchAll(PAGE)];
for (const [, path, declared] of pages) {
  check(path, closure(join(dirname(routes), path), IMPORT, (file) => frame.has(file)), [...declared.matchAll(/'(\w+)'/g)].map(([, part]) => part));
}

if (wrong > 0) {
  process.exit(1);
}
console.log(`words: ${count} in each of ${languages.length} languages, for ${pages.length} pages`);
