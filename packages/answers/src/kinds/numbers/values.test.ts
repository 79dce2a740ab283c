import { describe, expect, it } from 'vitest';

import { defaultLimits } from '../../judgement.ts';
import { contentOf } from '../../reader/content-of.ts';
import { judgeValues, type ValuesSpec } from './values.ts';

const spec: ValuesSpec = {
  values: [
    {
      label: 'the loss',
      words: /^loss$/i,
      value: Math.log(4),
      mistakes: [{ id: 'bits', sentence: 'In bits.', value: 2 }],
    },
    { label: 'the accuracy', words: /^accuracy$/i, value: 0.25 },
  ],
};
const judge = (text: string): ReturnType<typeof judgeValues> =>
  judgeValues(contentOf({ id: '1', text, start: 0, end: text.length }), spec, { limits: defaultLimits, seed: 0 });

describe('numbers by the words around them', () => {
  it.each([
    'loss 1.39, accuracy 0.25',
    'accuracy 25%, loss 1.386',
    'Loss and accuracy are 1.39 and .25.',
    '1.39 for the loss and 25 % for the accuracy',
    '$-\\ln(0.25)$, $\\frac{1}{4}$',
    'The loss is $-\\ln \\frac{1}{4} = 2 \\ln 2 \\approx 1.386$. The accuracy is $1/4$.',
    '1.39 and 0.25',
  ])('%s', (text) => {
    expect(judge(text).verdict).toBe('correct');
  });

  it('takes the digits at their word', () => {
    expect(judge('loss 1.4, accuracy 0.25').verdict).toBe('correct');
    expect(judge('loss 1.38, accuracy 0.25').verdict).toBe('partial');
    expect(judge('loss 1, accuracy 0').verdict).toBe('incorrect');
  });

  it('knows the numbers that mistakes lead to', () => {
    expect(judge('The loss is 2 and the accuracy 0.25.')).toMatchObject({ verdict: 'partial', mistake: 'bits' });
  });

  it('does not guess among several numbers', () => {
    expect(judge('1.39, 0.25 and 7').verdict).toBe('needs_review');
  });
});
