import { createRoute, z } from '@hono/zod-openapi';

import { actorOf, logged } from '../access/audit.ts';
import { archiveCourse, changeCourse, type Course, coursesOf, createCourse } from '../courses/courses.ts';
import { courseSchema } from '../courses/inputs.ts';
import { guard } from '../http/guard.ts';
import { type Routes, routes } from '../http/routes.ts';
import { answer, body, courseAnswer, courseParams, loggedAnswer, problems } from './schemas.ts';

const tags = ['Courses'];

/** `/api/me` and the courses. */
export function courseApi(): Routes {
  const api = routes();
  api.openapi(
    createRoute({
      method: 'get',
      path: '/api/me',
      summary: 'Who is signed in',
      tags,
      middleware: guard('signedIn'),
      responses: {
        200: answer(
          z.object({ id: z.string(), name: z.string(), email: z.string(), owner: z.boolean() }).openapi('Person'),
          'the person',
        ),
        ...problems,
      },
    }),
    (c) => c.json(c.var.person!, 200),
  );

  api.openapi(
    createRoute({
      method: 'get',
      path: '/api/courses',
      summary: 'The courses of who is signed in; of the owner all',
      tags,
      middleware: guard('signedIn'),
      responses: { 200: answer(z.array(courseAnswer.extend({ role: z.string() })), 'the courses'), ...problems },
    }),
    async (c) => {
      const courses = await coursesOf(c.var.services, c.var.person!);
      return c.json(
        courses.map((course) => ({ ...shown(course), role: course.role })),
        200,
      );
    },
  );

  api.openapi(
    createRoute({
      method: 'post',
      path: '/api/courses',
      summary: 'Makes a course',
      tags,
      middleware: guard('server.write'),
      request: body(courseSchema),
      responses: { 201: answer(courseAnswer, 'the course'), ...problems },
    }),
    async (c) => c.json(shown(await createCourse(c.var.services, c.req.valid('json'), actorOf(c))), 201),
  );

  api.openapi(
    createRoute({
      method: 'get',
      path: '/api/courses/{course}',
      summary: 'A course',
      tags,
      middleware: guard('course.read'),
      request: { params: courseParams },
      responses: { 200: answer(courseAnswer, 'the course'), ...problems },
    }),
    (c) => c.json(shown(c.var.course), 200),
  );

  api.openapi(
    createRoute({
      method: 'patch',
      path: '/api/courses/{course}',
      summary: "Changes a course's name, address, term or time zone",
      tags,
      middleware: guard('course.write'),
      request: { params: courseParams, ...body(partialOf(courseSchema)) },
      responses: { 200: answer(courseAnswer, 'the course'), ...problems },
    }),
    async (c) => {
      const changed = await changeCourse(c.var.services, c.var.course.id, c.req.valid('json'), actorOf(c));
      return c.json(shown(changed), 200);
    },
  );

  for (const archived of [true, false]) {
    api.openapi(
      createRoute({
        method: 'post',
        path: `/api/courses/{course}/${archived ? 'archive' : 'restore'}`,
        summary: archived ? 'Archives a course: nothing in it changes any more' : 'Brings an archived course back',
        tags,
        middleware: guard('course.write'),
        request: { params: courseParams },
        responses: { 204: { description: 'done' }, ...problems },
      }),
      async (c) => {
        await archiveCourse(c.var.services, c.var.course.id, archived, actorOf(c));
        return c.body(null, 204);
      },
    );
  }

  api.openapi(
    createRoute({
      method: 'get',
      path: '/api/courses/{course}/audit',
      summary: 'Who did what in a course, newest first, 100 at a time',
      tags,
      middleware: guard('audit.read'),
      request: {
        params: courseParams,
        query: z.object({ before: z.coerce.number().int().optional().describe('entries before the one with this id') }),
      },
      responses: { 200: answer(z.array(loggedAnswer), 'the entries'), ...problems },
    }),
    async (c) => {
      const { before } = c.req.valid('query');
      const { database } = c.var.services.connection;
      const entries = await logged(database, {
        courseId: c.var.course.id,
        ...(before === undefined ? {} : { before }),
      });
      return c.json(
        entries.map((entry) => ({ ...entry, at: entry.at.toISOString() })),
        200,
      );
    },
  );
  return api;
}

function shown({ slug, name, term, timeZone, archivedAt }: Course): z.output<typeof courseAnswer> {
  return { slug, name, term, timeZone, archivedAt: archivedAt?.toISOString() ?? null };
}

/** A change says only what changes: values that a new one would get by default are none. */
function partialOf({ shape }: typeof courseSchema): z.ZodType<Partial<z.output<typeof courseSchema>>> {
  const { name, slug, term, timeZone } = shape;
  return z.object({ name, slug, term: term.unwrap(), timeZone: timeZone.unwrap() }).partial() as z.ZodType<
    Partial<z.output<typeof courseSchema>>
  >;
}
