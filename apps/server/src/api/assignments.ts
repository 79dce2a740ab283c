import { createRoute, z } from '@hono/zod-openapi';

import { actorOf } from '../access/audit.ts';
import { may } from '../access/policy.ts';
import { type Assignment, assignmentsOf, changeAssignment, createAssignment } from '../courses/assignments.ts';
import { assignmentChangeSchema, mostAssignmentBytes, noteSchema, seedSchema, slugSchema } from '../courses/inputs.ts';
import {
  addVersion,
  bundledAssignments,
  type Source,
  sourceOf,
  type Version,
  versionsOf,
} from '../courses/versions.ts';
import { guard } from '../http/guard.ts';
import { type Routes, routes } from '../http/routes.ts';
import { answer, assignmentAnswer, assignmentParams, body, courseParams, problems, versionAnswer } from './schemas.ts';

const tags = ['Assignments'];
/** The most bytes of a request with an assignment file in it, as JSON. */
const uploadBody = 2 * mostAssignmentBytes;

const sourceSchema = z.union([
  z.object({ bundled: z.string().describe('the id of an assignment that Gradbook brings') }),
  z.object({
    file: z.object({ name: z.string().min(1).max(100), text: z.string().min(1) }),
    vouched: z.literal(true).describe('that whoever sends it has read it: it runs as code of the grader'),
  }),
]);

const versionSchema = z.object({ source: sourceSchema, seed: seedSchema.default(0), note: noteSchema.default('') });
const nextVersionSchema = versionSchema.extend({
  source: z.union([sourceSchema, z.literal('same').describe('what the newest version came from, as it is now')]),
});

/** Assignments of a course and their versions. */
export function assignmentApi(): Routes {
  const api = routes();
  api.openapi(
    createRoute({
      method: 'get',
      path: '/api/bundled-assignments',
      summary: 'The assignments that Gradbook brings',
      tags,
      middleware: guard('signedIn'),
      responses: {
        200: answer(z.array(z.object({ id: z.string(), title: z.string(), summary: z.string() })), 'the assignments'),
        ...problems,
      },
    }),
    (c) => c.json([...bundledAssignments()], 200),
  );

  api.openapi(
    createRoute({
      method: 'get',
      path: '/api/courses/{course}/assignments',
      summary: 'The assignments of a course; students see those that are published',
      tags,
      middleware: guard('course.read'),
      request: { params: courseParams },
      responses: { 200: answer(z.array(assignmentAnswer), 'the assignments'), ...problems },
    }),
    async (c) => {
      const drafts = may('staff.read', c.var.role);
      return c.json((await assignmentsOf(c.var.services, c.var.course.id, { drafts })).map(shown), 200);
    },
  );

  api.openapi(
    createRoute({
      method: 'post',
      path: '/api/courses/{course}/assignments',
      summary: 'Makes an assignment with its first version, a draft unless said otherwise',
      tags,
      middleware: guard('assignment.write', { body: uploadBody, upload: true }),
      request: {
        params: courseParams,
        ...body(
          z.object({
            ...versionSchema.shape,
            slug: slugSchema.optional(),
            settings: assignmentChangeSchema.optional(),
          }),
        ),
      },
      responses: { 201: answer(assignmentAnswer, 'the assignment'), ...problems },
    }),
    async (c) => {
      const { source, settings = {}, ...rest } = c.req.valid('json');
      const { services, course } = c.var;
      const input = { ...rest, source: given(source), change: settings };
      const made = await createAssignment(services, course.id, input, actorOf(c));
      return c.json(shown(made.assignment), 201);
    },
  );

  api.openapi(
    createRoute({
      method: 'get',
      path: '/api/courses/{course}/assignments/{assignment}',
      summary: 'An assignment',
      tags,
      middleware: guard('assignment.read'),
      request: { params: assignmentParams },
      responses: { 200: answer(assignmentAnswer, 'the assignment'), ...problems },
    }),
    (c) => c.json(shown(c.var.assignment), 200),
  );

  api.openapi(
    createRoute({
      method: 'patch',
      path: '/api/courses/{course}/assignments/{assignment}',
      summary: 'Changes dates and rules, publishes',
      tags,
      middleware: guard('assignment.write'),
      request: { params: assignmentParams, ...body(assignmentChangeSchema) },
      responses: { 200: answer(assignmentAnswer, 'the assignment'), ...problems },
    }),
    async (c) => {
      const { services, assignment } = c.var;
      return c.json(shown(await changeAssignment(services, assignment, c.req.valid('json'), actorOf(c))), 200);
    },
  );

  api.openapi(
    createRoute({
      method: 'get',
      path: '/api/courses/{course}/assignments/{assignment}/versions',
      summary: 'The versions of an assignment, the newest first',
      tags,
      middleware: guard('staff.read'),
      request: { params: assignmentParams },
      responses: { 200: answer(z.array(versionAnswer), 'the versions'), ...problems },
    }),
    async (c) => c.json((await versionsOf(c.var.services, c.var.assignment.id)).map(versionShown), 200),
  );

  api.openapi(
    createRoute({
      method: 'post',
      path: '/api/courses/{course}/assignments/{assignment}/versions',
      summary: 'Adds a version; nothing in a version ever changes',
      tags,
      middleware: guard('assignment.write', { body: uploadBody, upload: true }),
      request: { params: assignmentParams, ...body(nextVersionSchema) },
      responses: { 201: answer(versionAnswer, 'the version'), ...problems },
    }),
    async (c) => {
      const { services, assignment } = c.var;
      const { source, seed, note } = c.req.valid('json');
      const [newest] = await versionsOf(services, assignment.id);
      const from = source === 'same' ? await sourceOf(services, newest!) : given(source);
      return c.json(
        versionShown(await addVersion(services, assignment, { source: from, seed, note }, actorOf(c))),
        201,
      );
    },
  );
  return api;
}

function given(source: z.output<typeof sourceSchema>): Source {
  if ('bundled' in source) return source;
  return { file: { name: source.file.name, bytes: new TextEncoder().encode(source.file.text) } };
}

function shown(assignment: Assignment): z.output<typeof assignmentAnswer> {
  const { slug, title, published, opensAt, dueAt, lateRule, mostAttempts, counts, feedback, currentVersion } =
    assignment;
  return {
    slug,
    title,
    published,
    opensAt: opensAt?.toISOString() ?? null,
    dueAt: dueAt?.toISOString() ?? null,
    lateRule,
    mostAttempts,
    counts,
    feedback,
    currentVersion,
  };
}

function versionShown(version: Version): z.output<typeof versionAnswer> {
  const { number, bundled, sourceSha256, definitionSha256, seed, maximum, note, createdAt, outline } = version;
  return {
    number,
    bundled,
    sourceSha256,
    definitionSha256,
    seed,
    maximum,
    note,
    createdAt: createdAt.toISOString(),
    parts: outline.map(({ id, title, points, kind, extraCredit = false }) => ({
      id,
      title,
      points,
      kind,
      extraCredit,
    })),
  };
}
