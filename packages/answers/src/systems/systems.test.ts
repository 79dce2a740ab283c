import { describe, expect, it } from 'vitest';

import { defaultLimits, type Judgement } from '../judgement.ts';
import { judgeSystem } from '../kinds/expressions/system.ts';
import { contentOf } from '../reader/content-of.ts';
import { equationMistakes } from './catalogue.ts';
import { readSpec, type SystemSpec } from './definition.ts';
import { evaluateSystem } from './evaluate-system.ts';

const latex = String.raw;
const limits = { ...defaultLimits, milliseconds: 60_000 };

const rnn: SystemSpec = {
  label: 'the network',
  given: [latex`y_t = V h_t`],
  expected: [latex`h_t = \tanh(W x_t + U h_{t-1} + b)`],
  inputs: { x: 'n' },
  outputs: ['y'],
  time: 't',
};
const attention: SystemSpec = {
  label: 'attention',
  given: [],
  expected: [latex`e_{ij} = q \cdot (A s_i + B s_j)`, latex`a_j = \text{softmax}(e_j)`, latex`c_j = \sum_i a_{ij} s_i`],
  inputs: { s: 'n' },
  outputs: ['c'],
  time: 'j',
  lengths: (steps) => ({ n: steps + 1 }),
  extents: (name, _, { n = 0 }) => (name === 's' ? [1, n] : undefined),
};

function judge(spec: SystemSpec, text: string): Judgement {
  return judgeSystem(contentOf({ id: '1', text, start: 0, end: text.length }), spec, { limits, seed: 0 });
}

describe('judgeSystem', () => {
  it.each([
    ['the equation', latex`$h_t = \tanh(W x_t + U h_{t-1} + b)$`],
    ['brackets', latex`$h[t] = \tanh(W x[t] + U h[t-1] + b)$ and $y[t] = V h[t]$`],
    ['another letter for the step', latex`$h_i = \tanh(W x_i + U h_{i-1} + b)$, $y_i = V h_i$`],
    ['steps between', latex`$$z_t = W x_t + U h_{t-1}$$ $$h_t = \tanh(z_t + b)$$`],
    ['a later step', latex`$h_{t+1} = \tanh(W x_{t+1} + U h_t + b)$`],
    ['names of its own', latex`$s_t = \tanh(P x_t + Q s_{t-1} + r)$, $y_t = V s_t$`],
    ['a product of two weights for one is still a name', latex`$h_t = \tanh(U h_{t-1} + b + W x_t)$`],
    ['a transposed weight', latex`$h_t = \tanh(W^T x_t + U^T h_{t-1} + b)$`],
    ['a vector with a capital', latex`$h_t = \tanh(W x_t + U h_{t-1} + B)$`],
    ['the beginning', latex`$h_0 = 0$, $h_t = \tanh(W x_t + U h_{t-1} + b)$`],
    ['one side an equals sign away', latex`$h_t$ = $\tanh(W x_t + U h_{t-1} + b)$`],
    ['plain text', 'h_t = tanh(W*x_t + U*h_{t-1} + b)\ny_t = V*h_t'],
    ['a number and a step below a letter', 'h1_t = tanh(W x_t + U h1_{t-1} + b)\ny_t = V h1_t'],
    ['a sentence with semicolons', 'state: h[t] = tanh(W x[t] + U h[t-1] + b); output: y[t] = V h[t]'],
    ['an arrow before the letter', '→h_t = tanh(W x_t + U →h_{t-1} + b)\ny_t = V →h_t'],
    [
      'an environment that lost its beginning',
      latex`$$h_t &= \tanh(W x_t + U h_{t-1} + b) \\ y_t &= V h_t \end{aligned}$$`,
    ],
  ])('%s is right', (_, text) => {
    expect(judge(rnn, text)).toMatchObject({ verdict: 'correct' });
  });

  it.each([
    [
      'written over steps',
      latex`$c_j = \frac{\sum_i \exp(e_{ij}) s_i}{\sum_k \exp(e_{kj})}$, $e_{ij} = q \cdot (A s_i + B s_j)$`,
    ],
    [
      'a range in words',
      latex`For $1 \le i \le n$: $$e_{ij} = q^T (A s_i + B s_j)$$ $$a_{ij} = \text{softmax}_i(e_{ij})$$ $$c_j = \sum_i a_{ij} s_i$$`,
    ],
    ['ends', latex`$e_{ij} = q \cdot (A s_i + B s_j)$, $a_j = \text{softmax}(e_j)$, $c_j = \sum_{i=1}^{n} a_{ij} s_i$`],
    [
      'a list',
      latex`$e_{ij} = q \cdot (A s_i + B s_j)$, $a_j = \text{softmax}(e_{1j}, \dots, e_{nj})$, $c_j = \sum_{i=1}^n a_{ij} s_i$`,
    ],
  ])('attention, %s', (_, text) => {
    expect(judge(attention, text)).toMatchObject({ verdict: 'correct' });
  });

  it.each([
    ['a step', latex`$h_t = \tanh(W x_t + U h_{t-2} + b)$`, 'equation-wrong-step', /h_\{t-2\}.*wrong step/],
    ['a term', latex`$h_t = \tanh(W x_t + U h_{t-1})$`, 'equation-term-missing', /a term is missing/],
    [
      'a further term',
      latex`$h_t = \tanh(W x_t + U h_{t-1} + b + W x_{t-1})$`,
      'equation-term-extra',
      /does not belong/,
    ],
    ['a function', latex`$h_t = W x_t + U h_{t-1} + b$`, 'equation-function-missing', /not applied/],
    ['itself', latex`$h_t = \tanh(W x_t + U h_t + b)$`, 'equation-needs-itself', /same step/],
    [
      'sizes',
      latex`$h_t = \tanh(W x_t + U [x_t; h_{t-1}] + b + x_t + [x_t; x_t])$`,
      'equation-sizes',
      /vector of length/,
    ],
  ])('%s is told', (_, text, mistake, sentence) => {
    const judgement = judge(rnn, text);
    expect(judgement).toMatchObject({ verdict: 'incorrect', mistake });
    expect(judgement.feedback.join(' ')).toMatch(sentence);
    expect(equationMistakes.map(({ id }) => id)).toContain(mistake);
  });

  it.each([
    ['two readings', latex`$h_t = \tanh(W x_t + U h_{t-1} + b)$. $h_t = \tanh(W x_t)$.`, /defined twice/],
    ['a further weight', latex`$h_t = \tanh(W x_t + U h_{t-1} + b + c)$`, /further terms/],
    ['denied', latex`It is not $h_t = \tanh(W x_t + U h_{t-1} + b)$.`, /of an equation/],
    ['unreadable besides', latex`$h_t = \tanh(W x_t + U h_{t-1} + b)$ and $h_t = \int x_t$`, /Could not be read/],
    ['a range that is not clear', latex`$h_t = \tanh(\sum_i W x_i)$`, /sum runs/],
    ['nothing to run', latex`$W \in \mathbb{R}^{m \times n}$`, /No equations/],
  ])('%s goes to a person', (_, text, reason) => {
    const judgement = judge(rnn, text);
    expect(judgement.verdict).toBe('needs_review');
    expect(judgement.feedback.join(' ')).toMatch(reason);
  });

  it('shows where the two differ', () => {
    const { counterexample } = judge(rnn, latex`$h_t = \tanh(W x_t + U h_{t-2} + b)$`);
    expect(counterexample!.at).toHaveProperty('step');
    expect(counterexample!.given).not.toBeCloseTo(counterexample!.expected, 6);
  });

  it('gives the same judgement again', () => {
    const text = latex`$h_t = \tanh(W x_t + U h_{t-2} + b)$`;
    expect(judge(rnn, text)).toEqual(judge(rnn, text));
  });

  it('goes to a person when its time is used up', () => {
    const text = latex`$h_t = \tanh(W x_t + U h_{t-1} + b)$`;
    const content = contentOf({ id: '1', text, start: 0, end: text.length });
    const { verdict } = judgeSystem(content, rnn, { limits: { ...limits, milliseconds: -1 }, seed: 0 });
    expect(verdict).toBe('needs_review');
  });
});

describe('evaluateSystem', () => {
  it('computes what the equations say', () => {
    const values: Readonly<Record<string, readonly number[]>> = { W: [2], U: [0.5], b: [1], V: [3] };
    const { y } = evaluateSystem(rnn, {
      steps: 2,
      sizes: { n: 1 },
      otherSizes: 1,
      value: (name, [t], _rows, _columns, initial) => (initial ? [0] : (values[name] ?? [t!])),
    });
    const first = Math.tanh(2 + 1);
    expect(y).toEqual([[3 * first], [3 * Math.tanh(4 + 0.5 * first + 1)]]);
  });

  it('refuses equations that cannot be read', () => {
    expect(() => readSpec({ ...rnn, expected: ['h_t + 1'] })).toThrow(/no equation/);
    expect(() => readSpec({ ...rnn, expected: [latex`h_t = \int x`] })).toThrow(/cannot be read/);
  });
});
