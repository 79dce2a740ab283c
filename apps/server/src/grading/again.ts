import { and, inArray, sql } from 'drizzle-orm';

import type { Database } from '../database/connect.ts';
import { grading } from '../database/schema/index.ts';
import type { GradingQueue } from '../http/context.ts';

/**
 * Queues gradings once more that ended without a grade: by our fault, or because the submission could not be read. Those that
 * are graded, or will be, stay as they are.
 *
 * @returns the ids of those that were queued.
 */
export async function gradeAgain(
  transaction: Database,
  queue: GradingQueue,
  gradingIds: readonly string[],
): Promise<readonly string[]> {
  if (gradingIds.length === 0) return [];
  const rows = await transaction
    .update(grading)
    .set({
      state: 'queued',
      begun: 0,
      finished: 0,
      problem: null,
      begunAt: null,
      finishedAt: null,
      queuedAt: sql`now()`,
    })
    .where(and(inArray(grading.id, [...gradingIds]), inArray(grading.state, ['fault', 'unreadable'])))
    .returning({ id: grading.id });
  const queued = rows.map(({ id }) => id);
  await queue.add(transaction, queued, { urgent: true });
  return queued;
}
