import type { Expr } from '../expr.ts';

const signs = { juxtaposed: 'mul', dot: '·', times: '×', hadamard: '∘', tensor: '⊗', direct: '⊕' } as const;

/**
 * An expression as a compact tree for tests and messages to authors: `(+ t (mul w r))`.
 *
 * @example
 * treeOf({ type: 'negate', of: { type: 'symbol', name: 'w' } }); // '(- w)'
 */
export function treeOf(expr: Expr): string {
  const all = (exprs: readonly Expr[]): string => exprs.map(treeOf).join(' ');
  switch (expr.type) {
    case 'number':
      return expr.written;
    case 'symbol':
      return expr.name;
    case 'words':
      return JSON.stringify(expr.text);
    case 'sum':
      return `(+ ${all(expr.terms)})`;
    case 'negate':
      return `(- ${treeOf(expr.of)})`;
    case 'product':
      return `(${signs[expr.style]} ${all(expr.factors)})`;
    case 'quotient':
      return `(/ ${all([expr.numerator, expr.denominator])})`;
    case 'power':
      return `(^ ${all([expr.base, expr.exponent])})`;
    case 'apply':
      return `(${expr.name}!${expr.base ? `[${treeOf(expr.base)}]` : ''} ${all(expr.arguments)})`;
    case 'derivative':
      return `(${expr.partial ? '∂' : 'd'} ${all([expr.of, expr.by])})`;
    case 'list':
      return `(list${expr.bracket === 'none' ? '' : expr.bracket} ${all(expr.items)})`;
    case 'matrix':
      return `(matrix ${expr.rows.map((row) => `[${all(row)}]`).join(' ')})`;
    case 'transpose':
      return `(T ${treeOf(expr.of)})`;
    case 'norm':
      return `(norm ${treeOf(expr.of)})`;
    case 'absolute':
      return `(abs ${treeOf(expr.of)})`;
  }
}
