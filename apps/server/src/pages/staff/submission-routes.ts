import type { RequestContext } from '../../http/context.ts';
import { record } from '../../access/audit.ts';
import { gradeAgain } from '../../grading/again.ts';
import { guard } from '../../http/guard.ts';
import { Refusal } from '../../http/refusal.ts';
import type { Routes } from '../../http/routes.ts';
import { attemptOf } from '../../review/grade/load.ts';
import { decide } from '../../review/overrides/decide.ts';
import { flash } from '../flash.ts';
import { type Values, withForm } from '../form.ts';
import { decisionOf } from './decision-form.ts';
import { pointsText, submissionHref, shows } from './frame.ts';
import { replayPage } from './replay.ts';
import { submissionPage } from './submission.ts';

const path = '/courses/:course/submissions/:submission';

/** A submission, and what staff does with it. */
export function submissionRoutes(staff: Routes): void {
  staff.get(path, guard('staff.read'), shows(submissionPage));
  staff.post(`${path}/overrides`, guard('grade.write'), (c) =>
    withForm(
      c,
      (values) => change(c, values),
      (problem, values) => submissionPage(c, { problem, values }),
    ),
  );
  staff.post(`${path}/replay`, guard('regrade.write'), shows(replayPage));
  staff.post(`${path}/again`, guard('grade.write'), again);
}

async function change(c: RequestContext, values: Values): Promise<Response> {
  const { assignment, submission, services, person } = c.var;
  const { partId, points, reason, comment, seen } = decisionOf(values);
  const withdraw = values['do'] === 'withdraw';
  if (!withdraw && points === undefined) {
    throw new Refusal(422, 'no points', 'points for the part', 'write the points');
  }
  const decision = {
    partId,
    points: withdraw ? null : points!,
    reason,
    comment: withdraw ? '' : comment,
    rubricItems: [],
  };
  await decide(services, { assignment, person: person!, decision, target: { submissionId: submission.id, seen } });
  flash(c, 'good', withdraw ? `${partId}: the grader counts again.` : `${partId}: ${pointsText(points!)} points.`);
  return c.redirect(submissionHref(c, submission.id, partId), 303);
}

/** Has a submission graded again that could not be: by our fault, or because nothing in it could be read. */
async function again(c: RequestContext): Promise<Response> {
  const { assignment, submission, services, person, course } = c.var;
  await services.connection.database.transaction(async (transaction) => {
    const attempt = await attemptOf(transaction, assignment, submission.id);
    const ids = attempt?.grading ? [attempt.grading.id] : [];
    const queued = await gradeAgain(transaction, services.queue, ids);
    if (queued.length === 0) {
      throw new Refusal(409, 'a submission that is graded, or will be', 'one that could not be graded', 'go back');
    }
    await record(transaction, {
      actor: person!.id,
      action: 'grading.again',
      subject: `submission:${submission.id}`,
      courseId: course.id,
    });
  });
  flash(c, 'good', 'It is graded again.');
  return c.redirect(submissionHref(c, submission.id), 303);
}
