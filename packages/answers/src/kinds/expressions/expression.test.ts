import { describe, expect, it } from 'vitest';

import type { Scope } from '../../expressions/expr.ts';
import { parseExpression } from '../../expressions/parse/parse-expression.ts';
import { defaultLimits } from '../../judgement.ts';
import { partOf } from '../../testing/part-of.ts';
import { type ExpressionSpec, judgeExpression } from './expression.ts';

const options = { limits: defaultLimits, seed: 0 };

const rnn: Scope = {
  variables: { w: {}, u_1: {}, u_2: {}, u_3: {} },
  definitions: Object.fromEntries(
    [
      ['p', 'u_1'],
      ['q', 'w p'],
      ['r', 'u_2 + q'],
      ['s', 'w r'],
      ['t', 's + u_3'],
      ['y', 'w t'],
    ].map(([name, latex]) => [
      name!,
      parseExpression(latex!, { variables: { w: {}, u_1: {}, u_2: {}, u_3: {}, p: {}, q: {}, r: {}, s: {}, t: {} } }),
    ]),
  ),
};
const derivative: ExpressionSpec = {
  label: '$dy/dw$',
  asked: [{ of: 'y', by: 'w' }],
  scope: rnn,
  expected: parseExpression('\\frac{dy}{dw}', rnn),
  terms: { symbols: ['w', 'u_1', 'u_2', 'u_3'] },
};

const judge = (markdown: string, spec: ExpressionSpec = derivative) => judgeExpression(partOf(markdown), spec, options);

describe('a derivative in every usual notation', () => {
  it.each([
    '$$\\frac{dy}{dw} = u_3 + 2w u_2 + 3w^2 u_1$$',
    '$\\frac{\\mathrm{d}y}{\\mathrm{d}w} = 3 w^2 u_1 + 2 w u_2 + u_3$',
    '$dy/dw = u_3 + w(2u_2 + 3w u_1)$',
    '$$\\frac{\\partial y}{\\partial w} = u_{3} + 2\\,w\\cdot u_{2} + 3\\,w^{2}\\,u_{1}$$',
    'Answer: $u_3 + 2wu_2 + 3w^2u_1$',
    'The product rule gives $\\boxed{u_3 + 2wu_2 + 3w^2u_1}$.',
    'dy/dw = u3 + 2*w*u2 + 3*w^2*u1',
    'dy/dw = u_3 + 2 w u_2 + 3 w**2 u_1',
    'dy/dw = u_3 + 2wu_2 + 3w^2u_1',
    '$$y = w u_3 + w^2 u_2 + w^3 u_1$$\n\n$$\\Rightarrow \\frac{dy}{dw} = u_3 + 2 w u_2 + 3 w^2 u_1$$',
    '$$\\begin{aligned}\\frac{dy}{dw} &= \\frac{d}{dw}(w u_3 + w^2 u_2 + w^3 u_1)\\\\ &= u_3 + 2 w u_2 + 3 w^2 u_1\\end{aligned}$$',
    '$$\\frac{dy}{dw} = u_3 + 2wu_2$$ $$+ 3w^2u_1$$ and so $$\\frac{dy}{dw} = u_3 + 2wu_2 + 3w^2u_1$$',
    '\\[ \\frac{dy}{dw} = u_3 + 2wu_2 + 3w^2u_1 \\]',
    '$u_3 + 2wu_2 + 3w^2u_1 = \\frac{dy}{dw}$',
  ])('accepts %j', (markdown) => {
    expect(judge(markdown)).toMatchObject({ verdict: 'correct' });
  });
});

describe('what is wrong', () => {
  it.each([
    '$$\\frac{dy}{dw} = u_2 + 2w u_2 + 3w^2 u_1$$',
    '$\\frac{dy}{dw} = u_3 + 2w u_2 + 2w^2 u_1$',
    '$\\frac{dy}{dw} = u_3 + 2w u_2 + 3w u_1$',
    '$\\frac{dy}{dw} = u_3 - 2w u_2 + 3w^2 u_1$',
    // Equal only where w is 1.
    '$\\frac{dy}{dw} = u_3 + 2 u_2 + 3 u_1$',
    // Right until the last line.
    '$$\\frac{dy}{dw} = u_3 + 2wu_2 + 3w^2u_1$$ $$= u_3 + 5 w u_2$$',
    // The first answer is right, the last one counts.
    '$\\frac{dy}{dw} = u_3 + 2wu_2 + 3w^2u_1$. No: $\\frac{dy}{dw} = u_3$',
  ])('refuses %j with a reason', (markdown) => {
    const judgement = judge(markdown);
    expect(judgement.verdict).toBe('incorrect');
    expect(judgement.feedback.length).toBeGreaterThan(0);
  });

  it('names a term without giving the right one away', () => {
    const { feedback, mistake } = judge('$$\\frac{dy}{dw} = u_2 + 2w u_2 + 3w^2 u_1$$');
    expect(mistake).toBe('term-wrong-symbol');
    expect(feedback.join(' ')).toContain('first term');
    expect(feedback.join(' ')).not.toContain('u_{3}');
  });

  it('tells the right term where the author allows it', () => {
    const { feedback } = judge('$$\\frac{dy}{dw} = u_2 + 2w u_2 + 3w^2 u_1$$', { ...derivative, reveal: true });
    expect(feedback.join(' ')).toContain('u_{3}');
  });

  it('gives a counterexample', () => {
    const { counterexample } = judge('$\\frac{dy}{dw} = u_3 + 2w u_2$');
    expect(counterexample!.given).not.toBe(counterexample!.expected);
  });
});

describe('what is not decided', () => {
  it.each([
    // True, but in other names than were asked for.
    ['$\\frac{dy}{dw} = t + w r + w^2 p$', /names that are asked for/],
    ['$\\frac{dy}{dw} = \\frac{u_3 + 2wu_2}{$', /could not be read/i],
    ['It follows from the chain rule.', /no expression/i],
    ['$\\frac{dy}{dw} = u_3 + 2wu_2 + 3w^2u_1$\n\nCorrection: $u_2$', /corrects itself/],
    ['$\\frac{dy}{dw} = f(w)$', /f/],
  ])('%j goes to a person', (markdown, reason) => {
    const judgement = judge(markdown);
    expect(judgement.verdict).toBe('needs_review');
    expect(judgement.feedback.join(' ')).toMatch(reason);
  });

  it.each([
    '$\\frac{dy}{dw} = \\frac{dy}{dw}$',
    '$\\frac{dy}{dw} = \\frac{dy}{dw} + 0$',
    '$1 = 1$',
    '$y = y$',
    '$w = w$',
  ])('gives nothing for restating the question: %j', (markdown) => {
    expect(judge(markdown).share).toBe(0);
  });

  it.each(['?', '', '—', 'n/a', '<!-- $u_3 + 2wu_2 + 3w^2u_1$ -->'])('%j is unanswered', (markdown) => {
    expect(judge(markdown).verdict).toBe('unanswered');
  });
});

describe('chains', () => {
  it('gives half for a right end behind a step that does not hold, and names the step', () => {
    const judgement = judge('$$\\frac{dy}{dw} = u_3 + 2wu_2 = u_3 + 2wu_2 + 3w^2u_1$$');
    expect(judgement).toMatchObject({ verdict: 'partial', share: 0.5 });
    expect(judgement.feedback.join(' ')).toContain('does not hold');
  });

  it('says up to where a chain was right', () => {
    const judgement = judge('$$\\frac{dy}{dw} = u_3 + 2wu_2 + 3w^2u_1 = u_3 + 5wu_2$$');
    expect(judgement.verdict).toBe('incorrect');
    expect(judgement.feedback.join(' ')).toContain('is still right');
  });
});

describe('an equation', () => {
  const positive = { domain: { above: 0 } };
  const scope: Scope = { variables: { lambda: positive, eta: positive, gamma: positive } };
  const spec: ExpressionSpec = {
    label: '$\\lambda$',
    asked: ['lambda'],
    scope,
    expected: parseExpression('2\\eta\\gamma', scope),
    terms: { symbols: ['eta', 'gamma'] },
  };

  it.each([
    '$\\lambda = 2\\eta\\gamma$',
    'They agree when $\\lambda = 2 \\gamma \\eta$.',
    '$2\\eta\\gamma = \\lambda$',
    '$\\gamma = \\frac{\\lambda}{2\\eta}$',
    '$\\frac{\\lambda}{\\eta} = 2\\gamma$',
    'λ = 2ηγ',
    '$2\\eta\\gamma$',
  ])('accepts %j', (markdown) => {
    expect(judge(markdown, spec)).toMatchObject({ verdict: 'correct' });
  });

  it.each([
    '$\\lambda = \\eta\\gamma$',
    '$\\gamma = \\frac{2\\lambda}{\\eta}$',
    '$\\lambda = \\lambda$',
    '$\\eta = \\eta$',
    '$0 = 0$',
  ])('gives nothing for %j', (markdown) => {
    expect(judge(markdown, spec).share).toBe(0);
  });
});

describe('expressions beside an answer', () => {
  const scope: Scope = {
    variables: { N: { domain: { above: 1, integer: true } }, T: { domain: { above: 0, integer: true } } },
  };
  const spec: ExpressionSpec = {
    label: 'the number',
    scope,
    expected: parseExpression('N^T', scope),
    accepted: [{ expr: parseExpression('(N-1)^T', scope), note: 'Accepted as well.' }],
  };

  it.each([
    'There are $N^T$ of them.',
    'There are $N^T$ sequences, where $T$ is the length.',
    'For sequences of length $T+1$ there are $N^T$.',
    '$N^T$ sequences of length $T+1$',
    '$\\underbrace{N \\cdot N \\cdots N}_{T} = N^T$',
    'N^T',
    '$e^{T \\ln N}$',
    '$(N-1)^{T}$',
  ])('accepts %j', (markdown) => {
    expect(judge(markdown, spec).verdict).not.toBe('incorrect');
    expect(['correct', 'needs_review']).toContain(judge(markdown, spec).verdict);
  });

  it.each(['$T^N$', '$N^{T+1}$', '$N T$', '$N^2$', '$(N+1)^T$'])('refuses %j', (markdown) => {
    expect(judge(markdown, spec).verdict).toBe('incorrect');
  });
});

describe('what stands beside the answer', () => {
  const right = '$u_3 + 2wu_2 + 3w^2u_1$';

  it('an example behind it does not replace it', () => {
    expect(judge(`${right}. For example, with $w = 0$ it is $u_3$.`).verdict).toBe('correct');
  });

  it('a derivative by something else is no answer', () => {
    expect(judge(`The derivative with respect to $w$ is ${right}`).verdict).toBe('correct');
    const { verdict, feedback } = judge(`The derivative with respect to $u_1$ is ${right}`);
    expect(verdict).toBe('needs_review');
    expect(feedback[0]).toContain('with respect to $u_{1}$');
  });

  it('a name of one’s own for the result is no step', () => {
    expect(judge('$D = u_3 + 2wu_2 + 3w^2u_1$').verdict).toBe('correct');
  });
});
