import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { type FSWatcher, watch } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { runFiles, type TrainingLog } from './run.ts';

const main = resolve(import.meta.dirname, '../main.ts');

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gradbook-killed-'));
  await mkdir(join(folder, 'names'));
  await writeFile(join(folder, 'names/A.txt'), 'anna\nanne\nanni\nnana\nnina\nnino\nenno\nhanna\n');
  await writeFile(join(folder, 'names/B.txt'), 'otto\ntoto\noskar\nottokar\nroto\nkoto\nrokko\nottilie\n');
});
afterAll(() => rm(folder, { recursive: true }));

/** `pnpm train names`, small, in a process of its own; a checkpoint after every step. */
function start(out: string, ...more: readonly string[]): ChildProcess {
  const args = ['names', '--data', 'names', '--hidden-size', '4', '--batch-size', '4', '--epochs', '3', '--out', out];
  return spawn(
    process.execPath,
    ['--conditions=@gradbook/source', main, ...args, '--checkpoint-seconds', '0.000001', ...more],
    { cwd: folder, env: { ...process.env, INIT_CWD: folder }, stdio: ['ignore', 'ignore', 'inherit'] },
  );
}

/** The signal that a process ended by; null where it ended by itself. */
async function ended(child: ChildProcess): Promise<NodeJS.Signals | null> {
  const [, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null];
  return signal;
}

/** Kills a run as soon as the n-th change of a file is seen: while it is written, or right behind. */
async function killedAt(
  out: string,
  file: string,
  n: number,
  ...more: readonly string[]
): Promise<NodeJS.Signals | null> {
  await mkdir(join(folder, out), { recursive: true });
  const child = start(out, ...more);
  let seen = 0;
  const watcher: FSWatcher = watch(join(folder, out), (_, name) => {
    if (name === file && ++seen === n) child.kill('SIGKILL');
  });
  try {
    return await ended(child);
  } finally {
    watcher.close();
  }
}

async function logOf(out: string): Promise<unknown> {
  const log = JSON.parse(await readFile(join(folder, out, runFiles.log), 'utf8')) as TrainingLog;
  return { ...log, epochs: log.epochs.map((record) => ({ ...record, seconds: 0, processorSeconds: 0 })) };
}

const draft = (file: string): string => `.${file}.tmp`;

describe('a process that is killed', () => {
  test('again and again, and resumed, leaves the weights and the log of one that was not', async () => {
    expect(await ended(start('whole'))).toBeNull();
    // The first of each file's changes are those of the beginning; every step changes the checkpoint's draft.
    const moments: readonly (readonly [string, number])[] = [
      [draft(runFiles.weights), 1],
      [draft(runFiles.checkpoint), 4],
      [draft(runFiles.log), 1],
      [runFiles.checkpoint, 3],
    ];
    let kills = 0;
    for (const [file, n] of moments) if ((await killedAt('killed', file, n, '--resume')) === 'SIGKILL') kills++;
    // A run that is nearly done may end before its moment comes.
    expect(kills).toBeGreaterThanOrEqual(3);
    expect(await ended(start('killed', '--resume'))).toBeNull();
    expect(await logOf('killed')).toEqual(await logOf('whole'));
    const [killed, whole] = ['killed', 'whole'].map((out) => readFile(join(folder, out, runFiles.weights)));
    expect(await killed).toEqual(await whole);
    // Nothing half-written is left.
    expect((await readdir(join(folder, 'killed'))).sort()).toEqual(Object.values(runFiles).sort());
  }, 400_000);
});
