import { z } from 'zod';

const verdict = z.enum(['correct', 'partial', 'incorrect', 'needs_review', 'unanswered']);
const visibility = z.enum(['visible', 'after_due_date', 'after_published', 'hidden']);

/** When students see results, in Gradescope's words. */
export type Visibility = z.infer<typeof visibility>;

/** All of them. */
export const visibilities: readonly Visibility[] = visibility.options;

/** Gradescope's results.json with Gradbook's evidence in `extra_data`: the schema is the truth, types follow from it. */
export const resultsSchema = z.strictObject({
  score: z.number().min(0),
  execution_time: z.number().min(0),
  output: z.string(),
  visibility,
  tests: z.array(
    z.strictObject({
      number: z.string().min(1),
      name: z.string(),
      score: z.number().min(0),
      max_score: z.number().min(0),
      status: z.enum(['passed', 'failed']),
      output: z.string(),
      output_format: z.literal('md'),
      visibility,
      extra_data: z.strictObject({
        verdict,
        given: z.string(),
        expected: z.string().optional(),
        feedback: z.array(z.string()),
        mistake: z.string().optional(),
        counterexample: z
          .strictObject({ at: z.record(z.string(), z.number()), given: z.number(), expected: z.number() })
          .optional(),
        error: z.number().optional(),
        tolerance: z.number().optional(),
      }),
    }),
  ),
  extra_data: z.strictObject({
    assignment: z.string(),
    record: z.strictObject({
      gradbook: z.string(),
      assignment_sha256: z.string().regex(/^[0-9a-f]{64}$/),
      submission_sha256: z.string().regex(/^[0-9a-f]{64}$/),
      adapter: z.string(),
      seed: z.number().int(),
    }),
  }),
});

/** One submission's results in Gradescope's schema. */
export type Results = z.infer<typeof resultsSchema>;
