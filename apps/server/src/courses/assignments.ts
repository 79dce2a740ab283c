import { and, asc, eq, sql } from 'drizzle-orm';
import type { InferSelectModel } from 'drizzle-orm';

import { type Actor, record } from '../access/audit.ts';
import { assignment, submission } from '../database/schema/index.ts';
import type { Services } from '../http/context.ts';
import { Refusal } from '../http/refusal.ts';
import { slugOf } from './courses.ts';
import { type AssignmentChange, assignmentSchema } from './inputs.ts';
import { insertVersion, prepare, type Version, type VersionInput } from './versions.ts';

export type Assignment = InferSelectModel<typeof assignment>;

/** A course's assignments, the next due first; students see those that are published. */
export async function assignmentsOf(
  { connection }: Services,
  courseId: string,
  { drafts }: { readonly drafts: boolean },
): Promise<readonly Assignment[]> {
  return connection.database
    .select()
    .from(assignment)
    .where(and(eq(assignment.courseId, courseId), drafts ? undefined : eq(assignment.published, true)))
    .orderBy(sql`${assignment.dueAt} nulls last`, asc(assignment.title));
}

/** What a new assignment is made of: its first version, and what is not as usual. */
export interface NewAssignment extends VersionInput {
  /** Made from the title unless given. */
  readonly slug?: string | undefined;
  readonly change?: AssignmentChange;
}

/** Makes an assignment with its first version, a draft unless said otherwise. */
export async function createAssignment(
  { connection }: Services,
  courseId: string,
  { source, seed, note, slug, change = {} }: NewAssignment,
  by: Actor,
): Promise<{ readonly assignment: Assignment; readonly version: Version }> {
  const prepared = await prepare(source);
  const title = change.title ?? prepared.outline.title;
  const address = slug ?? (slugOf(title) || 'assignment');
  return connection.database.transaction(async (tx) => {
    const [made] = await tx
      .insert(assignment)
      .values({ courseId, slug: address, ...defined(change), title })
      .onConflictDoNothing()
      .returning();
    if (!made) {
      throw new Refusal(
        409,
        `the course has an assignment at "${address}" already`,
        'an address that is free',
        'give this one another address',
      );
    }
    assertConsistent(made);
    const version = await insertVersion(tx, made.id, 1, { ...prepared, seed, note, createdBy: by.actor });
    await record(tx, {
      ...by,
      action: 'assignment.create',
      subject: `assignment:${made.id}`,
      courseId,
      details: { slug: address, definitionSha256: version.definitionSha256, seed, published: made.published },
    });
    return { assignment: made, version };
  });
}

/** Changes dates, rules, title; publishes, or takes back as long as nobody has handed in. */
export async function changeAssignment(
  { connection }: Services,
  to: Assignment,
  change: AssignmentChange,
  by: Actor,
): Promise<Assignment> {
  return connection.database.transaction(async (tx) => {
    if (change.published === false && to.published) {
      const [one] = await tx
        .select({ id: submission.id })
        .from(submission)
        .where(eq(submission.assignmentId, to.id))
        .limit(1);
      if (one) {
        throw new Refusal(
          409,
          'an assignment that somebody has handed in, to be hidden',
          'one that nobody has handed in',
          'leave it published; a date in the past keeps it closed',
        );
      }
    }
    const set = defined(change);
    if (Object.keys(set).length === 0) return to;
    const [changed] = await tx.update(assignment).set(set).where(eq(assignment.id, to.id)).returning();
    assertConsistent(changed!);
    await record(tx, {
      ...by,
      action: 'assignment.change',
      subject: `assignment:${to.id}`,
      courseId: to.courseId,
      details: { ...set },
    });
    return changed!;
  });
}

function assertConsistent(row: Assignment): void {
  const { title, published, opensAt, dueAt, lateRule, mostAttempts, counts, feedback } = row;
  const [opens, due] = [opensAt?.toISOString() ?? null, dueAt?.toISOString() ?? null];
  const whole = { title, published, opensAt: opens, dueAt: due, lateRule, mostAttempts, counts, feedback };
  const read = assignmentSchema.safeParse(whole);
  if (read.success) return;
  const [issue] = read.error.issues;
  throw new Refusal(422, `"${issue!.path.join('.')}": ${issue!.message}`, 'dates and rules that fit', 'correct them');
}

/** The values that are there: drizzle takes `undefined` as "leave it", types do not. */
function defined<T extends object>(change: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}
