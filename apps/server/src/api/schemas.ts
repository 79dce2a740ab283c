import { z } from '@hono/zod-openapi';

import { roleSchema } from '../courses/inputs.ts';

/** What the API's answers look like; inputs are in src/courses/inputs.ts. */
const time = z.iso.datetime({ offset: true });

export const problemSchema = z
  .object({ error: z.object({ given: z.string(), expected: z.string(), remedy: z.string() }) })
  .openapi('Problem');

/** The answers that any route may give instead. */
export const problems = Object.fromEntries(
  [
    [401, 'nobody is signed in'],
    [403, 'the role does not allow it'],
    [404, 'there is no such thing, or not for this person'],
    [409, 'it does not fit with what is there'],
    [422, 'the request is wrong'],
    [429, 'too many requests'],
  ].map(([status, description]) => [
    status,
    { description: String(description), content: { 'application/json': { schema: problemSchema } } },
  ]),
) as Record<
  401 | 403 | 404 | 409 | 422 | 429,
  {
    readonly description: string;
    readonly content: { readonly 'application/json': { readonly schema: typeof problemSchema } };
  }
>;

/** A successful answer of JSON. */
export function answer<S extends z.ZodType>(
  schema: S,
  description: string,
): { readonly description: string; readonly content: { readonly 'application/json': { readonly schema: S } } } {
  return { description, content: { 'application/json': { schema } } };
}

/** A body of JSON. */
export function body<S extends z.ZodType>(
  schema: S,
): {
  readonly body: { readonly required: true; readonly content: { readonly 'application/json': { readonly schema: S } } };
} {
  return { body: { required: true, content: { 'application/json': { schema } } } };
}

const slug = (what: string): z.ZodString => z.string().describe(`the ${what}'s address`);
export const courseParams = z.object({ course: slug('course') });
export const assignmentParams = courseParams.extend({ assignment: slug('assignment') });
export const personParams = courseParams.extend({ person: z.string().describe("the person's id") });
export const extensionParams = assignmentParams.extend({ person: z.string().describe("the person's id") });

export const courseAnswer = z
  .object({
    slug: z.string(),
    name: z.string(),
    term: z.string(),
    timeZone: z.string(),
    archivedAt: time.nullable(),
  })
  .openapi('Course');

export const memberAnswer = z
  .object({
    id: z.string(),
    name: z.string(),
    email: z.string(),
    role: roleSchema,
    externalId: z.string().nullable(),
    joined: z.boolean().describe('whether they have found their way in'),
  })
  .openapi('Member');

export const invitedAnswer = z.object({ name: z.string(), email: z.string(), link: z.url() }).openapi('Invitation');

export const enrolledAnswer = z
  .object({
    added: z.number().int(),
    changed: z.number().int(),
    unchanged: z.number().int(),
    invited: z.array(invitedAnswer).describe('one-time links, given this once'),
    known: z
      .array(z.object({ name: z.string(), email: z.string() }))
      .describe("people of others' courses without a way in, for whom only the owner may make a link"),
  })
  .openapi('Enrolled');

const lateRule = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('accept') }),
  z.object({ kind: z.literal('refuse') }),
  z.object({
    kind: z.literal('perDay'),
    share: z.number(),
    graceMinutes: z.number().int(),
    mostDays: z.number().int(),
  }),
]);

export const assignmentAnswer = z
  .object({
    slug: z.string(),
    title: z.string(),
    published: z.boolean(),
    opensAt: time.nullable(),
    dueAt: time.nullable(),
    lateRule,
    mostAttempts: z.number().int().nullable(),
    counts: z.enum(['latest', 'best']),
    feedback: z.object({ show: z.enum(['always', 'afterDue', 'never']), expected: z.boolean() }),
    currentVersion: z.number().int(),
  })
  .openapi('Assignment');

export const versionAnswer = z
  .object({
    number: z.number().int(),
    bundled: z.string().nullable(),
    sourceSha256: z.string().nullable(),
    definitionSha256: z.string(),
    seed: z.number().int(),
    maximum: z.number(),
    note: z.string(),
    createdAt: time,
    parts: z.array(
      z.object({ id: z.string(), title: z.string(), points: z.number(), kind: z.string(), extraCredit: z.boolean() }),
    ),
  })
  .openapi('Version');

export const extensionAnswer = z
  .object({ userId: z.string(), name: z.string(), dueAt: time, reason: z.string() })
  .openapi('Extension');

export const loggedAnswer = z
  .object({
    id: z.number().int(),
    at: time,
    name: z.string().nullable(),
    action: z.string(),
    subject: z.string(),
    details: z.record(z.string(), z.unknown()),
    ip: z.string().nullable(),
  })
  .openapi('LogEntry');
