/**
 * Tries every published package as somebody who installs it alone: packs it, checks the tarball, installs it into an
 * empty project, compiles and runs its README's example, loads it in a browser, and holds its size.
 * `pnpm package-check` tries all packages, `pnpm package-check core-ops optim` these alone.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import { bundle, loadInPage, openBrowser } from './browser.ts';
import { checkTarball } from './check-tarballs.ts';
import { installAlone } from './install.ts';
import { packAll } from './pack.ts';
import { treeShaking } from './tree-shaking.ts';

const asked = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), 'gradbook-packed-'));
let failures = 0;

function report(what: string, problems: readonly string[], detail = ''): void {
  process.stdout.write(`${problems.length === 0 ? 'ok  ' : 'FAIL'} ${what}${detail}\n`);
  for (const problem of problems) process.stdout.write(`${problem.replaceAll(/^/gm, '     ')}\n`);
  failures += problems.length;
}

async function attempt(what: string, run: () => Promise<string> | string): Promise<void> {
  try {
    report(what, [], await run());
  } catch (error) {
    report(what, [error instanceof Error ? error.message : String(error)]);
  }
}

try {
  const packed = packAll(folder);
  const browser = await openBrowser();
  const projects = new Map<string, string>();
  for (const each of packed.filter(
    ({ name }) => asked.length === 0 || asked.includes(name.replace('@gradbook/', '')),
  )) {
    report(`${each.name}: tarball`, checkTarball(each));
    await attempt(`${each.name}: alone in an empty project, its example in Node`, () => {
      projects.set(each.name, installAlone(each, packed, folder));
      return '';
    });
    const project = projects.get(each.name);
    if (project === undefined) continue;
    await attempt(`${each.name}: in a page`, async () => `, ${await loadInPage(browser, each, project)} exports`);
  }
  await browser.close();
  for (const { packageName, program, without } of treeShaking) {
    const project = projects.get(packageName);
    if (project === undefined) continue;
    await attempt(`${packageName}: ${program} leaves out ${without.join(', ')}`, async () => {
      const text = await bundle(project, `${program}\n`);
      const kept = without.filter((name) => text.includes(name));
      if (kept.length > 0) throw new Error(`the bundle of ${text.length} bytes holds ${kept.join(', ')}`);
      return `, ${Math.ceil(text.length / 1024)} kB`;
    });
  }
  if (asked.length === 0) {
    const sizes = spawnSync(process.execPath, [resolve(import.meta.dirname, '../node_modules/size-limit/bin.js')], {
      cwd: resolve(import.meta.dirname, '..'),
      encoding: 'utf8',
    });
    process.stdout.write(sizes.stdout);
    report('sizes', sizes.status === 0 ? [] : [sizes.stderr]);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
process.exitCode = failures > 0 ? 1 : 0;
