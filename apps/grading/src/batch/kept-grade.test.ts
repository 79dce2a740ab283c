import { defineAssignment, textPart } from '@gradbook/assignments';
import { expect, test } from 'vitest';

import type { GradedSubmission } from '../grading/graded.ts';
import { resultsOf } from '../results/results.ts';
import { gradeOfText, textOfGrade } from './kept-grade.ts';

const parts = ['1', '2'].map((id) => textPart({ id, title: id, points: 2, question: id, rubric: id }));
const assignment = defineAssignment({ id: 'a', title: 'A', summary: 'A', parts });
const hash = '0'.repeat(64);

const graded: GradedSubmission = {
  name: 'Zoë \ud800 $number',
  assignment,
  parts: [
    {
      part: parts[0]!,
      judgement: {
        verdict: 'incorrect',
        share: 0,
        given: '{"$number":"1"}',
        feedback: ['…'],
        counterexample: { at: { x: -Infinity, y: 0.1 }, given: NaN, expected: Infinity },
        error: Infinity,
        tolerance: 5e-324,
      },
      written: { id: '1', text: 'line\nline\u2028', start: 0, end: 9 },
      points: 0,
      milliseconds: 1.5,
      drawn: [{ kind: 'gradient-flow', title: 't', runs: [{ label: 'l', norms: [1, NaN] }] }],
      fault: { of: 'grader', message: 'm' },
    },
    {
      part: parts[1]!,
      judgement: { verdict: 'correct', share: 1, given: '', feedback: [] },
      written: undefined,
      points: 2,
      milliseconds: 0,
    },
  ],
  score: 2,
  maximum: 4,
  waiting: 0,
  seconds: 1,
  notes: ['n'],
  record: { gradbook: '0', assignment_sha256: hash, submission_sha256: hash, adapter: 'x', seed: 1 },
};

test('a grade that was kept is the grade, infinities included', () => {
  const text = textOfGrade(graded);
  expect(text).not.toContain('\n');
  const again = gradeOfText(text, assignment);
  expect(again).toEqual(graded);
  expect(again.parts[0]!.part).toBe(parts[0]);
  expect(resultsOf(again, 'staff')).toEqual(resultsOf(graded, 'staff'));
});

test('a grade of other parts is refused', () => {
  const other = defineAssignment({ ...assignment, parts: parts.slice(1) });
  expect(() => gradeOfText(textOfGrade(graded), other)).toThrow('a part 1, which a does not have');
});
