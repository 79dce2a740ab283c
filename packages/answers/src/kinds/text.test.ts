import { expect, it } from 'vitest';

import { partOf } from '../testing/part-of.ts';
import { judgeText } from './text.ts';

it('shows the rubric to whoever marks, and never in the feedback', () => {
  const judgement = judgeText(partOf('Because tanh saturates.'), { words: 100, rubric: 'Look for: ReLU explodes.' });
  expect(judgement).toMatchObject({ verdict: 'needs_review', expected: 'Look for: ReLU explodes.' });
  expect(judgement.feedback.join(' ')).not.toContain('ReLU');
  expect(judgement.feedback.join(' ')).toContain('3 words');
});

it.each(['?', '', 'n/a'])('%j is unanswered', (markdown) => {
  expect(judgeText(partOf(markdown)).verdict).toBe('unanswered');
});
