/**
 * Keeps `packages/<name>/api/*.api.md`, the report of each package's public types: `pnpm api` writes it, `pnpm api-check`
 * fails where it is not what the built declarations say. A change of the public surface is then a change of these files.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';

import { entryPoints } from './entry-points.ts';
import { firstDifference } from './difference.ts';
import { reportsOf } from './report.ts';

const root = resolve(import.meta.dirname, '../../..');
const update = process.argv.includes('--update');
const started = performance.now();
const entries = entryPoints(root);
const reports = reportsOf(entries, root);
let failures = 0;
let written = 0;

function fail(text: string): void {
  failures++;
  process.stderr.write(`FAIL ${text}\n`);
}

const expected = new Set<string>();
for (const { entry, text, problems } of reports) {
  const path = join(entry.folder, 'api', `${entry.file}.api.md`);
  expected.add(path);
  for (const problem of problems) fail(`${entry.name}: ${problem}`);
  const known = existsSync(path) ? readFileSync(path, 'utf8') : undefined;
  if (known === text) continue;
  if (update) {
    mkdirSync(join(entry.folder, 'api'), { recursive: true });
    writeFileSync(path, text);
    written++;
    process.stdout.write(`wrote ${relative(root, path)}\n`);
  } else if (known === undefined) fail(`${entry.name}: there is no ${relative(root, path)}`);
  else fail(`${entry.name}: ${relative(root, path)} is not what the package exports\n${firstDifference(known, text)}`);
}
// The report of an entry point that is gone.
for (const folder of new Set(entries.map((entry) => join(entry.folder, 'api')))) {
  for (const name of existsSync(folder) ? readdirSync(folder) : []) {
    const path = join(folder, name);
    if (expected.has(path)) continue;
    if (update) rmSync(path);
    else fail(`${relative(root, path)} belongs to no entry point`);
  }
}
const seconds = ((performance.now() - started) / 1000).toFixed(1);
process.stdout.write(`${reports.length} API reports${update ? `, ${written} written` : ''}, ${seconds} s\n`);
if (failures > 0 && !update)
  process.stderr.write('Where the change is meant: `pnpm api`, and commit the reports with it.\n');
process.exitCode = failures > 0 ? 1 : 0;
