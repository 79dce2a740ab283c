import { createRoute, z } from '@hono/zod-openapi';

import type { RequestContext } from '../http/context.ts';
import { guard } from '../http/guard.ts';
import { Refusal } from '../http/refusal.ts';
import { type Routes, routes } from '../http/routes.ts';
import { applyRegrade } from '../review/regrades/apply.ts';
import { regradeReport, type RegradeReport, type Said } from '../review/regrades/report.ts';
import { dropRegrade, type RegradeEntry, regradesOf, startRegrade } from '../review/regrades/start.ts';
import { answer, assignmentParams, body, problems } from './schemas.ts';
import { regradeParams, time, verdict } from './staff-answers.ts';

const tags = ['Regrades'];
const base = '/api/courses/{course}/assignments/{assignment}/regrades';

const entryAnswer = z
  .object({
    id: z.string(),
    version: z.number().int(),
    reason: z.string(),
    state: z.enum(['dryRun', 'applied', 'dropped']),
    createdAt: time,
    decidedAt: time.nullable(),
  })
  .openapi('Regrade');

const said = z.object({ verdict, points: z.number(), maximum: z.number(), feedback: z.array(z.string()) }).nullable();
const reportAnswer = entryAnswer
  .extend({
    submissions: z.number().int(),
    waiting: z.number().int().describe('not graded yet'),
    faults: z.array(z.string()).describe('submissions that could not be graded, by our fault'),
    unchanged: z.number().int(),
    digest: z.string().describe('of all of this: applying asks for it'),
    changes: z.array(
      z.object({
        user: z.string(),
        submission: z.string(),
        before: z.number(),
        after: z.number(),
        parts: z.array(
          z.object({
            id: z.string(),
            before: said,
            after: said,
            override: z.enum(['stays', 'conflict']).nullable().describe('what becomes of a decision by a person'),
          }),
        ),
      }),
    ),
  })
  .openapi('RegradeReport');

/** Regrades: dry runs, what they would change, applying and dropping. */
export function regradeApi(): Routes {
  const api = routes();
  api.openapi(
    createRoute({
      method: 'get',
      path: base,
      summary: 'The regrades of an assignment, the newest first',
      tags,
      middleware: guard('staff.read'),
      request: { params: assignmentParams },
      responses: { 200: answer(z.array(entryAnswer), 'the regrades'), ...problems },
    }),
    async (c) => {
      const all = await regradesOf(c.var.services.connection.database, c.var.assignment.id);
      return c.json(all.map(entryOf), 200);
    },
  );

  api.openapi(
    createRoute({
      method: 'post',
      path: base,
      summary: 'Starts a dry run by another version; no grade changes',
      tags,
      middleware: guard('regrade.write'),
      request: {
        params: assignmentParams,
        ...body(z.object({ version: z.number().int().min(1), reason: z.string().trim().min(1).max(2_000) })),
      },
      responses: { 201: answer(z.object({ id: z.string() }), 'the dry run'), ...problems },
    }),
    async (c) => {
      const { assignment, services, person } = c.var;
      const id = await startRegrade(services, { assignment, person: person!, ...c.req.valid('json') });
      return c.json({ id }, 201);
    },
  );

  api.openapi(
    createRoute({
      method: 'get',
      path: `${base}/{regrade}`,
      summary: 'Whose grade changes and why, part by part',
      tags,
      middleware: guard('staff.read'),
      request: { params: regradeParams },
      responses: { 200: answer(reportAnswer, 'the report'), ...problems },
    }),
    async (c) => {
      const entry = await entryIn(c);
      const report = await regradeReport(c.var.services.connection.database, c.var.assignment, entry.regrade);
      return c.json(reportOf(entry, report), 200);
    },
  );

  api.openapi(
    createRoute({
      method: 'post',
      path: `${base}/{regrade}/apply`,
      summary: 'Applies a dry run: all of it, or nothing',
      tags,
      middleware: guard('regrade.write'),
      request: {
        params: regradeParams,
        ...body(
          z.object({
            digest: z.string(),
            withdraw: z.array(z.object({ submission: z.uuid(), part: z.string() })).default([]),
            leaveFaults: z.boolean().default(false),
          }),
        ),
      },
      responses: {
        200: answer(
          z.object({
            applied: z.boolean().describe('false: submissions came since, and are being graded'),
            submissions: z.number().int(),
          }),
          'how it ended',
        ),
        ...problems,
      },
    }),
    async (c) => {
      const { assignment, services, person } = c.var;
      const { regrade } = await entryIn(c);
      const { withdraw, ...rest } = c.req.valid('json');
      const ended = await applyRegrade(services, {
        assignment,
        person: person!,
        regradeId: regrade.id,
        withdraw: withdraw.map(({ submission, part }) => ({ submissionId: submission, partId: part })),
        ...rest,
      });
      const applied = ended.kind === 'applied';
      return c.json({ applied, submissions: applied ? ended.submissions : ended.missing }, 200);
    },
  );

  api.openapi(
    createRoute({
      method: 'post',
      path: `${base}/{regrade}/drop`,
      summary: 'Drops a dry run',
      tags,
      middleware: guard('regrade.write'),
      request: { params: regradeParams },
      responses: { 200: answer(z.object({ dropped: z.literal(true) }), 'dropped'), ...problems },
    }),
    async (c) => {
      const { assignment, services, person } = c.var;
      const { regrade } = await entryIn(c);
      await dropRegrade(services, { assignment, person: person!, regradeId: regrade.id });
      return c.json({ dropped: true as const }, 200);
    },
  );
  return api;
}

async function entryIn(c: RequestContext): Promise<RegradeEntry> {
  const all = await regradesOf(c.var.services.connection.database, c.var.assignment.id);
  const entry = all.find(({ regrade }) => regrade.id === c.req.param('regrade'));
  if (!entry) throw new Refusal(404, 'a regrade that is not there', 'one of this assignment', 'list the regrades');
  return entry;
}

function entryOf({ regrade, version }: RegradeEntry): z.infer<typeof entryAnswer> {
  const { id, reason, state, createdAt, decidedAt } = regrade;
  return {
    id,
    version: version.number,
    reason,
    state,
    createdAt: createdAt.toISOString(),
    decidedAt: decidedAt?.toISOString() ?? null,
  };
}

function reportOf(entry: RegradeEntry, report: RegradeReport): z.infer<typeof reportAnswer> {
  const { submissions, waiting, faults, unchanged, digest, changes } = report;
  return {
    ...entryOf(entry),
    submissions,
    waiting,
    faults: faults.map(({ submission }) => submission.id),
    unchanged,
    digest,
    changes: changes.map(({ userId, before, after, parts }) => ({
      user: userId,
      submission: after.submission.id,
      before: before.grade.points,
      after: after.grade.points,
      parts: parts.map((part) => ({
        id: part.partId,
        before: saidOf(part.before),
        after: saidOf(part.after),
        override: part.overrideFate ?? null,
      })),
    })),
  };
}

function saidOf(each: Said | undefined): z.infer<typeof said> {
  return each ? { ...each, feedback: [...each.feedback] } : null;
}
