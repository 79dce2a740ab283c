import { createHash } from 'node:crypto';

import type { Database } from '../../database/connect.ts';
import { waitsForPerson } from '../effective-grade.ts';
import { type AssignmentRow, attemptsOf, countingOf, type GradedAttempt } from '../grade/load.ts';
import { type Claim, claimsOf } from './claims.ts';

/** An answer that a person decides about, or has decided about. */
export interface ReviewItem {
  readonly submissionId: string;
  readonly userId: string;
  readonly partId: string;
  readonly title: string;
  readonly maximum: number;
  /** Whether nobody has decided yet. */
  readonly waiting: boolean;
  readonly points: number | undefined;
  readonly claim: Claim | undefined;
}

/** What a person looks at: the attempt that counts, and where the best one does every attempt that could. */
export function reviewedAttempts(
  attempts: readonly GradedAttempt[],
  counts: AssignmentRow['counts'],
): readonly GradedAttempt[] {
  const looked = counts === 'best' ? attempts : [...countingOf(attempts, counts).values()];
  return looked.filter(({ grade }) => grade.state === 'graded');
}

/**
 * The answers that the grader sent to a person, part by part. Within a part they come in an order of the part's own, so that
 * neither names nor the time of handing in decide who is read when everybody is tired.
 */
export async function reviewItems(
  database: Database,
  assignment: AssignmentRow,
  now: Date,
): Promise<readonly ReviewItem[]> {
  const waiting = await attemptsOf(database, assignment, { verdict: 'needs_review' });
  const attempts = reviewedAttempts(waiting, assignment.counts);
  const claims = new Map((await claimsOf(database, assignment.id, now)).map((claim) => [keyOf(claim), claim]));
  const positions = new Map<string, number>();
  const items = attempts.flatMap(({ submission, grade }) =>
    grade.parts.flatMap((part, position): ReviewItem[] => {
      if (part.verdict !== 'needs_review') return [];
      positions.set(part.id, Math.min(position, positions.get(part.id) ?? position));
      const at = { submissionId: submission.id, partId: part.id };
      const { title, maximum, points } = part;
      const row = { ...at, userId: submission.userId, title, maximum, points };
      return [{ ...row, waiting: waitsForPerson(part), claim: claims.get(keyOf(at)) }];
    }),
  );
  const order = new Map(items.map((item) => [item, shuffleKey(item)]));
  return items.toSorted(
    (a, b) =>
      positions.get(a.partId)! - positions.get(b.partId)! ||
      a.partId.localeCompare(b.partId) ||
      order.get(a)!.localeCompare(order.get(b)!),
  );
}

/** The next answer that waits, after a place in the queue and then from its beginning; those that others look at are left out. */
export function nextItem(
  items: readonly ReviewItem[],
  after: number,
  personId: string,
  partId?: string,
): ReviewItem | undefined {
  const ordered = [...items.slice(after + 1), ...items.slice(0, after + 1)];
  return ordered.find(
    ({ waiting, claim, ...item }) =>
      waiting && (claim === undefined || claim.userId === personId) && (partId === undefined || item.partId === partId),
  );
}

function keyOf({ submissionId, partId }: Pick<ReviewItem, 'submissionId' | 'partId'>): string {
  return `${submissionId} ${partId}`;
}

function shuffleKey(item: ReviewItem): string {
  return createHash('sha256').update(keyOf(item)).digest('hex');
}
