import { index, pgTable, primaryKey, text, timestamp, uuid } from 'drizzle-orm/pg-core';

import { grading, regrade } from './gradings.ts';
import { user } from './people.ts';
import { submission } from './submissions.ts';

/** Who looks at an answer now, so that two people do not grade the same one: it ends by itself and forbids nothing. */
export const reviewClaim = pgTable(
  'review_claims',
  {
    submissionId: uuid('submission_id')
      .notNull()
      .references(() => submission.id, { onDelete: 'cascade' }),
    partId: text('part_id').notNull(),
    userId: text('user_id')
      .notNull()
      .references(() => user.id, { onDelete: 'cascade' }),
    until: timestamp({ withTimezone: true }).notNull(),
  },
  (table) => [primaryKey({ columns: [table.submissionId, table.partId] })],
);

/** What an applied regrade changed: which grading counted before, and which one since. */
export const regradeChange = pgTable(
  'regrade_changes',
  {
    regradeId: uuid('regrade_id')
      .notNull()
      .references(() => regrade.id, { onDelete: 'cascade' }),
    submissionId: uuid('submission_id')
      .notNull()
      .references(() => submission.id, { onDelete: 'cascade' }),
    /** null where none counted. */
    fromGradingId: uuid('from_grading_id').references(() => grading.id),
    toGradingId: uuid('to_grading_id')
      .notNull()
      .references(() => grading.id),
  },
  (table) => [
    primaryKey({ columns: [table.regradeId, table.submissionId] }),
    index('regrade_changes_submission').on(table.submissionId),
  ],
);
