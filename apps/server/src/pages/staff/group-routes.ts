import { z } from 'zod';

import type { RequestContext } from '../../http/context.ts';
import { guard } from '../../http/guard.ts';
import { Refusal } from '../../http/refusal.ts';
import type { Routes } from '../../http/routes.ts';
import { decideGroup, takeBackGroup } from '../../review/groups/decide-group.ts';
import type { GroupKey } from '../../review/groups/groups.ts';
import { flash } from '../flash.ts';
import { parsed, type Values, valuesOf } from '../form.ts';
import { decisionOf } from './decision-form.ts';
import { baseOf, counted, pointsText, shows } from './frame.ts';
import { groupPage, groupsPage } from './groups.ts';

/** Groups of answers. */
export function groupRoutes(staff: Routes, base: string): void {
  staff.get(`${base}/groups`, guard('staff.read'), shows(groupsPage));
  staff.get(
    `${base}/groups/one`,
    guard('staff.read'),
    shows((c) => groupPage(c, keyOf(c.req.query()))),
  );
  staff.post(`${base}/groups`, guard('grade.write'), decideForAll);
  staff.post(`${base}/groups/take-back`, guard('grade.write'), async (c) => {
    const { assignment, services, person } = c.var;
    const { group: groupId } = parsed(z.object({ group: z.uuid() }), await valuesOf(c));
    const count = await takeBackGroup(services, { assignment, person: person!, groupId });
    flash(c, 'good', `Taken back for ${counted(count, 'answer')}.`);
    return c.redirect(`${baseOf(c)}/groups`, 303);
  });
}

function keyOf(values: Readonly<Record<string, string>>): GroupKey {
  const { part: partId, mistake, answer } = values;
  if (partId !== undefined && mistake !== undefined) return { by: 'mistake', partId, mistake };
  if (partId !== undefined && answer !== undefined) return { by: 'answer', partId, answerSha256: answer };
  throw new Refusal(404, 'a group that is not named', 'a part with a mistake or an answer', 'go back to the groups');
}

const member = z.string().regex(/^[\da-f-]{36} (?:[\da-f-]{36})?$/);

async function decideForAll(c: RequestContext): Promise<Response> {
  const { assignment, services, person } = c.var;
  const body = await c.req.parseBody({ all: true });
  const members = [body['member'] ?? []].flat().map((each) => parsed(member, each));
  const texts = Object.entries(body).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
  const values: Values = Object.fromEntries(texts);
  const key = keyOf(values);
  try {
    const { partId, points, reason, comment } = decisionOf(values);
    if (points === undefined) throw new Refusal(422, 'no points', 'points for the part', 'write the points');
    await decideGroup(services, {
      assignment,
      person: person!,
      decision: { partId, points, reason, comment, rubricItems: [] },
      targets: members.map((each) => {
        const [submissionId, seen] = each.split(' ');
        return { submissionId: submissionId!, seen: seen === '' ? null : seen! };
      }),
    });
    flash(c, 'good', `${partId}: ${pointsText(points)} points for ${counted(members.length, 'answer')}.`);
  } catch (error) {
    if (!(error instanceof Refusal) || (error.status !== 409 && error.status !== 422)) throw error;
    return c.html((await groupPage(c, key, { problem: error, values })).source, error.status);
  }
  return c.redirect(`${baseOf(c)}/groups`, 303);
}
