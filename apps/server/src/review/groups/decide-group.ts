import { randomUUID } from 'node:crypto';

import { and, desc, eq } from 'drizzle-orm';

import type { Database } from '../../database/connect.ts';
import { override, submission, user } from '../../database/schema/index.ts';
import type { Person, Services } from '../../http/context.ts';
import { Refusal } from '../../http/refusal.ts';
import type { AssignmentRow } from '../grade/load.ts';
import { type Decision, lockSubmissions, newestOverrides, type Target, writeOverrides } from '../overrides/write.ts';
import { releaseClaim } from '../queue/claims.ts';

/** Decides about all answers of a group at once: all of them or none. Returns the id under which it can be taken back. */
export async function decideGroup(
  { connection }: Pick<Services, 'connection'>,
  given: {
    readonly assignment: AssignmentRow;
    readonly person: Person;
    readonly decision: Decision;
    readonly targets: readonly Target[];
  },
): Promise<string> {
  if (given.targets.length === 0) {
    throw new Refusal(422, 'no answer', 'at least one answer that is decided about', 'tick the answers that are meant');
  }
  const groupId = randomUUID();
  await connection.database.transaction(async (transaction) => {
    await writeOverrides(transaction, { ...given, source: 'group', groupId });
    for (const { submissionId } of given.targets) {
      await releaseClaim(transaction, submissionId, given.decision.partId);
    }
  });
  return groupId;
}

/** A decision about a group, as it was made. */
export interface GroupDecision {
  readonly groupId: string;
  readonly partId: string;
  readonly points: number;
  readonly reason: string;
  readonly by: string;
  readonly createdAt: Date;
  /** How many answers it was about, and for how many of them it still counts. */
  readonly answers: number;
  readonly counting: number;
}

/** The decisions about groups of an assignment, the newest first. */
export async function groupDecisions(database: Database, assignmentId: string): Promise<readonly GroupDecision[]> {
  const rows = await database
    .select({ override, by: user.name })
    .from(override)
    .innerJoin(submission, eq(submission.id, override.submissionId))
    .innerJoin(user, eq(user.id, override.createdBy))
    .where(eq(submission.assignmentId, assignmentId))
    .orderBy(desc(override.createdAt), desc(override.id));
  const newest = new Set<string>();
  const decisions = new Map<string, GroupDecision>();
  for (const { override: row, by } of rows) {
    const place = `${row.submissionId} ${row.partId}`;
    const counts = !newest.has(place);
    newest.add(place);
    if (row.source !== 'group' || row.groupId === null || row.points === null) continue;
    const { groupId, partId, points, reason, createdAt } = row;
    const known = decisions.get(groupId) ?? { groupId, partId, points, reason, by, createdAt, answers: 0, counting: 0 };
    decisions.set(groupId, {
      ...known,
      answers: known.answers + 1,
      counting: known.counting + (counts ? 1 : 0),
    });
  }
  return [...decisions.values()];
}

/**
 * Takes a decision about a group back: what counted before it counts again. Answers that somebody decided about since keep what
 * was decided. Returns for how many it was taken back.
 */
export async function takeBackGroup(
  { connection }: Pick<Services, 'connection'>,
  {
    assignment,
    person,
    groupId,
  }: { readonly assignment: AssignmentRow; readonly person: Person; readonly groupId: string },
): Promise<number> {
  return connection.database.transaction(async (transaction) => {
    const rows = await transaction
      .select({ override })
      .from(override)
      .innerJoin(submission, eq(submission.id, override.submissionId))
      .where(
        and(eq(submission.assignmentId, assignment.id), eq(override.groupId, groupId), eq(override.source, 'group')),
      );
    const [first] = rows;
    if (!first) throw new Refusal(404, 'a decision that is not there', 'one of this assignment', 'load the page again');
    const { partId } = first.override;
    const ids = rows.map(({ override: { submissionId } }) => submissionId);
    await lockSubmissions(transaction, assignment.id, ids.toSorted());
    const newest = await newestOverrides(transaction, partId, ids);
    const standing = rows.filter(({ override: { id, submissionId } }) => newest.get(submissionId)?.id === id);
    for (const { override: row } of standing) {
      const before = await overrideBefore(transaction, row);
      await writeOverrides(transaction, {
        assignment,
        person,
        source: 'review',
        decision: {
          partId,
          points: before?.points ?? null,
          reason: `Decision about a group taken back: ${row.reason}`,
          comment: before?.comment ?? '',
          rubricItems: before?.rubricItems ?? [],
        },
        targets: [{ submissionId: row.submissionId, seen: row.id }],
      });
    }
    return standing.length;
  });
}

async function overrideBefore(transaction: Database, row: typeof override.$inferSelect) {
  const earlier = await transaction
    .select()
    .from(override)
    .where(and(eq(override.submissionId, row.submissionId), eq(override.partId, row.partId)))
    .orderBy(desc(override.createdAt), desc(override.id));
  return earlier[earlier.findIndex(({ id }) => id === row.id) + 1];
}
