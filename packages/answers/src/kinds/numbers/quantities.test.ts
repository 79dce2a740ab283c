import { describe, expect, it } from 'vitest';

import type { PartContent } from '../../reader/content.ts';
import { judgeQuantities, type QuantitiesSpec, readQuantities } from './quantities.ts';

const prose = (text: string): PartContent => ({
  blocks: [{ kind: 'text', text, start: 0, end: text.length }],
  answerFrom: 0,
  marked: false,
});

const spec: QuantitiesSpec = {
  groups: [
    {
      cues: /baseline|start|initial/,
      quantities: [
        { label: "the baseline's time", value: 297, unit: 's' },
        { label: "the baseline's accuracy", value: 94, unit: '%' },
      ],
    },
    {
      cues: /final|end|achieved/,
      quantities: [
        { label: 'the final time', value: 10, unit: 's' },
        { label: 'the final accuracy', value: 94.1, unit: '%', decimals: 1 },
      ],
    },
  ],
};

describe('reading quantities', () => {
  it.each([
    ['297s', [[297, 's']]],
    ['4 min 57 s', [[297, 's']]],
    ['4 minutes and 57 seconds', [[297, 's']]],
    ['94.1%', [[94.1, '%']]],
    ['.94 %', [[0.94, '%']]],
    ['94 percent', [[94, '%']]],
    ['①297s', [[297, 's']]],
    ['10,000 ms', [[10, 's']]],
    ['0.94', [[0.94, 'none']]],
  ])('%j', (text, expected) => {
    expect(readQuantities(text).map((quantity) => [quantity.value, quantity.unit])).toEqual(expected);
  });
});

describe('judging quantities', () => {
  it.each([
    '297s, 94%; 10s, 94.1%',
    'Baseline: 297 seconds and 94 % accuracy. Final: 10 seconds and 94.1 %',
    'The final run took 10 s (94.1 %); the baseline took 297 s (94 %)',
    'baseline 4 min 57 s at 0.94, final 10 s at 0.941',
  ])('accepts %j', (text) => {
    expect(judgeQuantities(prose(text), spec)).toMatchObject({ verdict: 'correct', share: 1 });
  });

  it('names a factor of 100', () => {
    const judgement = judgeQuantities(prose('① 297s, .94%\n\n② 10s, 94.1%'), spec);
    expect(judgement).toMatchObject({ verdict: 'partial', share: 0.75, mistake: 'factor-of-100' });
    expect(judgement.feedback.join(' ')).toContain('factor of 100');
  });

  it('names a factor of 60', () => {
    expect(judgeQuantities(prose('297 min, 94%; 10 s, 94.1%'), spec).mistake).toBe('factor-of-60');
  });

  it('does not accept exchanged answers', () => {
    expect(judgeQuantities(prose('10s, 94.1%; 297s, 94%'), spec).verdict).not.toBe('correct');
  });

  it('does not accept a number that is rounded too coarsely', () => {
    expect(judgeQuantities(prose('297s, 94%; 10s, 94%'), spec)).toMatchObject({ verdict: 'partial' });
  });

  it('asks a person when too many numbers are named', () => {
    expect(judgeQuantities(prose('297s, 94%; 10s, 94.1%, 26 s'), spec).verdict).toBe('needs_review');
  });
});
