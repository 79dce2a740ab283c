/**
 * Tries every published package as somebody who installs it alone: packs it, checks the tarball, installs it with pnpm and npm into
 * empty projects, compiles its README's example, runs it in the oldest Node and in this one, and bundled by vite and esbuild in a
 * browser, and holds its size. `pnpm package-check` tries all packages, `pnpm package-check core-ops optim` these alone;
 * `--update` writes the table of sizes.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import { bundle, bundlers, bundleText, openBrowser, runInPage } from './browser.ts';
import { checkTarball } from './check-tarballs.ts';
import { checkContents } from './contents.ts';
import { installWithNpm, installWithPnpm } from './install.ts';
import { nodes } from './nodes.ts';
import { type Packed, packAll } from './pack.ts';
import { sideBySide } from './processes.ts';
import { readmeExample } from './readme.ts';
import { compareSizes, measureSizes } from './sizes.ts';
import { treeShaking } from './tree-shaking.ts';

/** Examples that are not for a page, and why: there the package is loaded and its exports counted. */
const notInPage: Readonly<Record<string, string>> = {
  '@gradbook/sandbox': 'its example starts Deno; its own tests run a worker in a page',
};

const update = process.argv.includes('--update');
const asked = process.argv.slice(2).filter((arg) => !arg.startsWith('--'));
const folder = mkdtempSync(join(tmpdir(), 'gradbook-packed-'));
const started = performance.now();
let failures = 0;

function report(what: string, problems: readonly string[], detail = ''): void {
  const seconds = ((performance.now() - started) / 1000).toFixed(0).padStart(4);
  process.stdout.write(`${problems.length === 0 ? 'ok  ' : 'FAIL'} ${seconds} s  ${what}${detail}\n`);
  for (const problem of problems) process.stdout.write(`${problem.replaceAll(/^/gm, '     ')}\n`);
  failures += problems.length;
}

async function attempt<T>(
  what: string,
  run: () => Promise<T>,
  detail: (result: T) => string = () => '',
): Promise<T | undefined> {
  try {
    const result = await run();
    report(what, [], detail(result));
    return result;
  } catch (error) {
    report(what, [error instanceof Error ? error.message : String(error)]);
    return undefined;
  }
}

/** The folder of somebody's project for each package that could be installed. */
const projects = new Map<string, string>();

try {
  const packed = await packAll(folder);
  const unknown = asked.filter((name) => !packed.some((each) => each.name === `@gradbook/${name}`));
  if (unknown.length > 0) throw new Error(`there is no package ${unknown.join(', ')}`);
  const chosen = packed.filter(({ name }) => asked.length === 0 || asked.includes(name.replace('@gradbook/', '')));
  const runtimes = await nodes(folder);
  const browser = await openBrowser();
  const tryPackage = async (each: Packed): Promise<void> => {
    const { name } = each;
    report(`${name}: tarball`, [...checkTarball(each), ...(await checkContents(each, folder))]);
    const withPnpm = await attempt(`${name}: pnpm, its example compiles`, () => installWithPnpm(each, packed, folder));
    const withNpm = await attempt(`${name}: npm`, () => installWithNpm(each, packed, folder));
    for (const { title, path } of runtimes) {
      const project = path === process.execPath ? withPnpm : withNpm;
      if (project) await attempt(`${name}: its example in ${title}`, () => project.runExample(path));
    }
    if (!withPnpm) return;
    projects.set(name, withPnpm.folder);
    const reason = notInPage[name];
    const program =
      reason === undefined
        ? `${readmeExample(each)}\nglobalThis.finished = 'its example';\n`
        : `import * as library from '${name}';\nglobalThis.finished = \`\${Object.keys(library).length} exports (${reason})\`;\n`;
    for (const bundler of bundlers) {
      const what = `${name}: ${bundler}, in a page`;
      await attempt(
        what,
        async () => runInPage(browser, await bundle(bundler, withPnpm.folder, 'page', program)),
        (result) => `, ${String(result)}`,
      );
    }
  };
  // Installing waits for the disk while another package computes.
  await sideBySide(chosen, 2, tryPackage);
  await browser.close();
  for (const { packageName, program, without } of treeShaking) {
    const project = projects.get(packageName);
    if (project === undefined) continue;
    for (const bundler of bundlers) {
      await attempt(
        `${packageName}: ${bundler}, ${program.split('\n', 1)[0]} leaves out ${without.join(', ')}`,
        async () => {
          const text = bundleText(
            await bundle(
              bundler,
              project,
              `shaken-${treeShaking.findIndex((each) => each.program === program)}`,
              `${program}\n`,
            ),
          );
          const kept = without.filter((name) => text.includes(name));
          if (kept.length > 0) throw new Error(`the bundle of ${text.length} bytes holds ${kept.join(', ')}`);
          return text.length;
        },
        (bytes) => `, ${Math.ceil(bytes / 1000)} kB`,
      );
    }
  }
  if (asked.length === 0) {
    const sizes = spawnSync(process.execPath, [resolve(import.meta.dirname, '../node_modules/size-limit/bin.js')], {
      cwd: resolve(import.meta.dirname, '..'),
      encoding: 'utf8',
    });
    process.stdout.write(sizes.stdout);
    report('sizes are within their budgets', sizes.status === 0 ? [] : [sizes.stderr]);
    const measured = await attempt(
      'nothing stays of a package of which nothing is used, and one import is not all of it',
      measureSizes,
    );
    if (measured)
      report(`docs/sizes.md ${update ? 'is written' : 'says what they are'}`, compareSizes(measured, update));
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
process.stdout.write(`${failures} failures, ${((performance.now() - started) / 1000).toFixed(0)} s\n`);
process.exitCode = failures > 0 ? 1 : 0;
