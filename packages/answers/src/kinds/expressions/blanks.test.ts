import { describe, expect, it } from 'vitest';

import type { Scope } from '../../expressions/expr.ts';
import { parseExpression } from '../../expressions/parse/parse-expression.ts';
import { defaultLimits, type Judgement } from '../../judgement.ts';
import { partOf } from '../../testing/part-of.ts';
import { type BlanksSpec, judgeBlanks } from './blanks.ts';
import { type DerivationSpec, judgeDerivation } from './derivation.ts';

const options = { limits: defaultLimits, seed: 0 };
const names = { variables: { w: {}, u_1: {}, u_2: {} } };
const all: Scope = { variables: { ...names.variables, q: {}, r: {} } };
/** Two steps of h = w (u + h): q = w u_1, r = u_2 + q, y = w r. */
const scope: Scope = {
  ...names,
  definitions: {
    q: parseExpression('w u_1', all),
    r: parseExpression('u_2 + q', all),
    y: parseExpression('w r', all),
  },
};
const symbol = (name: string) => ({ type: 'symbol', name }) as const;

const values: BlanksSpec = {
  scope,
  blanks: ['q', 'r', 'y'].map((name) => ({
    label: name,
    asked: name,
    expected: symbol(name),
    terms: { symbols: ['w', 'u_1', 'u_2'] },
  })),
};
const judge = (markdown: string, spec: BlanksSpec = values): Judgement => judgeBlanks(partOf(markdown), spec, options);

describe('blanks', () => {
  it.each([
    '$q = w u_1, \\quad r = u_2 + w u_1, \\quad y = w u_2 + w^2 u_1$',
    '$$q = w u_1$$ $$r = u_2 + q = u_2 + w u_1$$ $$y = w r = w(u_2 + w u_1)$$',
    'q = w*u1\n\nr = u2 + w*u1\n\ny = w*u2 + w^2*u1',
    '- $y = w^2 u_1 + w u_2$\n- $q = u_1 w$\n- $r = u_2 + u_1 w$',
    '$$\\begin{aligned} q &= w u_1 \\\\ r &= u_2 + w u_1 \\\\ y &= w r = w u_2 + w^2 u_1 \\end{aligned}$$',
    '| value | |\n|---|---|\n| $q = w u_1$ | |\n\n$r = u_2 + w u_1$, $y = w u_2 + w^2 u_1$ and $q = w u_1$',
    '$w u_1$\n\n$u_2 + w u_1$\n\n$w u_2 + w^2 u_1$',
  ])('accepts %j', (markdown) => {
    expect(judge(markdown)).toMatchObject({ verdict: 'correct', share: 1 });
  });

  it('counts each blank, and says which are wrong and which are missing', () => {
    const judgement = judge('$q = w u_1, \\quad r = u_2 - w u_1$');
    expect(judgement.verdict).toBe('partial');
    expect(judgement.share).toBeCloseTo(1 / 3);
    expect(judgement.feedback.join(' ')).toMatch(/\$r\$.*sign/);
    expect(judgement.feedback.join(' ')).toContain('$y$: no answer was found');
  });

  it.each(['$q = q, r = r, y = y$', '$q = r - u_2, r = y / w, y = y$'])('gives no marks for %j', (markdown) => {
    expect(judge(markdown).share).toBe(0);
  });

  it('sends true statements in other names to a person', () => {
    expect(judge('$q = w u_1, r = u_2 + q, y = w r$').verdict).toBe('needs_review');
  });

  it('takes the last of two answers', () => {
    expect(judge('$q = u_1, r = u_2 + w u_1, y = w u_2 + w^2 u_1$. Correction: $q = w u_1$').verdict).toBe('correct');
  });
});

describe('partial derivatives along a graph', () => {
  const order = ['r', 'q'];
  const spec: BlanksSpec = {
    scope,
    blanks: order.map((name, index) => ({
      label: `\\partial y / \\partial ${name}`,
      asked: { of: 'y', by: name },
      expected: { type: 'derivative', of: symbol('y'), by: symbol(name), partial: true },
      terms: { symbols: ['w', 'q', 'r'], derivatives: order.slice(0, index).map((later) => ['y', later] as const) },
    })),
  };

  it.each([
    '$$\\frac{\\partial y}{\\partial r} = w$$ $$\\frac{\\partial y}{\\partial q} = \\frac{\\partial y}{\\partial r} \\cdot 1$$',
    '$\\partial y/\\partial r = w$ and $\\partial y/\\partial q = w$',
    '$\\frac{dy}{dr} = w, \\frac{dy}{dq} = \\frac{dy}{dr}$',
  ])('accepts %j', (markdown) => {
    expect(judge(markdown, spec)).toMatchObject({ verdict: 'correct' });
  });

  it('does not accept a derivative by itself', () => {
    const markdown =
      '$\\frac{\\partial y}{\\partial r} = \\frac{\\partial y}{\\partial q}, \\frac{\\partial y}{\\partial q} = \\frac{\\partial y}{\\partial q}$';
    expect(judge(markdown, spec).share).toBe(0);
  });
});

describe('a derivation', () => {
  const spec: DerivationSpec = {
    scope,
    label: '$dy/dw$',
    asked: { of: 'y', by: 'w' },
    expected: { type: 'derivative', of: symbol('y'), by: symbol('w'), partial: false },
    contributions: [
      { label: 'the contribution of the edge to $y$', expr: symbol('r') },
      { label: 'the contribution of the edge to $q$', expr: parseExpression('w u_1', names) },
    ],
  };
  const derive = (markdown: string): Judgement => judgeDerivation(partOf(markdown), spec, options);

  it.each([
    '$$\\frac{dy}{dw} = r + w u_1$$',
    '$$\\frac{dy}{dw} = r + u_1 \\frac{\\partial y}{\\partial q}$$',
    'The edges give $r$ and $u_1 \\frac{\\partial y}{\\partial q}$, so $\\frac{dy}{dw} = u_2 + 2 w u_1 = r + w u_1$.',
    '$$y = w r$$ $$\\frac{dy}{dw} = r + w \\frac{\\partial r}{\\partial w}$$ $$= r + w u_1$$',
  ])('accepts %j', (markdown) => {
    expect(derive(markdown)).toMatchObject({ verdict: 'correct' });
  });

  it('gives part for a right result behind a step that does not hold', () => {
    const judgement = derive('$$y = w q$$ $$\\frac{dy}{dw} = r + w u_1$$');
    expect(judgement.verdict).toBe('partial');
    expect(judgement.feedback.join(' ')).toContain('$y = w q$ does not hold');
  });

  it('names an edge that is none of the contributions, though the sum is right', () => {
    const judgement = derive(
      'Edges: $r$ and $r \\frac{\\partial y}{\\partial q}$. Total: $\\frac{dy}{dw} = r + u_1 \\frac{\\partial y}{\\partial q}$',
    );
    expect(judgement.verdict).toBe('partial');
    expect(judgement.feedback.join(' ')).toContain('none of the contributions');
  });

  it('misses contributions that are not shown', () => {
    const judgement = derive('$$\\frac{dy}{dw} = u_2 + 2 w u_1$$');
    expect(judgement.verdict).toBe('partial');
    expect(judgement.feedback.join(' ')).toContain('was not found');
  });

  it('refuses a wrong result', () => {
    expect(derive('$$\\frac{dy}{dw} = 2 w^2$$').verdict).toBe('incorrect');
  });

  it.each(['$$\\frac{dy}{dw} = \\frac{dy}{dw}$$', '$\\frac{dy}{dw}$'])('gives nothing for %j', (markdown) => {
    expect(derive(markdown).share).toBe(0);
  });
});
