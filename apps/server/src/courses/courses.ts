import { and, asc, eq, isNotNull, isNull, sql } from 'drizzle-orm';
import type { InferSelectModel } from 'drizzle-orm';

import { type Actor, record } from '../access/audit.ts';
import type { Role } from '../access/policy.ts';
import type { Database } from '../database/connect.ts';
import { course, enrolment } from '../database/schema/index.ts';
import type { Person, Services } from '../http/context.ts';
import { Refusal } from '../http/refusal.ts';
import type { CourseInput } from './inputs.ts';

export type Course = InferSelectModel<typeof course>;

/** A person's courses with what they are there; the owner's are all. */
export async function coursesOf(
  { connection }: Services,
  person: Person,
): Promise<readonly (Course & { readonly role: Role })[]> {
  if (person.owner) {
    const all = await connection.database
      .select()
      .from(course)
      .orderBy(sql`${course.archivedAt} nulls first`, asc(course.name));
    return all.map((row) => ({ ...row, role: 'owner' }));
  }
  const rows = await connection.database
    .select({ course, role: enrolment.role })
    .from(enrolment)
    .innerJoin(course, eq(course.id, enrolment.courseId))
    .where(eq(enrolment.userId, person.id))
    .orderBy(sql`${course.archivedAt} nulls first`, asc(course.name));
  return rows.map((row) => ({ ...row.course, role: row.role }));
}

/** Makes a course. */
export async function createCourse({ connection }: Services, input: CourseInput, by: Actor): Promise<Course> {
  return connection.database.transaction(async (tx) => {
    const [made] = await tx.insert(course).values(input).onConflictDoNothing().returning();
    if (!made) throw taken(input.slug);
    await record(tx, {
      ...by,
      action: 'course.create',
      subject: `course:${made.id}`,
      courseId: made.id,
      details: { slug: made.slug },
    });
    return made;
  });
}

/** Changes what a course is called and its time zone; its address stays unless another is given. */
export async function changeCourse(
  { connection }: Services,
  id: string,
  change: Partial<CourseInput>,
  by: Actor,
): Promise<Course> {
  return connection.database.transaction(async (tx) => {
    if (change.slug !== undefined) await assertFree(tx, change.slug, id);
    const [changed] = await tx.update(course).set(change).where(eq(course.id, id)).returning();
    await record(tx, { ...by, action: 'course.change', subject: `course:${id}`, courseId: id, details: { ...change } });
    return changed!;
  });
}

/** Archives a course, or brings it back: an archived one can be read, and nothing in it changes. */
export async function archiveCourse(
  { connection, now }: Services,
  id: string,
  archived: boolean,
  by: Actor,
): Promise<void> {
  await connection.database.transaction(async (tx) => {
    const done = await tx
      .update(course)
      .set({ archivedAt: archived ? now() : null })
      .where(and(eq(course.id, id), archived ? isNull(course.archivedAt) : isNotNull(course.archivedAt)))
      .returning();
    if (done.length === 0) return;
    const action = archived ? 'course.archive' : 'course.restore';
    await record(tx, { ...by, action, subject: `course:${id}`, courseId: id });
  });
}

async function assertFree(tx: Database, slug: string, id: string): Promise<void> {
  const [other] = await tx.select({ id: course.id }).from(course).where(eq(course.slug, slug));
  if (other && other.id !== id) throw taken(slug);
}

function taken(slug: string): Refusal {
  return new Refusal(409, `a course has the address "${slug}" already`, 'one that no course has', 'choose another');
}

/** An address for a name: "Deep Learning 2026" → "deep-learning-2026". */
export function slugOf(name: string): string {
  const words = name
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .match(/[a-z\d]+/g);
  return (words ?? []).join('-').slice(0, 60).replace(/-+$/, '');
}
