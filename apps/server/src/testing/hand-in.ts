import { createHash } from 'node:crypto';

import type { Connection, Database } from '../database/connect.ts';
import {
  assignment,
  assignmentVersion,
  blob,
  course,
  enrolment,
  grading,
  submission,
  submissionFile,
  user,
} from '../database/schema/index.ts';
import type { GradingQueue } from '../http/context.ts';
import { twiceOutline, twiceSource } from './twice.ts';

async function keep(database: Database, text: string): Promise<string> {
  const bytes = Buffer.from(text);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  await database.insert(blob).values({ sha256, size: bytes.length, bytes }).onConflictDoNothing();
  return sha256;
}

/** The ids of an assignment and its version. */
export interface Homework {
  readonly assignmentId: string;
  readonly versionId: string;
}

/** A course with an assignment of its own, whose source is a file. */
export async function makeHomework(
  { database }: Connection,
  { source = twiceSource, slug = 'twice' }: { readonly source?: string; readonly slug?: string } = {},
): Promise<Homework> {
  await database
    .insert(user)
    .values({ id: 'student', name: 'Student', email: 'student@example.org' })
    .onConflictDoNothing();
  const [made] = await database
    .insert(course)
    .values({ slug: `course-${slug}`, name: 'A course' })
    .returning();
  await database.insert(enrolment).values({ courseId: made!.id, userId: 'student', role: 'student' });
  const [homework] = await database
    .insert(assignment)
    .values({ courseId: made!.id, slug, title: 'Homework', published: true })
    .returning();
  const [version] = await database
    .insert(assignmentVersion)
    .values({
      assignmentId: homework!.id,
      number: 1,
      sourceSha256: await keep(database, source),
      definitionSha256: '0'.repeat(64),
      outline: twiceOutline,
      maximum: 2,
    })
    .returning();
  return { assignmentId: homework!.id, versionId: version!.id };
}

/** Hands submissions in as one student, each an attempt, and queues their gradings in the same transaction. */
export async function handIn(
  { database }: Connection,
  queue: Pick<GradingQueue, 'add'>,
  { assignmentId, versionId }: Homework,
  submissions: readonly Readonly<Record<string, string>>[],
  firstAttempt = 1,
): Promise<readonly { readonly submissionId: string; readonly gradingId: string }[]> {
  return database.transaction(async (tx) => {
    const made: { submissionId: string; gradingId: string }[] = [];
    for (const [index, files] of submissions.entries()) {
      const attempt = firstAttempt + index;
      const hashes = await Promise.all(
        Object.entries(files).map(async ([path, text]) => ({ path, sha256: await keep(tx, text) })),
      );
      const [row] = await tx
        .insert(submission)
        .values({
          assignmentId,
          userId: 'student',
          attempt,
          requestKey: String(attempt),
          manifestSha256: hashes.map(({ sha256 }) => sha256).join(' '),
          size: 1,
        })
        .returning();
      const submissionId = row!.id;
      if (hashes.length > 0) await tx.insert(submissionFile).values(hashes.map((file) => ({ submissionId, ...file })));
      const [queued] = await tx.insert(grading).values({ submissionId, versionId }).returning();
      made.push({ submissionId, gradingId: queued!.id });
    }
    await queue.add(
      tx,
      made.map(({ gradingId }) => gradingId),
    );
    return made;
  });
}
