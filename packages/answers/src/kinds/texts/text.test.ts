import { describe, expect, it } from 'vitest';

import { partOf } from '../../testing/part-of.ts';
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

describe('sections', () => {
  const sections = [
    { label: 'Summary', heading: /summary/ },
    { label: 'Strengths', heading: /strengths?/ },
  ];

  it.each([
    '## Summary\n\nA paper on captions.\n\n## Strengths\n\nIt works.',
    '**Summary:** A paper on captions.\n\n**Strengths:** It works.',
    '(5.1) Summary\n\nA paper on captions.\n\n(5.2) Strengths:\n\nIt works.',
    'Summary: A paper on captions.\n\nStrength: It works.',
  ])('are found and counted in %j', (markdown) => {
    const { verdict, feedback } = judgeText(partOf(markdown), { sections });
    expect(verdict).toBe('needs_review');
    expect(feedback.join(' ')).toContain('Sections found: Summary (4 words), Strengths (2 words).');
  });

  it('that are missing or empty are named', () => {
    const { feedback } = judgeText(partOf('## Summary\n\nA summary of strengths.\n\n## Strengths\n'), { sections });
    expect(feedback.join(' ')).toContain('missing or empty: Strengths.');
  });
});
