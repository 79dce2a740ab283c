import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';

import type { Code } from 'mdast';
import remarkParse from 'remark-parse';
import { unified } from 'unified';
import { visit } from 'unist-util-visit';

import { root } from '../build/packages.ts';

/** What a reader of a page does, in order. */
export type Step =
  | { readonly kind: 'file'; readonly path: string; readonly content: string }
  | { readonly kind: 'run'; readonly commands: readonly string[] }
  | { readonly kind: 'serve'; readonly commands: readonly string[] }
  /** What the step before has to have said: all of it, or lines of it in this order. */
  | { readonly kind: 'output'; readonly by: 'program' | 'page'; readonly whole: boolean; readonly text: string };

/**
 * The steps of a page, from its own blocks of code: `sh` is run, a block whose title is a path is written there, and a `text` block
 * titled "What it prints" or "What the page says" is what has to come out. With `serve` behind `sh` the command goes on.
 *
 * @throws Error where a block is none of these: a page that is followed has no code that is not.
 */
export function stepsOf(markdown: string): readonly Step[] {
  const steps: Step[] = [];
  visit(unified().use(remarkParse).parse(markdown), 'code', ({ lang, meta, value }: Code) => {
    const title = /title="([^"]+)"/.exec(meta ?? '')?.[1];
    if (lang === 'sh')
      steps.push({ kind: / ?\bserve\b/.test(meta ?? '') ? 'serve' : 'run', commands: value.split('\n') });
    else if (lang === 'text' && title !== undefined)
      steps.push({
        kind: 'output',
        by: title.startsWith('What the page says') ? 'page' : 'program',
        whole: !title.endsWith('in part'),
        text: value,
      });
    else if (title !== undefined) steps.push({ kind: 'file', path: title, content: `${value}\n` });
    else throw new Error(`a block of ${lang} is neither run nor written to a file:\n${value}`);
  });
  return steps;
}

/** What a followed page may do with a server that it started. */
export type Visit = (url: string, expected: string | undefined) => Promise<string>;

/** Where a page is followed: a folder, and what `pnpm` and `npx` are there. */
export interface Place {
  readonly folder: string;
  readonly env: NodeJS.ProcessEnv;
  close(): Promise<void>;
}

/**
 * A folder that looks like a fresh clone of the repository: its folders are links, what a page writes stays here. `pnpm` runs the scripts
 * of the repository's package.json as pnpm does, but installs nothing.
 */
export async function clone(): Promise<Place> {
  const place = await empty(join(import.meta.dirname, 'shims/repository.ts'));
  for (const name of ['apps', 'packages', 'node_modules', 'package.json'])
    await symlink(join(root, name), join(place.folder, name));
  return place;
}

/** An empty folder, in which `pnpm` is the given program. */
export async function empty(pnpm: string): Promise<Place> {
  const home = await mkdtemp(join(tmpdir(), 'gradbook-walkthrough-'));
  const folder = join(home, 'here');
  const bin = join(home, 'bin');
  await Promise.all([mkdir(folder), mkdir(bin)]);
  const node = `exec '${process.execPath}' --conditions=@gradbook/source '${pnpm}'`;
  await writeFile(join(bin, 'pnpm'), `#!/bin/sh\n${node} "$@"\n`);
  // npx --yes pnpm@12 …
  await writeFile(join(bin, 'npx'), `#!/bin/sh\n[ "$1 $2" = "--yes pnpm@12" ] || exit 64\nshift 2\n${node} "$@"\n`);
  await Promise.all(['pnpm', 'npx'].map((name) => chmod(join(bin, name), 0o755)));
  const path = [bin, dirname(process.execPath), process.env['PATH']].join(delimiter);
  return {
    folder,
    env: { ...process.env, PATH: path, NO_COLOR: '1', FORCE_COLOR: '' },
    close: () => rm(home, { recursive: true, force: true }),
  };
}

/**
 * Follows a page: writes its files, runs its commands, and compares what they say.
 *
 * @throws Error with the step that failed and what it printed.
 */
export async function follow(file: string, { folder, env }: Place, visit: Visit): Promise<void> {
  const steps = stepsOf(await readFile(file, 'utf8'));
  let said = '';
  for (const [index, step] of steps.entries()) {
    if (step.kind === 'file') {
      const path = join(folder, step.path);
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, step.content);
    } else if (step.kind === 'run') {
      said = '';
      for (const command of step.commands) said += await run(command, folder, env);
    } else if (step.kind === 'serve') {
      const next = steps[index + 1];
      const expected = next?.kind === 'output' && next.by === 'page' ? next.text : undefined;
      said = await served(step.commands.join('\n'), folder, env, (url) => visit(url, expected));
    } else compare(step, said);
  }
}

const plain = (value: string): string => value.replaceAll(/[ \t]+/g, ' ').trim();

function compare({ whole, text }: Extract<Step, { kind: 'output' }>, said: string): void {
  if (whole) {
    if (plain(said) !== plain(text)) throw new Error(`the page says\n${text}\nbut it was\n${said}`);
    return;
  }
  let rest = plain(said);
  for (const line of text.split('\n').map(plain)) {
    const place = rest.indexOf(line);
    if (place === -1) throw new Error(`the page says\n${line}\nwhich is not, or not there, in\n${said}`);
    rest = rest.slice(place + line.length);
  }
}

function start(command: string, cwd: string, env: NodeJS.ProcessEnv): { child: ChildProcess; said: () => string } {
  const child = spawn('bash', ['-euo', 'pipefail', '-c', command], {
    cwd,
    env,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  for (const stream of [child.stdout!, child.stderr!])
    stream.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
  return { child, said: () => text };
}

async function run(command: string, cwd: string, env: NodeJS.ProcessEnv): Promise<string> {
  const { child, said } = start(command, cwd, env);
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`\`${command}\` ended with ${code}:\n${said()}`);
  return said();
}

/** Starts a server, waits for the address that it prints, has it visited, and ends it. */
async function served(
  command: string,
  cwd: string,
  env: NodeJS.ProcessEnv,
  visit: (url: string) => Promise<string>,
): Promise<string> {
  const { child, said } = start(command, cwd, env);
  const ended = once(child, 'close');
  try {
    const url = await new Promise<string>((found, failed) => {
      const look = (): void => {
        const address = /http:\/\/(?:127\.0\.0\.1|localhost):\d+[\w/?=&.-]*/.exec(said())?.[0];
        if (address !== undefined) found(address);
      };
      child.stdout!.on('data', look);
      child.stderr!.on('data', look);
      child.on('close', () => failed(new Error(`\`${command}\` ended before it served anything:\n${said()}`)));
    });
    return await visit(url);
  } finally {
    // Its whole group: the shell, the program that stands for pnpm, and the server.
    if (child.exitCode === null) process.kill(-child.pid!, 'SIGTERM');
    await ended;
  }
}
