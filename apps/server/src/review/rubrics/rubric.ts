import { and, asc, desc, eq, sql } from 'drizzle-orm';
import type { InferSelectModel } from 'drizzle-orm';

import { record } from '../../access/audit.ts';
import type { Database } from '../../database/connect.ts';
import { override, rubricItem, submission } from '../../database/schema/index.ts';
import type { Person, Services } from '../../http/context.ts';
import { Refusal } from '../../http/refusal.ts';
import { type AssignmentRow, attemptsOf } from '../grade/load.ts';
import { writeOverrides } from '../overrides/write.ts';

export type RubricItem = InferSelectModel<typeof rubricItem>;

/** As many items as there are keys. */
export const mostItems = 9;

/** The rubric of a part, or of all parts, in its order: the first item is key 1. */
export async function rubricOf(
  database: Database,
  assignmentId: string,
  partId?: string,
): Promise<readonly RubricItem[]> {
  return database
    .select()
    .from(rubricItem)
    .where(
      and(eq(rubricItem.assignmentId, assignmentId), partId === undefined ? undefined : eq(rubricItem.partId, partId)),
    )
    .orderBy(asc(rubricItem.partId), asc(rubricItem.position));
}

/**
 * The points of an answer by the items that apply. A rubric of deductions alone begins at the maximum, every other at zero;
 * the result stays between the two.
 */
export function rubricPoints(
  rubric: readonly Pick<RubricItem, 'id' | 'points'>[],
  ticked: readonly string[],
  maximum: number,
): number {
  const start = beginsAtMaximum(rubric) ? maximum : 0;
  const sum = rubric.reduce((total, { id, points }) => total + (ticked.includes(id) ? points : 0), start);
  return Math.min(maximum, Math.max(0, sum));
}

/** Whether a rubric takes points away from the maximum. */
export function beginsAtMaximum(rubric: readonly Pick<RubricItem, 'points'>[]): boolean {
  return rubric.some(({ points }) => points < 0) && rubric.every(({ points }) => points <= 0);
}

/** What an item says. */
interface ItemText {
  readonly label: string;
  readonly points: number;
}

/** Adds an item at the end. @throws Refusal for a part that is not there, an empty label, or a tenth item. */
export async function addItem(
  { connection }: Pick<Services, 'connection'>,
  given: {
    readonly assignment: AssignmentRow;
    readonly person: Person;
    readonly partId: string;
    readonly item: ItemText;
  },
): Promise<void> {
  const { assignment, person, partId, item } = given;
  checkItem(item);
  await connection.database.transaction(async (transaction) => {
    // Whoever adds at the same time waits: positions are given once.
    await lockRubric(transaction, assignment.id);
    const items = await rubricOf(transaction, assignment.id, partId);
    if (items.length >= mostItems) {
      throw new Refusal(422, `a rubric of ${items.length} items`, `at most ${mostItems}`, 'change one that is there');
    }
    const position = (items.at(-1)?.position ?? 0) + 1;
    await transaction.insert(rubricItem).values({ assignmentId: assignment.id, partId, position, ...item });
    await record(transaction, {
      actor: person.id,
      action: 'rubric.add',
      subject: `assignment:${assignment.id}`,
      courseId: assignment.courseId,
      details: { partId, ...item },
    });
  });
}

/**
 * Changes an item. With `again` the answers whose newest decision is exactly what the rubric gave are decided again by the changed
 * rubric; those that somebody set to other points stay. Returns how many were.
 */
export async function changeItem(
  { connection }: Pick<Services, 'connection'>,
  given: {
    readonly assignment: AssignmentRow;
    readonly person: Person;
    readonly itemId: string;
    readonly item: ItemText;
    readonly again: boolean;
  },
): Promise<number> {
  const { assignment, person, itemId, item, again } = given;
  checkItem(item);
  return connection.database.transaction(async (transaction) => {
    await lockRubric(transaction, assignment.id);
    const old = await itemOf(transaction, assignment.id, itemId);
    const before = await rubricOf(transaction, assignment.id, old.partId);
    await transaction.update(rubricItem).set(item).where(eq(rubricItem.id, itemId));
    const after = await rubricOf(transaction, assignment.id, old.partId);
    await record(transaction, {
      actor: person.id,
      action: 'rubric.change',
      subject: `assignment:${assignment.id}`,
      courseId: assignment.courseId,
      details: { partId: old.partId, itemId, ...item, again },
    });
    if (!again) return 0;
    const reason = `The rubric changed: “${item.label}”, ${item.points} points`;
    return decideAgain(transaction, { assignment, person, partId: old.partId, before, after, reason });
  });
}

/** Removes an item that no decision names. @throws Refusal 409 where one does. */
export async function removeItem(
  { connection }: Pick<Services, 'connection'>,
  {
    assignment,
    person,
    itemId,
  }: { readonly assignment: AssignmentRow; readonly person: Person; readonly itemId: string },
): Promise<void> {
  await connection.database.transaction(async (transaction) => {
    await lockRubric(transaction, assignment.id);
    const item = await itemOf(transaction, assignment.id, itemId);
    const named = await newestOf(transaction, assignment.id, item.partId);
    const used = named.filter(({ rubricItems }) => rubricItems.includes(itemId)).length;
    if (used > 0) {
      throw new Refusal(
        409,
        `an item by which ${used} answers were graded`,
        'one that nobody used',
        'change it instead',
      );
    }
    await transaction.delete(rubricItem).where(eq(rubricItem.id, itemId));
    await record(transaction, {
      actor: person.id,
      action: 'rubric.remove',
      subject: `assignment:${assignment.id}`,
      courseId: assignment.courseId,
      details: { partId: item.partId, label: item.label, points: item.points },
    });
  });
}

function checkItem({ label, points }: ItemText): void {
  if (label.trim() === '' || label.length > 500) {
    throw new Refusal(422, `a label of ${label.length} characters`, 'between 1 and 500', 'say what the item is about');
  }
  if (!Number.isFinite(points)) throw new Refusal(422, 'no points', 'a number of points', 'give a number, such as -1');
}

async function lockRubric(transaction: Database, assignmentId: string): Promise<void> {
  await transaction.execute(sql`select pg_advisory_xact_lock(hashtext(${`rubric:${assignmentId}`}))`);
}

async function itemOf(database: Database, assignmentId: string, itemId: string): Promise<RubricItem> {
  const [item] = await database
    .select()
    .from(rubricItem)
    .where(and(eq(rubricItem.id, itemId), eq(rubricItem.assignmentId, assignmentId)));
  if (!item) throw new Refusal(404, 'an item that is not in this rubric', 'one that is', 'load the page again');
  return item;
}

/** The newest override of a part for each submission of an assignment. */
async function newestOf(database: Database, assignmentId: string, partId: string) {
  return database
    .selectDistinctOn([override.submissionId], {
      id: override.id,
      submissionId: override.submissionId,
      points: override.points,
      comment: override.comment,
      rubricItems: override.rubricItems,
    })
    .from(override)
    .innerJoin(submission, eq(submission.id, override.submissionId))
    .where(and(eq(submission.assignmentId, assignmentId), eq(override.partId, partId)))
    .orderBy(override.submissionId, desc(override.createdAt), desc(override.id));
}

async function decideAgain(
  transaction: Database,
  given: {
    readonly assignment: AssignmentRow;
    readonly person: Person;
    readonly partId: string;
    readonly before: readonly RubricItem[];
    readonly after: readonly RubricItem[];
    readonly reason: string;
  },
): Promise<number> {
  const { assignment, person, partId, before, after, reason } = given;
  const newest = await newestOf(transaction, assignment.id, partId);
  const attempts = await attemptsOf(transaction, assignment);
  const maxima = new Map(
    attempts.map(({ submission: { id }, grade }) => [id, grade.parts.find((part) => part.id === partId)?.maximum]),
  );
  let count = 0;
  for (const { id, submissionId, points, comment, rubricItems } of newest) {
    const maximum = maxima.get(submissionId);
    if (maximum === undefined || points === null) continue;
    // A rubric of deductions with nothing ticked gives the maximum: whether that was meant by it nobody knows.
    if (rubricItems.length === 0 || points !== rubricPoints(before, rubricItems, maximum)) continue;
    const now = rubricPoints(after, rubricItems, maximum);
    if (now === points) continue;
    await writeOverrides(transaction, {
      assignment,
      person,
      source: 'review',
      decision: { partId, points: now, reason, comment, rubricItems },
      targets: [{ submissionId, seen: id }],
    });
    count += 1;
  }
  return count;
}
