import { and, eq } from 'drizzle-orm';
import type { MiddlewareHandler } from 'hono';

import { may, type Permission, type Role } from '../access/policy.ts';
import { assignment, course, enrolment, submission } from '../database/schema/index.ts';
import type { Env, Person, RequestContext } from './context.ts';
import { Refusal } from './refusal.ts';

/** Which permission a guard asks for: the test of roles reads it from every route. */
const asked = new WeakMap<MiddlewareHandler<Env>, Permission>();

export function permissionOf(handler: unknown): Permission | undefined {
  return asked.get(handler as MiddlewareHandler<Env>);
}

const uuid = /^[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}$/i;

/**
 * Lets a request through if its person may. The path's `:course`, `:assignment` (in a course, by its slug) and `:submission`
 * name what it is about; they are looked up once, here, and are then in the context. What somebody may not see looks the same
 * as what is not there.
 *
 * @throws Refusal 401 where signing in would help, 403 where the person is in the course but may not, else 404.
 */
export function guard(permission: Permission): MiddlewareHandler<Env> {
  const handler: MiddlewareHandler<Env> = async (c, next) => {
    const person = await c.var.services.sessions.personOf(c.req.raw);
    c.set('person', person);
    const { role, own, found } = await relation(c, person);
    c.set('role', role);
    c.set('own', own);
    if (found && may(permission, role, own)) return next();
    if (!person) throw new Refusal(401, 'nobody is signed in', 'a person who may do this', 'sign in');
    const knows =
      found && role !== 'stranger' && (own || c.req.param('submission') === undefined || role !== 'student');
    if (knows) throw new Refusal(403, `the role of ${role}`, 'a role that may do this', 'ask the course staff');
    throw new Refusal(404, `the address ${c.req.path}`, 'something that is there and open to you', 'check the address');
  };
  asked.set(handler, permission);
  return handler;
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
