import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Expr, Scope } from '../expr.ts';
import { compareExpressions } from './compare.ts';
import { differentiate } from './differentiate.ts';
import { evaluator } from './evaluate.ts';
import { Graph, type Node, Undecidable } from './node.ts';
import { rational } from './rational.ts';
import { readPlain } from './read-plain.ts';
import { resolver } from './resolve.ts';
import { numberExpr } from './to-expr.ts';

const names = ['w', 'x', 'u_1', 'u_2', 'b'];
const scope: Scope = {
  variables: Object.fromEntries(names.map((name) => [name, { aliases: [`${name}'`] }])),
  definitions: { q: readPlain('w*u_1'), r: readPlain('u_2 + q') },
};

const symbol = (name: string): Expr => ({ type: 'symbol', name });
const integer = (value: number): Expr => numberExpr(rational(value));
const sum = (...terms: Expr[]): Expr => ({ type: 'sum', terms });
const product = (...factors: Expr[]): Expr => ({ type: 'product', factors, style: 'juxtaposed' });
const negate = (of: Expr): Expr => ({ type: 'negate', of });
const quotient = (numerator: Expr, denominator: Expr): Expr => ({ type: 'quotient', numerator, denominator });
const power = (base: Expr, exponent: number): Expr => ({ type: 'power', base, exponent: integer(exponent) });
const apply = (name: string, argument: Expr): Expr => ({ type: 'apply', name, arguments: [argument] });

/** Expressions as a course has them; what is applied or divided by stays of moderate size, so that nothing saturates everywhere. */
const expression: fc.Arbitrary<Expr> = fc.letrec<{ tree: Expr; leaf: Expr; inner: Expr }>((tie) => ({
  leaf: fc.oneof(
    { weight: 5, arbitrary: fc.constantFrom(...names, 'q', 'r').map(symbol) },
    { weight: 2, arbitrary: fc.integer({ min: 1, max: 5 }).map(integer) },
  ),
  inner: fc.oneof(
    tie('leaf'),
    fc.tuple(tie('leaf'), tie('leaf')).map(([a, b]) => sum(a, b)),
    fc.tuple(tie('leaf'), tie('leaf')).map(([a, b]) => product(a, b)),
  ),
  tree: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    tie('leaf'),
    fc.array(tie('tree'), { minLength: 2, maxLength: 3 }).map((terms) => sum(...terms)),
    fc.array(tie('tree'), { minLength: 2, maxLength: 3 }).map((factors) => product(...factors)),
    tie('tree').map(negate),
    fc.tuple(tie('tree'), fc.integer({ min: 2, max: 3 })).map(([base, exponent]) => power(base, exponent)),
    fc.tuple(tie('tree'), tie('inner')).map(([a, b]) => quotient(a, sum(integer(1), power(b, 2)))),
    fc
      .tuple(fc.constantFrom('tanh', 'sigma', 'exp', 'relu', 'sin'), tie('inner'))
      .map(([name, inner]) => apply(name, inner)),
  ),
})).tree;

/** A stream of choices that fast-check can shrink. */
type Choose = (count: number) => number;

/** A rearrangement of an expression, equal to it by construction. */
function rearrange(expr: Expr, choose: Choose): Expr {
  const inner = rearrangeParts(expr, choose);
  switch (choose(9)) {
    case 0: // add zero
      return sum(inner, symbol('x'), negate(symbol('x')));
    case 1: // times one
      return product(quotient(integer(3), integer(3)), inner);
    case 2: // two signs
      return negate(negate(inner));
    case 3: // multiply out
      return multipliedOut(inner);
    case 4: // take out a factor
      return product(integer(2), quotient(inner, integer(2)));
    case 5: // a common denominator
      return quotient(product(inner, sum(integer(1), power(symbol('b'), 2))), sum(integer(1), power(symbol('b'), 2)));
    case 6: // the same function in other words
      return inOtherWords(inner);
    default:
      return inner;
  }
}

function rearrangeParts(expr: Expr, choose: Choose): Expr {
  switch (expr.type) {
    case 'symbol':
      if (expr.name === 'q') return choose(2) === 0 ? expr : product(symbol('u_1'), symbol('w'));
      if (expr.name === 'r') return choose(2) === 0 ? expr : sum(symbol('q'), symbol('u_2'));
      return choose(3) === 0 ? symbol(`${expr.name}'`) : expr;
    case 'sum':
      return sum(
        ...rotated(
          expr.terms.map((term) => rearrange(term, choose)),
          choose,
        ),
      );
    case 'product':
      return product(
        ...rotated(
          expr.factors.map((factor) => rearrange(factor, choose)),
          choose,
        ),
      );
    case 'negate':
      return choose(2) === 0 ? negate(rearrange(expr.of, choose)) : product(integer(-1), rearrange(expr.of, choose));
    case 'quotient':
      return quotient(rearrange(expr.numerator, choose), rearrange(expr.denominator, choose));
    case 'power':
      return { ...expr, base: rearrange(expr.base, choose) };
    case 'apply':
      return { ...expr, arguments: expr.arguments.map((argument) => rearrange(argument, choose)) };
    default:
      return expr;
  }
}

function rotated(list: readonly Expr[], choose: Choose): Expr[] {
  const by = choose(list.length);
  return [...list.slice(by), ...list.slice(0, by)];
}

function multipliedOut(expr: Expr): Expr {
  if (expr.type === 'product') {
    const index = expr.factors.findIndex((factor) => factor.type === 'sum');
    const factor = expr.factors[index];
    if (factor?.type === 'sum') return sum(...factor.terms.map((term) => product(...expr.factors.with(index, term))));
  }
  if (expr.type === 'power' && expr.exponent.type === 'number')
    return product(...Array.from({ length: Number(expr.exponent.value.numerator) }, () => expr.base));
  if (expr.type === 'quotient' && expr.numerator.type === 'sum')
    return sum(...expr.numerator.terms.map((term) => quotient(term, expr.denominator)));
  return expr;
}

function inOtherWords(expr: Expr): Expr {
  const argument = expr.type === 'apply' ? expr.arguments[0]! : undefined;
  if (argument === undefined) return expr;
  const name = expr.type === 'apply' ? expr.name : '';
  if (name === 'sigma') return quotient(integer(1), sum(integer(1), apply('exp', negate(argument))));
  if (name === 'tanh') return sum(product(integer(2), apply('sigma', product(integer(2), argument))), integer(-1));
  if (name === 'relu') return sum(argument, apply('relu', negate(argument)));
  if (name === 'exp') return power(apply('exp', quotient(argument, integer(2))), 2);
  return negate(apply('sin', negate(argument)));
}

/** `root` with one part changed; whether the change is a real one is for the caller to see. */
function changed(root: Expr, choose: Choose): Expr {
  const places: ((with_: (part: Expr) => Expr) => Expr)[] = [];
  const visit = (part: Expr, rebuild: (changed: Expr) => Expr): void => {
    places.push((change) => rebuild(change(part)));
    if (part.type === 'sum')
      part.terms.forEach((term, index) =>
        visit(term, (each) => rebuild({ ...part, terms: part.terms.with(index, each) })),
      );
    if (part.type === 'product')
      part.factors.forEach((factor, index) =>
        visit(factor, (each) => rebuild({ ...part, factors: part.factors.with(index, each) })),
      );
    if (part.type === 'negate') visit(part.of, (each) => rebuild({ ...part, of: each }));
    if (part.type === 'quotient') {
      visit(part.numerator, (each) => rebuild({ ...part, numerator: each }));
      visit(part.denominator, (each) => rebuild({ ...part, denominator: each }));
    }
    if (part.type === 'power') visit(part.base, (each) => rebuild({ ...part, base: each }));
    if (part.type === 'apply')
      part.arguments.forEach((argument, index) =>
        visit(argument, (each) => rebuild({ ...part, arguments: part.arguments.with(index, each) })),
      );
  };
  visit(root, (part) => part);
  const changes: readonly ((part: Expr) => Expr)[] = [
    negate,
    (part) => product(integer(2), part),
    (part) => sum(part, integer(1)),
    (part) => sum(part, symbol('b')),
    (part) => product(part, symbol('w')),
    (part) => (part.type === 'symbol' ? symbol(part.name === 'x' ? 'w' : 'x') : power(part, 2)),
    (part) =>
      part.type === 'sum'
        ? sum(...part.terms.slice(1))
        : part.type === 'product'
          ? product(...part.factors.slice(1))
          : apply('tanh', part),
    (part) =>
      part.type === 'apply'
        ? apply(part.name === 'tanh' ? 'sigma' : 'tanh', part.arguments[0]!)
        : sum(part, integer(-1)),
  ];
  return places[choose(places.length)]!(changes[choose(changes.length)]!);
}

/** Whether the two differ clearly at some point that no comparison uses: the truth that the test goes by. */
function differClearly(a: Expr, b: Expr): boolean {
  const { resolve } = resolver(new Graph(), scope);
  const nodes: Node[] = [];
  try {
    nodes.push(resolve(a), resolve(b));
  } catch (error) {
    // A change may make a denominator zero, as 1 − 1: then there is no value that could be equal.
    if (error instanceof Undecidable) return true;
    throw error;
  }
  const evaluate = evaluator(nodes);
  for (let index = 1; index <= 40; index++) {
    const at = Object.fromEntries(names.map((name, position) => [name, ((index * 7 + position * 5) % 23) / 8 - 1.3]));
    const [x, y] = evaluate(at).results;
    if (Math.abs(x!.value - y!.value) > 1e-6 * (1 + Math.abs(x!.value)) && x!.error + y!.error < 1e-9) return true;
  }
  return false;
}

const choices = fc.infiniteStream(fc.nat({ max: 1_000_000 }));

function chooser(stream: Iterator<number>): Choose {
  return (count) => Number(stream.next().value ?? 0) % count;
}

describe('an expression and a rearrangement of it', () => {
  test('are equal, and never different', () => {
    let undecided = 0;
    fc.assert(
      fc.property(expression, choices, (expr, stream) => {
        const other = rearrange(expr, chooser(stream));
        const found = compareExpressions(other, expr, scope);
        if (found.outcome === 'undecided') undecided++;
        expect(found.outcome).not.toBe('different');
      }),
      { seed: 1, numRuns: 400 },
    );
    // Nested saturated functions are for a person; everything else has to be decided.
    expect(undecided).toBeLessThanOrEqual(8);
  });
});

describe('an expression and one with a single change', () => {
  test('are never equal, and nearly always different', () => {
    let real = 0;
    let different = 0;
    fc.assert(
      fc.property(expression, choices, (expr, stream) => {
        const choose = chooser(stream);
        const other = changed(expr, choose);
        if (!differClearly(expr, other)) return;
        real++;
        const found = compareExpressions(rearrange(other, choose), expr, scope);
        expect(found.outcome).not.toBe('equal');
        if (found.outcome === 'different') different++;
      }),
      { seed: 2, numRuns: 400 },
    );
    expect(real).toBeGreaterThan(250);
    expect(different).toBeGreaterThan(real * 0.98);
  });
});

describe('differentiate', () => {
  test('agrees with central differences', () => {
    fc.assert(
      fc.property(expression, fc.constantFrom(...names), (expr, name) => {
        const graph = new Graph();
        const { resolve } = resolver(graph, scope);
        // Names are put in first: differentiate holds every other name fixed.
        const plain = withoutDefinitions(expr);
        const evaluate = evaluator([resolve(plain), resolve(differentiate(plain, name))]);
        const at = { w: 0.41, x: -0.73, u_1: 0.57, u_2: -0.29, b: 0.83 };
        const step = 2 ** -14;
        const value = (shift: number): number => evaluate({ ...at, [name]: at[name as 'w'] + shift }).results[0]!.value;
        const derivative = evaluate(at).results[1]!.value;
        // Richardson: the error of the combination is of order step⁴ times the fifth derivative.
        const coarse = (value(step) - value(-step)) / (2 * step);
        const fine = (value(step / 2) - value(-step / 2)) / step;
        const numeric = (4 * fine - coarse) / 3;
        const scale = 1 + Math.abs(derivative) + Math.abs(value(0));
        // Rounding is value · 2^-53 / step, times a small constant.
        expect(Math.abs(numeric - derivative)).toBeLessThan(1e-8 * scale * scale);
      }),
      { seed: 3, numRuns: 200 },
    );
  });

  test.each([
    ['log(x)', '1/x'],
    ['sqrt(x)', '1/(2*sqrt(x))'],
    ['x^x', 'x^x*(log(x) + 1)'],
    ['arctan(x)', '1/(1 + x^2)'],
    ['arcsin(x/9)', '1/sqrt(81 - x^2)'],
    ['erf(x)', '2/sqrt(pi)*exp(-x^2)'],
    ['softplus(x)', 'sigma(x)'],
    ['sinh(x)*cosh(x)', 'cosh(2*x)'],
    ['tan(x)', '1/cos(x)^2'],
    ['max(x, 2)', '(1 + sign(x - 2))/2'],
    ['max(x, 2, w)', '(1 + sign(x - max(2, w)))/2'],
    ['|x|', '1'],
    ['2^x', '2^x*log(2)'],
  ])('D %s is %s', (of, derivative) => {
    const domains: Scope = {
      variables: { x: { domain: { above: 0, below: 8 } }, w: { domain: { above: 0, below: 8 } } },
    };
    expect(compareExpressions(differentiate(readPlain(of), 'x'), readPlain(derivative), domains).outcome).toBe('equal');
  });
});

function withoutDefinitions(expr: Expr): Expr {
  switch (expr.type) {
    case 'symbol':
      if (expr.name === 'q') return product(symbol('w'), symbol('u_1'));
      return expr.name === 'r' ? sum(symbol('u_2'), product(symbol('w'), symbol('u_1'))) : expr;
    case 'sum':
      return sum(...expr.terms.map(withoutDefinitions));
    case 'product':
      return product(...expr.factors.map(withoutDefinitions));
    case 'negate':
      return negate(withoutDefinitions(expr.of));
    case 'quotient':
      return quotient(withoutDefinitions(expr.numerator), withoutDefinitions(expr.denominator));
    case 'power':
      return { ...expr, base: withoutDefinitions(expr.base) };
    case 'apply':
      return { ...expr, arguments: expr.arguments.map(withoutDefinitions) };
    default:
      return expr;
  }
}
