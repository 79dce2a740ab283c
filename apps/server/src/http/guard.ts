import { and, eq } from 'drizzle-orm';
import type { MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';

import { may, type Permission, type Role } from '../access/policy.ts';
import { assignment, course, enrolment, submission } from '../database/schema/index.ts';
import type { Env, Person, RequestContext } from './context.ts';
import { Refusal } from './refusal.ts';

/** What each guard was made with: the test of all routes reads it. */
const made = new WeakMap<MiddlewareHandler<Env>, Required<GuardOptions> & { readonly permission: Permission }>();

/** What a handler of a route asks for, where it is a guard. */
export function guardOf(handler: unknown): (Required<GuardOptions> & { readonly permission: Permission }) | undefined {
  return made.get(handler as MiddlewareHandler<Env>);
}

const uuid = /^[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}$/i;

/** What a route may differ in from the others. */
export interface GuardOptions {
  /** The most bytes of a body; `own` where the route sees to it itself. 1 MiB unless given. */
  readonly body?: number | 'own';
  /** Whether it counts as an upload of its person: those are fewer than other requests. */
  readonly upload?: boolean;
}

const usualBody = 1024 * 1024;

/**
 * Lets a request through if its person may. The path's `:course`, `:assignment` (in a course, by its slug) and `:submission`
 * name what it is about; they are looked up once, here, and are then in the context. What somebody may not see looks the same
 * as what is not there. Counts the request, and lets no body through that is too large.
 *
 * @throws Refusal 401 where signing in would help, 403 where the person is in the course but may not, else 404; 413, 429.
 */
export function guard(
  permission: Permission,
  { body = usualBody, upload = false }: GuardOptions = {},
): MiddlewareHandler<Env> {
  const limitBody = body === 'own' ? undefined : bodyLimit({ maxSize: body, onError: () => tooLarge(body) });
  const handler: MiddlewareHandler<Env> = async (c, next) => {
    const person = await c.var.services.sessions.personOf(c.req.raw);
    c.set('person', person);
    await count(c, person, upload);
    const { role, own, found } = await relation(c, person);
    c.set('role', role);
    c.set('own', own);
    if (found && may(permission, role, own)) {
      refuseWhatIsArchived(c, permission);
      return limitBody === undefined ? next() : limitBody(c, next);
    }
    if (!person) throw new Refusal(401, 'nobody is signed in', 'a person who may do this', 'sign in');
    const knows =
      found && role !== 'stranger' && (own || c.req.param('submission') === undefined || role !== 'student');
    if (knows) throw new Refusal(403, `the role of ${role}`, 'a role that may do this', 'ask the course staff');
    throw new Refusal(404, `the address ${c.req.path}`, 'something that is there and open to you', 'check the address');
  };
  made.set(handler, { permission, body, upload });
  return handler;
}

async function count(c: RequestContext, person: Person | undefined, upload: boolean): Promise<void> {
  const { limits, address } = c.var;
  await limits.take(person ? 'person' : 'address', person?.id ?? address);
  if (upload && c.req.method !== 'GET') await limits.take('upload', person?.id ?? address);
}

/** An archived course is read only, but for bringing it back. */
function refuseWhatIsArchived(c: RequestContext, permission: Permission): void {
  const course = c.get('course') as typeof c.var.course | undefined;
  if (!course || course.archivedAt === null || permission === 'course.write') return;
  if (c.req.method === 'GET' || c.req.method === 'HEAD') return;
  throw new Refusal(409, `the course ${course.name} is archived`, 'a course that is not', 'ask the course staff');
}

function tooLarge(most: number): never {
  const shown = most >= 1024 * 1024 ? `${most / 1024 / 1024} MiB` : `${Math.round(most / 1024)} KiB`;
  throw new Refusal(413, `more than ${shown}`, `at most ${shown}`, 'send less at once');
}

interface Relation {
  readonly role: Role;
  readonly own: boolean;
  /** Whether everything that the path names is there. */
  readonly found: boolean;
}

async function relation(c: RequestContext, person: Person | undefined): Promise<Relation> {
  const { database } = c.var.services.connection;
  const slug = c.req.param('course');
  const submissionId = c.req.param('submission');
  const outside: Role = person ? (person.owner ? 'owner' : 'stranger') : 'nobody';
  const absent: Relation = { role: outside, own: false, found: false };
  if (slug === undefined && submissionId === undefined) return { ...absent, found: true };

  let own = false;
  let courseId: string | undefined;
  if (submissionId !== undefined) {
    if (!uuid.test(submissionId)) return absent;
    const [row] = await database
      .select({ submission, assignment })
      .from(submission)
      .innerJoin(assignment, eq(assignment.id, submission.assignmentId))
      .where(eq(submission.id, submissionId));
    if (!row) return absent;
    c.set('submission', row.submission);
    c.set('assignment', row.assignment);
    own = person !== undefined && row.submission.userId === person.id;
    courseId = row.assignment.courseId;
  }
  const [foundCourse] = await database
    .select()
    .from(course)
    .where(courseId === undefined ? eq(course.slug, slug!) : eq(course.id, courseId));
  // An address that names a submission under another course is wrong.
  if (!foundCourse || (slug !== undefined && foundCourse.slug !== slug)) return absent;
  c.set('course', foundCourse);
  const role = await roleIn(c, foundCourse.id, person, outside);
  const assignmentSlug = c.req.param('assignment');
  if (assignmentSlug !== undefined) {
    const [row] = await database
      .select()
      .from(assignment)
      .where(and(eq(assignment.courseId, foundCourse.id), eq(assignment.slug, assignmentSlug)));
    // Students do not learn of what is not published.
    if (!row || (!row.published && !may('staff.read', role))) return { role, own, found: false };
    c.set('assignment', row);
  }
  // A submission is its student's as long as they are in the course.
  return { role, own: own && role !== 'stranger', found: true };
}

async function roleIn(c: RequestContext, courseId: string, person: Person | undefined, outside: Role): Promise<Role> {
  if (!person || person.owner) return outside;
  const [row] = await c.var.services.connection.database
    .select({ role: enrolment.role })
    .from(enrolment)
    .where(and(eq(enrolment.courseId, courseId), eq(enrolment.userId, person.id)));
  return row?.role ?? outside;
}
