import type { UploadedFile } from '@gradbook/answers';
import { resultsSchema } from '@gradbook/grading/results';
import { createRoute, z } from '@hono/zod-openapi';
import type { MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';

import { actorOf } from '../access/audit.ts';
import { may } from '../access/policy.ts';
import type { Env, RequestContext } from '../http/context.ts';
import { guard } from '../http/guard.ts';
import { Refusal } from '../http/refusal.ts';
import { type Routes, routes } from '../http/routes.ts';
import type { GradedAttempt } from '../review/grade/load.ts';
import { handIn } from '../submissions/hand-in.ts';
import { mostWritten, uploadLimits, uploadTurn } from '../submissions/limits.ts';
import { ownWork } from '../submissions/mine.ts';
import { ownSubmission } from '../submissions/own.ts';
import { readMultipart } from '../submissions/read-multipart.ts';
import { resultsForStudent } from '../submissions/results.ts';
import { askSecondLook, longestRequest, type SecondLookRow, secondLooksOf } from '../submissions/second-looks.ts';
import { feedbackShown, type Viewing } from '../submissions/visible-to-student.ts';
import { answer, assignmentParams, body, problems } from './schemas.ts';

const tags = ['Submissions'];
const time = z.iso.datetime({ offset: true });
const submissionParams = z.object({ submission: z.string().describe("the submission's id") });

const submissionAnswer = z
  .object({
    id: z.string(),
    attempt: z.number().int(),
    handedInAt: time,
    lateSeconds: z.number(),
    state: z
      .enum(['queued', 'grading', 'graded', 'unreadable', 'fault'])
      .describe('`fault` is the server’s own: not graded, and no zero'),
    counts: z.boolean().describe('whether it is the attempt that counts'),
    shown: z.boolean().describe('whether its student sees the grading now'),
    points: z.number().optional().describe('after the late rule; only where it is shown'),
    maximum: z.number().optional(),
    waiting: z.number().optional().describe('points of parts that a person has to look at'),
    final: z.boolean().optional().describe('whether every part is decided'),
    problem: z.string().optional().describe('why it could not be read'),
  })
  .openapi('Submission');

const takenAnswer = z
  .object({
    id: z.string(),
    attempt: z.number().int(),
    handedInAt: time,
    repeated: z.boolean().describe('whether a request with this key had come before: then this is that submission'),
    parts: z.array(
      z.object({
        id: z.string(),
        found: z.boolean(),
        file: z.string().optional().describe('the file that answers the part'),
        notes: z.array(z.string()),
      }),
    ),
    notes: z.array(z.string()),
  })
  .openapi('HandedIn');

const requestKey = z
  .string()
  .regex(/^[\w.-]{1,100}$/)
  .describe('a new UUID for every submission: a request that is sent again hands in once');

const writtenInput = z
  .object({
    requestKey,
    files: z
      .array(
        z.union([z.object({ path: z.string(), text: z.string() }), z.object({ path: z.string(), base64: z.base64() })]),
      )
      .min(1)
      .max(uploadLimits.files),
  })
  .openapi('HandIn');

const secondLookInput = z.object({
  part: z.string().describe("the part's id"),
  request: z.string().min(1).max(longestRequest).describe('what was overlooked'),
});

const secondLookAnswer = z
  .object({
    part: z.string(),
    request: z.string(),
    askedAt: time,
    answer: z.string().nullable(),
    answeredAt: time.nullable(),
  })
  .openapi('SecondLook');

/** A form of files is read from its stream, with limits of its own; anything else is small. */
const limitJson: MiddlewareHandler<Env> = async (c, next) => {
  if (/^multipart\//i.test(c.req.header('content-type') ?? '')) return next();
  const most = 4 * mostWritten;
  const onError = (): never => {
    throw new Refusal(
      413,
      'a body that is too large',
      `at most ${most / 2 ** 20} MiB`,
      'send a form with files instead',
    );
  };
  return bodyLimit({ maxSize: most, onError })(c, next);
};

/** Handing in, one's own submissions, their results, second looks. */
export function submissionApi(): Routes {
  const api = routes();
  const at = '/api/courses/{course}/assignments/{assignment}/submissions';
  api.openapi(
    createRoute({
      method: 'post',
      path: at,
      summary: 'Hands in',
      description:
        'As a form with files (fields `requestKey` and `files`: one Markdown file, several files whose names are their paths, or a zip), or as JSON.',
      tags,
      middleware: [guard('submission.create', { body: 'own', upload: true }), limitJson] as const,
      request: {
        params: assignmentParams,
        body: {
          content: {
            'application/json': { schema: writtenInput },
            'multipart/form-data': {
              schema: {
                type: 'object',
                required: ['requestKey', 'files'],
                properties: {
                  requestKey: { type: 'string' },
                  files: { type: 'array', items: { type: 'string', format: 'binary' } },
                },
              },
            },
          },
        },
      },
      responses: {
        200: answer(takenAnswer, 'it had been handed in'),
        201: answer(takenAnswer, 'handed in'),
        ...problems,
      },
    }),
    (c) =>
      uploadTurn(async () => {
        const receivedAt = c.var.services.now();
        const { files, key } = await received(c);
        const { services, assignment, person, role } = c.var;
        const { submission, repeated, recognised } = await handIn(services, {
          assignment,
          person: person!,
          files,
          requestKey: key,
          receivedAt,
          staff: may('staff.read', role),
          ip: actorOf(c).ip,
        });
        const { id, attempt, handedInAt } = submission;
        const parts = recognised.parts.map(({ id: part, found, file, notes }) => ({
          id: part,
          found,
          ...(file === undefined ? {} : { file }),
          notes: [...notes],
        }));
        const taken = {
          id,
          attempt,
          handedInAt: handedInAt.toISOString(),
          repeated,
          parts,
          notes: [...recognised.notes],
        };
        return repeated ? c.json(taken, 200) : c.json(taken, 201);
      }),
  );

  api.openapi(
    createRoute({
      method: 'get',
      path: at,
      summary: 'One’s own submissions, the newest first',
      tags,
      middleware: guard('assignment.read'),
      request: { params: assignmentParams },
      responses: { 200: answer(z.array(submissionAnswer), 'the submissions'), ...problems },
    }),
    async (c) => {
      const { services, assignment, person } = c.var;
      const work = await ownWork(services, assignment, person!.id);
      const viewing = { feedback: assignment.feedback, dueAt: work.window.dueAt, now: services.now() };
      const counting = work.counting?.submission.id;
      return c.json(
        work.attempts.map((attempt) => summary(attempt, viewing, counting)),
        200,
      );
    },
  );

  api.openapi(
    createRoute({
      method: 'get',
      path: '/api/submissions/{submission}',
      summary: 'A submission as its student sees it',
      tags,
      middleware: guard('submission.read'),
      request: { params: submissionParams },
      responses: { 200: answer(submissionAnswer, 'the submission'), ...problems },
    }),
    async (c) => {
      const { work, attempt, viewing } = await ownOf(c);
      return c.json(summary(attempt, viewing, work.counting?.submission.id), 200);
    },
  );

  api.openapi(
    createRoute({
      method: 'get',
      path: '/api/submissions/{submission}/results',
      summary: 'The results as their student sees them, in the schema of results.json',
      tags,
      middleware: guard('submission.read'),
      request: { params: submissionParams },
      responses: { 200: answer(resultsSchema, 'the results'), ...problems },
    }),
    async (c) => {
      const { visible } = await ownOf(c);
      if (visible.kind === 'graded') return c.json(resultsForStudent(visible, c.var.assignment.slug), 200);
      const why = {
        waiting: 'a submission that is not graded yet',
        hidden: 'a grading that is not shown yet',
        unreadable: 'a submission that could not be read',
        fault: 'a submission that is not graded, by our own fault',
      }[visible.kind];
      throw new Refusal(409, why, 'one whose grading is shown', 'ask again later');
    },
  );

  const looks = '/api/submissions/{submission}/second-looks';
  api.openapi(
    createRoute({
      method: 'get',
      path: looks,
      summary: 'Requests for a second look at a submission, with their answers',
      tags,
      middleware: guard('submission.read'),
      request: { params: submissionParams },
      responses: { 200: answer(z.array(secondLookAnswer), 'the requests'), ...problems },
    }),
    async (c) => {
      const { services, submission } = c.var;
      return c.json((await secondLooksOf(services.connection.database, submission.id)).map(lookOf), 200);
    },
  );

  api.openapi(
    createRoute({
      method: 'post',
      path: looks,
      summary: 'Asks that a person looks at a part again',
      tags,
      middleware: guard('secondLook.create'),
      request: { params: submissionParams, ...body(secondLookInput) },
      responses: { 201: answer(secondLookAnswer, 'the request'), ...problems },
    }),
    async (c) => {
      const { services, submission, course, person } = c.var;
      const { part, request } = c.req.valid('json');
      const { visible } = await ownOf(c);
      const asked = await askSecondLook(services, {
        submission,
        courseId: course.id,
        person: person!,
        partId: part,
        request,
        visible,
      });
      return c.json(lookOf(asked), 201);
    },
  );
  return api;
}

function ownOf(c: RequestContext): ReturnType<typeof ownSubmission> {
  return ownSubmission(c.var.services, c.var.assignment, c.var.submission);
}

async function received(c: RequestContext): Promise<{ readonly files: readonly UploadedFile[]; readonly key: string }> {
  const type = c.req.header('content-type') ?? '';
  if (/^multipart\//i.test(type)) {
    const { fields, files } = await readMultipart(c.req.raw);
    return { files, key: fields.get('requestKey') ?? '' };
  }
  // The route has refused other JSON; what is no JSON it has let through.
  if (!/^application\/json\b/i.test(type)) {
    throw new Refusal(415, 'a body of another kind', 'a form with files, or JSON', 'say which by content-type');
  }
  const given = writtenInput.parse(await c.req.json());
  const files = given.files.map((file) => ({
    path: file.path,
    bytes: 'text' in file ? new TextEncoder().encode(file.text) : new Uint8Array(Buffer.from(file.base64, 'base64')),
  }));
  return { files, key: given.requestKey };
}

function summary(
  { submission, grade, grading }: GradedAttempt,
  viewing: Viewing,
  counting: string | undefined,
): z.infer<typeof submissionAnswer> {
  const state = grade.state === 'none' ? 'queued' : grade.state;
  const shown = feedbackShown(viewing) === true;
  return {
    id: submission.id,
    attempt: submission.attempt,
    handedInAt: submission.handedInAt.toISOString(),
    lateSeconds: grade.late.seconds,
    state,
    counts: submission.id === counting,
    shown,
    ...(shown && state === 'graded'
      ? { points: grade.points, maximum: grade.maximum, waiting: grade.waiting, final: grade.final }
      : {}),
    ...(state === 'unreadable' && grading?.problem ? { problem: grading.problem } : {}),
  };
}

function lookOf({
  partId,
  request,
  createdAt,
  answer: answered,
  answeredAt,
}: SecondLookRow): z.infer<typeof secondLookAnswer> {
  return {
    part: partId,
    request,
    askedAt: createdAt.toISOString(),
    answer: answered,
    answeredAt: answeredAt?.toISOString() ?? null,
  };
}
