import type { Judgement } from '@gradbook/answers';

import type { GradedPart, GradedSubmission } from '../grading/graded.ts';
import { type Results, resultsSchema, type Visibility } from './schema.ts';

/** Who the results are for: students do not see what was expected unless the author allows it. */
export type Audience = 'student' | 'staff';

/** A graded submission in Gradescope's schema, checked against it. */
export function resultsOf(graded: GradedSubmission, audience: Audience, visibility: Visibility = 'visible'): Results {
  return resultsSchema.parse({
    score: rounded(graded.score),
    execution_time: Number(graded.seconds.toFixed(3)),
    output: summary(graded),
    visibility,
    tests: graded.parts.map((part) => testOf(part, audience, visibility)),
    extra_data: { assignment: graded.assignment.id, record: graded.record },
  } satisfies Results);
}

/** A part with points, whoever gave them. */
export interface PartWithPoints extends Pick<GradedPart, 'judgement' | 'points'> {
  readonly part: Pick<GradedPart['part'], 'id' | 'title' | 'points'>;
}

/** One part as a test of Gradescope's. */
export function testOf(graded: PartWithPoints, audience: Audience, visibility: Visibility): Results['tests'][number] {
  const { part, judgement, points } = graded;
  return {
    number: part.id,
    name: part.title,
    score: rounded(points),
    max_score: part.points,
    status: judgement.verdict === 'correct' ? 'passed' : 'failed',
    output: outputOf(judgement),
    output_format: 'md',
    visibility,
    extra_data: {
      verdict: judgement.verdict,
      given: judgement.given,
      ...(audience === 'staff' && judgement.expected !== undefined ? { expected: judgement.expected } : {}),
      feedback: [...judgement.feedback],
      ...(judgement.mistake === undefined ? {} : { mistake: judgement.mistake }),
      ...(judgement.counterexample ? { counterexample: counterexampleOf(judgement) } : {}),
      ...(finite(judgement.error) ? { error: judgement.error } : {}),
      ...(finite(judgement.tolerance) ? { tolerance: judgement.tolerance } : {}),
    },
  };
}

/** JSON has no infinities: a counterexample at a pole is left to the words of the feedback. */
function counterexampleOf(judgement: Judgement): Results['tests'][number]['extra_data']['counterexample'] {
  const { at, given, expected } = judgement.counterexample!;
  if (![given, expected, ...Object.values(at)].every(Number.isFinite)) return undefined;
  return { at: { ...at }, given, expected };
}

function finite(value: number | undefined): value is number {
  return value !== undefined && Number.isFinite(value);
}

const said: Readonly<Record<Judgement['verdict'], string>> = {
  correct: 'Correct',
  partial: 'Partly correct',
  incorrect: 'Not correct',
  needs_review: 'A person looks at this part',
  unanswered: 'Not answered',
};

function outputOf(judgement: Judgement): string {
  return [`**${said[judgement.verdict]}.**`, ...judgement.feedback].join('\n\n');
}

function summary(graded: GradedSubmission): string {
  const waiting = graded.waiting > 0 ? ` ${rounded(graded.waiting)} points wait for a person.` : '';
  return [`${rounded(graded.score)} of ${rounded(graded.maximum)} points.${waiting}`, ...graded.notes].join('\n');
}

/** Shares such as 1/3 leave no tail of digits in a grade book. */
export function rounded(points: number): number {
  return Math.round(points * 100) / 100;
}
