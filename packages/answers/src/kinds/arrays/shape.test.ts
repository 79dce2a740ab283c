import { describe, expect, it } from 'vitest';

import { samplesOf } from '../../indexed/sizes.ts';
import { defaultLimits, type Judgement } from '../../judgement.ts';
import { contentOf } from '../../reader/content-of.ts';
import { judgeShape, type ShapeSpec } from './shape.ts';

const latex = String.raw;
const variables = { H: { from: 5, to: 30 }, W: { from: 5, to: 30 }, K: { from: 1, to: 5 }, S: { from: 1, to: 5 } };
const size = (length: number, kernel: number, stride: number): number => Math.floor((length - kernel) / stride) + 1;
const spec: ShapeSpec = {
  label: 'the output',
  variables,
  expected: ({ H = 0, W = 0, K = 1, S = 1 }) => [size(H, K, S), size(W, K, S)],
  shown: 'the shape',
  mirrored: [['H', 'W']],
};

function judge(text: string, of: ShapeSpec = spec): Judgement {
  const part = { id: '1', text, start: 0, end: text.length };
  return judgeShape({ ...contentOf(part), source: part }, of, { limits: defaultLimits, seed: 0 });
}

describe('shapes in sizes', () => {
  it('are tried where the division leaves a remainder, and where it leaves none', () => {
    const points = samplesOf(variables, spec.expected, 0);
    const remainders = points.map(({ at }) => (at['H']! - at['K']!) % at['S']!);
    expect(remainders.some((remainder) => remainder === 0)).toBe(true);
    expect(remainders.filter((remainder) => remainder > 0).length).toBeGreaterThan(10);
    expect(samplesOf(variables, spec.expected, 0)).toEqual(points);
  });

  it.each([
    latex`$(\lfloor (H-K)/S \rfloor + 1) \times (\lfloor (W-K)/S \rfloor + 1)$`,
    latex`$\left\lfloor \frac{H-K+S}{S} \right\rfloor \times \left\lfloor \frac{W-K+S}{S} \right\rfloor$`,
    latex`$\lceil (H-K+1)/S \rceil \times \lceil (W-K+1)/S \rceil$`,
    '((H-K)//S + 1, (W-K)//S + 1)',
    latex`$H' = \lfloor (H-K)/S \rfloor + 1$, $W'$ likewise, so $H' \times W'$`,
    latex`$(\frac{H-K}{S} + 1) \times (\frac{W-K}{S} + 1)$, both rounded down`,
    latex`$P \times Q$, where $P = \lfloor (H-K)/S \rfloor + 1$ and $Q = \lfloor (W-K)/S \rfloor + 1$`,
    '(floor((H-K)/S) + 1) × (floor((W-K)/S) + 1) (height × width)',
  ])('%s is right', (text) => {
    expect(judge(text).verdict).toBe('correct');
  });

  it.each([
    [latex`$((H-K)/S + 1) \times ((W-K)/S + 1)$`, 'partial', 'floor-missing'],
    [latex`$(\lceil (H-K)/S \rceil + 1) \times (\lceil (W-K)/S \rceil + 1)$`, 'incorrect', 'size-rounded-up'],
    [latex`$(\lfloor (W-K)/S \rfloor + 1) \times (\lfloor (H-K)/S \rfloor + 1)$`, 'partial', 'axes-permuted'],
    [latex`$\lfloor (H-K)/S \rfloor \times \lfloor (W-K)/S \rfloor$`, 'incorrect', undefined],
    [
      latex`$P \times Q$, where $P = \lfloor H/S \rfloor + 1$ and $Q = \lfloor W/S \rfloor + 1$`,
      'incorrect',
      undefined,
    ],
  ])('%s is %s', (text, verdict, mistake) => {
    const judgement = judge(text);
    expect([judgement.verdict, judgement.mistake]).toEqual([verdict, mistake]);
    expect(judgement.feedback.length).toBeGreaterThan(0);
  });

  it('leaves names that are not explained to a person', () => {
    expect(judge(latex`$H_{out} \times W_{out}$`).verdict).toBe('needs_review');
    expect(judge('(floor((H-K)/S) + 1) × (floor((W-K)/S) + 1) (if S = 1)').verdict).not.toBe('correct');
    expect(judge('the same as before').verdict).toBe('needs_review');
    expect(judge('?').verdict).toBe('unanswered');
  });
});
