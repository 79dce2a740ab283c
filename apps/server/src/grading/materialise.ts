import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { asc, eq } from 'drizzle-orm';

import type { Database } from '../database/connect.ts';
import { blob, submissionFile } from '../database/schema/index.ts';

/** A folder that is gone when nobody needs it any more. */
export interface TemporaryFolder extends AsyncDisposable {
  readonly path: string;
}

/** Makes an empty folder that only this user can read. */
export async function temporaryFolder(): Promise<TemporaryFolder> {
  const path = await mkdtemp(join(tmpdir(), 'gradbook-'));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
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
  const files = await database
    .select({ path: submissionFile.path, bytes: blob.bytes })
    .from(submissionFile)
    .innerJoin(blob, eq(blob.sha256, submissionFile.sha256))
    .where(eq(submissionFile.submissionId, submissionId))
    .orderBy(asc(submissionFile.path));
  for (const { path, bytes } of files) {
    if (!isInside(path)) throw new Error(`the submission ${submissionId} has a file "${path}", outside of its folder`);
    const target = join(folder, path);
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, bytes, { flag: 'wx', mode: 0o600 });
  }
  return files.map(({ path }) => path);
}

function isInside(path: string): boolean {
  return path.split('/').every((name) => name !== '' && name !== '.' && name !== '..' && !/[\0\\]/.test(name));
}
