import { index, integer, pgTable, primaryKey, text, timestamp, unique, uuid } from 'drizzle-orm/pg-core';

import { blob } from './blobs.ts';
import { assignment } from './courses.ts';
import { user } from './people.ts';

const when = (name: string) => timestamp(name, { withTimezone: true });

/** What was handed in. Nothing in a submission changes but its state. */
export const submission = pgTable(
  'submissions',
  {
    id: uuid().primaryKey().defaultRandom(),
    assignmentId: uuid('assignment_id')
      .notNull()
      .references(() => assignment.id),
    userId: text('user_id')
      .notNull()
      .references(() => user.id),
    /** The student's first, second … attempt. */
    attempt: integer().notNull(),
    /** The sender's own key: a request that is sent again makes no second submission. */
    requestKey: text('request_key').notNull(),
    /** Over the sorted paths and hashes of the files. */
    manifestSha256: text('manifest_sha256').notNull(),
    size: integer().notNull(),
    handedInAt: when('handed_in_at').notNull().defaultNow(),
    /** Seconds after the deadline that held for this student, extension included; 0 in time. */
    lateSeconds: integer('late_seconds').notNull().default(0),
    /** The grading that counts; null until one is done. */
    currentGradingId: uuid('current_grading_id'),
  },
  (table) => [
    unique('submissions_attempt').on(table.assignmentId, table.userId, table.attempt),
    unique('submissions_request').on(table.assignmentId, table.userId, table.requestKey),
    index('submissions_user').on(table.userId),
  ],
);

export const submissionFile = pgTable(
  'submission_files',
  {
    submissionId: uuid('submission_id')
      .notNull()
      .references(() => submission.id, { onDelete: 'cascade' }),
    path: text().notNull(),
    sha256: text()
      .notNull()
      .references(() => blob.sha256),
  },
  (table) => [primaryKey({ columns: [table.submissionId, table.path] })],
);
