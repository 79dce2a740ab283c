import { z } from 'zod';

import { courseRoles } from '../database/schema/index.ts';
import { isTimeZone } from './times.ts';

/** What forms and the API say about courses and assignments: the same rules for both. */
export const slugSchema = z
  .string()
  .min(1)
  .max(60)
  .regex(/^[a-z\d]+(?:-[a-z\d]+)*$/, 'lower-case words joined by hyphens, such as "deep-learning-2026"');

const named = z.string().trim().min(1, 'a name is needed').max(200);

export const courseSchema = z.object({
  name: named,
  slug: slugSchema,
  term: z.string().trim().max(60).default(''),
  timeZone: z.string().refine(isTimeZone, 'an IANA time zone, such as "Europe/Berlin"').default('UTC'),
});
export type CourseInput = z.output<typeof courseSchema>;

const lateRuleSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('accept') }),
  z.object({ kind: z.literal('refuse') }),
  z.object({
    kind: z.literal('perDay'),
    share: z.number().gt(0).max(1).describe('what each day costs, as a share of the maximum'),
    graceMinutes: z.number().int().min(0).max(10_080),
    mostDays: z.number().int().min(1).max(365).describe('after so many days nothing is taken any more'),
  }),
]);

const instant = z.iso.datetime({ offset: true }).transform((text) => new Date(text));

/** What can be changed about an assignment at any time. */
export const assignmentSchema = z
  .object({
    title: named,
    published: z.boolean(),
    opensAt: instant.nullable(),
    dueAt: instant.nullable(),
    lateRule: lateRuleSchema,
    mostAttempts: z.number().int().min(1).max(1_000).nullable(),
    counts: z.enum(['latest', 'best']),
    feedback: z.object({ show: z.enum(['always', 'afterDue', 'never']), expected: z.boolean() }),
  })
  .refine(({ opensAt, dueAt }) => opensAt === null || dueAt === null || opensAt < dueAt, {
    message: 'an assignment opens before it is due',
    path: ['dueAt'],
  });
export type AssignmentInput = z.output<typeof assignmentSchema>;

/** The same, for one that is new or changed: what is not said stays, or is as usual. */
export const assignmentChangeSchema = z.object(assignmentSchema.shape).partial();
export type AssignmentChange = z.output<typeof assignmentChangeSchema>;

export const roleSchema = z.enum(courseRoles);

/** Somebody on a course's list. */
export const personSchema = z.object({
  name: named,
  email: z
    .email('an e-mail address')
    .max(320)
    .transform((text) => text.toLowerCase()),
  externalId: z.string().trim().max(100).nullable().default(null),
  role: roleSchema.default('student'),
});
export type PersonInput = z.output<typeof personSchema>;

/** Where a version of an assignment comes from. */
export const seedSchema = z.number().int().min(0).max(2_147_483_647);
export const noteSchema = z.string().trim().max(500);
/** The most bytes of an assignment's file. */
export const mostAssignmentBytes = 512 * 1024;
