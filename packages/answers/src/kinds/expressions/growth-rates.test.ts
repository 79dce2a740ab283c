import { describe, expect, it } from 'vitest';

import type { Scope } from '../../expressions/expr.ts';
import { parseExpression } from '../../expressions/parse/parse-expression.ts';
import { defaultLimits, type Judgement } from '../../judgement.ts';
import { partOf } from '../../testing/part-of.ts';
import { type GrowthRatesSpec, judgeGrowthRates } from './growth-rates.ts';

const options = { limits: defaultLimits, seed: 0 };
const positive = { domain: { above: 0 } };
const scope: Scope = { variables: { T: positive, k: positive, M: positive } };
const bound = (latex: string, note?: string) => ({
  bound: parseExpression(latex, scope),
  ...(note === undefined ? {} : { note }),
});
const time: GrowthRatesSpec = {
  scope,
  relations: [['k', 'M']],
  rates: [
    {
      label: 'the running time',
      accepted: [bound('T k M \\log k', 'With a heap.'), bound('T k M \\log M', 'With sorting.')],
    },
  ],
};
const both: GrowthRatesSpec = {
  scope,
  rates: [
    { label: 'the time', cues: /\btime\b/i, accepted: [bound('T k^2 M')] },
    { label: 'the space', cues: /\b(?:space|memory)\b/i, accepted: [bound('k M + k T')] },
  ],
};
const judge = (markdown: string, spec: GrowthRatesSpec = time): Judgement =>
  judgeGrowthRates(partOf(markdown), spec, options);

describe('one growth rate', () => {
  it.each([
    '$O(kTM \\log k)$',
    'Selecting costs $O(M \\log k)$, there are $k$ beams: $O(k T M \\log k)$.',
    '$\\mathcal{O}(T \\cdot k \\cdot M \\cdot \\log(k))$',
    '$\\Theta(T k M \\ln k)$',
    '$O(2 T k M \\log_2 k + T k)$',
    'O(T k M log k)',
    '$O(TkM\\log M)$',
    '$O(T k M \\log(kM))$',
  ])('accepts %j', (markdown) => {
    expect(judge(markdown)).toMatchObject({ verdict: 'correct' });
  });

  it.each(['$O(T k M^2)$', '$O(T k \\log M)$', '$O(T k^2 M)$', '$O(1)$', '$O(M^T)$', '$O(2^T k)$'])(
    'refuses %j',
    (markdown) => {
      expect(judge(markdown).verdict).toBe('incorrect');
    },
  );

  it('names the algorithm that a bound belongs to', () => {
    expect(judge('$O(TkM\\log M)$').feedback).toContain('With sorting.');
  });

  it.each(['It is fast.', '$O(n \\log n)$'])('asks a person about %j', (markdown) => {
    expect(judge(markdown).verdict).toBe('needs_review');
  });
});

describe('two growth rates', () => {
  it.each([
    'The time is $O(T k^2 M)$, the space $O(kM + kT)$.',
    'Space complexity: $O(k (M + T))$. Time complexity: first $O(kM)$, then $O(k^2 M)$, over all steps $O(k^2 M T)$.',
    '$O(k^2 M T)$ and $O(kM + kT)$',
  ])('accepts %j', (markdown) => {
    expect(judge(markdown, both)).toMatchObject({ verdict: 'correct' });
  });

  it('does not exchange them', () => {
    expect(judge('The space is $O(T k^2 M)$, the time $O(kM + kT)$.', both).verdict).toBe('incorrect');
  });

  it('says which is missing', () => {
    const judgement = judge('The time is $O(T k^2 M)$.', both);
    expect(judgement.verdict).toBe('partial');
    expect(judgement.feedback.join(' ')).toContain('The space is missing');
  });
});
