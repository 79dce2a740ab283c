import { and, eq, gt, sql } from 'drizzle-orm';

import type { Database } from '../../database/connect.ts';
import { reviewClaim, submission, user } from '../../database/schema/index.ts';

/** How long an answer is held for whoever opened it, in minutes: a claim is a courtesy, never a lock. */
const claimMinutes = 10;

/** Who looks at an answer now. */
export interface Claim {
  readonly submissionId: string;
  readonly partId: string;
  readonly userId: string;
  readonly name: string;
}

/** Claims an answer unless somebody else has. Returns who holds it. */
export async function claimAnswer(
  database: Database,
  { submissionId, partId, userId, now }: { submissionId: string; partId: string; userId: string; now: Date },
): Promise<{ readonly userId: string; readonly name: string }> {
  const until = new Date(now.getTime() + claimMinutes * 60_000);
  await database
    .insert(reviewClaim)
    .values({ submissionId, partId, userId, until })
    .onConflictDoUpdate({
      target: [reviewClaim.submissionId, reviewClaim.partId],
      set: { userId, until },
      setWhere: sql`${reviewClaim.userId} = ${userId} or ${reviewClaim.until} < ${now.toISOString()}`,
    });
  const [holder] = await database
    .select({ userId: user.id, name: user.name })
    .from(reviewClaim)
    .innerJoin(user, eq(user.id, reviewClaim.userId))
    .where(and(eq(reviewClaim.submissionId, submissionId), eq(reviewClaim.partId, partId)));
  return holder!;
}

/** The claims of an assignment that hold now. */
export async function claimsOf(database: Database, assignmentId: string, now: Date): Promise<readonly Claim[]> {
  return database
    .select({
      submissionId: reviewClaim.submissionId,
      partId: reviewClaim.partId,
      userId: reviewClaim.userId,
      name: user.name,
    })
    .from(reviewClaim)
    .innerJoin(submission, eq(submission.id, reviewClaim.submissionId))
    .innerJoin(user, eq(user.id, reviewClaim.userId))
    .where(and(eq(submission.assignmentId, assignmentId), gt(reviewClaim.until, now)));
}

/** Ends the claim on an answer, whoever holds it. */
export async function releaseClaim(database: Database, submissionId: string, partId: string): Promise<void> {
  await database
    .delete(reviewClaim)
    .where(and(eq(reviewClaim.submissionId, submissionId), eq(reviewClaim.partId, partId)));
}
