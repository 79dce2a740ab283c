import { z } from 'zod';

import type { RequestContext } from '../../http/context.ts';
import { guard } from '../../http/guard.ts';
import { Refusal } from '../../http/refusal.ts';
import type { Routes } from '../../http/routes.ts';
import { attemptOf } from '../../review/grade/load.ts';
import { decide } from '../../review/overrides/decide.ts';
import { addItem, changeItem, removeItem, rubricOf, rubricPoints } from '../../review/rubrics/rubric.ts';
import { flash } from '../flash.ts';
import { parsed, type Values, valuesOf } from '../form.ts';
import { decisionOf } from './decision-form.ts';
import { baseOf, counted, pointsText, shows } from './frame.ts';
import { answerPage, itemHref, nextHref, nextPage, reviewPage } from './review.ts';

/** The review queue, the page of one answer, and the rubric. */
export function reviewRoutes(staff: Routes, base: string): void {
  staff.get(`${base}/review`, guard('staff.read'), shows(reviewPage));
  staff.get(`${base}/review/next`, guard('grade.write'), nextPage);
  staff.get(
    '/courses/:course/submissions/:submission/review',
    guard('grade.write'),
    shows((c) => answerPage(c)),
  );
  staff.post('/courses/:course/submissions/:submission/review', guard('grade.write'), (c) => saveAnswer(c));
  staff.post(`${base}/rubric`, guard('grade.write'), editRubric);
}

async function saveAnswer(c: RequestContext): Promise<Response> {
  const body = await c.req.parseBody({ all: true });
  const items = [body['item'] ?? []].flat().filter((item) => typeof item === 'string');
  const texts = Object.entries(body).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
  const values: Values = { ...Object.fromEntries(texts), items: items.join(',') };
  try {
    await save(c, values, items);
  } catch (error) {
    if (!(error instanceof Refusal) || (error.status !== 409 && error.status !== 422)) throw error;
    return c.html((await answerPage(c, { problem: error, values })).source, error.status);
  }
  const { id: submissionId } = c.var.submission;
  const { part: partId = '', only = '', stay } = values;
  if (stay !== undefined) return c.redirect(itemHref(c, { submissionId, partId }, only), 303);
  return c.redirect(nextHref(c, { part: only, after: submissionId, of: partId }), 303);
}

async function save(c: RequestContext, values: Values, items: readonly string[]): Promise<void> {
  const { assignment, submission, services, person } = c.var;
  const { database } = services.connection;
  const { partId, points: given, comment, seen } = decisionOf(values);
  const rubric = await rubricOf(database, assignment.id, partId);
  const ticked = rubric.filter(({ id }) => items.includes(id));
  if (given === undefined && rubric.length === 0) {
    throw new Refusal(422, 'neither points nor a rubric', 'points, or items that give them', 'write the points');
  }
  const attempt = await attemptOf(database, assignment, submission.id);
  const maximum = attempt?.grade.parts.find(({ id }) => id === partId)?.maximum ?? 0;
  const rubricItems = ticked.map(({ id }) => id);
  const points = given ?? rubricPoints(rubric, rubricItems, maximum);
  // What was ticked is the reason; without a tick the points stand for themselves.
  const reason = ticked.length > 0 ? ticked.map(({ label }) => label).join(' · ') : 'Read by a person';
  await decide(services, {
    assignment,
    person: person!,
    decision: { partId, points, reason: reason.slice(0, 10_000), comment, rubricItems },
    target: { submissionId: submission.id, seen },
  });
  flash(c, 'good', `Saved: ${partId}, ${pointsText(points)} of ${pointsText(maximum)}.`);
}

const rubricForm = z.object({
  do: z.enum(['add', 'change', 'remove']),
  part: z.string().min(1).max(100),
  item: z.string().default(''),
  label: z.string().default(''),
  points: z.string().default(''),
  again: z.string().default(''),
  back: z.string().default(''),
});

async function editRubric(c: RequestContext): Promise<Response> {
  const { assignment, services, person } = c.var;
  const form = parsed(rubricForm, await valuesOf(c));
  const given = { assignment, person: person! };
  const item = {
    label: form.label.trim(),
    points: form.points.trim() === '' ? Number.NaN : Number(form.points.replace(',', '.')),
  };
  if (form.do !== 'add' && !z.uuid().safeParse(form.item).success) {
    throw new Refusal(422, 'an item that is not there', 'one of the rubric', 'load the page again');
  }
  if (form.do === 'add') {
    await addItem(services, { ...given, partId: form.part, item });
    flash(c, 'good', 'Added to the rubric.');
  } else if (form.do === 'change') {
    const changed = await changeItem(services, { ...given, itemId: form.item, item, again: form.again === 'yes' });
    flash(c, 'good', `Changed${changed > 0 ? `, and with it ${counted(changed, 'grade')}` : ''}.`);
  } else {
    await removeItem(services, { ...given, itemId: form.item });
    flash(c, 'good', 'Removed from the rubric.');
  }
  // Only addresses of this course: a form must not send people elsewhere.
  const inside = form.back.startsWith(`/courses/${c.var.course.slug}/`);
  return c.redirect(inside ? form.back : `${baseOf(c)}/review`, 303);
}
