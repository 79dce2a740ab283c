import type { Expr, Scope } from '../../expressions/expr.ts';
import { children } from '../../expressions/parse/trees.ts';

/** Which names an answer may be written in. An answer in other names restates the question instead of answering it. */
export interface Terms {
  /** Canonical names of symbols; undefined allows every name of the scope. */
  readonly symbols?: readonly string[];
  /** Derivatives that may be used, as `[of, by]` in canonical names; none without it. */
  readonly derivatives?: readonly (readonly [of: string, by: string])[];
}

/** The first thing in an expression that the terms do not allow, as the feedback names it; undefined when all is allowed. */
export function foreignTerm(expr: Expr, terms: Terms, scope: Scope): string | undefined {
  if (expr.type === 'symbol') {
    const name = resolveAlias(expr.name, scope);
    // A name that the scope does not know may be a renaming: comparing decides about it.
    if (!isNamed(name, scope)) return undefined;
    return terms.symbols === undefined || terms.symbols.includes(name) ? undefined : expr.name;
  }
  if (expr.type === 'derivative') {
    const allowed = terms.derivatives?.some(([of, by]) => isSymbol(expr.of, of, scope) && isSymbol(expr.by, by, scope));
    return allowed === true ? undefined : 'a derivative';
  }
  for (const child of children(expr)) {
    const foreign = foreignTerm(child, terms, scope);
    if (foreign !== undefined) return foreign;
  }
  return undefined;
}

/** Whether an expression is the symbol of that canonical name, or one of its aliases. */
export function isSymbol(expr: Expr, name: string, scope: Scope): boolean {
  return expr.type === 'symbol' && resolveAlias(expr.name, scope) === name;
}

/** The name in the scope that a written name stands for. */
function resolveAlias(name: string, scope: Scope): string {
  if (Object.hasOwn(scope.variables, name)) return name;
  for (const [canonical, symbol] of Object.entries(scope.variables)) {
    if (symbol.aliases?.includes(name) === true) return canonical;
  }
  return name;
}

/**
 * The names in an expression that its scope does not have, each once: a reference that uses one could never be equal
 * to an answer.
 *
 * @example
 * const scope: Scope = { variables: { x: {} } };
 * undeclaredNames(parseExpression('2xz + z', scope), scope); // ['z']
 */
export function undeclaredNames(expr: Expr, scope: Scope): readonly string[] {
  if (expr.type === 'symbol') return isNamed(resolveAlias(expr.name, scope), scope) ? [] : [expr.name];
  return [...new Set(children(expr).flatMap((child) => undeclaredNames(child, scope)))];
}

/** Whether every name in an expression is one of the scope's. */
export function isKnown(expr: Expr, scope: Scope): boolean {
  if (expr.type === 'words') return false;
  if (expr.type === 'symbol') {
    const name = resolveAlias(expr.name, scope);
    return isNamed(name, scope);
  }
  return children(expr).every((child) => isKnown(child, scope));
}

function isNamed(name: string, scope: Scope): boolean {
  return Object.hasOwn(scope.variables, name) || Object.hasOwn(scope.definitions ?? {}, name);
}
