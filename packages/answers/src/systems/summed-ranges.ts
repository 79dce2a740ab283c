import type { Expr } from '../expressions/expr.ts';
import { children } from '../expressions/parse/trees.ts';
import type { WrittenEquation } from './equations.ts';

/**
 * Equations with the range of an index, where a sum states it for what it adds up: in `c = Σ_{i=0}^{j−1} a_i d_i`, a is meant
 * from 0 to j − 1, and so is what a is made of. For explaining an answer that cannot be run as it stands.
 *
 * @returns undefined where no sum states a range that an equation lacks.
 */
export function withSummedRanges(equations: readonly WrittenEquation[]): readonly WrittenEquation[] | undefined {
  const bases = equations.map(({ left }) => baseOf(left));
  const added = new Map<number, Map<string, readonly [Expr, Expr]>>();
  const reach = (name: string, index: string, ends: readonly [Expr, Expr], seen: ReadonlySet<string>): void => {
    if (seen.has(name)) return;
    for (const [at, equation] of equations.entries()) {
      if (bases[at] !== name) continue;
      if (equation.ranges?.has(index) !== true && hasIndex(equation.left, index))
        added.set(at, new Map([...(added.get(at) ?? []), [index, ends]]));
      // A softmax is taken of the whole row: what it is made of carries the index.
      for (const inner of basesIn(equation.right)) reach(inner, index, ends, new Set([...seen, name]));
    }
  };
  for (const { left, right } of equations)
    for (const { body, index, ends } of sumsIn(right))
      for (const name of basesIn(body)) reach(name, index, ends, new Set([baseOf(left) ?? '']));
  if (added.size === 0) return undefined;
  return equations.map((equation, at) =>
    added.has(at) ? { ...equation, ranges: new Map([...(equation.ranges ?? []), ...added.get(at)!]) } : equation,
  );
}

interface Sum {
  readonly body: Expr;
  readonly index: string;
  readonly ends: readonly [Expr, Expr];
}

function sumsIn(expr: Expr): readonly Sum[] {
  const inner = children(expr).flatMap(sumsIn);
  if (expr.type !== 'apply' || expr.name !== 'sum') return inner;
  const [body, index, from, to] = expr.arguments;
  if (!body || index?.type !== 'symbol' || !from || !to || from.type === 'symbol') return inner;
  return [{ body, index: index.name, ends: [from, to] }, ...inner];
}

/** e_dec of `e_dec^(ij)` and `e_dec[i, j]`. */
function baseOf(expr: Expr): string | undefined {
  if (expr.type === 'symbol') return expr.name.replace(/\^\(.*$/, '');
  if (expr.type === 'power') return baseOf(expr.base);
  return expr.type === 'apply' && expr.name === 'index' ? baseOf(expr.arguments[0]!) : undefined;
}

function basesIn(expr: Expr): readonly string[] {
  const own = baseOf(expr);
  return own === undefined ? children(expr).flatMap(basesIn) : [own];
}

/** Whether a left side has an index of that letter beside another: `e^(ij)`, `e[i, j]`. States, `h^(i)`, have one alone. */
function hasIndex(left: Expr, index: string): boolean {
  if (left.type === 'symbol') {
    const letters: readonly string[] = /\^\((.*)\)$/.exec(left.name)?.[1]?.match(/[a-z]/gi) ?? [];
    return letters.length > 1 && letters.includes(index);
  }
  const indices = children(left).slice(1);
  return indices.length > 1 && indices.some((each) => each.type === 'symbol' && each.name === index);
}
