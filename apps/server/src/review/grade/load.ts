import { and, asc, eq, getTableColumns, inArray, type InferSelectModel } from 'drizzle-orm';

import type { Database } from '../../database/connect.ts';
import {
  type assignment,
  assignmentVersion,
  extension,
  gradedPart,
  grading,
  override,
  submission,
} from '../../database/schema/index.ts';
import {
  type Attempt,
  countingAttempt,
  type EffectiveGrade,
  effectiveGrade,
  type GraderPart,
  lateSecondsOf,
} from '../effective-grade.ts';

export type SubmissionRow = InferSelectModel<typeof submission>;
type GradingRow = Omit<InferSelectModel<typeof grading>, 'grade' | 'record'>;
export type AssignmentRow = InferSelectModel<typeof assignment>;

/** A submission with the grading that counts and the grade that comes of it. */
export interface GradedAttempt extends Attempt {
  readonly submission: SubmissionRow;
  readonly attempt: number;
  /** The grading that counts, else the one that is on its way; undefined where none was asked for. */
  readonly grading: GradingRow | undefined;
  readonly grade: EffectiveGrade;
}

/** All of a grading but its text and its record, which are long. */
const { grade: _text, record: _record, ...gradingColumns } = getTableColumns(grading);

/** Which submissions of an assignment are meant; all of them unless said. */
export interface Which {
  readonly userId?: string;
  readonly submissionIds?: readonly string[];
  /** Loads parts with this verdict alone, for lists of them: the sums are then not those of the grade. */
  readonly verdict?: GraderPart['verdict'];
  /** Which grading of a submission is meant; the one that counts unless said. */
  readonly choose?: (submission: SubmissionRow, gradings: readonly GradingRow[]) => GradingRow | undefined;
}

/** The grades of an assignment's submissions, by student and attempt: a fixed number of queries, however many they are. */
export async function attemptsOf(
  database: Database,
  { id: assignmentId, dueAt, lateRule, currentVersion }: AssignmentRow,
  which: Which = {},
): Promise<readonly GradedAttempt[]> {
  const submissions = await database
    .select()
    .from(submission)
    .where(
      and(
        eq(submission.assignmentId, assignmentId),
        which.userId === undefined ? undefined : eq(submission.userId, which.userId),
        which.submissionIds === undefined ? undefined : inArray(submission.id, [...which.submissionIds]),
      ),
    )
    .orderBy(asc(submission.userId), asc(submission.attempt));
  if (submissions.length === 0) return [];
  const ids =
    which.userId === undefined && which.submissionIds === undefined ? undefined : submissions.map(({ id }) => id);
  const mine = and(eq(submission.assignmentId, assignmentId), ids && inArray(submission.id, ids));

  const gradings = await database
    .select(gradingColumns)
    .from(grading)
    .innerJoin(submission, eq(submission.id, grading.submissionId))
    .where(mine);
  const overrides = await database
    .select({
      id: override.id,
      submissionId: override.submissionId,
      partId: override.partId,
      points: override.points,
      comment: override.comment,
    })
    .from(override)
    .innerJoin(submission, eq(submission.id, override.submissionId))
    .where(mine)
    .orderBy(asc(override.createdAt), asc(override.id));
  const versions = await database
    .select()
    .from(assignmentVersion)
    .where(eq(assignmentVersion.assignmentId, assignmentId));
  const extensions = await database.select().from(extension).where(eq(extension.assignmentId, assignmentId));

  const versionOf = new Map(versions.map((version) => [version.id, version]));
  const current = versions.find(({ number }) => number === currentVersion);
  const gradingsOf = Map.groupBy(gradings, ({ submissionId }) => submissionId);
  const choose =
    which.choose ??
    ((row: SubmissionRow, all: readonly GradingRow[]) =>
      all.find(({ id }) => id === row.currentGradingId) ?? all.find(({ versionId }) => versionId === current?.id));
  const chosen = new Map(submissions.map((row) => [row.id, choose(row, gradingsOf.get(row.id) ?? [])]));
  const parts = await partsOfGradings(
    database,
    [...chosen.values()].flatMap((each) => (each?.state === 'graded' ? [each.id] : [])),
    which.verdict,
  );

  const partsOf = Map.groupBy(parts, ({ gradingId }) => gradingId);
  const overridesOf = Map.groupBy(overrides, ({ submissionId }) => submissionId);
  const extendedTo = new Map(extensions.map((each) => [each.userId, each.dueAt]));

  return submissions.map((row): GradedAttempt => {
    const counting = chosen.get(row.id);
    const version = (counting && versionOf.get(counting.versionId)) ?? current;
    const grade = effectiveGrade({
      state: counting?.state ?? 'none',
      outline: version?.outline ?? [],
      graded: counting ? (partsOf.get(counting.id) ?? []) : [],
      overrides: overridesOf.get(row.id) ?? [],
      lateSeconds: lateSecondsOf(row.handedInAt, dueAt, extendedTo.get(row.userId)),
      lateRule,
    });
    return { submission: row, attempt: row.attempt, grading: counting, grade };
  });
}

/** So many ids are asked for at once: every one of them is a parameter of the query, and their number is limited. */
const atOnce = 5_000;

async function partsOfGradings(
  database: Database,
  gradingIds: readonly string[],
  only: GraderPart['verdict'] | undefined,
): Promise<readonly (GraderPart & { readonly gradingId: string })[]> {
  const parts: (GraderPart & { readonly gradingId: string })[] = [];
  for (let first = 0; first < gradingIds.length; first += atOnce) {
    const { gradingId, partId, verdict, points, maximum } = gradedPart;
    const rows = await database
      .select({ gradingId, partId, verdict, points, maximum })
      .from(gradedPart)
      .where(
        and(
          inArray(gradingId, gradingIds.slice(first, first + atOnce)),
          only === undefined ? undefined : eq(verdict, only),
        ),
      );
    parts.push(...rows);
  }
  return parts;
}

/** For each student who handed something in the attempt that counts. */
export async function countingAttempts(
  database: Database,
  assignmentRow: AssignmentRow,
): Promise<ReadonlyMap<string, GradedAttempt>> {
  return countingOf(await attemptsOf(database, assignmentRow), assignmentRow.counts);
}

/** The counting attempts among those given, by student. */
export function countingOf(
  attempts: readonly GradedAttempt[],
  counts: AssignmentRow['counts'],
): ReadonlyMap<string, GradedAttempt> {
  const byStudent = Map.groupBy(attempts, (each) => each.submission.userId);
  return new Map([...byStudent].map(([userId, all]) => [userId, countingAttempt(all, counts)!]));
}

/** One submission with its grade. */
export async function attemptOf(
  database: Database,
  assignmentRow: AssignmentRow,
  submissionId: string,
): Promise<GradedAttempt | undefined> {
  const [attempt] = await attemptsOf(database, assignmentRow, { submissionIds: [submissionId] });
  return attempt;
}
