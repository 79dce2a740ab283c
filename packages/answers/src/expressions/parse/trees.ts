import type { Expr } from '../expr.ts';

/** The parts directly below an expression, in order. */
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
      return expr.base ? [...expr.arguments, expr.base] : expr.arguments;
    case 'derivative':
      return [expr.of, expr.by];
    case 'list':
      return expr.items;
    case 'matrix':
      return expr.rows.flat();
    case 'negate':
    case 'transpose':
    case 'norm':
    case 'absolute':
      return [expr.of];
  }
}

/** The levels of a tree, counted without recursion up to `most` + 1. */
export function depthOf(expr: Expr, most: number): number {
  let level: readonly Expr[] = [expr];
  let depth = 0;
  while (level.length > 0 && depth <= most) {
    depth++;
    level = level.flatMap(children);
  }
  return depth;
}

/** Whether two expressions are written alike, digits included. */
export function sameExpr(a: Expr, b: Expr): boolean {
  if (a.type !== b.type) return false;
  if (a.type === 'number')
    return (
      b.type === 'number' &&
      a.written === b.written &&
      a.value.numerator === b.value.numerator &&
      a.value.denominator === b.value.denominator
    );
  if (a.type === 'symbol') return b.type === 'symbol' && a.name === b.name;
  if (a.type === 'words') return b.type === 'words' && a.text === b.text;
  if (a.type === 'product' && b.type === 'product' && a.style !== b.style) return false;
  if (a.type === 'list' && b.type === 'list' && a.bracket !== b.bracket) return false;
  if (a.type === 'derivative' && b.type === 'derivative' && a.partial !== b.partial) return false;
  if (
    a.type === 'apply' &&
    b.type === 'apply' &&
    (a.name !== b.name || (a.base === undefined) !== (b.base === undefined))
  )
    return false;
  if (
    a.type === 'matrix' &&
    b.type === 'matrix' &&
    (a.rows.length !== b.rows.length || a.rows.some((row, i) => row.length !== b.rows[i]?.length))
  )
    return false;
  const [left, right] = [children(a), children(b)];
  return left.length === right.length && left.every((child, i) => sameExpr(child, right[i] as Expr));
}

/**
 * A tree with every expression replaced, from the leaves up: `change` gets each one with its parts already replaced.
 *
 * @example
 * const double = mapExpr({ type: 'negate', of: { type: 'symbol', name: 'x' } }, (expr) =>
 *   expr.type === 'symbol' ? { ...expr, name: `${expr.name}_2` } : expr,
 * );
 * plainOf(double); // '-x_2'
 */
export function mapExpr(expr: Expr, change: (expr: Expr) => Expr): Expr {
  const visit = (part: Expr): Expr => mapExpr(part, change);
  switch (expr.type) {
    case 'number':
    case 'symbol':
    case 'words':
      return change(expr);
    case 'sum':
      return change({ ...expr, terms: expr.terms.map(visit) });
    case 'product':
      return change({ ...expr, factors: expr.factors.map(visit) });
    case 'quotient':
      return change({ ...expr, numerator: visit(expr.numerator), denominator: visit(expr.denominator) });
    case 'power':
      return change({ ...expr, base: visit(expr.base), exponent: visit(expr.exponent) });
    case 'apply':
      return change({
        ...expr,
        arguments: expr.arguments.map(visit),
        ...(expr.base ? { base: visit(expr.base) } : {}),
      });
    case 'derivative':
      return change({ ...expr, of: visit(expr.of), by: visit(expr.by) });
    case 'list':
      return change({ ...expr, items: expr.items.map(visit) });
    case 'matrix':
      return change({ ...expr, rows: expr.rows.map((row) => row.map(visit)) });
    case 'negate':
    case 'transpose':
    case 'norm':
    case 'absolute':
      return change({ ...expr, of: visit(expr.of) });
  }
}
