import { z } from 'zod';

import type { RequestContext } from '../../http/context.ts';
import { guard } from '../../http/guard.ts';
import { Refusal } from '../../http/refusal.ts';
import type { Routes } from '../../http/routes.ts';
import { applyRegrade } from '../../review/regrades/apply.ts';
import { dropRegrade, retryRegrade, startRegrade } from '../../review/regrades/start.ts';
import { flash } from '../flash.ts';
import { parsed, type Values, withForm } from '../form.ts';
import { baseOf, counted, shows } from './frame.ts';
import { regradePage } from './regrade.ts';
import { appliedText, regradeOf, regradesPage } from './regrades.ts';

/** Regrades: a dry run, then applied or dropped. */
export function regradeRoutes(staff: Routes, base: string): void {
  staff.get(
    `${base}/regrades`,
    guard('staff.read'),
    shows((c) => regradesPage(c)),
  );
  staff.get(
    `${base}/regrades/:regrade`,
    guard('staff.read'),
    shows((c) => regradePage(c)),
  );
  staff.post(`${base}/regrades`, guard('regrade.write'), (c) =>
    withForm(
      c,
      async (values) => {
        const { assignment, services, person } = c.var;
        const { version, reason } = parsed(startForm, values);
        const id = await startRegrade(services, { assignment, person: person!, version, reason });
        return c.redirect(`${baseOf(c)}/regrades/${id}`, 303);
      },
      (problem, values) => regradesPage(c, { problem, values }),
    ),
  );
  staff.post(`${base}/regrades/:regrade/apply`, guard('regrade.write'), apply);
  staff.post(`${base}/regrades/:regrade/retry`, guard('regrade.write'), async (c) => {
    const { regrade } = await regradeOf(c);
    const count = await retryRegrade(c.var.services, { assignment: c.var.assignment, regradeId: regrade.id });
    flash(c, 'good', `${counted(count, 'submission')} are graded again.`);
    return c.redirect(`${baseOf(c)}/regrades/${regrade.id}`, 303);
  });
  staff.post(`${base}/regrades/:regrade/drop`, guard('regrade.write'), async (c) => {
    const { regrade } = await regradeOf(c);
    const { assignment, services, person } = c.var;
    await dropRegrade(services, { assignment, person: person!, regradeId: regrade.id });
    flash(c, 'good', "Dropped: nobody's grade changed.");
    return c.redirect(`${baseOf(c)}/regrades`, 303);
  });
}

const startForm = z.object({ version: z.coerce.number().int(), reason: z.string().trim().max(2_000) });
const withdrawn = z.string().regex(/^[\da-f-]{36} ./);

async function apply(c: RequestContext): Promise<Response> {
  const { assignment, services, person } = c.var;
  const { regrade } = await regradeOf(c);
  const body = await c.req.parseBody({ all: true });
  const withdraw = [body['withdraw'] ?? []].flat().map((each) => {
    const text = parsed(withdrawn, each);
    return { submissionId: text.slice(0, 36), partId: text.slice(37) };
  });
  try {
    const applied = await applyRegrade(services, {
      assignment,
      person: person!,
      regradeId: regrade.id,
      digest: typeof body['digest'] === 'string' ? body['digest'] : '',
      withdraw,
      leaveFaults: body['leave'] === 'yes',
    });
    if (applied.kind === 'applied') flash(c, 'good', appliedText(applied.submissions));
    else {
      const came = counted(applied.missing, 'submission');
      flash(c, 'warning', `Not applied: ${came} came since. They are being graded; look again when they are.`);
    }
  } catch (error) {
    if (!(error instanceof Refusal) || (error.status !== 409 && error.status !== 422)) throw error;
    const values: Values = {};
    return c.html((await regradePage(c, { problem: error, values })).source, error.status);
  }
  return c.redirect(`${baseOf(c)}/regrades/${regrade.id}`, 303);
}
