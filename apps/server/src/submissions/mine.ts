import { and, count, eq, isNull, max, sql } from 'drizzle-orm';
import type { InferSelectModel } from 'drizzle-orm';

import { assignment, course, enrolment, extension, submission } from '../database/schema/index.ts';
import type { Person, Services } from '../http/context.ts';
import { attemptsOf, type GradedAttempt } from '../review/grade/load.ts';
import { countingAttempt } from '../review/effective-grade.ts';
import { type HandInWindow, windowOf } from './window.ts';

type CourseRow = InferSelectModel<typeof course>;
export type AssignmentRow = InferSelectModel<typeof assignment>;

/** An assignment as its student sees it in a list. */
export interface ListedAssignment {
  readonly course: CourseRow;
  readonly assignment: AssignmentRow;
  readonly window: HandInWindow;
  readonly lastHandedInAt: Date | null;
}

/**
 * The courses of a person with what they may see of the assignments, the next due first: one query, however many they are.
 *
 * @param courseId of this course alone; drafts are in it where `drafts` says so.
 */
export async function listAssignments(
  { connection: { database }, now }: Services,
  person: Person,
  { courseId, drafts = false }: { readonly courseId?: string; readonly drafts?: boolean } = {},
): Promise<readonly ListedAssignment[]> {
  const handedIn = database
    .select({
      id: submission.assignmentId,
      attempts: count().as('attempts'),
      last: max(submission.handedInAt).as('last'),
    })
    .from(submission)
    .where(eq(submission.userId, person.id))
    .groupBy(submission.assignmentId)
    .as('handed_in');
  const rows = await database
    .select({ course, assignment, extendedTo: extension.dueAt, attempts: handedIn.attempts, last: handedIn.last })
    .from(assignment)
    .innerJoin(course, eq(course.id, assignment.courseId))
    .leftJoin(extension, and(eq(extension.assignmentId, assignment.id), eq(extension.userId, person.id)))
    .leftJoin(handedIn, eq(handedIn.id, assignment.id))
    .where(
      and(
        courseId === undefined
          ? sql`exists (select 1 from ${enrolment} where ${enrolment.courseId} = ${course.id} and ${enrolment.userId} = ${person.id})`
          : eq(course.id, courseId),
        courseId === undefined ? isNull(course.archivedAt) : undefined,
        drafts ? undefined : eq(assignment.published, true),
      ),
    )
    .orderBy(sql`coalesce(${extension.dueAt}, ${assignment.dueAt}) nulls last`, assignment.title);
  return rows.map(({ course: of, assignment: row, extendedTo, attempts, last }) => ({
    course: of,
    assignment: row,
    window: windowOf({ assignment: row, extendedTo, attempts: attempts ?? 0, now: now(), staff: drafts }),
    lastHandedInAt: last === null ? null : new Date(last),
  }));
}

/** A student's own part of an assignment: when they may hand in, what they did, and which attempt counts. */
export interface OwnWork {
  readonly window: HandInWindow;
  /** The newest first. */
  readonly attempts: readonly GradedAttempt[];
  readonly counting: GradedAttempt | undefined;
}

/** Loads what a person did for an assignment. */
export async function ownWork(
  { connection: { database }, now }: Services,
  row: AssignmentRow,
  userId: string,
  staff = false,
): Promise<OwnWork> {
  const [extended] = await database
    .select({ dueAt: extension.dueAt })
    .from(extension)
    .where(and(eq(extension.assignmentId, row.id), eq(extension.userId, userId)));
  const attempts = await attemptsOf(database, row, { userId });
  return {
    window: windowOf({ assignment: row, extendedTo: extended?.dueAt, attempts: attempts.length, now: now(), staff }),
    attempts: attempts.toReversed(),
    counting: countingAttempt(attempts, row.counts),
  };
}
