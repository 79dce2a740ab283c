import { compareExpressions, type Contribution, type Expr, parseExpression, type Scope } from '@gradbook/answers';
import { name, paths } from '@gradbook/autograd';
import { add, log, mul, neg, relu, sigmoid, type Value } from '@gradbook/core-ops';

import { scopeOfGraph } from '../definition/graph-scope.ts';
import { once } from '../definition/once.ts';
import { type TracedGraph, tracedGraph } from '../definition/traced.ts';

/** A point at which every rectified value is positive: any will do, the expressions are read off the operations. */
const point = {
  w_1: 0.5,
  w_2: 0.25,
  u: 0.75,
  v: 1.5,
  b_h: 0.125,
  b_y: 0.0625,
  'h^(0)': 0.5,
  'x_1^(1)': 1.25,
  'x_2^(1)': 0.375,
  'x_1^(2)': 0.875,
  'x_2^(2)': 1.125,
};

type Inputs = Readonly<Record<keyof typeof point, Value>>;

/** Two steps of h^(t) = relu(w₁ x₁ + w₂ x₂ + u h^(t−1) + b_h), y^(t) = σ(v h^(t) + b_y), with the loss −ln y at both. */
function twoSteps(inputs: Inputs): Readonly<Record<string, Value>> {
  const { w_1, w_2, u, v, b_h, b_y } = inputs;
  const step = (t: 1 | 2, before: Value): { readonly h: Value; readonly y: Value } => {
    // Named, so that what the loss gains through each product with w₁ can be asked for.
    const product = name(mul(w_1, inputs[`x_1^(${t})`]), productName(t));
    const sum = add(add(add(product, mul(w_2, inputs[`x_2^(${t})`])), mul(u, before)), b_h);
    const h = name(relu(sum), `h^(${t})`);
    return { h, y: name(sigmoid(add(mul(v, h), b_y)), `y^(${t})`) };
  };
  const first = step(1, inputs['h^(0)']);
  const second = step(2, first.h);
  return { first: name(neg(log(first.y)), 'L^(1)'), second: name(neg(log(second.y)), 'L^(2)') };
}

/** w₁ x₁^(t): no name that an answer would choose. */
function productName(t: number): string {
  return `varrho_w^(${t})`;
}

/** The graph of both steps. */
export const networkGraph: TracedGraph = tracedGraph(twoSteps, point);

/** The names of the question, with L for the loss of a step; everything is positive, so that ReLU is active. */
export async function networkScope(t: 1 | 2): Promise<Scope> {
  const scope = await namesOfNetwork();
  const loss: Expr = { type: 'symbol', name: `L^(${t})` };
  // In the first step alone, names without a time can only be of that step.
  return withSpellings({ ...scope, definitions: { ...scope.definitions, L: loss } }, t === 1 ? firstStep : []);
}

/** Further names for names of a scope. */
function withSpellings(scope: Scope, names: readonly (readonly [name: string, of: string])[]): Scope {
  return {
    ...scope,
    definitions: { ...scope.definitions, ...Object.fromEntries(names.map(([name, of]) => [name, symbol(of)])) },
    spellings: { ...scope.spellings, ...Object.fromEntries(names) },
  };
}

const symbol = (of: string): Expr => ({ type: 'symbol', name: of });

/** Names of the first step without their time. */
export const firstStep: readonly (readonly [name: string, of: string])[] = [
  ['y', 'y^(1)'],
  ['h', 'h^(1)'],
  ['x_1', 'x_1^(1)'],
  ['x_2', 'x_2^(1)'],
];

const namesOfNetwork: () => Promise<Scope> = once(async () => {
  const aliases: Readonly<Record<string, readonly string[]>> = {
    u: ['U'],
    'h^(0)': ['h_0'],
    'x_1^(1)': ['x_{1,1}', 'x_{1}^1'],
    'x_1^(2)': ['x_{1,2}'],
    'x_2^(1)': ['x_{2,1}'],
    'x_2^(2)': ['x_{2,2}'],
  };
  const variables = Object.fromEntries(
    Object.keys(point).map((key) => [
      key,
      { domain: { above: 0 }, ...(aliases[key] ? { aliases: aliases[key] } : {}) },
    ]),
  );
  const scope = scopeOfGraph(await networkGraph(), variables);
  return withSpellings(
    scope,
    [1, 2].flatMap((t) => ['h', 'y', 'L'].map((letter) => [`${letter}_${t}`, `${letter}^(${t})`] as const)),
  );
});

/** ∂L^(t)/∂w₁. */
export function gradientAt(t: number): Expr {
  return derivative(`L^(${t})`, 'w_1');
}

/** ∂L^(1)/∂w₁ as it is shown. */
export const shortGradient: () => Promise<Expr> = once(async () =>
  shortForm(String.raw`-(1 - y^{(1)}) v x_1^{(1)}`, gradientAt(1), await networkScope(1)),
);

/** What L^(2) gains along each path that begins at w₁, as the traced graph has them. */
export const pathContributions: () => Promise<readonly Contribution[]> = once(async () => {
  const traced = await networkGraph();
  const scope = await networkScope(2);
  return paths(traced, 'w_1', 'L^(2)').map(({ edges }): Contribution => {
    const [first] = edges;
    const end = traced.nodes[traced.edges[first!]!.to]!;
    const t = [1, 2].find((step) => productName(step) === end.name);
    if (t === undefined) throw new RangeError(`a path leaves w_1 to the node ${end.id}, which is no product with it`);
    const expr: Expr = {
      type: 'product',
      style: 'juxtaposed',
      factors: [{ type: 'symbol', name: `x_1^(${t})` }, derivative('L^(2)', productName(t))],
    };
    const shortest = t === 1 ? '-(1 - y^{(2)}) v u x_1^{(1)}' : '-(1 - y^{(2)}) v x_1^{(2)}';
    return { expr, shortest: shortForm(shortest, expr, scope) };
  });
});

/** A short form of an expression of the graph, which it must equal. */
function shortForm(latex: string, expr: Expr, scope: Scope): Expr {
  const short = parseExpression(latex, scope);
  const { outcome } = compareExpressions(short, expr, scope);
  if (outcome !== 'equal') throw new RangeError(`${latex} is not what the traced network has`);
  return short;
}

/** How many paths lead from w₁ to the losses of steps 1 to `last`, together: the loss at t has one for every step up to it. */
export async function pathsToAllLosses(last: number): Promise<number> {
  const traced = await networkGraph();
  const [one, two] = [1, 2].map((t) => paths(traced, 'w_1', `L^(${t})`).length) as [number, number];
  // The graph has two steps; every further one adds a product with w₁ and nothing else.
  return Array.from({ length: last }, (_, t) => one + t * (two - one)).reduce((sum, count) => sum + count, 0);
}

function derivative(of: string, by: string): Expr {
  return { type: 'derivative', of: { type: 'symbol', name: of }, by: { type: 'symbol', name: by }, partial: true };
}
