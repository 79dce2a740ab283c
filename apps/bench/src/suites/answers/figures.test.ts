import { expect, test } from 'vitest';

import { answerLines } from '../../output/answers.ts';
import { figuresOf, type JudgedAnswer } from './figures.ts';

const answer = (label: JudgedAnswer['class'], verdict: string): JudgedAnswer => ({
  part: '1(b)',
  note: `${label} to ${verdict}`,
  class: label,
  verdict,
});

test('figures count what must not happen', () => {
  const figures = figuresOf([
    answer('correct', 'correct'),
    answer('correct', 'needs_review'),
    answer('correct', 'partial'),
    answer('incorrect', 'correct'),
    answer('never right', 'correct'),
    answer('never right', 'needs_review'),
    answer('not wrong', 'correct'),
    answer('partial', 'needs_review'),
  ]);
  expect(figures.wrong_marked_right).toEqual(['1(b): incorrect to correct', '1(b): never right to correct']);
  expect(figures.right_not_marked_right).toEqual({ count: 2, of: 3, percent: 66.67 });
  expect(figures.decidable_sent_to_person).toEqual({ count: 2, of: 5, percent: 40 });
  expect(figures.classes['correct']).toEqual({ correct: 1, needs_review: 1, partial: 1 });
  const times = { median_ms: 1, min_ms: 1, max_ms: 1, runs: 1 };
  expect(answerLines([{ name: 'answers', ours: times, peers: {}, answers: figures }]).join('\n')).toContain(
    'right not marked right  2 of 3 (66.67 %)',
  );
});

test('nothing was judged', () => {
  expect(figuresOf([]).right_not_marked_right.percent).toBe(0);
});
