import { and, desc, eq, inArray } from 'drizzle-orm';
import type { InferSelectModel } from 'drizzle-orm';

import { record } from '../../access/audit.ts';
import type { Database } from '../../database/connect.ts';
import { assignment, assignmentVersion, grading, regrade, user } from '../../database/schema/index.ts';
import { gradeAgain } from '../../grading/again.ts';
import type { Person, Services } from '../../http/context.ts';
import { Refusal } from '../../http/refusal.ts';
import { type AssignmentRow, attemptsOf, countingOf, type GradedAttempt } from '../grade/load.ts';

export type RegradeRow = InferSelectModel<typeof regrade>;
export type VersionRow = InferSelectModel<typeof assignmentVersion>;

/** The attempts that a regrade is about: those that count, and where the best one does, all that could. */
export function regraded(
  attempts: readonly GradedAttempt[],
  counts: AssignmentRow['counts'],
): readonly GradedAttempt[] {
  return counts === 'best' ? attempts : [...countingOf(attempts, counts).values()];
}

/** A regrade with the version by which it grades and whoever asked for it. */
export interface RegradeEntry {
  readonly regrade: RegradeRow;
  readonly version: VersionRow;
  readonly by: string;
}

/** The regrades of an assignment, the newest first. */
export async function regradesOf(database: Database, assignmentId: string): Promise<readonly RegradeEntry[]> {
  return database
    .select({ regrade, version: assignmentVersion, by: user.name })
    .from(regrade)
    .innerJoin(assignmentVersion, eq(assignmentVersion.id, regrade.versionId))
    .innerJoin(user, eq(user.id, regrade.createdBy))
    .where(eq(regrade.assignmentId, assignmentId))
    .orderBy(desc(regrade.createdAt), desc(regrade.id));
}

/** The versions of an assignment, the newest first. */
export async function versionsOf(database: Database, assignmentId: string): Promise<readonly VersionRow[]> {
  return database
    .select()
    .from(assignmentVersion)
    .where(eq(assignmentVersion.assignmentId, assignmentId))
    .orderBy(desc(assignmentVersion.number));
}

/**
 * Starts a dry run: the submissions are graded by another version, through the queue, and nobody's grade changes. What was graded by
 * that version before is not graded again.
 *
 * @throws Refusal 422 for a version that is not there or counts already, 409 while another dry run is open.
 */
export async function startRegrade(
  { connection, queue }: Pick<Services, 'connection' | 'queue'>,
  given: {
    readonly assignment: AssignmentRow;
    readonly person: Person;
    readonly version: number;
    readonly reason: string;
  },
): Promise<string> {
  const { person, version: number, reason } = given;
  if (reason.trim() === '') throw new Refusal(422, 'no reason', 'a reason for the record', 'say what changed');
  return connection.database.transaction(async (transaction) => {
    const locked = await lockAssignment(transaction, given.assignment.id);
    const versions = await versionsOf(transaction, locked.id);
    const version = versions.find((each) => each.number === number);
    if (!version) {
      const known = versions.map((each) => each.number).join(', ');
      throw new Refusal(422, `version ${number}`, `one of the versions ${known}`, 'choose one of them');
    }
    if (number === locked.currentVersion) {
      throw new Refusal(422, `version ${number}, which counts already`, 'another version', 'choose another one');
    }
    const open = (await regradesOf(transaction, locked.id)).find(({ regrade: { state } }) => state === 'dryRun');
    if (open) {
      throw new Refusal(
        409,
        `a dry run that ${open.by} began`,
        'one dry run at a time',
        'apply or drop that one first',
      );
    }
    const [made] = await transaction
      .insert(regrade)
      .values({ assignmentId: locked.id, versionId: version.id, reason, createdBy: person.id })
      .returning();
    await gradeBy(transaction, queue, locked, version.id);
    await record(transaction, {
      actor: person.id,
      action: 'regrade.start',
      subject: `assignment:${locked.id}`,
      courseId: locked.courseId,
      details: { regradeId: made!.id, version: number, reason },
    });
    return made!.id;
  });
}

/** Queues what a version has not graded yet, and what it could not grade by our fault. Returns how many were queued. */
export async function gradeBy(
  transaction: Database,
  queue: Services['queue'],
  assignmentRow: AssignmentRow,
  versionId: string,
): Promise<number> {
  const attempts = regraded(await attemptsOf(transaction, assignmentRow), assignmentRow.counts);
  const ids = attempts.map(({ submission }) => submission.id);
  if (ids.length === 0) return 0;
  const made = await transaction
    .insert(grading)
    .values(ids.map((submissionId) => ({ submissionId, versionId })))
    .onConflictDoNothing()
    .returning({ id: grading.id });
  if (made.length > 0) {
    await queue.add(
      transaction,
      made.map(({ id }) => id),
    );
  }
  const faults = await transaction
    .select({ id: grading.id })
    .from(grading)
    .where(and(inArray(grading.submissionId, ids), eq(grading.versionId, versionId), eq(grading.state, 'fault')));
  const again = await gradeAgain(
    transaction,
    queue,
    faults.map(({ id }) => id),
  );
  return made.length + again.length;
}

/** Grades the faults of a dry run again. */
export async function retryRegrade(
  { connection, queue }: Pick<Services, 'connection' | 'queue'>,
  { assignment: row, regradeId }: { readonly assignment: AssignmentRow; readonly regradeId: string },
): Promise<number> {
  return connection.database.transaction(async (transaction) => {
    const locked = await lockAssignment(transaction, row.id);
    const open = await openRegrade(transaction, row.id, regradeId);
    return gradeBy(transaction, queue, locked, open.versionId);
  });
}

/** Drops a dry run: what it graded stays on record and counts for nobody. */
export async function dropRegrade(
  { connection, now }: Pick<Services, 'connection' | 'now'>,
  given: { readonly assignment: AssignmentRow; readonly person: Person; readonly regradeId: string },
): Promise<void> {
  const { assignment: row, person, regradeId } = given;
  await connection.database.transaction(async (transaction) => {
    await openRegrade(transaction, row.id, regradeId);
    await transaction
      .update(regrade)
      .set({ state: 'dropped', decidedBy: person.id, decidedAt: now() })
      .where(eq(regrade.id, regradeId));
    await record(transaction, {
      actor: person.id,
      action: 'regrade.drop',
      subject: `assignment:${row.id}`,
      courseId: row.courseId,
      details: { regradeId },
    });
  });
}

/** A dry run that nobody has decided about, locked until the transaction ends. @throws Refusal 404 or 409. */
export async function openRegrade(transaction: Database, assignmentId: string, regradeId: string): Promise<RegradeRow> {
  const [row] = await transaction
    .select()
    .from(regrade)
    .where(and(eq(regrade.id, regradeId), eq(regrade.assignmentId, assignmentId)))
    .for('update');
  if (!row) throw new Refusal(404, 'a regrade that is not there', 'one of this assignment', 'load the page again');
  if (row.state !== 'dryRun') {
    const what = row.state === 'applied' ? 'applied' : 'dropped';
    throw new Refusal(409, `a regrade that was ${what}`, 'a dry run that is open', 'start another one');
  }
  return row;
}

/** The assignment, locked until the transaction ends: submissions that come meanwhile wait, and see the version that counts then. */
export async function lockAssignment(transaction: Database, id: string): Promise<AssignmentRow> {
  const [row] = await transaction.select().from(assignment).where(eq(assignment.id, id)).for('update');
  if (!row) throw new Refusal(404, 'an assignment that is not there', 'one that is', 'go back to the course');
  return row;
}
