import { createHash } from 'node:crypto';

import { eq, inArray } from 'drizzle-orm';

import type { Database } from '../../database/connect.ts';
import { gradedPart, regradeChange } from '../../database/schema/index.ts';
import type { EffectiveGrade, GraderPart, PartOverride } from '../effective-grade.ts';
import { type AssignmentRow, attemptsOf, countingOf, type GradedAttempt } from '../grade/load.ts';
import { regraded, type RegradeRow } from './start.ts';

/** What the grader said about a part, with why. */
export type Said = Pick<GraderPart, 'verdict' | 'points' | 'maximum'> & { readonly feedback: readonly string[] };

/** A part about which the two versions do not say the same, or that a person decided about. */
export interface PartChange {
  readonly submissionId: string;
  readonly partId: string;
  readonly title: string;
  /** undefined where that version has no such part, or it was not graded by it. */
  readonly before: Said | undefined;
  readonly after: Said | undefined;
  readonly override: PartOverride | undefined;
  /**
   * What becomes of the override: it `stays` where the grader says the same as before; it is a `conflict` where what it was
   * decided over has changed, and a person says whether it still holds.
   */
  readonly overrideFate: 'stays' | 'conflict' | undefined;
}

/** What a regrade does to one student's grade. */
export interface StudentChange {
  readonly userId: string;
  readonly before: GradedAttempt;
  readonly after: GradedAttempt;
  readonly parts: readonly PartChange[];
  readonly difference: number;
}

/** What a regrade does, or did. */
export interface RegradeReport {
  /** Submissions that it is about, and how its grading of them stands. */
  readonly submissions: number;
  readonly waiting: number;
  readonly faults: readonly GradedAttempt[];
  readonly unreadable: readonly GradedAttempt[];
  /** Students for whom something changes: those who had a grade first, the largest differences first. */
  readonly changes: readonly StudentChange[];
  readonly unchanged: number;
  readonly conflicts: readonly PartChange[];
  readonly stays: number;
  /** Over everything above: whoever applies it applies what they saw. */
  readonly digest: string;
}

/** Compares what counts with what a dry run graded; for a regrade that was applied, what counted before with what it graded. */
export async function regradeReport(
  database: Database,
  assignment: AssignmentRow,
  regrade: RegradeRow,
): Promise<RegradeReport> {
  const applied = regrade.state === 'applied' ? await appliedPairs(database, regrade.id) : undefined;
  const beforeAll = await attemptsOf(
    database,
    assignment,
    applied
      ? {
          submissionIds: [...applied.keys()],
          choose: ({ id }, all) => all.find((each) => each.id === applied.get(id)!.fromGradingId),
        }
      : {},
  );
  const scope = applied ? beforeAll : regraded(beforeAll, assignment.counts);
  const ids = new Set(scope.map(({ submission }) => submission.id));
  const afterAll = await attemptsOf(database, assignment, {
    submissionIds: [...ids],
    choose: (_, all) => all.find(({ versionId }) => versionId === regrade.versionId),
  });
  const before = countingOf(scope, assignment.counts);
  const after = countingOf(afterAll, assignment.counts);
  const said = await whatWasSaid(database, [...scope, ...afterAll]);
  const beforeOf = new Map(scope.map((each) => [each.submission.id, each]));

  const all = [...after].map(([userId, now]): StudentChange => {
    const earlier = before.get(userId)!;
    const parts = comparedParts(beforeOf.get(now.submission.id)!, now, said);
    return { userId, before: earlier, after: now, parts, difference: now.grade.points - earlier.grade.points };
  });
  const done = all.filter(({ after: { grade } }) => grade.state === 'graded');
  const changes = done
    .filter(({ parts, difference, before: { attempt }, after: now }) => {
      return difference !== 0 || attempt !== now.attempt || parts.some(isChange);
    })
    .toSorted(
      (a, b) =>
        Number(b.before.grade.state === 'graded') - Number(a.before.grade.state === 'graded') ||
        Math.abs(b.difference) - Math.abs(a.difference) ||
        a.userId.localeCompare(b.userId),
    );
  const overrides = done.flatMap(({ parts }) => parts).filter(({ override }) => override);
  const inState = (...states: EffectiveGrade['state'][]): readonly GradedAttempt[] =>
    afterAll.filter(({ grade }) => states.includes(grade.state));
  const report = {
    submissions: scope.length,
    waiting: inState('none', 'queued', 'grading').length,
    faults: inState('fault'),
    unreadable: inState('unreadable'),
    changes,
    unchanged: done.length - changes.length,
    conflicts: overrides.filter(({ overrideFate }) => overrideFate === 'conflict'),
    stays: overrides.filter(({ overrideFate }) => overrideFate === 'stays').length,
  };
  return { ...report, digest: digestOf(report) };
}

/** Whether the two versions say something else about a part. */
export function isChange({ before, after }: PartChange): boolean {
  return !sameGrade(before, after) || before?.feedback.join('\n') !== after?.feedback.join('\n');
}

async function appliedPairs(database: Database, regradeId: string) {
  const rows = await database.select().from(regradeChange).where(eq(regradeChange.regradeId, regradeId));
  return new Map(rows.map((row) => [row.submissionId, row]));
}

async function whatWasSaid(database: Database, attempts: readonly GradedAttempt[]): Promise<ReadonlyMap<string, Said>> {
  const ids = [...new Set(attempts.flatMap(({ grading }) => (grading?.state === 'graded' ? [grading.id] : [])))];
  const said = new Map<string, Said>();
  for (let first = 0; first < ids.length; first += 5_000) {
    const rows = await database
      .select()
      .from(gradedPart)
      .where(inArray(gradedPart.gradingId, ids.slice(first, first + 5_000)));
    for (const { gradingId, partId, verdict, points, maximum, feedback } of rows) {
      said.set(`${gradingId} ${partId}`, { verdict, points, maximum, feedback });
    }
  }
  return said;
}

function comparedParts(
  before: GradedAttempt,
  after: GradedAttempt,
  said: ReadonlyMap<string, Said>,
): readonly PartChange[] {
  const parts = new Map([...before.grade.parts, ...after.grade.parts].map((part) => [part.id, part]));
  return [...parts.values()].flatMap((part): PartChange[] => {
    const was = said.get(`${before.grading?.id} ${part.id}`);
    const is = said.get(`${after.grading?.id} ${part.id}`);
    const override = before.grade.parts.find(({ id }) => id === part.id)?.override ?? part.override;
    const change: PartChange = {
      submissionId: after.submission.id,
      partId: part.id,
      title: part.title,
      before: was,
      after: is,
      override,
      overrideFate: override && (sameGrade(was, is) ? 'stays' : 'conflict'),
    };
    return override || isChange(change) ? [change] : [];
  });
}

function sameGrade(before: Said | undefined, after: Said | undefined): boolean {
  return before?.verdict === after?.verdict && before?.points === after?.points && before?.maximum === after?.maximum;
}

function digestOf(report: Omit<RegradeReport, 'digest'>): string {
  const seen = {
    ...report,
    faults: report.faults.map(({ submission }) => submission.id),
    unreadable: report.unreadable.map(({ submission }) => submission.id),
    changes: report.changes.map(({ userId, before, after, parts }) => [
      userId,
      [before.submission.id, before.grading?.id, before.grade.points],
      [after.submission.id, after.grading?.id, after.grade.points],
      parts.map(({ partId, override }) => [partId, override?.id]),
    ]),
  };
  return createHash('sha256').update(JSON.stringify(seen)).digest('hex');
}
