import { compareExpressions } from '../../expressions/compare/compare.ts';
import type { Expr, Scope } from '../../expressions/expr.ts';
import { children } from '../../expressions/parse/trees.ts';
import type { Limits } from '../../judgement.ts';
import type { PartContent } from '../../reader/content.ts';
import { withChildren } from '../../systems/equations.ts';
import { type Claim, readClaims, stated } from '../claims/claims.ts';
import type { ExpressionSpec } from './expression.ts';

/** Definitions that are taken from one answer. */
const most = 60;

/**
 * A scope with the names that an answer defines for itself, as in “let a = w x”. A name of the scope that the answer writes
 * through names of its own, `y = σ(a)`, is read in that way where it is the same: ∂y/∂a is then what it means.
 * What is defined by a derivative is no definition: it could restate the question.
 *
 * @param steps values of t for which names such as f^{(t)} are defined as well.
 * @param rewrite whether names of the scope are written through the answer's own.
 */
export function withOwnNames(
  content: PartContent,
  scope: Scope,
  limits: Limits,
  steps: readonly number[] = [],
  rewrite = true,
): { readonly scope: Scope; readonly own: readonly string[] } {
  const claims = stated(readClaims(content, scope, limits).claims);
  const known = new Set([
    ...Object.keys(scope.variables),
    ...Object.values(scope.variables).flatMap(({ aliases = [] }) => aliases),
  ]);
  const defined = new Map<string, Expr>();
  const through = new Map<string, Expr>();
  for (const claim of claims.slice(0, 400)) {
    const definition = definitionIn(claim);
    if (!definition || known.has(definition.name) || defined.size >= most) continue;
    const given = scope.definitions?.[definition.name];
    if (given === undefined) defined.set(definition.name, definition.value);
    else through.set(definition.name, definition.value);
  }
  for (const step of steps) {
    for (const [name, value] of defined) {
      if (!name.includes('(t)')) continue;
      const at = atStep(name, step);
      if (!defined.has(at) && !known.has(at) && scope.definitions?.[at] === undefined)
        defined.set(
          at,
          renamed(value, (each) => atStep(each, step)),
        );
    }
  }
  const definitions: Record<string, Expr> = { ...scope.definitions, ...Object.fromEntries(defined) };
  for (const name of defined.keys()) if (dependsOn(name, definitions[name]!, definitions)) delete definitions[name];
  for (const [name, value] of rewrite ? through : []) {
    if (!mentionsAny(value, defined)) continue;
    const next = { ...definitions, [name]: value };
    if (dependsOn(name, value, next)) continue;
    const same = compareExpressions(value, { type: 'symbol', name }, { ...scope, definitions }, { seed: 0, limits });
    if (same.outcome === 'equal') definitions[name] = value;
  }
  return { scope: { ...scope, definitions }, own: [...defined.keys()] };
}

/** The specification with the names that the answer defines for itself. */
export function specWithOwnNames(
  content: PartContent,
  { ownNames, ...spec }: ExpressionSpec,
  limits: Limits,
): ExpressionSpec {
  const { scope, own } = withOwnNames(content, spec.scope, limits, ownNames?.steps);
  const symbols = spec.terms?.symbols;
  return { ...spec, scope, ...(symbols ? { terms: { ...spec.terms, symbols: [...symbols, ...own] } } : {}) };
}

/** The name that an equation defines, and as what: the first right side without a derivative. */
function definitionIn(claim: Claim): { readonly name: string; readonly value: Expr } | undefined {
  const [left, ...rights] = claim.members;
  if (left?.type !== 'symbol' || claim.continues || claim.relations.some((sign) => sign !== '=')) return undefined;
  const value = rights.find((right) => !holdsDerivative(right) && right.type !== 'words');
  return value && { name: left.name, value };
}

function holdsDerivative(expr: Expr): boolean {
  return expr.type === 'derivative' || children(expr).some(holdsDerivative);
}

function mentionsAny(expr: Expr, names: ReadonlyMap<string, Expr>): boolean {
  return (expr.type === 'symbol' && names.has(expr.name)) || children(expr).some((child) => mentionsAny(child, names));
}

/** Whether a definition leads back to its own name. */
function dependsOn(name: string, value: Expr, definitions: Readonly<Record<string, Expr>>): boolean {
  const seen = new Set<string>();
  const open: Expr[] = [value];
  for (let next = open.pop(); next; next = open.pop()) {
    if (next.type === 'symbol') {
      if (next.name === name) return true;
      const definition = Object.hasOwn(definitions, next.name) ? definitions[next.name] : undefined;
      if (definition && !seen.has(next.name)) open.push(definition);
      seen.add(next.name);
    }
    open.push(...children(next));
  }
  return false;
}

function renamed(expr: Expr, rename: (name: string) => string): Expr {
  if (expr.type === 'symbol') return { ...expr, name: rename(expr.name) };
  const parts = children(expr);
  return parts.length === 0
    ? expr
    : withChildren(
        expr,
        parts.map((part) => renamed(part, rename)),
      );
}

function atStep(name: string, step: number): string {
  return name.replace('(t)', `(${step})`).replace('(t-1)', `(${step - 1})`);
}
