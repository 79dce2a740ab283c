import { createRoute, z } from '@hono/zod-openapi';

import { guard } from '../http/guard.ts';
import { type Routes, routes } from '../http/routes.ts';

const difference = z.object({ of: z.string(), before: z.unknown(), now: z.unknown() });

const replay = createRoute({
  method: 'post',
  path: '/api/submissions/{submission}/replay',
  summary: 'Computes the grade of a submission again from its record, and compares; nothing is changed',
  tags: ['submissions'],
  middleware: [guard('regrade.write')] as const,
  request: { params: z.object({ submission: z.string() }) },
  responses: {
    200: {
      description: 'The grade beside the one that was computed again',
      content: {
        'application/json': {
          schema: z
            .object({
              grading: z.string(),
              submission: z.string(),
              score: z.object({ before: z.number(), now: z.number(), maximum: z.number() }),
              circumstances: z.array(difference),
              parts: z.array(
                z.object({ id: z.string(), differences: z.array(difference), details: z.array(difference) }),
              ),
              equal: z.boolean(),
            })
            .openapi('Replay'),
        },
      },
    },
  },
});

/** A grade computed again, for staff; `gradbook replay` does the same from the command line. */
export function replayRoutes(): Routes {
  const subject = routes();
  subject.openapi(replay, async (c) => {
    const found = await c.var.services.replays.run(c.var.submission.id);
    // The arrays are only read.
    return c.json(
      structuredClone(found) as z.infer<(typeof replay)['responses'][200]['content']['application/json']['schema']>,
      200,
    );
  });
  return subject;
}
