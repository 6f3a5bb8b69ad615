// Compresses what was built, and fails when a first visit costs more than it may.
import { existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

const MOST = 400_000;
const built = 'target/classes/webroot';
const manifest = JSON.parse(readFileSync(join(built, 'manifest.json'), 'utf8'));
// It is for this script only.
rmSync(join(built, 'manifest.json'));

let all = 0;
const weights = new Map();
for (const name of readdirSync(built, { recursive: true })) {
  if (/\.(js|css|html|svg)$/.test(name)) {
    const content = readFileSync(join(built, name));
    const small = gzipSync(content, { level: 9 });
    if (content.length > 1_000) {
      writeFileSync(join(built, `${name}.gz`), small);
    }
    weights.set(name, small.length);
    all += small.length;
  }
}

/** A chunk with all that it imports before it can run. */
function needs(key, seen = new Set()) {
  const chunk = manifest[key];
  if (chunk !== undefined && !seen.has(chunk.file)) {
    seen.add(chunk.file);
    (chunk.css ?? []).forEach((file) => seen.add(file));
    (chunk.imports ?? []).forEach((next) => needs(next, seen));
  }
  return seen;
}

const FIRST = ['index.html', 'src/pages/dashboard/DashboardPage.tsx', 'src/pages/dashboard/UsageChart.tsx'];
FIRST.filter((key) => !(key in manifest)).forEach((key) => { throw new Error(`${key} was not built`); });
const first = new Set([...FIRST.flatMap((key) => [...needs(key)]), 'index.html', 'scheme.js', 'favicon.svg']);
const weight = [...first].filter((name) => existsSync(join(built, name))).reduce((sum, name) => sum + (weights.get(name) ?? 0), 0);
console.log(`ui-first-load ${weight} bytes ${weight <= MOST ? 'pass' : 'fail'} (dashboard with its chart, gzip; at most ${MOST})`);
console.log(`ui-all ${all} bytes`);
if (weight > MOST) {
  process.exit(1);
}
