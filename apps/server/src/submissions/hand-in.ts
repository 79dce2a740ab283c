import { createHash } from 'node:crypto';

import { unpackUpload, type UploadedFile } from '@gradbook/answers';
import { and, count, eq, type InferSelectModel, max } from 'drizzle-orm';

import type { Database } from '../database/connect.ts';
import {
  assignment,
  assignmentVersion,
  auditEntry,
  blob,
  extension,
  grading,
  submission,
  submissionFile,
  user,
} from '../database/schema/index.ts';
import type { Person, Services } from '../http/context.ts';
import { Refusal } from '../http/refusal.ts';
import { lateSecondsOf } from '../review/effective-grade.ts';
import { uploadLimits } from './limits.ts';
import { type Recognised, readUpload } from './recognise.ts';
import { requireOpen, windowOf } from './window.ts';

type SubmissionRow = InferSelectModel<typeof submission>;
type AssignmentRow = InferSelectModel<typeof assignment>;

/** What is handed in, by whom, to what. */
export interface HandIn {
  readonly assignment: Pick<AssignmentRow, 'id'>;
  readonly person: Pick<Person, 'id'>;
  /** One Markdown file, several files with their paths, or a zip. */
  readonly files: readonly UploadedFile[];
  /** The sender's own key: who sends a request twice hands in once. */
  readonly requestKey: string;
  /** When the request came; now unless given. A slow line makes nobody late. */
  readonly receivedAt?: Date;
  /** Staff try an assignment before it is published. */
  readonly staff?: boolean;
  readonly ip?: string | undefined;
}

/** What came of it. */
export interface HandedIn {
  readonly submission: SubmissionRow;
  /** Whether the same request had come before. */
  readonly repeated: boolean;
  readonly recognised: Recognised;
}

/**
 * Takes in a submission and asks for its grading, both or neither: files by their hashes, the submission, the row of its grading,
 * the queue's job and the entry in the log are one transaction.
 *
 * @throws InputError where the files are no submission, Refusal where nothing can be handed in now.
 */
export async function handIn(services: Services, given: HandIn): Promise<HandedIn> {
  checkKey(given.requestKey);
  const { database } = services.connection;
  const receivedAt = given.receivedAt ?? services.now();
  const files = await unpackUpload(given.files, uploadLimits);
  const { outline } = await currentVersion(database, given.assignment.id);
  const { recognised } = await readUpload(files, outline);
  const kept = hashed(files);
  const outcome = await database.transaction((transaction) =>
    takeIn(services, transaction as unknown as Database, { ...given, receivedAt, kept }),
  );
  return { ...outcome, recognised };
}

interface KeptFile {
  readonly path: string;
  readonly sha256: string;
  readonly bytes: Uint8Array;
}

async function takeIn(
  services: Services,
  transaction: Database,
  given: HandIn & { readonly receivedAt: Date; readonly kept: readonly KeptFile[] },
): Promise<Omit<HandedIn, 'recognised'>> {
  const { person, requestKey, receivedAt, kept, staff = false } = given;
  // One person's requests go one after another, so that two of them cannot both take the last attempt.
  await transaction.select({ id: user.id }).from(user).where(eq(user.id, person.id)).for('no key update');
  const own = and(eq(submission.assignmentId, given.assignment.id), eq(submission.userId, person.id));
  const [before] = await transaction
    .select()
    .from(submission)
    .where(and(own, eq(submission.requestKey, requestKey)));
  if (before) return { submission: before, repeated: true };

  // Shared with others who hand in; whoever applies another version waits for it.
  const [rules] = await transaction
    .select()
    .from(assignment)
    .where(eq(assignment.id, given.assignment.id))
    .for('share');
  if (!rules) throw new Refusal(404, 'an assignment that is gone', 'one of the course', 'go back to the course');
  const [extended] = await transaction
    .select({ dueAt: extension.dueAt })
    .from(extension)
    .where(and(eq(extension.assignmentId, rules.id), eq(extension.userId, person.id)));
  const [sofar] = await transaction
    .select({ attempts: count(), last: max(submission.attempt) })
    .from(submission)
    .where(own);
  const attempts = sofar?.attempts ?? 0;
  requireOpen(
    windowOf({ assignment: rules, extendedTo: extended?.dueAt, attempts, now: receivedAt, staff }),
    rules.opensAt,
  );
  const version = await currentVersion(transaction, rules.id);

  await keepBlobs(transaction, kept);
  const [made] = await transaction
    .insert(submission)
    .values({
      assignmentId: rules.id,
      userId: person.id,
      attempt: (sofar?.last ?? 0) + 1,
      requestKey,
      manifestSha256: manifestOf(kept),
      size: kept.reduce((sum, { bytes }) => sum + bytes.length, 0),
      handedInAt: receivedAt,
      lateSeconds: Math.ceil(lateSecondsOf(receivedAt, rules.dueAt, extended?.dueAt)),
    })
    .returning();
  const row = made!;
  await transaction
    .insert(submissionFile)
    .values(kept.map(({ path, sha256 }) => ({ submissionId: row.id, path, sha256 })));
  const [asked] = await transaction
    .insert(grading)
    .values({ submissionId: row.id, versionId: version.id, queuedAt: services.now() })
    .returning({ id: grading.id });
  await services.queue.add(transaction, [asked!.id], { urgent: true });
  await transaction.insert(auditEntry).values({
    at: services.now(),
    actor: person.id,
    action: 'submission.create',
    subject: `submission:${row.id}`,
    courseId: rules.courseId,
    details: { assignment: rules.slug, attempt: row.attempt, files: kept.length, size: row.size },
    ip: given.ip ?? null,
  });
  return { submission: row, repeated: false };
}

/** The version by which submissions are graded now. */
export async function currentVersion(
  database: Database,
  assignmentId: string,
): Promise<InferSelectModel<typeof assignmentVersion>> {
  const [found] = await database
    .select({ version: assignmentVersion })
    .from(assignmentVersion)
    .innerJoin(assignment, eq(assignment.id, assignmentVersion.assignmentId))
    .where(and(eq(assignment.id, assignmentId), eq(assignmentVersion.number, assignment.currentVersion)));
  if (!found) {
    throw new Refusal(409, 'an assignment without a version', 'one that can be graded', 'ask the course staff');
  }
  return found.version;
}

/** Contents that are there already are kept once; in the order of their hashes, so that nobody waits for each other. */
async function keepBlobs(transaction: Database, kept: readonly KeptFile[]): Promise<void> {
  const unique = new Map(kept.map((file) => [file.sha256, file.bytes]));
  for (const [sha256, bytes] of [...unique].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    await transaction.insert(blob).values({ sha256, size: bytes.length, bytes }).onConflictDoNothing();
  }
}

function hashed(files: ReadonlyMap<string, Uint8Array>): readonly KeptFile[] {
  return [...files]
    .map(([path, bytes]) => ({ path, bytes, sha256: createHash('sha256').update(bytes).digest('hex') }))
    .toSorted((a, b) => (a.path < b.path ? -1 : 1));
}

function manifestOf(kept: readonly KeptFile[]): string {
  const lines = kept.map(({ path, sha256 }) => [path, sha256]);
  return createHash('sha256').update(JSON.stringify(lines)).digest('hex');
}

function checkKey(key: string): void {
  if (/^[\w.-]{1,100}$/.test(key)) return;
  throw new Refusal(
    422,
    `the request key ${JSON.stringify(key.slice(0, 100))}`,
    '1 to 100 letters, digits, dots, hyphens or underscores',
    'send a new UUID with every submission',
  );
}
