import { createRoute, z } from '@hono/zod-openapi';

import { guard } from '../http/guard.ts';
import { type Routes, routes } from '../http/routes.ts';
import { csvOf, exportContent, exportFormats } from '../review/exports/exports.ts';
import { countingAttempts } from '../review/grade/load.ts';
import { similarityOf } from '../review/similarity/similarity.ts';
import { statisticsOf } from '../review/statistics/statistics.ts';
import { answer, assignmentParams, problems } from './schemas.ts';
import { gradeAnswer, gradeOf } from './staff-answers.ts';

const tags = ['Grades'];
const base = '/api/courses/{course}/assignments/{assignment}';
const spread = z.object({
  mean: z.number(),
  median: z.number(),
  lower: z.number(),
  upper: z.number(),
  values: z.array(z.number()),
});

/** Grades of an assignment: all of them, how they are spread, what submissions have in common, and as CSV. */
export function gradeApi(): Routes {
  const api = routes();
  api.openapi(
    createRoute({
      method: 'get',
      path: `${base}/grades`,
      summary: 'The attempt that counts of everybody who handed something in, with its grade',
      tags,
      middleware: guard('staff.read'),
      request: { params: assignmentParams },
      responses: { 200: answer(z.array(gradeAnswer), 'the grades'), ...problems },
    }),
    async (c) => {
      const attempts = await countingAttempts(c.var.services.connection.database, c.var.assignment);
      return c.json([...attempts.values()].map(gradeOf), 200);
    },
  );

  api.openapi(
    createRoute({
      method: 'get',
      path: `${base}/statistics`,
      summary: 'How the assignment goes and how its parts went',
      tags,
      middleware: guard('staff.read'),
      request: { params: assignmentParams },
      responses: {
        200: answer(
          z
            .object({
              students: z.number().int(),
              submitted: z.number().int(),
              graded: z.number().int(),
              waiting: z.number().int(),
              waitingAnswers: z.number().int(),
              pending: z.number().int(),
              faults: z.number().int(),
              unreadable: z.number().int(),
              late: z.number().int(),
              maximum: z.number(),
              points: spread.nullable().describe('of grades in which everything is decided'),
              parts: z.array(
                z.object({
                  id: z.string(),
                  maximum: z.number(),
                  counts: z.record(z.string(), z.number().int()),
                  meanShare: z.number().nullable(),
                  discrimination: z.number().nullable().describe('item-rest correlation'),
                }),
              ),
            })
            .openapi('Statistics'),
          'the statistics',
        ),
        ...problems,
      },
    }),
    async (c) => {
      const { database } = c.var.services.connection;
      const { rows, maximum } = await exportContent(database, c.var.assignment);
      const attempts = rows.flatMap(({ attempt }) => attempt ?? []);
      const { points, parts, soFar: _soFar, ...numbers } = statisticsOf(attempts, rows.length, maximum);
      return c.json(
        {
          ...numbers,
          points: points ? { ...points, values: [...points.values] } : null,
          parts: parts.map(({ title: _title, meanShare = null, discrimination = null, ...part }) => ({
            ...part,
            meanShare,
            discrimination,
          })),
        },
        200,
      );
    },
  );

  api.openapi(
    createRoute({
      method: 'get',
      path: `${base}/similarity`,
      summary: 'What submissions have in common and few others have; a list for a person',
      tags,
      middleware: guard('staff.read'),
      request: { params: assignmentParams },
      responses: {
        200: answer(
          z
            .object({
              compared: z.number().int(),
              pairs: z.array(
                z.object({
                  kind: z.string(),
                  submissions: z.array(z.string()),
                  share: z.number().describe('of the passages of the shorter one'),
                  passages: z.number().int(),
                }),
              ),
              fingerprints: z.array(z.object({ part: z.string(), of: z.string(), submissions: z.array(z.string()) })),
            })
            .openapi('Similarity'),
          'pairs, the most alike first',
        ),
        ...problems,
      },
    }),
    async (c) => {
      const { compared, pairs, fingerprints } = await similarityOf(
        c.var.services.connection.database,
        c.var.assignment,
      );
      return c.json(
        {
          compared,
          pairs: pairs.map(({ kind, first, second, share, shared }) => ({
            kind,
            submissions: [first.submissionId, second.submissionId],
            share,
            passages: shared,
          })),
          fingerprints: fingerprints.map(({ partId, of, submissions }) => ({
            part: partId,
            of,
            submissions: submissions.map(({ submissionId }) => submissionId),
          })),
        },
        200,
      );
    },
  );

  api.openapi(
    createRoute({
      method: 'get',
      path: `${base}/exports/{format}`,
      summary: 'The grades as CSV, in the columns that another system imports',
      tags,
      middleware: guard('grades.export'),
      request: { params: assignmentParams.extend({ format: z.enum(exportFormats) }) },
      responses: {
        200: { description: 'the grades', content: { 'text/csv': { schema: z.string() } } },
        ...problems,
      },
    }),
    async (c) => {
      const content = await exportContent(c.var.services.connection.database, c.var.assignment);
      return c.body(csvOf(c.req.valid('param').format, content), 200, { 'Content-Type': 'text/csv; charset=utf-8' });
    },
  );
  return api;
}
