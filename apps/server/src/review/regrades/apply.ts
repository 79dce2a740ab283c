import { eq } from 'drizzle-orm';

import { record } from '../../access/audit.ts';
import type { Database } from '../../database/connect.ts';
import { assignment, assignmentVersion, regrade, regradeChange, submission } from '../../database/schema/index.ts';
import type { Person, Services } from '../../http/context.ts';
import { Refusal } from '../../http/refusal.ts';
import { type AssignmentRow, attemptsOf } from '../grade/load.ts';
import { lockSubmissions, writeOverrides } from '../overrides/write.ts';
import { type RegradeReport, regradeReport } from './report.ts';
import { gradeBy, lockAssignment, openRegrade, regraded, type RegradeRow } from './start.ts';

/** How applying ended. `incomplete`: submissions had come since; they are being graded, and nothing was applied. */
export type Applied =
  | { readonly kind: 'applied'; readonly submissions: number }
  | { readonly kind: 'incomplete'; readonly missing: number };

/**
 * Applies a dry run: its gradings count from now on, and its version grades what comes. All of it happens in one transaction, or
 * nothing does.
 *
 * @throws Refusal 409 where it was decided already, is not what was seen, or holds faults that nobody said to leave.
 */
export async function applyRegrade(
  { connection, queue, now }: Pick<Services, 'connection' | 'queue' | 'now'>,
  given: {
    readonly assignment: AssignmentRow;
    readonly person: Person;
    readonly regradeId: string;
    /** Of the report that was seen. */
    readonly digest: string;
    /** Overrides that do not hold any more. */
    readonly withdraw: readonly { readonly submissionId: string; readonly partId: string }[];
    /** Whether submissions that could not be graded keep the grade that they have. */
    readonly leaveFaults: boolean;
  },
): Promise<Applied> {
  const { person, regradeId, digest, withdraw, leaveFaults } = given;
  return connection.database.transaction(async (transaction): Promise<Applied> => {
    const locked = await lockAssignment(transaction, given.assignment.id);
    const open = await openRegrade(transaction, locked.id, regradeId);
    const scope = regraded(await attemptsOf(transaction, locked), locked.counts);
    await lockSubmissions(transaction, locked.id, scope.map((each) => each.submission.id).toSorted());
    const missing = await gradeMissing(transaction, queue, locked, open);
    if (missing > 0) return { kind: 'incomplete', missing };
    const report = await regradeReport(transaction, locked, open);
    check(report, digest, leaveFaults);
    // Before the gradings change: an override is taken back over what it was decided about.
    for (const { submissionId, partId } of withdraw) {
      if (!report.conflicts.some((each) => each.submissionId === submissionId && each.partId === partId)) {
        throw new Refusal(422, `an override of ${partId} that has no conflict`, 'one that has', 'load the page again');
      }
      await writeOverrides(transaction, {
        assignment: locked,
        person,
        source: 'regrade',
        decision: { partId, points: null, reason: `Regrade: ${open.reason}`, comment: '', rubricItems: [] },
        targets: [{ submissionId }],
      });
    }
    const submissions = await switchGradings(transaction, locked, open);
    const [version] = await transaction
      .select({ number: assignmentVersion.number })
      .from(assignmentVersion)
      .where(eq(assignmentVersion.id, open.versionId));
    await transaction.update(assignment).set({ currentVersion: version!.number }).where(eq(assignment.id, locked.id));
    await transaction
      .update(regrade)
      .set({ state: 'applied', decidedBy: person.id, decidedAt: now() })
      .where(eq(regrade.id, regradeId));
    await record(transaction, {
      actor: person.id,
      action: 'regrade.apply',
      subject: `assignment:${locked.id}`,
      courseId: locked.courseId,
      details: { regradeId, version: version!.number, submissions, withdrawn: withdraw.length, digest },
    });
    return { kind: 'applied', submissions };
  });
}

/** Queues submissions that came after the dry run began. How many are not graded yet. */
async function gradeMissing(
  transaction: Database,
  queue: Services['queue'],
  row: AssignmentRow,
  open: RegradeRow,
): Promise<number> {
  const { waiting, faults } = await regradeReport(transaction, row, open);
  if (waiting === 0) return 0;
  // Faults are asked for again by whoever wants that.
  if (faults.length === 0) await gradeBy(transaction, queue, row, open.versionId);
  return waiting;
}

function check(report: RegradeReport, digest: string, leaveFaults: boolean): void {
  if (report.digest !== digest) {
    throw new Refusal(
      409,
      'a dry run that says something else by now',
      'that what is applied is what you looked at',
      'look at it again, then apply it',
    );
  }
  if (report.faults.length > 0 && !leaveFaults) {
    throw new Refusal(
      409,
      `${report.faults.length} submissions that could not be graded, by our fault`,
      'that all are graded',
      'have them graded again, or say that they keep the grade they have',
    );
  }
}

async function switchGradings(transaction: Database, row: AssignmentRow, open: RegradeRow): Promise<number> {
  const scope = regraded(await attemptsOf(transaction, row), row.counts);
  const after = await attemptsOf(transaction, row, {
    submissionIds: scope.map((each) => each.submission.id),
    choose: (_, all) => all.find(({ versionId }) => versionId === open.versionId),
  });
  let count = 0;
  for (const { submission: each, grading } of after) {
    if (!grading || (grading.state !== 'graded' && grading.state !== 'unreadable')) continue;
    const fromGradingId = each.currentGradingId;
    await transaction
      .insert(regradeChange)
      .values({ regradeId: open.id, submissionId: each.id, fromGradingId, toGradingId: grading.id });
    await transaction.update(submission).set({ currentGradingId: grading.id }).where(eq(submission.id, each.id));
    count += 1;
  }
  return count;
}
