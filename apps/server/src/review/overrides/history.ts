import { desc, eq } from 'drizzle-orm';

import type { Database } from '../../database/connect.ts';
import { override, user } from '../../database/schema/index.ts';
import type { Source } from './write.ts';

/** An override with whoever made it. */
export interface PastOverride {
  readonly id: string;
  readonly partId: string;
  readonly points: number | null;
  readonly reason: string;
  readonly comment: string;
  readonly rubricItems: readonly string[];
  readonly source: Source;
  readonly groupId: string | null;
  readonly by: string;
  readonly createdAt: Date;
}

/** All overrides of a submission, the newest first. */
export async function historyOf(database: Database, submissionId: string): Promise<readonly PastOverride[]> {
  return database
    .select({
      id: override.id,
      partId: override.partId,
      points: override.points,
      reason: override.reason,
      comment: override.comment,
      rubricItems: override.rubricItems,
      source: override.source,
      groupId: override.groupId,
      by: user.name,
      createdAt: override.createdAt,
    })
    .from(override)
    .innerJoin(user, eq(user.id, override.createdBy))
    .where(eq(override.submissionId, submissionId))
    .orderBy(desc(override.createdAt), desc(override.id));
}
