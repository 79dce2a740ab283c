import { and, desc, eq, inArray, sql } from 'drizzle-orm';

import { record } from '../../access/audit.ts';
import type { Database } from '../../database/connect.ts';
import { override, submission, user } from '../../database/schema/index.ts';
import type { Person } from '../../http/context.ts';
import { Refusal } from '../../http/refusal.ts';
import { type AssignmentRow, attemptsOf } from '../grade/load.ts';

/** What a person decides about a part, of one submission or of several. */
export interface Decision {
  readonly partId: string;
  /** null takes earlier decisions back: the grader's points count again. */
  readonly points: number | null;
  /** For the staff and the record. */
  readonly reason: string;
  /** For the student. */
  readonly comment: string;
  readonly rubricItems: readonly string[];
}

/** A submission that is decided about, and what whoever decides has seen of it. */
export interface Target {
  readonly submissionId: string;
  /** The newest override that was there, null for none: when there is another by now, nothing is written. Left out: whatever there is. */
  readonly seen?: string | null;
}

export type Source = (typeof override.$inferInsert)['source'];

/** Longest reason and comment that are kept, in characters. */
export const longestText = 10_000;

/**
 * Writes overrides in a transaction: all of them or none. The submissions are locked first, in one order for everybody, so that
 * two people who decide at once do so one after the other.
 *
 * @throws Refusal 422 for a part, points or reason that cannot be; 409 where somebody else decided since.
 */
export async function writeOverrides(
  transaction: Database,
  given: {
    readonly assignment: AssignmentRow;
    readonly person: Person;
    readonly source: Source;
    readonly groupId?: string;
    readonly decision: Decision;
    readonly targets: readonly Target[];
  },
): Promise<void> {
  const { assignment, person, source, groupId, decision, targets } = given;
  const ids = targets.map(({ submissionId }) => submissionId).toSorted();
  if (ids.length === 0) return;
  const locked = await lockSubmissions(transaction, assignment.id, ids);
  if (locked !== new Set(ids).size) {
    throw new Refusal(
      422,
      'a submission that is not of this assignment',
      'submissions of one assignment',
      'open it anew',
    );
  }
  await check(transaction, assignment, decision, ids);
  await compareSeen(transaction, decision.partId, targets);
  for (const submissionId of ids) {
    await transaction.insert(override).values({
      ...decision,
      submissionId,
      source,
      ...(groupId === undefined ? {} : { groupId }),
      createdBy: person.id,
      // now() is when the transaction began: one that waited for the lock would seem older than what it comes after.
      createdAt: sql`clock_timestamp()`,
    });
  }
  const { partId, points, reason } = decision;
  for (const id of ids) {
    await record(transaction, {
      actor: person.id,
      action: points === null ? 'override.withdraw' : 'override.create',
      subject: `submission:${id}`,
      courseId: assignment.courseId,
      details: { partId, points, reason, source, ...(groupId === undefined ? {} : { groupId }) },
    });
  }
}

/** Locks submissions of an assignment, in one order for everybody; how many there are. */
export async function lockSubmissions(
  transaction: Database,
  assignmentId: string,
  ids: readonly string[],
): Promise<number> {
  const rows = await transaction
    .select({ id: submission.id })
    .from(submission)
    .where(and(eq(submission.assignmentId, assignmentId), inArray(submission.id, [...ids])))
    .orderBy(submission.id)
    .for('update');
  return rows.length;
}

async function check(
  transaction: Database,
  assignment: AssignmentRow,
  { partId, points, reason, comment }: Decision,
  ids: readonly string[],
): Promise<void> {
  if (reason.trim() === '') throw new Refusal(422, 'no reason', 'a reason for the record', 'say why in a sentence');
  const longest = Math.max(reason.length, comment.length);
  if (longest > longestText) {
    throw new Refusal(422, `a text of ${longest} characters`, `at most ${longestText}`, 'shorten it');
  }
  for (const { grade } of await attemptsOf(transaction, assignment, { submissionIds: ids })) {
    const part = grade.parts.find(({ id }) => id === partId);
    if (!part) throw new Refusal(422, `the part "${partId}"`, 'a part of the assignment', 'choose one of its parts');
    if (points !== null && !(points >= 0 && points <= part.maximum)) {
      throw new Refusal(422, `${points} points`, `points between 0 and ${part.maximum}`, 'give points in that range');
    }
  }
}

async function compareSeen(transaction: Database, partId: string, targets: readonly Target[]): Promise<void> {
  const ids = targets.map(({ submissionId }) => submissionId);
  const newest = await newestOverrides(transaction, partId, ids);
  const changed = targets.flatMap(({ submissionId, seen }) => {
    const now = newest.get(submissionId);
    return seen === undefined || (now?.id ?? null) === seen ? [] : [now];
  });
  if (changed.length === 0) return;
  const [first] = changed;
  const who = first
    ? `${first.by} ${first.points === null ? 'took the decision back' : `gave ${first.points} points`}`
    : 'it changed';
  const given =
    targets.length === 1
      ? `part ${partId} was decided meanwhile: ${who}`
      : `${changed.length} of ${targets.length} answers were decided meanwhile: ${who}`;
  throw new Refusal(
    409,
    given,
    'that nobody decides at the same time',
    'load the page again, look at it, and decide again',
  );
}

/** The newest override of a part by submission, those that take back included. */
export async function newestOverrides(
  database: Database,
  partId: string,
  submissionIds: readonly string[],
): Promise<ReadonlyMap<string, { readonly id: string; readonly points: number | null; readonly by: string }>> {
  if (submissionIds.length === 0) return new Map();
  const rows = await database
    .selectDistinctOn([override.submissionId], {
      submissionId: override.submissionId,
      id: override.id,
      points: override.points,
      by: user.name,
    })
    .from(override)
    .innerJoin(user, eq(user.id, override.createdBy))
    .where(and(eq(override.partId, partId), inArray(override.submissionId, [...submissionIds])))
    .orderBy(override.submissionId, desc(override.createdAt), desc(override.id));
  return new Map(rows.map((row) => [row.submissionId, row]));
}
