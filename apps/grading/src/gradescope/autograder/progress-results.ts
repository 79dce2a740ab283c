import { type Assignment, maximumPoints } from '@gradbook/assignments';

import type { GradedPart, GradedSubmission } from '../../grading/graded.ts';
import { resultsOf } from '../../results/results.ts';
import type { Visibility } from '../../results/schema.ts';

/** What stands in results.json: Gradescope asks for no more. */
export type ResultsText = string;

/**
 * Results of a submission that is being graded: what was earned so far, and every other part with the reason why it has nothing yet.
 * Whenever the grading ends, this is what counts.
 */
export function resultsSoFar(
  assignment: Assignment,
  parts: readonly (GradedPart | undefined)[],
  { why, visibility, seconds }: { readonly why: string; readonly visibility: Visibility; readonly seconds: number },
): ResultsText {
  const all = assignment.parts.map((part, index) => parts[index] ?? waiting(part, why));
  const graded: GradedSubmission = {
    name: 'submission',
    assignment,
    parts: all,
    score: all.reduce((sum, { points }) => sum + points, 0),
    maximum: maximumPoints(assignment),
    waiting: all.reduce(
      (sum, { part, judgement }) => sum + (judgement.verdict === 'needs_review' ? part.points : 0),
      0,
    ),
    seconds,
    notes: [],
    record: emptyRecord,
  };
  const { extra_data: _record, ...results } = resultsOf(graded, 'student', visibility);
  return text({ ...results, extra_data: { assignment: assignment.id } });
}

/** Results of a submission that was graded to its end. */
export function finalResults(graded: GradedSubmission, visibility: Visibility): ResultsText {
  return text(resultsOf(graded, 'student', visibility));
}

/** Results of a submission of which nothing could be graded, with what is to be done. */
export function noResults(assignment: Assignment, message: string, visibility: Visibility): ResultsText {
  const output = { output: message, output_format: 'text', visibility } as const;
  return text({
    score: 0,
    output: message,
    visibility,
    tests: [
      { name: 'Reading the submission', score: 0, max_score: maximumPoints(assignment), status: 'failed', ...output },
    ],
    extra_data: { assignment: assignment.id },
  });
}

function waiting(part: GradedPart['part'], why: string): GradedPart {
  return {
    part,
    judgement: { verdict: 'needs_review', share: 0, given: '', feedback: [why] },
    written: undefined,
    points: 0,
    milliseconds: 0,
  };
}

const emptyRecord = {
  gradbook: '',
  assignment_sha256: '0'.repeat(64),
  submission_sha256: '0'.repeat(64),
  adapter: '',
  seed: 0,
};

function text(results: object): string {
  return `${JSON.stringify(results, null, 2)}\n`;
}
