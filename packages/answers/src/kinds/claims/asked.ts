import type { Expr, Scope } from '../../expressions/expr.ts';
import { isSymbol } from './terms.ts';
import { children } from '../../expressions/parse/trees.ts';

/** How a quantity that is asked for is written: a canonical name, a name with a power, or a derivative. */
export type Asked = string | { readonly of: string; readonly by: string };

/** Whether an expression is the name of a quantity that is asked for. */
export function isAsked(expr: Expr, asked: Asked, scope: Scope): boolean {
  if (typeof asked === 'string') return isSymbol(expr, asked, scope);
  return expr.type === 'derivative' && isSymbol(expr.of, asked.of, scope) && isSymbol(expr.by, asked.by, scope);
}

/** Whether an expression mentions a quantity that is asked for anywhere. */
export function containsAsked(expr: Expr, asked: Asked, scope: Scope): boolean {
  return isAsked(expr, asked, scope) || children(expr).some((child) => containsAsked(child, asked, scope));
}
