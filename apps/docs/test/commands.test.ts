import { execFile } from 'node:child_process';
import { glob, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import type { Code } from 'mdast';
import remarkParse from 'remark-parse';
import { unified } from 'unified';
import { visit } from 'unist-util-visit';
import { expect, test } from 'vitest';

import { root } from '../build/packages.ts';
import { repositoryPages } from '../build/repository-pages.ts';

const run = promisify(execFile);
const gradbook = (...words: readonly string[]): Promise<{ readonly stdout: string }> =>
  run(process.execPath, ['--conditions=@gradbook/source', join(root, 'apps/grading/src/main.ts'), ...words]);

function blocks(markdown: string): readonly Code[] {
  const found: Code[] = [];
  visit(unified().use(remarkParse).parse(markdown), 'code', (node: Code) => void found.push(node));
  return found;
}

/** Every command that a page of the site shows, with the page. */
async function commands(): Promise<ReadonlyMap<string, string>> {
  const files = repositoryPages.map(({ file }) => join(root, file));
  const pages = join(import.meta.dirname, '../src/content/docs');
  for await (const file of glob('**/*.{md,mdx}', { cwd: pages }))
    if (!file.startsWith('generated')) files.push(join(pages, file));
  const found = new Map<string, string>();
  for (const file of files)
    for (const { lang, value } of blocks(await readFile(file, 'utf8'))) {
      if (lang !== 'sh' && lang !== null && lang !== undefined) continue;
      for (const line of value.split('\n')) {
        const command = /^(?:[A-Z_]+=\S+ )*((?:npx --yes pnpm@12|pnpm) .*?)(?:\s+#.*)?$/.exec(line)?.[1];
        if (command !== undefined)
          found.set(command.replace(/^npx --yes pnpm@12/, 'pnpm'), file.slice(root.length + 1));
      }
    }
  return found;
}

const builtIn = new Set(['add', 'install', 'exec', '--filter']);

test('commands that pages show are there, with the options that they are shown with', async () => {
  const { scripts } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as {
    readonly scripts: Readonly<Record<string, string>>;
  };
  const all = await commands();
  expect(all.size).toBeGreaterThan(30);
  const help = new Map<string, string>();
  const problems: string[] = [];
  for (const [command, file] of all) {
    const [, script = '', subcommand = '', ...rest] = command.split(/\s+/);
    if (builtIn.has(script)) continue;
    if (scripts[script] === undefined) problems.push(`${file}: ${command}: package.json has no script ${script}`);
    if (script !== 'gradbook' || subcommand === '…') continue;
    if (!help.has(subcommand))
      help.set(
        subcommand,
        await gradbook(subcommand, '--help').then(
          ({ stdout }) => stdout,
          () => '',
        ),
      );
    const known = help.get(subcommand)!;
    if (known === '') problems.push(`${file}: ${command}: gradbook has no command ${subcommand}`);
    for (const option of rest.filter((word) => word.startsWith('--')))
      if (!new RegExp(`${option}\\b`).test(known)) problems.push(`${file}: ${command}: there is no ${option}`);
  }
  expect(problems).toEqual([]);
});

test('the assignment in the guide to writing assignments is one that lint has nothing against', async () => {
  const guide = await readFile(join(root, 'docs/writing-assignments.md'), 'utf8');
  const written = blocks(guide).find(({ value }) => value.includes('export default defineAssignment'))!;
  const folder = await mkdtemp(join(tmpdir(), 'gradbook-guide-'));
  const file = join(folder, 'assignment.ts');
  await writeFile(file, written.value);
  const { stdout } = await gradbook('lint', file);
  await rm(folder, { recursive: true });
  expect(stdout).toContain('0 problems');
});
