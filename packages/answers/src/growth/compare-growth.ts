import { defaultLimits, type Limits } from '../judgement.ts';
import { checkSize } from '../expressions/compare/measure.ts';
import { Undecidable } from '../expressions/compare/node.ts';
import type { Expr, Scope } from '../expressions/expr.ts';
import { GrowthOrder, type Relation } from './order.ts';
import { type Growth, growthNames, growthOf } from './rates.ts';

/** A growth rate that is right. */
export interface AcceptedGrowth {
  readonly bound: Expr;
  readonly id?: string;
  /** What the student reads when it is theirs, as the algorithm that reaches it. */
  readonly note?: string;
  /** Terms that an answer may add to the bound or leave out. */
  readonly optional?: readonly Expr[];
}

/** How growth rates are compared. */
export interface GrowthOptions {
  /** Pairs [smaller, larger] with smaller ≤ larger, as [k, M]. */
  readonly relations?: readonly (readonly [smaller: string, larger: string])[];
  readonly limits?: Limits;
  /** Not used: the decision is symbolic. It is taken so that all comparisons are called alike. */
  readonly seed?: number;
}

/** The outcome of comparing growth rates. */
export interface GrowthComparison {
  /**
   * `equal` to an accepted bound; `looser`: true, but larger than an accepted one; `tighter` than every accepted one that it
   * can be compared with, so that it claims more than was shown; `different`: neither bounds the other.
   */
  readonly outcome: 'equal' | 'tighter' | 'looser' | 'different' | 'undecided';
  /** The accepted bound that it is equal to, or against which it is looser or tighter. */
  readonly index?: number;
  readonly id?: string;
  readonly note?: string;
  readonly reason?: string;
  /** A name of the answer that was read as a variable of the part. */
  readonly renamed?: { readonly from: string; readonly to: string };
}

/**
 * Compares a growth rate such as O(k T M log k) with those that are right.
 *
 * Rates are sums of products of powers and logarithms of the scope's variables, taken as whole numbers that may be of any size
 * but respect the relations. Constants and the bases of logarithms do not count, log(M²) is log M, log(k M) with k ≤ M is
 * log M, and terms that others dominate are dropped. Two rates are equal if each is at most a constant times the other.
 * An O(…) around the answer may be missing.
 *
 * @param given - The answer: O(…), Θ(…), sums of them, or the rate alone.
 * @param accepted - The rates that are right; the first one that is equal is reported.
 * @param scope - The variables. A name in the other case, K for k, is read as the variable if that is not used itself.
 *
 * @example
 * ```ts
 * const scope: Scope = { variables: { T: {}, k: {}, M: {} } };
 * const accepted = [{ bound: parseExpression('T k M \\log k', scope) }];
 * const given = parseExpression('O(kTM \\log k)', scope);
 * compareGrowth(given, accepted, scope, { relations: [['k', 'M']] }).outcome; // 'equal'
 * ```
 */
export function compareGrowth(
  given: Expr,
  accepted: readonly AcceptedGrowth[],
  scope: Scope,
  options: GrowthOptions = {},
): GrowthComparison {
  // prettier-ignore
  try {
    checkSize(given, options.limits ?? defaultLimits);
    const lower = omega(given);
    if (lower !== undefined) throw new Undecidable(`${lower} is a lower bound, and an upper one is asked for.`);
    const names = growthNames(scope);
    const renamed = otherCase(given, names);
    const rate = read(given, names);
    const bounds = accepted.map(({ bound, optional = [] }) => ({ base: read(bound, names), optional: optional.map((extra) => read(extra, names)) }));
    const variables = [...new Set([rate, ...bounds.flatMap(({ base, optional }) => [base, ...optional])].flatMap(variablesOf))];
    if (variables.length > 8) throw new Undecidable('The growth rate has too many variables.');
    const found = compare(rate, bounds, new GrowthOrder(variables, closure(options.relations ?? [])));
    const about = found.index === undefined ? undefined : accepted[found.index];
    return {
      ...found,
      ...(about?.id === undefined ? {} : { id: about.id }),
      ...(about?.note === undefined || found.outcome !== 'equal' ? {} : { note: about.note }),
      ...(renamed === undefined ? {} : { renamed }),
    };
  } catch (error) {
    if (error instanceof Undecidable) return { outcome: 'undecided', reason: error.message };
    throw error;
  }
}

interface Bound {
  readonly base: Growth;
  readonly optional: readonly Growth[];
}

function compare(rate: Growth, bounds: readonly Bound[], order: GrowthOrder): GrowthComparison {
  const own = order.simplify(rate);
  let unclear = false;
  let looser: number | undefined;
  let tighter: number | undefined;
  for (const [index, bound] of bounds.entries())
    for (const variant of variants(bound)) {
      const other = order.simplify(variant);
      const below = order.isSumBounded(own, other);
      const above = order.isSumBounded(other, own);
      if (below === true && above === true) return { outcome: 'equal', index };
      if (below === undefined || above === undefined) unclear = true;
      else if (above) looser ??= index;
      else if (below) tighter ??= index;
    }
  if (unclear)
    return {
      outcome: 'undecided',
      reason: 'How this growth rate compares with the expected one could not be decided.',
    };
  if (looser !== undefined)
    return { outcome: 'looser', index: looser, reason: 'it is a true bound, but it grows faster than it needs to.' };
  if (tighter !== undefined)
    return { outcome: 'tighter', index: tighter, reason: 'it grows more slowly than the work that has to be done.' };
  return { outcome: 'different', reason: 'for some sizes it grows too slowly, for others too fast.' };
}

/** The bound with each choice of its optional terms. */
function variants({ base, optional }: Bound): readonly Growth[] {
  let found: readonly Growth[] = [base];
  for (const extra of optional.slice(0, 4)) found = found.flatMap((before) => [before, [...before, ...extra]]);
  return found;
}

function read(expr: Expr, names: ReadonlyMap<string, string>): Growth {
  const unknown = new Set<string>();
  const growth = growthOf(expr, names, unknown);
  if (unknown.size > 0)
    throw new Undecidable(`The part does not know ${[...unknown].map((name) => `\`${name}\``).join(', ')}.`);
  if (growth.length === 0) throw new Undecidable('Zero is no growth rate.');
  return growth;
}

function variablesOf(growth: Growth): readonly string[] {
  return growth.flatMap((rate) => [...rate.powers.keys(), ...rate.logs.keys()]);
}

/** Reads K as k where the part has a k that the answer does not use itself; enters it in `names`. */
function otherCase(
  given: Expr,
  names: Map<string, string>,
): { readonly from: string; readonly to: string } | undefined {
  const unknown = new Set<string>();
  const used = new Set(growthOf(given, names, unknown).flatMap((rate) => [...rate.powers.keys(), ...rate.logs.keys()]));
  for (const from of unknown) {
    const matches = new Set(
      [...names].filter(([spelling]) => spelling.toLowerCase() === from.toLowerCase()).map(([, name]) => name),
    );
    const [to] = matches;
    if (matches.size !== 1 || to === undefined || used.has(to)) continue;
    names.set(from, to);
    return { from, to };
  }
  return undefined;
}

function omega(expr: Expr): string | undefined {
  if (expr.type === 'apply' && expr.name === 'Omega') return 'Ω(…)';
  return expr.type === 'sum' ? expr.terms.map(omega).find((found) => found !== undefined) : undefined;
}

/** a ≤ b and b ≤ c give a ≤ c. */
function closure(relations: readonly Relation[]): readonly Relation[] {
  const all = [...relations];
  for (let grown = true; grown;) {
    grown = false;
    for (const [a, b] of all)
      for (const [c, d] of all)
        if (b === c && !all.some(([x, y]) => x === a && y === d)) {
          all.push([a, d]);
          grown = true;
        }
    if (all.length > 200) break;
  }
  return all;
}
