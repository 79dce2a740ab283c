import { createRoute, z } from '@hono/zod-openapi';

import { guard } from '../http/guard.ts';
import { type Routes, routes } from '../http/routes.ts';
import { decideGroup, takeBackGroup } from '../review/groups/decide-group.ts';
import { groupsOf } from '../review/groups/groups.ts';
import { reviewItems } from '../review/queue/queue.ts';
import { answerSecondLook, secondLookRequests } from '../review/second-looks/answer.ts';
import { answer, assignmentParams, body, problems } from './schemas.ts';
import { decisionBody, time } from './staff-answers.ts';

const tags = ['Review'];
const base = '/api/courses/{course}/assignments/{assignment}';
const done = answer(z.object({ answers: z.number().int().describe('about how many answers it was') }), 'done');

/** What people decide: the queue, decisions about one answer or many at once, groups of answers, second looks. */
export function reviewApi(): Routes {
  const api = routes();
  api.openapi(
    createRoute({
      method: 'get',
      path: `${base}/review`,
      summary: 'The answers that the grader sent to a person, in the order of the queue',
      tags,
      middleware: guard('staff.read'),
      request: { params: assignmentParams },
      responses: {
        200: answer(
          z.array(
            z
              .object({
                submission: z.string(),
                part: z.string(),
                maximum: z.number(),
                waiting: z.boolean(),
                points: z.number().nullable(),
                claimedBy: z.string().nullable().describe('who looks at it now'),
              })
              .openapi('ReviewItem'),
          ),
          'the queue',
        ),
        ...problems,
      },
    }),
    async (c) => {
      const { assignment, services } = c.var;
      const items = await reviewItems(services.connection.database, assignment, services.now());
      return c.json(
        items.map(({ submissionId, partId, maximum, waiting, points, claim }) => ({
          submission: submissionId,
          part: partId,
          maximum,
          waiting,
          points: points ?? null,
          claimedBy: claim?.name ?? null,
        })),
        200,
      );
    },
  );

  api.openapi(
    createRoute({
      method: 'post',
      path: `${base}/decisions`,
      summary: 'Decides about a part of one submission or of several at once: of all of them, or of none',
      tags,
      middleware: guard('grade.write'),
      request: {
        params: assignmentParams,
        ...body(
          decisionBody.extend({
            submissions: z
              .array(
                z.object({
                  id: z.uuid(),
                  seen: z
                    .string()
                    .nullable()
                    .optional()
                    .describe(
                      'the decision that was the newest, null for none: when there is another by now, all is refused',
                    ),
                }),
              )
              .min(1)
              .max(5_000),
          }),
        ),
      },
      responses: {
        201: answer(z.object({ group: z.string().describe('under which it can be taken back') }), 'decided'),
        ...problems,
      },
    }),
    async (c) => {
      const { assignment, services, person } = c.var;
      const { part: partId, submissions, ...decision } = c.req.valid('json');
      const group = await decideGroup(services, {
        assignment,
        person: person!,
        decision: { ...decision, partId, rubricItems: [] },
        targets: submissions.map(({ id, seen }) => ({ submissionId: id, ...(seen === undefined ? {} : { seen }) })),
      });
      return c.json({ group }, 201);
    },
  );

  api.openapi(
    createRoute({
      method: 'post',
      path: `${base}/decisions/{group}/take-back`,
      summary: 'Takes a decision back: what counted before it counts again',
      tags,
      middleware: guard('grade.write'),
      request: { params: assignmentParams.extend({ group: z.uuid() }) },
      responses: { 200: done, ...problems },
    }),
    async (c) => {
      const { assignment, services, person } = c.var;
      const groupId = c.req.valid('param').group;
      return c.json({ answers: await takeBackGroup(services, { assignment, person: person!, groupId }) }, 200);
    },
  );

  api.openapi(
    createRoute({
      method: 'get',
      path: `${base}/groups`,
      summary: 'Answers with the same recognised mistake, or the same answer',
      tags,
      middleware: guard('staff.read'),
      request: { params: assignmentParams },
      responses: {
        200: answer(
          z.array(
            z
              .object({
                part: z.string(),
                mistake: z.string().nullable(),
                given: z.string().describe('of the first of them'),
                waiting: z.number().int(),
                submissions: z.array(z.string()),
              })
              .openapi('AnswerGroup'),
          ),
          'the groups',
        ),
        ...problems,
      },
    }),
    async (c) => {
      const groups = await groupsOf(c.var.services.connection.database, c.var.assignment);
      return c.json(
        groups.map(({ key, members, waiting }) => ({
          part: key.partId,
          mistake: key.by === 'mistake' ? key.mistake : null,
          given: members[0]!.given,
          waiting,
          submissions: members.map(({ submissionId }) => submissionId),
        })),
        200,
      );
    },
  );

  api.openapi(
    createRoute({
      method: 'get',
      path: `${base}/second-looks`,
      summary: 'What students ask to be looked at again',
      tags,
      middleware: guard('staff.read'),
      request: { params: assignmentParams },
      responses: {
        200: answer(
          z.array(
            z
              .object({
                id: z.string(),
                submission: z.string(),
                part: z.string(),
                request: z.string(),
                createdAt: time,
                answer: z.string().nullable(),
                answeredAt: time.nullable(),
              })
              .openapi('SecondLookRequest'),
          ),
          'the open ones first',
        ),
        ...problems,
      },
    }),
    async (c) => {
      const all = await secondLookRequests(c.var.services.connection.database, c.var.assignment.id);
      return c.json(
        all.map(({ id, submissionId, partId, request, createdAt, answer: said, answeredAt }) => ({
          id,
          submission: submissionId,
          part: partId,
          request,
          createdAt: createdAt.toISOString(),
          answer: said,
          answeredAt: answeredAt?.toISOString() ?? null,
        })),
        200,
      );
    },
  );

  api.openapi(
    createRoute({
      method: 'post',
      path: `${base}/second-looks/{request}/answer`,
      summary: 'Answers a request, with other points or without',
      tags,
      middleware: guard('grade.write'),
      request: {
        params: assignmentParams.extend({ request: z.uuid() }),
        ...body(
          z.object({
            answer: z.string().trim().min(1),
            change: z
              .object({ points: z.number().min(0), seen: z.string().nullable() })
              .optional()
              .describe('new points, and the decision that was the newest'),
          }),
        ),
      },
      responses: { 200: done, ...problems },
    }),
    async (c) => {
      const { assignment, services, person } = c.var;
      const { answer: text, change } = c.req.valid('json');
      await answerSecondLook(services, {
        assignment,
        person: person!,
        id: c.req.valid('param').request,
        answer: text,
        ...(change ? { change } : {}),
      });
      return c.json({ answers: 1 }, 200);
    },
  );
  return api;
}
