import type { Judgement } from '@gradbook/answers';
import { type Results, resultsSchema, rounded, testOf } from '@gradbook/grading/results';

import type { Visible, VisiblePart } from './visible-to-student.ts';

/**
 * What a student sees as results.json, in Gradescope's schema: with the points that count, a person's over the grader's, and after
 * the late rule.
 *
 * @param assignment what the results call the assignment.
 */
export function resultsForStudent(visible: Extract<Visible, { kind: 'graded' }>, assignment: string): Results {
  const { points, maximum, waiting, late, notes, parts, seconds, record } = visible;
  const output = [
    `${rounded(points)} of ${rounded(maximum)} points.${waiting > 0 ? ` ${rounded(waiting)} points wait for a person.` : ''}`,
    ...(late.deducted > 0
      ? [`${rounded(late.deducted)} points were deducted for ${late.days} days of being late.`]
      : []),
    ...notes,
  ];
  return resultsSchema.parse({
    score: rounded(points),
    execution_time: Number(seconds.toFixed(3)),
    output: output.join('\n'),
    visibility: 'visible',
    tests: parts.map(testOfPart),
    extra_data: { assignment, record },
  } satisfies Results);
}

function testOfPart(part: VisiblePart): Results['tests'][number] {
  const { id, title, maximum, points = 0 } = part;
  // Whatever of the judgement may not be seen is not in it any more.
  return testOf({ part: { id, title, points: maximum }, judgement: judgementOf(part), points }, 'staff', 'visible');
}

/** Where a person decided, the verdict is theirs. */
function judgementOf({ judgement, decided, points = 0, maximum }: VisiblePart): Judgement {
  if (!decided) return judgement;
  const verdict = points >= maximum ? 'correct' : points > 0 ? 'partial' : 'incorrect';
  const said = ['A person graded this part.', ...(decided.comment === '' ? [] : [decided.comment])];
  return { ...judgement, verdict, feedback: [...said, ...judgement.feedback] };
}
