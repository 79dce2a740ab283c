import { createHash } from 'node:crypto';

import { and, eq } from 'drizzle-orm';

import {
  assignment,
  assignmentVersion,
  blob,
  enrolment,
  gradedPart,
  grading,
  type PartOutline,
  submission,
  submissionFile,
  user,
} from '../database/schema/index.ts';
import type { Services } from '../http/context.ts';

/** What a test says that the grader said about a part; the rest follows. */
export interface Said {
  readonly verdict: 'correct' | 'partial' | 'incorrect' | 'needs_review' | 'unanswered';
  readonly points?: number;
  readonly given?: string;
  readonly mistake?: string;
  readonly feedback?: readonly string[];
  readonly expected?: string;
  readonly fingerprints?: readonly { readonly of: string; readonly value: string }[];
}

/** What the class of a test works with. */
export type ClassServices = Pick<Services, 'connection'> & { readonly courseId: string; readonly assignmentId: string };

/** A version of the sample assignment with the given parts. Returns its id. */
export async function addVersion(
  { connection: { database }, assignmentId }: ClassServices,
  number: number,
  outline: readonly PartOutline[],
  note = '',
): Promise<string> {
  const maximum = outline.reduce((sum, part) => sum + (part.extraCredit === true ? 0 : part.points), 0);
  const [row] = await database
    .insert(assignmentVersion)
    .values({ assignmentId, number, note, bundled: 'rnn-homework', definitionSha256: String(number), outline, maximum })
    .onConflictDoUpdate({
      target: [assignmentVersion.assignmentId, assignmentVersion.number],
      set: { outline, maximum, note },
    })
    .returning();
  return row!.id;
}

/** A student of the course. */
export async function addStudent(
  { connection: { database }, courseId }: ClassServices,
  id: string,
  name: string,
  externalId?: string,
): Promise<void> {
  await database.insert(user).values({ id, name, email: `${id}@example.org` });
  await database
    .insert(enrolment)
    .values({ courseId, userId: id, role: 'student', ...(externalId === undefined ? {} : { externalId }) });
}

/** Hands something in, as a student's next attempt. Returns the submission's id. */
export async function handIn(
  { connection: { database }, assignmentId }: ClassServices,
  userId: string,
  options: { readonly at?: Date; readonly files?: Readonly<Record<string, string>> } = {},
): Promise<string> {
  const { at = new Date('2026-10-01T10:00:00Z'), files = {} } = options;
  const attempts = await database
    .select({ id: submission.id })
    .from(submission)
    .where(and(eq(submission.assignmentId, assignmentId), eq(submission.userId, userId)));
  const attempt = attempts.length + 1;
  const [row] = await database
    .insert(submission)
    .values({
      assignmentId,
      userId,
      attempt,
      requestKey: `attempt-${attempt}`,
      manifestSha256: createHash('sha256').update(JSON.stringify(files)).digest('hex'),
      size: JSON.stringify(files).length,
      handedInAt: at,
    })
    .returning();
  for (const [path, text] of Object.entries(files)) {
    const sha256 = createHash('sha256').update(text).digest('hex');
    const bytes = new TextEncoder().encode(text);
    await database.insert(blob).values({ sha256, size: bytes.length, bytes }).onConflictDoNothing();
    await database.insert(submissionFile).values({ submissionId: row!.id, path, sha256 });
  }
  return row!.id;
}

/** Ends the grading of a submission by a version as a worker does: it counts if the version does. Returns its id. */
export async function grade(
  { connection: { database } }: ClassServices,
  submissionId: string,
  versionId: string,
  result: Readonly<Record<string, Said>> | { readonly state: 'fault' | 'unreadable'; readonly problem: string },
): Promise<string> {
  return database.transaction(async (transaction) => {
    const [version] = await transaction.select().from(assignmentVersion).where(eq(assignmentVersion.id, versionId));
    const failed = isFailure(result);
    const parts = failed ? [] : version!.outline.map((part) => ({ part, ...valuesOf(part, result[part.id]) }));
    const score = parts.reduce((sum, { points }) => sum + points, 0);
    const waiting = parts.reduce((sum, { part, verdict }) => sum + (verdict === 'needs_review' ? part.points : 0), 0);
    const ended = failed
      ? { state: result.state, problem: result.problem }
      : {
          state: 'graded' as const,
          problem: null,
          score,
          waiting,
          maximum: version!.maximum,
          grade: textOf(parts, { score, waiting, maximum: version!.maximum }),
          record: sampleRecord,
        };
    const [row] = await transaction
      .insert(grading)
      .values({
        submissionId,
        versionId,
        begun: 1,
        finished: 1,
        finishedAt: new Date('2026-10-01T10:01:00Z'),
        ...ended,
      })
      .onConflictDoUpdate({ target: [grading.submissionId, grading.versionId], set: ended })
      .returning();
    if (parts.length > 0) {
      await transaction.insert(gradedPart).values(
        parts.map(({ part, verdict, points, given, mistake, feedback }, position) => ({
          gradingId: row!.id,
          partId: part.id,
          position,
          verdict,
          points,
          maximum: part.points,
          mistake: mistake ?? null,
          given,
          answerSha256: createHash('sha256').update(given.replaceAll(/\s+/g, ' ').trim()).digest('hex'),
          feedback,
        })),
      );
    }
    const [current] = await transaction.select().from(assignment).where(eq(assignment.id, version!.assignmentId));
    if (current!.currentVersion === version!.number) {
      await transaction.update(submission).set({ currentGradingId: row!.id }).where(eq(submission.id, submissionId));
    }
    return row!.id;
  });
}

const sampleRecord = {
  gradbook: '0.1.0',
  assignment_sha256: 'a'.repeat(64),
  submission_sha256: 'b'.repeat(64),
  adapter: 'a software adapter',
  seed: 0,
  packages: { '@gradbook/answers': '0.1.0' },
  code_sha256: 'c'.repeat(64),
  node: '24.0.0',
};

type Failure = { readonly state: 'fault' | 'unreadable'; readonly problem: string };

function isFailure(result: Readonly<Record<string, Said>> | Failure): result is Failure {
  return typeof result['state'] === 'string';
}

type Values = Required<Pick<Said, 'verdict' | 'points' | 'given' | 'feedback'>> & Said;

function valuesOf({ points }: PartOutline, said: Said = { verdict: 'unanswered' }): Values {
  const earned = said.verdict === 'correct' ? points : said.verdict === 'partial' ? points / 2 : 0;
  return { given: '', feedback: [], points: earned, ...said };
}

/** A grade as a worker keeps it. */
function textOf(
  parts: readonly (Values & { readonly part: PartOutline })[],
  sums: { readonly score: number; readonly waiting: number; readonly maximum: number },
): string {
  return JSON.stringify({
    name: 'submission',
    ...sums,
    seconds: 1.5,
    notes: [],
    record: sampleRecord,
    parts: parts.map(({ part, verdict, points, given, mistake, feedback, expected, fingerprints }) => ({
      part: part.id,
      judgement: {
        verdict,
        share: part.points === 0 ? 0 : points / part.points,
        given,
        feedback,
        ...(mistake === undefined ? {} : { mistake }),
        ...(expected === undefined ? {} : { expected }),
      },
      ...(verdict === 'unanswered' ? {} : { written: { id: part.id, text: given, start: 0, end: given.length } }),
      points,
      milliseconds: 1,
      ...(fingerprints === undefined ? {} : { fingerprints }),
    })),
  });
}
