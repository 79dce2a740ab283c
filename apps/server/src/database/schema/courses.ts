import type { PartKind } from '@gradbook/assignments';
import {
  boolean,
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

import { blob } from './blobs.ts';
import { user } from './people.ts';

const when = (name: string) => timestamp(name, { withTimezone: true });

/** What somebody is in a course, the least first. */
export const courseRoles = ['student', 'assistant', 'instructor'] as const;
export type CourseRole = (typeof courseRoles)[number];

export const course = pgTable('courses', {
  id: uuid().primaryKey().defaultRandom(),
  /** The course's name in addresses, such as "deep-learning-2026". */
  slug: text().notNull().unique(),
  name: text().notNull(),
  term: text().notNull().default(''),
  /** An IANA name, such as "Europe/Berlin": deadlines are shown in it. */
  timeZone: text('time_zone').notNull().default('UTC'),
  archivedAt: when('archived_at'),
  createdAt: when('created_at').notNull().defaultNow(),
});

export const enrolment = pgTable(
  'enrolments',
  {
    courseId: uuid('course_id')
      .notNull()
      .references(() => course.id, { onDelete: 'cascade' }),
    userId: text('user_id')
      .notNull()
      .references(() => user.id, { onDelete: 'cascade' }),
    role: text({ enum: courseRoles }).notNull(),
    /** What the university calls the person, for grade books. */
    externalId: text('external_id'),
    createdAt: when('created_at').notNull().defaultNow(),
  },
  (table) => [primaryKey({ columns: [table.courseId, table.userId] }), index('enrolments_user').on(table.userId)],
);

/** What being late costs. `perDay` takes `share` of the maximum for each day that began after the grace. */
export type LateRule =
  | { readonly kind: 'accept' }
  | { readonly kind: 'refuse' }
  | {
      readonly kind: 'perDay';
      readonly share: number;
      readonly graceMinutes: number;
      /** After so many days nothing is taken any more. */
      readonly mostDays: number;
    };

/** What students see of the grading, and when. */
export interface FeedbackRule {
  readonly show: 'always' | 'afterDue' | 'never';
  /** Whether `expected` is shown once the feedback is. */
  readonly expected: boolean;
}

export const assignment = pgTable(
  'assignments',
  {
    id: uuid().primaryKey().defaultRandom(),
    courseId: uuid('course_id')
      .notNull()
      .references(() => course.id, { onDelete: 'cascade' }),
    slug: text().notNull(),
    title: text().notNull(),
    published: boolean().notNull().default(false),
    opensAt: when('opens_at'),
    dueAt: when('due_at'),
    lateRule: jsonb('late_rule').$type<LateRule>().notNull().default({ kind: 'accept' }),
    /** How often a student may hand in; null: as often as they like. */
    mostAttempts: integer('most_attempts'),
    /** Which attempt counts. */
    counts: text({ enum: ['latest', 'best'] })
      .notNull()
      .default('latest'),
    feedback: jsonb().$type<FeedbackRule>().notNull().default({ show: 'always', expected: false }),
    /** The version by which new submissions are graded; it is set in the transaction that makes the first one. */
    currentVersion: integer('current_version').notNull().default(1),
    createdAt: when('created_at').notNull().defaultNow(),
  },
  (table) => [unique('assignments_slug').on(table.courseId, table.slug)],
);

/** What a part of an assignment is, as far as pages need it without loading the assignment. */
export interface PartOutline {
  readonly id: string;
  readonly title: string;
  readonly points: number;
  readonly extraCredit?: boolean;
  readonly question?: string;
  readonly files?: readonly string[];
  /** Words of the question by which a document without labels is cut as the grader cuts it. */
  readonly cues?: readonly string[];
  readonly kind: PartKind;
}

/** An assignment as it was at a time: nothing in a version ever changes. */
export const assignmentVersion = pgTable(
  'assignment_versions',
  {
    id: uuid().primaryKey().defaultRandom(),
    assignmentId: uuid('assignment_id')
      .notNull()
      .references(() => assignment.id, { onDelete: 'cascade' }),
    number: integer().notNull(),
    /** The id of a bundled assignment; null where `sourceSha256` is the assignment's own file. */
    bundled: text(),
    sourceSha256: text('source_sha256').references(() => blob.sha256),
    /** Of everything that decides grades: see the grading record. */
    definitionSha256: text('definition_sha256').notNull(),
    seed: integer().notNull().default(0),
    outline: jsonb().$type<readonly PartOutline[]>().notNull(),
    maximum: doublePrecision().notNull(),
    /** Files that students begin from, by path. */
    starter: jsonb().$type<Readonly<Record<string, string>>>().notNull().default({}),
    note: text().notNull().default(''),
    createdBy: text('created_by').references(() => user.id),
    createdAt: when('created_at').notNull().defaultNow(),
  },
  (table) => [unique('assignment_versions_number').on(table.assignmentId, table.number)],
);

export const extension = pgTable(
  'extensions',
  {
    assignmentId: uuid('assignment_id')
      .notNull()
      .references(() => assignment.id, { onDelete: 'cascade' }),
    userId: text('user_id')
      .notNull()
      .references(() => user.id, { onDelete: 'cascade' }),
    dueAt: when('due_at').notNull(),
    reason: text().notNull().default(''),
    createdBy: text('created_by').references(() => user.id),
    createdAt: when('created_at').notNull().defaultNow(),
  },
  (table) => [primaryKey({ columns: [table.assignmentId, table.userId] })],
);
