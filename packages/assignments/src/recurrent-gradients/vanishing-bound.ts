import {
  type BoundSpec,
  type Expr,
  judgeBound,
  type Judgement,
  parseExpression,
  type PartContent,
  type PartText,
  plainOf,
  type Scope,
} from '@gradbook/answers';

import type { JudgeOptions, Samples } from '../definition/assignment.ts';
import { withText } from '../definition/with-text.ts';
import { boundDoesNotVanish, boundTooStrong } from '../mistakes/bounds.ts';

/** States under the indices by which steps are told: in plain text, what holds another name is prose. */
const states = ['h', 'g'].flatMap((letter) =>
  ['T', '0', '1', 't', '{t-1}', '{t+1}', 'k', '{k-1}', 'i', '{i-1}', '{T-1}'].map((index) => `${letter}_${index}`),
);

const scope: Scope = {
  variables: {
    ...Object.fromEntries(['lambda', 'lambda_1', ...states].map((name) => [name, {}])),
    delta: { domain: { above: 0, below: 1 } },
    gamma: { domain: { above: 0 } },
    T: { domain: { above: 0, integer: true } },
    W: {},
  },
  functions: ['sigma', "sigma'"],
};
const weights = 'norm_of_W';
const slope = 'norm_of_slope';
const step = 'norm_of_step';
const whole = 'norm_of_whole';
const variables = Object.fromEntries([...Object.keys(scope.variables), weights, slope, step].map((name) => [name, {}]));
const symbol = (name: string): Expr => ({ type: 'symbol', name });
const times = (...factors: readonly Expr[]): Expr => ({ type: 'product', factors, style: 'juxtaposed' });

/** What the norms stand for, by what stands between the bars. */
function quantityOf(expr: Expr): string | undefined {
  // √λ₁(WᵀW) is ‖W‖, as the question says.
  if (expr.type === 'apply' && expr.name === 'sqrt' && /lambda/.test(plainOf(expr)) && /\bW\b/.test(plainOf(expr)))
    return weights;
  if (expr.type !== 'norm' && expr.type !== 'absolute') return undefined;
  // `||W||` as it is typed.
  if (expr.type === 'absolute' && expr.of.type === 'absolute') return quantityOf(expr.of);
  const of = expr.of.type === 'transpose' ? expr.of.of : expr.of;
  if (of.type === 'symbol' && /^W(?:\^T)?$/.test(of.name)) return weights;
  if (of.type === 'derivative' && of.of.type === 'symbol' && of.by.type === 'symbol')
    return jacobian(of.of.name, of.by.name);
  if (of.type === 'apply' && of.name === 'prod' && isStep(of.arguments[0])) return whole;
  if (isSlope(of)) return slope;
  // The Jacobian of one step written out, W diag(σ′) in either order.
  if (of.type === 'product' && of.factors.length === 2) {
    const isWeight = (factor: Expr): boolean => quantityOf({ type: 'norm', of: factor }) === weights;
    if (of.factors.some(isWeight) && of.factors.some(isSlope)) return step;
  }
  return undefined;
}

/** ∂h_T/∂h_0, or ∂h_t/∂h_{t−1} under any index. */
function jacobian(of: string, by: string): string | undefined {
  const [, state, last] = /^([hg])_\{?([^{}]+)\}?$/.exec(of) ?? [];
  const [, other, first] = /^([hg])_\{?([^{}]+)\}?$/.exec(by) ?? [];
  if (state === undefined || state !== other) return undefined;
  if (last === 'T' && first === '0') return whole;
  const before = first!.replaceAll(' ', '');
  return before === `${last}-1` ||
    (/^\d+$/.test(last!) && Number(last) === Number(before) + 1) ||
    last === `${before}+1`
    ? step
    : undefined;
}

function isStep(expr: Expr | undefined): boolean {
  return (
    expr?.type === 'derivative' &&
    expr.of.type === 'symbol' &&
    expr.by.type === 'symbol' &&
    jacobian(expr.of.name, expr.by.name) === step
  );
}

/** diag(σ′(…)), σ′(…), ∂σ(h)/∂h. */
function isSlope(expr: Expr): boolean {
  if (expr.type === 'apply' && /^diag$/i.test(expr.name) && expr.arguments.length === 1)
    return isSlope(expr.arguments[0]!);
  if (expr.type === 'apply') return /^(?:sigma|sigmoid|phi|f)'$/.test(expr.name);
  return (
    (expr.type === 'derivative' && expr.of.type === 'apply' && /^(?:sigma|sigmoid|phi|f)$/.test(expr.of.name)) ||
    (expr.type === 'symbol' && expr.name === "sigma'")
  );
}

const spec: BoundSpec = {
  scope,
  quantities: [
    { id: 'delta', values: [0.3, 0.9] },
    { id: 'gamma', values: [0.25, 1, 3], factor: true },
    { id: 'T', values: [1, 2, 5] },
    { id: weights, atMost: parseExpression('\\frac{\\delta}{\\gamma}', scope), factor: true },
    { id: slope, atMost: symbol('gamma'), factor: true },
    { id: step, atMost: times(symbol(weights), symbol(slope)) },
    { id: whole, atMost: { type: 'power', base: symbol(step), exponent: symbol('T') } },
  ],
  quantityOf,
  asked: whole,
  step,
  bound: parseExpression('\\delta^T', { variables }),
  shown:
    "$\\left\\|\\frac{\\partial h_t}{\\partial h_{t-1}}\\right\\| \\le \\|W\\| \\|\\mathrm{diag}(\\sigma'(h_{t-1}))\\| \\le \\frac{\\delta}{\\gamma}\\gamma = \\delta$, so $\\left\\|\\frac{\\partial h_T}{\\partial h_0}\\right\\| \\le \\prod_{t=1}^T \\left\\|\\frac{\\partial h_t}{\\partial h_{t-1}}\\right\\| \\le \\delta^T \\to 0$",
  tooStrong: boundTooStrong,
  vanishes: { along: 'T', ...boundDoesNotVanish },
};

/** Judges the bound ‖∂h_T/∂h_0‖ ≤ δ^T and the inequalities that lead to it. */
export function judgeVanishingBound(content: PartContent, _written: PartText, options: JudgeOptions): Judgement {
  return withText(
    judgeBound(content, spec, options),
    content,
    'Look for: one step is bounded by $\\lVert W \\rVert \\gamma \\le \\delta$, so $T$ steps by $\\delta^T$.',
  );
}

/** Answers with known verdicts. */
export const boundSamples = async (): Promise<Samples> => ({
  right: [spec.shown],
  wrong: [
    { answer: spec.shown.replace('\\delta^T', '\\delta^{2T}'), mistake: boundTooStrong.id },
    { answer: spec.shown.replace('\\delta^T', 'T\\delta'), mistake: boundDoesNotVanish.id },
  ],
});
