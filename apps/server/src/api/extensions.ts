import { createRoute, z } from '@hono/zod-openapi';

import { actorOf } from '../access/audit.ts';
import { extensionsOf, grantExtension, withdrawExtension } from '../courses/extensions.ts';
import { guard } from '../http/guard.ts';
import { type Routes, routes } from '../http/routes.ts';
import { answer, assignmentParams, body, extensionAnswer, extensionParams, problems } from './schemas.ts';

const tags = ['Extensions'];

/** Later deadlines of single people. */
export function extensionApi(): Routes {
  const api = routes();
  api.openapi(
    createRoute({
      method: 'get',
      path: '/api/courses/{course}/assignments/{assignment}/extensions',
      summary: 'The extensions of an assignment',
      tags,
      middleware: guard('staff.read'),
      request: { params: assignmentParams },
      responses: { 200: answer(z.array(extensionAnswer), 'the extensions'), ...problems },
    }),
    async (c) => {
      const extensions = await extensionsOf(c.var.services, c.var.assignment.id);
      return c.json(
        extensions.map((extension) => ({ ...extension, dueAt: extension.dueAt.toISOString() })),
        200,
      );
    },
  );

  api.openapi(
    createRoute({
      method: 'put',
      path: '/api/courses/{course}/assignments/{assignment}/extensions/{person}',
      summary: 'Gives somebody a later deadline, in place of one given before',
      tags,
      middleware: guard('extension.write'),
      request: {
        params: extensionParams,
        ...body(z.object({ dueAt: z.iso.datetime({ offset: true }), reason: z.string().trim().max(500).default('') })),
      },
      responses: { 204: { description: 'done' }, ...problems },
    }),
    async (c) => {
      const { dueAt, reason } = c.req.valid('json');
      const { services, assignment } = c.var;
      const extension = { userId: c.req.param('person'), dueAt: new Date(dueAt), reason };
      await grantExtension(services, assignment, extension, actorOf(c));
      return c.body(null, 204);
    },
  );

  api.openapi(
    createRoute({
      method: 'delete',
      path: '/api/courses/{course}/assignments/{assignment}/extensions/{person}',
      summary: 'Takes an extension back',
      tags,
      middleware: guard('extension.write'),
      request: { params: extensionParams },
      responses: { 204: { description: 'done' }, ...problems },
    }),
    async (c) => {
      await withdrawExtension(c.var.services, c.var.assignment, c.req.param('person'), actorOf(c));
      return c.body(null, 204);
    },
  );
  return api;
}
