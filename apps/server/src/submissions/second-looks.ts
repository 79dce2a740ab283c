import { and, asc, eq, isNull, type InferSelectModel } from 'drizzle-orm';

import type { Database } from '../database/connect.ts';
import { auditEntry, secondLook, submission } from '../database/schema/index.ts';
import type { Person, Services } from '../http/context.ts';
import { Refusal } from '../http/refusal.ts';
import type { Visible } from './visible-to-student.ts';

export type SecondLookRow = InferSelectModel<typeof secondLook>;

/** Characters of a request: enough to say what was overlooked. */
export const longestRequest = 2_000;

/** What a student asks for. */
export interface SecondLookRequest {
  readonly submission: Pick<InferSelectModel<typeof submission>, 'id'>;
  readonly courseId: string;
  readonly person: Pick<Person, 'id'>;
  readonly partId: string;
  readonly request: string;
  /** What the student sees of the submission: of what is not shown, no second look can be asked for. */
  readonly visible: Visible;
}

/**
 * Asks that a person looks at a part again. A part has one open request at a time.
 *
 * @throws Refusal for an empty or too long reason, a part that is not there, and a second request for the same part.
 */
export async function askSecondLook(services: Services, asked: SecondLookRequest): Promise<SecondLookRow> {
  const { visible, partId } = asked;
  const request = asked.request.replaceAll('\0', '').toWellFormed().trim();
  if (visible.kind !== 'graded' || !visible.parts.some(({ id }) => id === partId)) {
    throw new Refusal(409, `the part ${partId.slice(0, 40)}`, 'a part whose grading you see', 'choose one of the page');
  }
  if (request === '' || request.length > longestRequest) {
    throw new Refusal(
      422,
      request === '' ? 'no reason' : `a reason of ${request.length} characters`,
      `what should be looked at again, in at most ${longestRequest} characters`,
      'say what was overlooked',
    );
  }
  return services.connection.database.transaction(async (transaction) => {
    // Two requests at once wait for each other.
    await transaction
      .select({ id: submission.id })
      .from(submission)
      .where(eq(submission.id, asked.submission.id))
      .for('no key update');
    const [open] = await transaction
      .select({ id: secondLook.id })
      .from(secondLook)
      .where(
        and(
          eq(secondLook.submissionId, asked.submission.id),
          eq(secondLook.partId, partId),
          isNull(secondLook.answeredAt),
        ),
      );
    if (open) {
      throw new Refusal(409, `a request for ${partId} is open`, 'one at a time', 'wait until it is answered');
    }
    const [made] = await transaction
      .insert(secondLook)
      .values({ submissionId: asked.submission.id, partId, request, createdAt: services.now() })
      .returning();
    await transaction.insert(auditEntry).values({
      at: services.now(),
      actor: asked.person.id,
      action: 'secondLook.create',
      subject: `submission:${asked.submission.id}`,
      courseId: asked.courseId,
      details: { part: partId },
    });
    return made!;
  });
}

/** All requests for second looks at a submission, the oldest first. */
export async function secondLooksOf(database: Database, submissionId: string): Promise<readonly SecondLookRow[]> {
  return database
    .select()
    .from(secondLook)
    .where(eq(secondLook.submissionId, submissionId))
    .orderBy(asc(secondLook.createdAt));
}
