import { describe, expect, it } from 'vitest';

import type { Expr, Scope } from '../../expressions/expr.ts';
import { parseExpression } from '../../expressions/parse/parse-expression.ts';
import { defaultLimits } from '../../judgement.ts';
import { partOf } from '../../testing/part-of.ts';
import { evaluateAt, samplePoints } from './bound-points.ts';
import { type BoundSpec, judgeBound } from './bounds.ts';

/** ‖x_n‖ ≤ ‖A‖ⁿ ≤ r^n, where ‖A‖ ≤ r. */
const scope: Scope = { variables: { r: {}, n: {}, A: {}, x_n: {} } };
const symbol = (name: string): Expr => ({ type: 'symbol', name });
const spec: BoundSpec = {
  scope,
  quantities: [
    { id: 'r', values: [0.5, 2] },
    { id: 'n', values: [1, 3] },
    { id: 'norm_A', atMost: symbol('r'), factor: true },
    { id: 'norm_x', atMost: { type: 'power', base: symbol('norm_A'), exponent: symbol('n') } },
  ],
  quantityOf: (expr) =>
    expr.type === 'norm' && expr.of.type === 'symbol' ? { A: 'norm_A', x_n: 'norm_x' }[expr.of.name] : undefined,
  asked: 'norm_x',
  step: 'norm_A',
  bound: parseExpression('r^n', scope),
  shown: '$\\|x_n\\| \\le \\|A\\|^n \\le r^n$',
  tooStrong: { id: 'bound-too-strong', sentence: 'The bound is too small.' },
};
const judge = (markdown: string) => judgeBound(partOf(markdown), spec, { limits: defaultLimits, seed: 0 });

describe('chains of inequalities', () => {
  it.each([
    String.raw`$\|x_n\| \le \|A\|^n \le r^n$`,
    String.raw`$\|A\| \le r$, so $\|x_n\| \le \|A\|^n$ and $\|x_n\| \le \|A\|^n \le r^n \to 0 \text{ as } n \to \infty$`,
    spec.shown,
  ])('accepts %s', (markdown) => {
    expect(judge(markdown)).toMatchObject({ verdict: 'correct' });
  });

  it.each([
    [String.raw`$\|x_n\| \le \|A\|^n \le r^{2n}$`, 'incorrect'],
    [String.raw`$\|x_n\| \le \|A\|^n \le r$`, 'incorrect'],
    [String.raw`$\|x_n\| \le \|A\| \le \|A\|^n \le r^n$`, 'partial'],
    [String.raw`$\|x_n\| \le r^n$`, 'needs_review'],
    [String.raw`$\|x_n\| \le \|A\|^n \le 2 r^n$`, 'needs_review'],
    [String.raw`$\|x_n\| = \|A\|^n \le r^n$`, 'needs_review'],
    [String.raw`$\|x_n\| \to 0$`, 'needs_review'],
    ['It shrinks.', 'needs_review'],
    ['?', 'unanswered'],
  ])('%s is %s', (markdown, verdict) => {
    const judgement = judge(markdown);
    expect(judgement.verdict).toBe(verdict);
    expect(judgement.feedback.length).toBeGreaterThan(0);
  });

  it('takes what is said of a factor for the step that needs it', () => {
    const split = {
      ...spec,
      step: 'norm_B',
      quantities: [
        ...spec.quantities.slice(0, 3),
        { id: 'norm_B', atMost: symbol('norm_A') },
        ...spec.quantities.slice(3),
      ],
    };
    const quantityOf = (expr: Expr): string | undefined =>
      expr.type === 'norm' && expr.of.type === 'symbol' && expr.of.name === 'B' ? 'norm_B' : spec.quantityOf(expr);
    const judged = (markdown: string) =>
      judgeBound(partOf(markdown), { ...split, quantityOf }, { limits: defaultLimits, seed: 0 }).verdict;
    const [factor, step, whole] = [String.raw`$\|A\| \le r$`, String.raw`$\|B\| \le r$`, String.raw`$\|x_n\| \le r^n$`];
    expect(judged(`${factor}, so ${step} and ${whole}`)).toBe('correct');
    expect(judged(`${step} and ${whole}`)).toBe('needs_review');
    expect(judged(`${factor} and ${whole}`)).toBe('needs_review');
  });

  it('knows bounds that do not vanish', () => {
    const small = spec.quantities.map((each) => (each.id === 'r' ? { ...each, values: [0.3, 0.9] } : each));
    const vanishes = { along: 'n', id: 'stays', sentence: 'It stays.' };
    const judged = (bound: string) =>
      judgeBound(
        partOf(String.raw`$\|x_n\| \le \|A\|^n \le ${bound}$`),
        { ...spec, quantities: small, vanishes },
        { limits: defaultLimits, seed: 0 },
      );
    expect(judged('r^n').verdict).toBe('correct');
    expect(judged('n r')).toMatchObject({ verdict: 'incorrect', mistake: 'stays' });
    expect(judged('r')).toMatchObject({ verdict: 'incorrect', mistake: 'stays' });
    expect(judged('n r^n').verdict).toBe('needs_review');
  });

  it('names the step that does not hold, with a point', () => {
    const { feedback } = judge(String.raw`$\|x_n\| \le \|A\| \le \|A\|^n \le r^n$`);
    expect(feedback.join(' ')).toMatch(/The step to .*does not hold: at \$r = 0\.5\$, \$n = \d\$/);
  });
});

describe('points that the assumptions allow', () => {
  it('stay within them, and reach them', () => {
    const points = samplePoints(spec.quantities, 1);
    expect(points.length).toBe(2 * 2 * 3);
    for (const { values } of points) {
      expect(values['norm_A']).toBeLessThanOrEqual(values['r']!);
      expect(values['norm_x']).toBeLessThanOrEqual(values['norm_A']! ** values['n']!);
    }
    expect(points.some(({ values }) => values['norm_A'] === values['r'])).toBe(true);
  });

  it('give expressions their values, and those with unknown names none', () => {
    const point = { values: { r: 2, n: 3, T: 4 }, shown: {} };
    const value = (latex: string) => evaluateAt(parseExpression(latex, scope), point);
    expect(value('\\frac{r^n + 1}{3} - r')).toBe(1);
    expect(value('\\prod_{k=1}^n r')).toBe(8);
    expect(value('\\sqrt{r + 2}')).toBe(2);
    expect(value('r q')).toBeUndefined();
  });
});
