import { and, asc, eq, isNull, sql } from 'drizzle-orm';

import { record } from '../../access/audit.ts';
import type { Database } from '../../database/connect.ts';
import { secondLook, submission, user } from '../../database/schema/index.ts';
import type { Person, Services } from '../../http/context.ts';
import { Refusal } from '../../http/refusal.ts';
import type { AssignmentRow } from '../grade/load.ts';
import { longestText, writeOverrides } from '../overrides/write.ts';

/** A request for a second look, with whoever made it. */
export interface SecondLookRequest {
  readonly id: string;
  readonly submissionId: string;
  readonly userId: string;
  readonly student: string;
  readonly partId: string;
  readonly request: string;
  readonly answer: string | null;
  readonly answeredAt: Date | null;
  readonly createdAt: Date;
}

/** The requests of an assignment: those that are open, the oldest first, then those that are answered. */
export async function secondLookRequests(
  database: Database,
  assignmentId: string,
): Promise<readonly SecondLookRequest[]> {
  return database
    .select({
      id: secondLook.id,
      submissionId: secondLook.submissionId,
      userId: submission.userId,
      student: user.name,
      partId: secondLook.partId,
      request: secondLook.request,
      answer: secondLook.answer,
      answeredAt: secondLook.answeredAt,
      createdAt: secondLook.createdAt,
    })
    .from(secondLook)
    .innerJoin(submission, eq(submission.id, secondLook.submissionId))
    .innerJoin(user, eq(user.id, submission.userId))
    .where(eq(submission.assignmentId, assignmentId))
    .orderBy(sql`${secondLook.answeredAt} is not null`, asc(secondLook.createdAt), asc(secondLook.id));
}

/**
 * Answers a request; with points, they are given in the same transaction.
 *
 * @throws Refusal 409 where somebody has answered it, or decided about the part, since.
 */
export async function answerSecondLook(
  { connection, now }: Pick<Services, 'connection' | 'now'>,
  given: {
    readonly assignment: AssignmentRow;
    readonly person: Person;
    readonly id: string;
    readonly answer: string;
    /** Points for the part, with the override that was the newest; undefined leaves them as they are. */
    readonly change?: { readonly points: number; readonly seen: string | null };
  },
): Promise<void> {
  const { assignment, person, id, answer, change } = given;
  if (answer.trim() === '' || answer.length > longestText) {
    throw new Refusal(
      422,
      `an answer of ${answer.length} characters`,
      `between 1 and ${longestText}`,
      'write an answer',
    );
  }
  await connection.database.transaction(async (transaction) => {
    const requests = await secondLookRequests(transaction, assignment.id);
    const request = requests.find((each) => each.id === id);
    if (!request)
      throw new Refusal(404, 'a request that is not there', 'one of this assignment', 'load the page again');
    if (change) {
      const { partId, submissionId } = request;
      const decision = { partId, points: change.points, reason: answer, comment: answer, rubricItems: [] };
      const targets = [{ submissionId, seen: change.seen }];
      await writeOverrides(transaction, { assignment, person, source: 'secondLook', decision, targets });
    }
    const answered = await transaction
      .update(secondLook)
      .set({ answer, answeredBy: person.id, answeredAt: now() })
      .where(and(eq(secondLook.id, id), isNull(secondLook.answeredAt)))
      .returning({ id: secondLook.id });
    if (answered.length === 0) {
      throw new Refusal(409, 'a request that somebody answered meanwhile', 'an open one', 'load the page again');
    }
    await record(transaction, {
      actor: person.id,
      action: 'secondLook.answer',
      subject: `submission:${request.submissionId}`,
      courseId: assignment.courseId,
      details: { id, partId: request.partId, ...(change ? { points: change.points } : {}) },
    });
  });
}
