import type { Judgement } from '@gradbook/answers';
import { defineAssignment, findAssignment, type Part, textPart } from '@gradbook/assignments';
import { expect, it } from 'vitest';

import type { GradedSubmission } from './graded.ts';
import { mistakeGroups } from './mistake-groups.ts';

const parts = ['1', '2'].map((id) => textPart({ id, title: id, points: 1, question: id, rubric: id }));
const assignment = defineAssignment({ id: 'a', title: 'A', summary: 'A', parts });

/** A submission with a mistake in each of its parts, or none. */
function submission(mistakes: readonly (string | undefined)[]): GradedSubmission {
  const graded = mistakes.map((mistake, index) => {
    const judgement: Judgement = {
      verdict: 'incorrect',
      share: 0,
      given: '',
      feedback: [`It is ${mistake}.`],
      ...(mistake === undefined ? {} : { mistake }),
    };
    const part: Part = parts[index]!;
    return { part, judgement, written: undefined, points: 0, milliseconds: 0 };
  });
  const record = { gradbook: '0', assignment_sha256: '', submission_sha256: '', adapter: '', seed: 0 };
  return { name: '', assignment, parts: graded, score: 0, maximum: 2, waiting: 0, seconds: 0, notes: [], record };
}

it('puts the same mistake in the same part together, the most frequent first', () => {
  const groups = mistakeGroups([
    submission([undefined, 'sign']),
    submission(['sign', 'inverse']),
    submission([undefined, 'inverse']),
  ]);
  expect(groups).toEqual([
    { part: '1', mistake: 'sign', sentence: 'It is sign.', submissions: [1] },
    { part: '2', mistake: 'inverse', sentence: 'It is inverse.', submissions: [1, 2] },
    { part: '2', mistake: 'sign', sentence: 'It is sign.', submissions: [0] },
  ]);
});

it('is empty where no mistake was recognised', () => {
  expect(mistakeGroups([submission([undefined, undefined])])).toEqual([]);
});

it('says of code what the mistake is, not how many tests passed', () => {
  const part = findAssignment('rnn-homework')!.parts.find(({ id }) => id === '3(a)')!;
  const judgement: Judgement = {
    verdict: 'partial',
    share: 0.5,
    given: '',
    feedback: ['1 of 2 tests passed.'],
    mistake: 'bias-dropped',
  };
  const [only] = mistakeGroups([
    { ...submission([]), parts: [{ part, judgement, written: undefined, points: 0, milliseconds: 0 }] },
  ]);
  expect(only!.sentence).toMatch(/bias/);
});
