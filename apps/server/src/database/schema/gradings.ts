import {
  doublePrecision,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  timestamp,
  unique,
  uuid,
} from 'drizzle-orm/pg-core';

import { assignment, assignmentVersion } from './courses.ts';
import { user } from './people.ts';
import { submission } from './submissions.ts';

const when = (name: string) => timestamp(name, { withTimezone: true });

/**
 * `queued` and `grading` end by themselves; `graded` is final; `unreadable` is the submission's own fault, with the reason;
 * `fault` is ours: shown as "not graded: our fault", never as a zero, and graded again when somebody says so.
 */
export const gradingStates = ['queued', 'grading', 'graded', 'unreadable', 'fault'] as const;
export type GradingState = (typeof gradingStates)[number];

/** Versions and hashes from which a grade can be computed again. */
export interface GradingRecord {
  readonly gradbook: string;
  readonly assignment_sha256: string;
  readonly submission_sha256: string;
  readonly adapter: string;
  readonly seed: number;
  /** Versions of the packages that grade, by name, and a hash over their code. */
  readonly packages: Readonly<Record<string, string>>;
  readonly code_sha256: string;
  readonly node: string;
}

/** A submission graded by a version of its assignment: one row for each pair, so that nothing is graded twice. */
export const grading = pgTable(
  'gradings',
  {
    id: uuid().primaryKey().defaultRandom(),
    submissionId: uuid('submission_id')
      .notNull()
      .references(() => submission.id, { onDelete: 'cascade' }),
    versionId: uuid('version_id')
      .notNull()
      .references(() => assignmentVersion.id),
    state: text({ enum: gradingStates }).notNull().default('queued'),
    /** How often a worker began. */
    begun: integer().notNull().default(0),
    /** How often a result was written: 1 when it is graded, and never more. */
    finished: integer().notNull().default(0),
    score: doublePrecision(),
    maximum: doublePrecision(),
    waiting: doublePrecision(),
    /** The grade as textOfGrade() of @gradbook/grading writes it. */
    grade: text(),
    record: jsonb().$type<GradingRecord>(),
    /** Why it is unreadable or a fault. */
    problem: text(),
    queuedAt: when('queued_at').notNull().defaultNow(),
    begunAt: when('begun_at'),
    finishedAt: when('finished_at'),
  },
  (table) => [unique('gradings_once').on(table.submissionId, table.versionId), index('gradings_state').on(table.state)],
);

/** A part of a grading, for lists, groups and statistics; the whole is in `gradings.grade`. */
export const gradedPart = pgTable(
  'graded_parts',
  {
    gradingId: uuid('grading_id')
      .notNull()
      .references(() => grading.id, { onDelete: 'cascade' }),
    partId: text('part_id').notNull(),
    position: integer().notNull(),
    verdict: text({ enum: ['correct', 'partial', 'incorrect', 'needs_review', 'unanswered'] }).notNull(),
    points: doublePrecision().notNull(),
    maximum: doublePrecision().notNull(),
    mistake: text(),
    given: text().notNull(),
    /** Answers with the same key are equal: what was read, with its white space made alike. */
    answerSha256: text('answer_sha256').notNull(),
    feedback: jsonb().$type<readonly string[]>().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.gradingId, table.partId] }),
    index('graded_parts_verdict').on(table.partId, table.verdict),
  ],
);

/** What a rubric offers for a part that a person grades; `key` is the key to press. */
export const rubricItem = pgTable(
  'rubric_items',
  {
    id: uuid().primaryKey().defaultRandom(),
    assignmentId: uuid('assignment_id')
      .notNull()
      .references(() => assignment.id, { onDelete: 'cascade' }),
    partId: text('part_id').notNull(),
    position: integer().notNull(),
    label: text().notNull(),
    points: doublePrecision().notNull(),
  },
  (table) => [unique('rubric_items_position').on(table.assignmentId, table.partId, table.position)],
);

/** Points that a person gave a part, over what the grader said. Rows are only added: the newest one counts. */
export const override = pgTable(
  'overrides',
  {
    id: uuid().primaryKey().defaultRandom(),
    submissionId: uuid('submission_id')
      .notNull()
      .references(() => submission.id, { onDelete: 'cascade' }),
    partId: text('part_id').notNull(),
    /** null takes earlier overrides back: the grader's points count again. */
    points: doublePrecision(),
    reason: text().notNull(),
    /** What the student reads beside the grader's feedback. */
    comment: text().notNull().default(''),
    rubricItems: jsonb('rubric_items').$type<readonly string[]>().notNull().default([]),
    source: text({ enum: ['review', 'group', 'secondLook', 'regrade'] }).notNull(),
    /** The same for all overrides of a group that were made at once. */
    groupId: uuid('group_id'),
    createdBy: text('created_by')
      .notNull()
      .references(() => user.id),
    createdAt: when('created_at').notNull().defaultNow(),
  },
  (table) => [index('overrides_part').on(table.submissionId, table.partId, table.createdAt)],
);

/** A student asks that a person looks at a part again. */
export const secondLook = pgTable(
  'second_looks',
  {
    id: uuid().primaryKey().defaultRandom(),
    submissionId: uuid('submission_id')
      .notNull()
      .references(() => submission.id, { onDelete: 'cascade' }),
    partId: text('part_id').notNull(),
    request: text().notNull(),
    answer: text(),
    answeredBy: text('answered_by').references(() => user.id),
    answeredAt: when('answered_at'),
    createdAt: when('created_at').notNull().defaultNow(),
  },
  (table) => [index('second_looks_submission').on(table.submissionId)],
);

/** All submissions of an assignment graded by another version: first as a dry run, then applied or dropped. */
export const regrade = pgTable('regrades', {
  id: uuid().primaryKey().defaultRandom(),
  assignmentId: uuid('assignment_id')
    .notNull()
    .references(() => assignment.id, { onDelete: 'cascade' }),
  versionId: uuid('version_id')
    .notNull()
    .references(() => assignmentVersion.id),
  state: text({ enum: ['dryRun', 'applied', 'dropped'] })
    .notNull()
    .default('dryRun'),
  reason: text().notNull(),
  createdBy: text('created_by')
    .notNull()
    .references(() => user.id),
  createdAt: when('created_at').notNull().defaultNow(),
  decidedBy: text('decided_by').references(() => user.id),
  decidedAt: when('decided_at'),
});
