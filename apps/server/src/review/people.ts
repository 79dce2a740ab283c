import { and, asc, eq } from 'drizzle-orm';

import type { Database } from '../database/connect.ts';
import { enrolment, user } from '../database/schema/index.ts';

/** A student of a course. */
export interface Student {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  /** What the university calls them. */
  readonly externalId: string | null;
}

/** The students of a course by name. */
export async function studentsOf(database: Database, courseId: string): Promise<readonly Student[]> {
  return database
    .select({ id: user.id, name: user.name, email: user.email, externalId: enrolment.externalId })
    .from(enrolment)
    .innerJoin(user, eq(user.id, enrolment.userId))
    .where(and(eq(enrolment.courseId, courseId), eq(enrolment.role, 'student')))
    .orderBy(asc(user.name), asc(user.id));
}

/** The names of whoever handed something in or is enrolled, staff who tried it out included. */
export async function namesOf(database: Database, courseId: string): Promise<ReadonlyMap<string, string>> {
  const rows = await database
    .select({ id: user.id, name: user.name })
    .from(enrolment)
    .innerJoin(user, eq(user.id, enrolment.userId))
    .where(eq(enrolment.courseId, courseId));
  return new Map(rows.map(({ id, name }) => [id, name]));
}
