import type { Expr } from '../expressions/expr.ts';

/** The direct parts of an expression, in reading order. */
export function children(expr: Expr): readonly Expr[] {
  switch (expr.type) {
    case 'number':
    case 'symbol':
    case 'words':
      return [];
    case 'sum':
      return expr.terms;
    case 'product':
      return expr.factors;
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
      return [expr.of];
  }
}
