import { z } from '@hono/zod-openapi';

import type { GradedAttempt } from '../review/grade/load.ts';
import { longestText } from '../review/overrides/write.ts';
import { assignmentParams } from './schemas.ts';

export const time = z.iso.datetime({ offset: true });
export const verdict = z.enum(['correct', 'partial', 'incorrect', 'needs_review', 'unanswered']);
export const regradeParams = assignmentParams.extend({ regrade: z.string().describe("the regrade's id") });

/** A decision as it is sent. */
export const decisionBody = z.object({
  part: z.string().min(1).max(100),
  points: z.number().min(0).nullable().describe('null takes earlier decisions back: the grader counts again'),
  reason: z.string().trim().min(1).max(longestText).describe('for the staff and the record'),
  comment: z.string().max(longestText).default('').describe('for the student'),
});

export const gradeAnswer = z
  .object({
    submission: z.string(),
    user: z.string(),
    attempt: z.number().int(),
    handedInAt: time,
    state: z.enum(['none', 'queued', 'grading', 'graded', 'unreadable', 'fault']),
    final: z.boolean().describe('whether every part is decided'),
    points: z.number().describe('what is decided, after the late rule'),
    maximum: z.number(),
    sum: z.number().describe('before the late rule'),
    waiting: z.number().describe('points of parts that wait for a person'),
    late: z.object({ seconds: z.number(), days: z.number().int(), deducted: z.number() }),
    parts: z.array(
      z.object({
        id: z.string(),
        maximum: z.number(),
        verdict: verdict.nullable().describe('of the grader; null where it graded nothing'),
        points: z.number().nullable().describe('null while nobody has decided'),
        by: z.enum(['grader', 'person', 'nobody']),
        override: z.string().nullable().describe('the id of the decision that counts'),
      }),
    ),
  })
  .openapi('EffectiveGrade');

/** A grade as the API says it. */
export function gradeOf({ submission, attempt, grade }: GradedAttempt): z.infer<typeof gradeAnswer> {
  const { state, final, points, maximum, sum, waiting, late, parts } = grade;
  return {
    submission: submission.id,
    user: submission.userId,
    attempt,
    handedInAt: submission.handedInAt.toISOString(),
    state,
    final,
    points,
    maximum,
    sum,
    waiting,
    late,
    parts: parts.map((part) => ({
      id: part.id,
      maximum: part.maximum,
      verdict: part.verdict ?? null,
      points: part.points ?? null,
      by: part.by,
      override: part.override?.id ?? null,
    })),
  };
}
