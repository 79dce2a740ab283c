import type { Expr } from '../expr.ts';
import { derivative } from './derivative.ts';
import { Graph } from './node.ts';
import { resolver } from './resolve.ts';
import { toExpr } from './to-expr.ts';

/**
 * The derivative of an expression by one of its names, every other name held fixed.
 * Knows all elementary functions; a name applied as a function that is not elementary is differentiated as f′.
 *
 * @param expression - What is differentiated. Every name in it is a variable, save `e` and `pi`.
 * @param name - The canonical name of the variable.
 * @returns The derivative, with zeros and ones left out but not otherwise simplified.
 * @throws Undecidable where the expression has no derivative that can be written down, as a list or a matrix.
 *
 * @example
 * ```ts
 * const parse = (latex: string): Expr => parseExpression(latex, { variables: { w: {}, x: {} } });
 * latexOf(differentiate(parse('w^2 x'), 'w')); // '2wx'
 * ```
 */
export function differentiate(expression: Expr, name: string): Expr {
  const graph = new Graph();
  const node = resolver(graph, { variables: {} }, { free: true }).resolve(expression);
  return toExpr(derivative(graph, node, name));
}
