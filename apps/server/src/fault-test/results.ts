import { keptGradeOf } from '@gradbook/grading/batch';
import { asc, eq } from 'drizzle-orm';

import type { Database } from '../database/connect.ts';
import { gradedPart, grading, submission } from '../database/schema/index.ts';

/** What became of one submission. */
export interface Result {
  readonly attempt: number;
  readonly state: string;
  readonly begun: number;
  readonly finished: number;
  readonly problem: string | null;
  /** Everything that was decided, without the times that it took. */
  readonly decided: string;
}

/** What became of an assignment's submissions, in their order. */
export async function resultsOf(database: Database, assignmentId: string): Promise<readonly Result[]> {
  const rows = await database
    .select({ grading, attempt: submission.attempt, current: submission.currentGradingId })
    .from(submission)
    .innerJoin(grading, eq(grading.submissionId, submission.id))
    .where(eq(submission.assignmentId, assignmentId))
    .orderBy(asc(submission.attempt));
  const parts = new Map<string, object[]>();
  const all = await database.select().from(gradedPart).orderBy(asc(gradedPart.position));
  for (const { gradingId, ...part } of all) parts.set(gradingId, [...(parts.get(gradingId) ?? []), part]);
  return rows.map(({ grading: row, attempt, current }) => ({
    attempt,
    state: row.state,
    begun: row.begun,
    finished: row.finished,
    problem: row.problem,
    decided: JSON.stringify({
      counts: current === row.id,
      points: [row.score, row.maximum, row.waiting],
      record: row.record,
      parts: parts.get(row.id) ?? [],
      grade: row.grade === null ? null : withoutTimes(row.grade),
    }),
  }));
}

function withoutTimes(text: string): object {
  const { seconds: _seconds, parts, ...grade } = keptGradeOf(text);
  return { ...grade, parts: parts.map(({ milliseconds: _milliseconds, ...part }) => part) };
}
