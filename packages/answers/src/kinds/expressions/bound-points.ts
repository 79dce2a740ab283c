import { random } from '../../expressions/compare/random.ts';
import type { Expr } from '../../expressions/expr.ts';

/** A number of a question about bounds: free, or anywhere between 0 and what the assumptions allow. */
export interface Quantity {
  readonly id: string;
  /** Values that are tried, of a free one. */
  readonly values?: readonly number[];
  /** What it is at most, in quantities before it. */
  readonly atMost?: Expr;
  /** A factor of which something is assumed: an argument has to use one. */
  readonly factor?: true;
}

/** A value for every quantity. */
export interface Point {
  readonly values: Readonly<Record<string, number>>;
  /** Those of the free quantities, as the feedback shows them. */
  readonly shown: Readonly<Record<string, number>>;
}

/** Points beside the extreme ones, for each choice of the free quantities. */
const inner = 2;

/**
 * Points that the assumptions allow. For every choice of the free quantities one is extreme: everything is as large as it
 * can be, which is where a bound that is too small shows.
 */
export function samplePoints(quantities: readonly Quantity[], seed: number): readonly Point[] {
  let free: Readonly<Record<string, number>>[] = [{}];
  for (const { id, values } of quantities)
    if (values) free = free.flatMap((chosen) => values.map((value) => ({ ...chosen, [id]: value })));
  const source = random(seed, 'bounds');
  return free.flatMap((shown) =>
    Array.from({ length: inner + 1 }, (_, index) => {
      const values: Record<string, number> = { ...shown };
      for (const { id, atMost } of quantities) {
        if (!atMost) continue;
        const most = evaluateAt(atMost, { values, shown });
        if (most === undefined)
          throw new RangeError(`the quantity ${id} is bounded by something that is not known before it`);
        values[id] = index === 0 ? most : most * source.uniform();
      }
      return { values, shown };
    }),
  );
}

/** The value of an expression at a point; undefined where it holds something else than numbers and quantities. */
export function evaluateAt(expr: Expr, point: Point): number | undefined {
  const all = (parts: readonly Expr[]): readonly number[] | undefined => {
    const values = parts.map((part) => evaluateAt(part, point));
    return values.every((value) => value !== undefined) ? values : undefined;
  };
  switch (expr.type) {
    case 'number':
      return Number(expr.value.numerator) / Number(expr.value.denominator);
    case 'symbol':
      return Object.hasOwn(point.values, expr.name) ? point.values[expr.name] : undefined;
    case 'sum':
      return all(expr.terms)?.reduce((sum, value) => sum + value, 0);
    case 'product':
      return all(expr.factors)?.reduce((product, value) => product * value, 1);
    case 'negate':
    case 'absolute':
    case 'norm': {
      const of = evaluateAt(expr.of, point);
      return of === undefined ? undefined : expr.type === 'negate' ? -of : Math.abs(of);
    }
    case 'list':
      return expr.items.length === 1 ? evaluateAt(expr.items[0]!, point) : undefined;
    case 'quotient': {
      const parts = all([expr.numerator, expr.denominator]);
      return parts && parts[0]! / parts[1]!;
    }
    case 'power': {
      const parts = all([expr.base, expr.exponent]);
      return parts && parts[0]! ** parts[1]!;
    }
    case 'apply':
      return applied(expr, point);
    default:
      return undefined;
  }
}

/** √x, and a product over steps whose factor does not depend on the step. */
function applied(expr: Expr & { readonly type: 'apply' }, point: Point): number | undefined {
  if (expr.name === 'sqrt' && expr.arguments.length === 1) {
    const of = evaluateAt(expr.arguments[0]!, point);
    return of === undefined ? undefined : Math.sqrt(of);
  }
  if (expr.name !== 'prod') return undefined;
  const [body, index, from, to] = expr.arguments;
  const value = body && evaluateAt(body, index?.type === 'symbol' ? without(point, index.name) : point);
  if (value === undefined) return undefined;
  if (!from || !to) return point.values['T'] === undefined ? undefined : value ** point.values['T'];
  const [first, last] = [evaluateAt(from, point), evaluateAt(to, point)];
  return first === undefined || last === undefined ? undefined : value ** (last - first + 1);
}

function without(point: Point, name: string): Point {
  return { ...point, values: Object.fromEntries(Object.entries(point.values).filter(([key]) => key !== name)) };
}
