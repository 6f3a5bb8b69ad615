// Fails when a language lacks a word of the English one, has one too many, or lacks one of its {{gaps}}.
import { readFileSync, readdirSync } from 'node:fs';

const folder = new URL('../src/i18n/', import.meta.url);
const read = (file) => flat(JSON.parse(readFileSync(new URL(file, folder), 'utf8')));

function flat(tree, before = '') {
  return Object.entries(tree).flatMap(([key, value]) =>
    typeof value === 'string' ? [[before + key, value]] : flat(value, `${before}${key}.`));
}

const PLURAL = /_(zero|one|two|few|many|other)$/;
const gaps = (text) => [...text.matchAll(/\{\{\w+\}\}/g)].map(([gap]) => gap).sort().join();
const byKey = (words) => new Map(words.filter(([key]) => !key.endsWith('_one')).map(([key, text]) => [key.replace(PLURAL, ''), text]));

const english = byKey(read('en.json'));
let wrong = 0;
const complain = (text) => {
  console.error(text);
  wrong++;
};
for (const file of readdirSync(folder).filter((name) => name.endsWith('.json') && name !== 'en.json')) {
  const words = byKey(read(file));
  for (const [key, text] of english) {
    if (!words.has(key)) {
      complain(`${file} lacks ${key}`);
    } else if (gaps(words.get(key)) !== gaps(text)) {
      complain(`${file} has other gaps in ${key}`);
    }
  }
  [...words.keys()].filter((key) => !english.has(key)).forEach((key) => complain(`${file} has ${key}, which English has not`));
}
if (wrong > 0) {
  process.exit(1);
}
console.log(`words: ${english.size} in each language`);
