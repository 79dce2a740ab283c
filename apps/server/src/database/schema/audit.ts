import { bigserial, index, jsonb, pgTable, text, timestamp } from 'drizzle-orm/pg-core';

/** Who did what, when, to what: rows are only added. */
export const auditEntry = pgTable(
  'audit_log',
  {
    id: bigserial({ mode: 'number' }).primaryKey(),
    at: timestamp({ withTimezone: true }).notNull().defaultNow(),
    /** The person, or null where the server itself acted. */
    actor: text(),
    /** What was done, such as "submission.create". */
    action: text().notNull(),
    /** What it was done to, such as "submission:…". */
    subject: text().notNull(),
    courseId: text('course_id'),
    details: jsonb().$type<Readonly<Record<string, unknown>>>().notNull().default({}),
    ip: text(),
  },
  (table) => [index('audit_log_subject').on(table.subject), index('audit_log_course').on(table.courseId)],
);
