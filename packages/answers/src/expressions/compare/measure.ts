import type { Expr } from '../expr.ts';
import type { Limits } from '../../judgement.ts';
import { Undecidable } from './node.ts';

/** The direct parts of an expression, in the order of writing. */
export function parts(expr: Expr): readonly Expr[] {
  switch (expr.type) {
    case 'sum':
      return expr.terms;
    case 'product':
      return expr.factors;
    case 'negate':
    case 'transpose':
    case 'norm':
    case 'absolute':
      return [expr.of];
    case 'quotient':
      return [expr.numerator, expr.denominator];
    case 'power':
      return [expr.base, expr.exponent];
    case 'apply':
      return expr.base === undefined ? expr.arguments : [...expr.arguments, expr.base];
    case 'derivative':
      return [expr.of, expr.by];
    case 'list':
      return expr.items;
    case 'matrix':
      return expr.rows.flat();
    default:
      return [];
  }
}

/** The number of nodes and the depth of an expression, without recursion: it may be deeper than the call stack. */
function measure(expr: Expr): { readonly nodes: number; readonly depth: number } {
  let nodes = 0;
  let depth = 0;
  const open: (readonly [Expr, number])[] = [[expr, 1]];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    nodes++;
    depth = Math.max(depth, next[1]);
    for (const part of parts(next[0])) open.push([part, next[1] + 1]);
  }
  return { nodes, depth };
}

/** Throws Undecidable where an expression is larger than the limits allow. */
export function checkSize(expr: Expr, limits: Limits): void {
  const { nodes, depth } = measure(expr);
  if (depth > limits.depth)
    throw new Undecidable(`The expression is nested ${depth} deep; ${limits.depth} is the limit.`);
  if (nodes > limits.nodes) throw new Undecidable(`The expression has ${nodes} parts; ${limits.nodes} is the limit.`);
}

/**
 * A rough measure of whether an expression is about as short as the reference: at most half as large again.
 * Good for a note beside a right answer, never for its verdict.
 *
 * @example
 * ```ts
 * const parse = (latex: string): Expr => parseExpression(latex, { variables: { w: {}, x: {}, b: {} } });
 * isSimplified(parse('w x + 0 b + 1 - 1'), parse('w x')); // false
 * isSimplified(parse('x w'), parse('w x')); // true
 * ```
 */
export function isSimplified(given: Expr, expected: Expr): boolean {
  return measure(given).nodes <= Math.max(measure(expected).nodes * 1.5, 5);
}
