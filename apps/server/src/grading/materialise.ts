import { rmSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { lock } from '@gradbook/grading/lock';

import type { Database } from '../database/connect.ts';
import { filesOf } from '../submissions/files.ts';

/** A folder that is gone when nobody needs it any more. */
export interface TemporaryFolder extends AsyncDisposable {
  readonly path: string;
}

const prefix = 'gradbook-work-';
const lockName = 'lock';
let root: Promise<string> | undefined;

/** Everything of this process lies in one folder, which is locked as long as the process is there. */
async function makeRoot(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), prefix));
  await lock(join(path, lockName));
  process.on('exit', () => rmSync(path, { recursive: true, force: true }));
  return path;
}

/** Makes an empty folder that only this user can read. */
export async function temporaryFolder(): Promise<TemporaryFolder> {
  const path = await mkdtemp(join(await (root ??= makeRoot()), 'folder-'));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}

/** Removes what processes left that were killed: submissions are nobody's who looks into the system's folder. */
export async function removeAbandoned(): Promise<void> {
  const names = await readdir(tmpdir());
  for (const name of names.filter((each) => each.startsWith(prefix))) {
    const path = join(tmpdir(), name);
    try {
      // Whoever is alive keeps its lock, and folders of other users cannot be written to. One that is just being made has no lock
      // yet, and nothing else either.
      const inside = await readdir(path);
      if (!inside.includes(lockName)) continue;
      await lock(join(path, lockName));
      await rm(path, { recursive: true, force: true });
    } catch {
      // It is somebody's.
    }
  }
}

/**
 * Writes the files of a submission into a folder.
 *
 * @returns their paths in it.
 * @throws Error for a path that would leave the folder: such a one is never taken in.
 */
export async function writeSubmission(
  database: Database,
  submissionId: string,
  folder: string,
): Promise<readonly string[]> {
  const files = await filesOf(database, submissionId);
  for (const [path, bytes] of files) {
    if (!isInside(path)) throw new Error(`the submission ${submissionId} has a file "${path}", outside of its folder`);
    const target = join(folder, path);
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, bytes, { flag: 'wx', mode: 0o600 });
  }
  return [...files.keys()];
}

function isInside(path: string): boolean {
  return path.split('/').every((name) => name !== '' && name !== '.' && name !== '..' && !/[\0\\]/.test(name));
}
