import { and, eq } from 'drizzle-orm';

import type { Database } from '../database/connect.ts';
import { blob, submissionFile } from '../database/schema/index.ts';

/** A file of a submission, without its contents. */
export interface FileEntry {
  readonly path: string;
  readonly sha256: string;
  readonly size: number;
}

/** What a submission consists of. */
export async function fileEntries(database: Database, submissionId: string): Promise<readonly FileEntry[]> {
  return database
    .select({ path: submissionFile.path, sha256: submissionFile.sha256, size: blob.size })
    .from(submissionFile)
    .innerJoin(blob, eq(blob.sha256, submissionFile.sha256))
    .where(eq(submissionFile.submissionId, submissionId))
    .orderBy(submissionFile.path);
}

/** One file of a submission. */
export async function fileOf(database: Database, submissionId: string, path: string): Promise<Uint8Array | undefined> {
  const [found] = await database
    .select({ bytes: blob.bytes })
    .from(submissionFile)
    .innerJoin(blob, eq(blob.sha256, submissionFile.sha256))
    .where(and(eq(submissionFile.submissionId, submissionId), eq(submissionFile.path, path)));
  return found?.bytes;
}

/** All files of a submission by their paths, as they were handed in. */
export async function filesOf(database: Database, submissionId: string): Promise<ReadonlyMap<string, Uint8Array>> {
  const rows = await database
    .select({ path: submissionFile.path, bytes: blob.bytes })
    .from(submissionFile)
    .innerJoin(blob, eq(blob.sha256, submissionFile.sha256))
    .where(eq(submissionFile.submissionId, submissionId))
    .orderBy(submissionFile.path);
  return new Map(rows.map(({ path, bytes }) => [path, bytes]));
}
