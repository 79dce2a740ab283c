import { type KeptGrade, keptGradeOf } from '@gradbook/grading/batch';
import { asc, desc, eq, inArray } from 'drizzle-orm';

import type { Database } from '../database/connect.ts';
import { assignmentVersion, blob, grading, secondLook, submissionFile, user } from '../database/schema/index.ts';
import { type AssignmentRow, attemptsOf, countingOf, type GradedAttempt, type SubmissionRow } from './grade/load.ts';
import { historyOf, type PastOverride } from './overrides/history.ts';
import type { VersionRow } from './regrades/start.ts';

/** A file that was handed in. */
export interface HandedIn {
  readonly path: string;
  readonly sha256: string;
  readonly size: number;
}

/** A grading of a submission with the version that it is by. */
interface PastGrading {
  readonly grading: Omit<typeof grading.$inferSelect, 'grade'>;
  readonly version: VersionRow;
}

/** Everything about a submission that staff sees. */
export interface SubmissionView {
  readonly student: { readonly id: string; readonly name: string; readonly email: string };
  readonly attempt: GradedAttempt;
  /** All attempts of the student, the first one first, and which of them counts. */
  readonly attempts: readonly GradedAttempt[];
  readonly counting: GradedAttempt;
  readonly files: readonly HandedIn[];
  /** The gradings by all versions, the newest first. */
  readonly gradings: readonly PastGrading[];
  readonly version: VersionRow | undefined;
  /** What the grading that counts says; undefined where there is none. */
  readonly kept: KeptGrade | undefined;
  readonly history: readonly PastOverride[];
  readonly secondLooks: readonly (typeof secondLook.$inferSelect)[];
}

/** Collects what staff sees of a submission. */
export async function submissionView(
  database: Database,
  assignment: AssignmentRow,
  submission: SubmissionRow,
): Promise<SubmissionView> {
  const attempts = await attemptsOf(database, assignment, { userId: submission.userId });
  const attempt = attempts.find((each) => each.submission.id === submission.id)!;
  const [student] = await database
    .select({ id: user.id, name: user.name, email: user.email })
    .from(user)
    .where(eq(user.id, submission.userId));
  const files = await database
    .select({ path: submissionFile.path, sha256: submissionFile.sha256, size: blob.size })
    .from(submissionFile)
    .innerJoin(blob, eq(blob.sha256, submissionFile.sha256))
    .where(eq(submissionFile.submissionId, submission.id))
    .orderBy(asc(submissionFile.path));
  const rows = await database
    .select({ grading, version: assignmentVersion })
    .from(grading)
    .innerJoin(assignmentVersion, eq(assignmentVersion.id, grading.versionId))
    .where(eq(grading.submissionId, submission.id))
    .orderBy(desc(assignmentVersion.number));
  const counted = rows.find((row) => row.grading.id === attempt.grading?.id);
  return {
    student: student!,
    attempt,
    attempts,
    counting: countingOf(attempts, assignment.counts).get(submission.userId)!,
    files,
    gradings: rows,
    version: counted?.version,
    kept: counted?.grading.grade == null ? undefined : keptGradeOf(counted.grading.grade),
    history: await historyOf(database, submission.id),
    secondLooks: await database
      .select()
      .from(secondLook)
      .where(eq(secondLook.submissionId, submission.id))
      .orderBy(asc(secondLook.createdAt)),
  };
}

/** The texts of gradings by their ids, where there are any. */
export async function gradeTexts(
  database: Database,
  gradingIds: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (gradingIds.length === 0) return new Map();
  const rows = await database
    .select({ id: grading.id, grade: grading.grade })
    .from(grading)
    .where(inArray(grading.id, [...gradingIds]));
  return new Map(rows.flatMap(({ id, grade }) => (grade === null ? [] : [[id, grade]])));
}
