import { createHash } from 'node:crypto';

import { assignments, findAssignment } from '@gradbook/assignments';
import { and, count, desc, eq } from 'drizzle-orm';
import type { InferSelectModel } from 'drizzle-orm';

import { type Actor, record } from '../access/audit.ts';
import type { Database } from '../database/connect.ts';
import { assignment, assignmentVersion, blob, submission } from '../database/schema/index.ts';
import type { Services } from '../http/context.ts';
import { Refusal } from '../http/refusal.ts';
import { mostAssignmentBytes } from './inputs.ts';
import { type Outline, outlineOf } from './outline.ts';
import { readOutline } from './outline-process/read-outline.ts';

export type Version = InferSelectModel<typeof assignmentVersion>;

/** Where an assignment comes from: one that Gradbook brings, a file of the course's own, or what the version before came from. */
export type Source =
  | { readonly bundled: string }
  | { readonly file: { readonly name: string; readonly bytes: Uint8Array } };

/** What a new version is made of. */
export interface VersionInput {
  readonly source: Source;
  readonly seed: number;
  readonly note: string;
}

/** A source that was looked at: its outline, and what a version keeps of it. */
export interface Prepared {
  readonly outline: Outline;
  readonly bundled: string | null;
  readonly file: { readonly sha256: string; readonly bytes: Uint8Array } | undefined;
}

/** The assignments that Gradbook brings, to choose from. */
export function bundledAssignments(): readonly {
  readonly id: string;
  readonly title: string;
  readonly summary: string;
}[] {
  return assignments.map(({ id, title, summary }) => ({ id, title, summary }));
}

/**
 * Looks at a source before anything is written. A course's own file is loaded in a process of its own.
 *
 * @throws Refusal 422 when there is no such assignment or the file is none.
 */
export async function prepare(source: Source): Promise<Prepared> {
  if ('bundled' in source) {
    const found = findAssignment(source.bundled);
    if (found) return { outline: outlineOf(found), bundled: found.id, file: undefined };
    const known = assignments.map(({ id }) => id).join(', ');
    throw new Refusal(422, `the bundled assignment "${source.bundled}"`, `one of ${known}`, 'choose one of them');
  }
  const { name, bytes } = source.file;
  if (bytes.length === 0 || bytes.length > mostAssignmentBytes) {
    throw new Refusal(
      422,
      bytes.length === 0 ? 'no file, or an empty one' : `an assignment file of ${Math.ceil(bytes.length / 1024)} KiB`,
      `a TypeScript file of at most ${mostAssignmentBytes / 1024} KiB`,
      'choose the assignment file',
    );
  }
  const outline = await readOutline(bytes, name);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return { outline, bundled: null, file: { sha256, bytes } };
}

/** What the newest version came from, as it is now: its file, or what the bundled assignment has become. */
export async function sourceOf({ connection }: Services, version: Version): Promise<Source> {
  if (version.bundled !== null) return { bundled: version.bundled };
  const [kept] = await connection.database.select().from(blob).where(eq(blob.sha256, version.sourceSha256!));
  return { file: { name: `${version.sourceSha256!.slice(0, 8)}.ts`, bytes: kept!.bytes } };
}

/** All versions of an assignment, the newest first. */
export async function versionsOf({ connection }: Services, assignmentId: string): Promise<readonly Version[]> {
  return connection.database
    .select()
    .from(assignmentVersion)
    .where(eq(assignmentVersion.assignmentId, assignmentId))
    .orderBy(desc(assignmentVersion.number));
}

/** One version of an assignment by its number. */
export async function versionOf(
  { connection }: Services,
  assignmentId: string,
  number: number,
): Promise<Version | undefined> {
  const [row] = await connection.database
    .select()
    .from(assignmentVersion)
    .where(and(eq(assignmentVersion.assignmentId, assignmentId), eq(assignmentVersion.number, number)));
  return row;
}

/** Writes a version within a transaction. */
export async function insertVersion(
  tx: Database,
  assignmentId: string,
  number: number,
  {
    outline,
    bundled,
    file,
    seed,
    note,
    createdBy,
  }: Prepared & {
    readonly seed: number;
    readonly note: string;
    readonly createdBy: string | null;
  },
): Promise<Version> {
  if (file)
    await tx
      .insert(blob)
      .values({ ...file, size: file.bytes.length })
      .onConflictDoNothing();
  const { parts, maximum, starter, definitionSha256 } = outline;
  const [made] = await tx
    .insert(assignmentVersion)
    .values({
      assignmentId,
      number,
      bundled,
      sourceSha256: file?.sha256 ?? null,
      definitionSha256,
      seed,
      outline: parts,
      maximum,
      starter,
      note,
      createdBy,
    })
    .returning();
  return made!;
}

/**
 * Adds a version. As long as nobody has handed in, new submissions are graded by it; afterwards a regrade makes it count, with its dry
 * run.
 */
export async function addVersion(
  { connection }: Services,
  to: { readonly id: string; readonly courseId: string },
  { source, seed, note }: VersionInput,
  by: Actor,
): Promise<Version> {
  const prepared = await prepare(source);
  return connection.database.transaction(async (tx) => {
    // Two that are added at once get two numbers.
    await tx.select({ id: assignment.id }).from(assignment).where(eq(assignment.id, to.id)).for('update');
    const [last] = await tx
      .select({ number: assignmentVersion.number })
      .from(assignmentVersion)
      .where(eq(assignmentVersion.assignmentId, to.id))
      .orderBy(desc(assignmentVersion.number))
      .limit(1);
    const made = await insertVersion(tx, to.id, (last?.number ?? 0) + 1, {
      ...prepared,
      seed,
      note,
      createdBy: by.actor,
    });
    const [handedIn] = await tx.select({ count: count() }).from(submission).where(eq(submission.assignmentId, to.id));
    if (handedIn!.count === 0) {
      await tx.update(assignment).set({ currentVersion: made.number }).where(eq(assignment.id, to.id));
    }
    await record(tx, {
      ...by,
      action: 'version.create',
      subject: `assignment:${to.id}`,
      courseId: to.courseId,
      details: { number: made.number, definitionSha256: made.definitionSha256, seed },
    });
    return made;
  });
}
