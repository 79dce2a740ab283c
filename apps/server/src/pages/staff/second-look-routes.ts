import { z } from 'zod';

import { guard } from '../../http/guard.ts';
import type { Routes } from '../../http/routes.ts';
import { answerSecondLook } from '../../review/second-looks/answer.ts';
import { flash } from '../flash.ts';
import { parsed, withForm } from '../form.ts';
import { decisionOf } from './decision-form.ts';
import { baseOf, shows } from './frame.ts';
import { secondLooksPage } from './second-looks.ts';

/** What students ask to be looked at again. */
export function secondLookRoutes(staff: Routes, base: string): void {
  staff.get(
    `${base}/second-looks`,
    guard('staff.read'),
    shows((c) => secondLooksPage(c)),
  );
  staff.post(`${base}/second-looks`, guard('grade.write'), (c) =>
    withForm(
      c,
      async (values) => {
        const { assignment, services, person } = c.var;
        const { id, answer } = parsed(z.object({ id: z.uuid(), answer: z.string().trim() }), values);
        const { points, seen } = decisionOf(values);
        const change = points === undefined ? {} : { change: { points, seen } };
        await answerSecondLook(services, { assignment, person: person!, id, answer, ...change });
        flash(c, 'good', 'Answered.');
        return c.redirect(`${baseOf(c)}/second-looks`, 303);
      },
      (problem, values) => secondLooksPage(c, { problem, values }),
    ),
  );
}
