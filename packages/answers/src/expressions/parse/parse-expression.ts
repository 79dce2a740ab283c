import type { Expr, Scope } from '../expr.ts';
import { parseStatements } from './statements.ts';

/**
 * Reads one expression that an author wrote: for references, where a slip must not go unnoticed.
 *
 * @param latex LaTeX without dollar signs.
 * @param scope the names that it may use.
 * @throws RangeError when it cannot be read, or is not exactly one expression: with the reason.
 *
 * @example
 * latexOf(parseExpression('2 w u_2', { variables: { w: {}, u_2: {} } })); // '2wu_{2}'
 */
export function parseExpression(latex: string, scope: Scope): Expr {
  const { statements, problems } = parseStatements(latex, scope);
  if (problems[0]) throw new RangeError(`parseExpression: "${latex}" cannot be read: ${problems[0].message}`);
  const [statement, ...others] = statements;
  if (!statement || others.length > 0 || statement.members.length !== 1) {
    throw new RangeError(`parseExpression: "${latex}" is not one expression; give a single one, without = and commas`);
  }
  return statement.members[0]!;
}
