import { createRoute, z } from '@hono/zod-openapi';

import { personSchema, roleSchema } from '../courses/inputs.ts';
import { changeRole, enrol, type Enrolled, inviteAgain, membersOf, removeMember } from '../courses/people.ts';
import { readRoster } from '../courses/roster-csv.ts';
import { guard } from '../http/guard.ts';
import { type Routes, routes } from '../http/routes.ts';
import { byOf } from '../http/by.ts';
import {
  answer,
  body,
  courseParams,
  enrolledAnswer,
  invitedAnswer,
  memberAnswer,
  personParams,
  problems,
} from './schemas.ts';

const tags = ['People'];

/** The people of a course. */
export function peopleApi(): Routes {
  const api = routes();
  api.openapi(
    createRoute({
      method: 'get',
      path: '/api/courses/{course}/people',
      summary: 'The people of a course, staff first',
      tags,
      middleware: guard('staff.read'),
      request: { params: courseParams },
      responses: { 200: answer(z.array(memberAnswer), 'the people'), ...problems },
    }),
    async (c) => c.json([...(await membersOf(c.var.services, c.var.course.id))], 200),
  );

  api.openapi(
    createRoute({
      method: 'post',
      path: '/api/courses/{course}/people',
      summary: 'Adds people, all or none, and brings up to date who is there',
      tags,
      middleware: guard('people.write', { body: 4 * 1024 * 1024 }),
      request: { params: courseParams, ...body(z.array(personSchema).min(1).max(5_000)) },
      responses: { 200: answer(enrolledAnswer, 'what it did'), ...problems },
    }),
    async (c) => c.json(shown(await enrol(c.var.services, c.var.course.id, c.req.valid('json'), byOf(c))), 200),
  );

  api.openapi(
    createRoute({
      method: 'post',
      path: '/api/courses/{course}/people/import',
      summary: 'The same from a CSV file with the columns name, email, id, role',
      tags,
      middleware: guard('people.write', { body: 4 * 1024 * 1024 }),
      request: {
        params: courseParams,
        body: { required: true, content: { 'text/csv': { schema: z.string() } } },
      },
      responses: { 200: answer(enrolledAnswer, 'what it did'), ...problems },
    }),
    async (c) => {
      const people = readRoster(new Uint8Array(await c.req.arrayBuffer()));
      return c.json(shown(await enrol(c.var.services, c.var.course.id, people, byOf(c))), 200);
    },
  );

  api.openapi(
    createRoute({
      method: 'patch',
      path: '/api/courses/{course}/people/{person}',
      summary: 'Gives somebody another role',
      tags,
      middleware: guard('people.write'),
      request: { params: personParams, ...body(z.object({ role: roleSchema })) },
      responses: { 204: { description: 'done' }, ...problems },
    }),
    async (c) => {
      const { role } = c.req.valid('json');
      await changeRole(c.var.services, { courseId: c.var.course.id, userId: c.req.param('person'), role }, byOf(c));
      return c.body(null, 204);
    },
  );

  api.openapi(
    createRoute({
      method: 'delete',
      path: '/api/courses/{course}/people/{person}',
      summary: 'Takes somebody off the list; what they handed in stays',
      tags,
      middleware: guard('people.write'),
      request: { params: personParams },
      responses: { 204: { description: 'done' }, ...problems },
    }),
    async (c) => {
      await removeMember(c.var.services, { courseId: c.var.course.id, userId: c.req.param('person') }, byOf(c));
      return c.body(null, 204);
    },
  );

  api.openapi(
    createRoute({
      method: 'post',
      path: '/api/courses/{course}/people/{person}/invitation',
      summary: 'Makes a new one-time link for somebody who has not joined; earlier ones end',
      tags,
      middleware: guard('people.write'),
      request: { params: personParams },
      responses: { 201: answer(invitedAnswer, 'the link, given this once'), ...problems },
    }),
    async (c) => c.json(await inviteAgain(c.var.services, c.var.course.id, c.req.param('person'), byOf(c)), 201),
  );
  return api;
}

function shown({ added, changed, unchanged, invited, known }: Enrolled): z.output<typeof enrolledAnswer> {
  return { added, changed, unchanged, invited: [...invited], known: known.map(({ name, email }) => ({ name, email })) };
}
