import { and, asc, eq } from 'drizzle-orm';

import { type Actor, record } from '../access/audit.ts';
import { enrolment, extension, user } from '../database/schema/index.ts';
import type { Services } from '../http/context.ts';
import { Refusal } from '../http/refusal.ts';
import type { Assignment } from './assignments.ts';

/** A later deadline for one person. */
export interface Extension {
  readonly userId: string;
  readonly name: string;
  readonly dueAt: Date;
  readonly reason: string;
}

/** An assignment's extensions by name. */
export async function extensionsOf({ connection }: Services, assignmentId: string): Promise<readonly Extension[]> {
  return connection.database
    .select({ userId: user.id, name: user.name, dueAt: extension.dueAt, reason: extension.reason })
    .from(extension)
    .innerJoin(user, eq(user.id, extension.userId))
    .where(eq(extension.assignmentId, assignmentId))
    .orderBy(asc(user.name));
}

/** Gives somebody of the course a later deadline, in place of one given before. */
export async function grantExtension(
  { connection }: Services,
  to: Assignment,
  { userId, dueAt, reason }: { readonly userId: string; readonly dueAt: Date; readonly reason: string },
  by: Actor,
): Promise<void> {
  if (to.dueAt === null || dueAt <= to.dueAt) {
    throw new Refusal(
      422,
      to.dueAt === null
        ? 'an extension of an assignment without a deadline'
        : 'an extension that ends before the deadline',
      'a time after the deadline',
      'correct the date',
    );
  }
  await connection.database.transaction(async (tx) => {
    const [member] = await tx
      .select({ id: enrolment.userId })
      .from(enrolment)
      .where(and(eq(enrolment.courseId, to.courseId), eq(enrolment.userId, userId)));
    if (!member) throw new Refusal(404, 'that person', 'somebody of this course', 'see its list');
    const values = { dueAt, reason, createdBy: by.actor };
    await tx
      .insert(extension)
      .values({ assignmentId: to.id, userId, ...values })
      .onConflictDoUpdate({ target: [extension.assignmentId, extension.userId], set: values });
    await record(tx, {
      ...by,
      action: 'extension.grant',
      subject: `assignment:${to.id}`,
      courseId: to.courseId,
      details: { person: userId, dueAt },
    });
  });
}

/** Takes an extension back: the assignment's own deadline holds again. */
export async function withdrawExtension(
  { connection }: Services,
  from: Assignment,
  userId: string,
  by: Actor,
): Promise<void> {
  await connection.database.transaction(async (tx) => {
    const gone = await tx
      .delete(extension)
      .where(and(eq(extension.assignmentId, from.id), eq(extension.userId, userId)))
      .returning();
    if (gone.length === 0) throw new Refusal(404, 'that extension', 'one that is there', 'see the list');
    await record(tx, {
      ...by,
      action: 'extension.withdraw',
      subject: `assignment:${from.id}`,
      courseId: from.courseId,
      details: { person: userId },
    });
  });
}
