import { computingTime } from '../../clock.ts';
import type { Counterexample, Limits } from '../../judgement.ts';
import { defaultLimits } from '../../judgement.ts';
import type { Expr, Scope } from '../expr.ts';
import { testIdentity } from './field.ts';
import { signs } from './interval.ts';
import { checkSize } from './measure.ts';
import { Graph, type Node, topological, Undecidable, variablesOf } from './node.ts';
import { Reduction } from './reduce.ts';
import { mentions, renamings } from './rename.ts';
import { type ResolveOptions, resolver, substitute } from './resolve.ts';
import { confirm, decide, poleNote, refute } from './sample.ts';

/** Whether two expressions have the same value everywhere: `undecided` goes to a person. */
export type Outcome = 'equal' | 'different' | 'undecided';

/** A name of the answer that was read as a name of the part. */
export interface Renaming {
  readonly from: string;
  readonly to: string;
}

/** How expressions are compared. */
export interface CompareOptions {
  /** Fixes the random points. The same seed gives the same result. */
  readonly seed?: number;
  readonly limits?: Limits;
  /** `exact` takes 0.33 as 33/100, `claimed` as anything in [0.325, 0.335]. The reference is always exact. */
  readonly digits?: 'exact' | 'claimed';
  /** `accept` reads an unknown name as the one name of the part that it can mean, `review` leaves that to a person. */
  readonly rename?: 'accept' | 'review';
  /**
   * Names that an answer must not use because it would restate the question: `q` where q is asked for, `∂y/∂w` where that
   * derivative is. An answer that uses one is undecided.
   */
  readonly excluded?: readonly string[];
}

/** The outcome of a comparison, with its evidence. */
export interface Comparison {
  readonly outcome: Outcome;
  /** `identity`: shown exactly, up to an error probability below 2^-60. `sampling`: at points, within rounding bounds. */
  readonly method: 'identity' | 'sampling';
  /** A point at which the two differ. */
  readonly counterexample?: Counterexample;
  /** Why it is undecided, or different without a point. It never contains the expected answer. */
  readonly reason?: string;
  /** The names that were read as others. */
  readonly renamed?: readonly Renaming[];
  /** Something worth saying beside the outcome: a point where only one of the two has a value. */
  readonly note?: string;
  /** Names of the answer that the part does not know. */
  readonly unknown?: readonly string[];
}

/**
 * Decides whether two expressions have the same value for every value of the scope's variables.
 *
 * Names are resolved first: aliases, definitions put in, derivatives carried out with what they are taken by held as a variable.
 * Then, cheapest certain method first: the same structure; an exact identity test over prime fields in variables, exponentials
 * and logarithms (Schwartz–Zippel, error below 2^-60); float64 sampling with a running error bound, where points count only if
 * they are informative. *Different* always rests on a point, or on an exact test that is complete for the expressions.
 *
 * A name that the scope does not know is read as another only if that reading is forced: one renaming of related spelling makes
 * the expressions equal (`U` for `u`, `q_1` for `q`, `W_h` for `W^h`), and no other does with another value. An index
 * that the part does not have (`u_4` beside `u_1, u_2, u_3`) and names spelled quite differently are left to a person.
 *
 * @param given - The answer.
 * @param expected - The reference. Names in it that the scope does not know are free variables.
 * @param scope - What the names mean.
 * @returns equal, different or undecided, with the reason. It does not throw on any expression.
 *
 * @example
 * ```ts
 * const scope: Scope = { variables: { w: {}, x: {}, b: {} } };
 * const parse = (latex: string): Expr => parseExpression(latex, scope);
 * compareExpressions(parse('1 - \\tanh^2(x)'), parse('\\frac{1}{\\cosh^2(x)}'), scope).outcome; // 'equal'
 * compareExpressions(parse('x(1 - \\tanh^2(wx + b))'), parse('w(1 - \\tanh^2(wx + b))'), scope).outcome; // 'different'
 * ```
 */
export function compareExpressions(
  given: Expr,
  expected: Expr,
  scope: Scope,
  options: CompareOptions = {},
): Comparison {
  return new Comparer(scope, options).compare(given, expected);
}

/** Compares expressions of one scope; the time limit counts from its making. */
export class Comparer {
  readonly #scope: Scope;
  readonly #options: CompareOptions;
  readonly limits: Limits;
  readonly #deadline: number;

  constructor(scope: Scope, options: CompareOptions = {}) {
    this.#scope = scope;
    this.#options = options;
    this.limits = options.limits ?? defaultLimits;
    this.#deadline = computingTime() + this.limits.milliseconds;
  }

  /** Throws Undecidable once the time is used up. */
  readonly checkTime = (): void => {
    if (computingTime() > this.#deadline)
      throw new Undecidable(`The comparison took longer than ${this.limits.milliseconds} ms.`);
  };

  compare(given: Expr, expected: Expr): Comparison {
    try {
      checkSize(given, this.limits);
      checkSize(expected, this.limits);
      return this.#entries(given, expected) ?? this.#scalars(given, expected);
    } catch (error) {
      return undecided(error);
    }
  }

  /** Lists and matrices are compared entry by entry. */
  #entries(given: Expr, expected: Expr): Comparison | undefined {
    const [a, b] = [rows(given), rows(expected)];
    if (a === undefined || b === undefined) return undefined;
    if (a.length !== b.length || a.some((row, index) => row.length !== b[index]!.length))
      return {
        outcome: 'different',
        method: 'identity',
        reason: `There are ${size(a)} entries; ${size(b)} are asked for.`,
      };
    let worst: Comparison = { outcome: 'equal', method: 'identity' };
    for (const [row, entries] of a.entries())
      for (const [column, entry] of entries.entries()) {
        const found = this.#scalars(entry, b[row]![column]!);
        if (found.outcome === 'different') return found;
        if (found.outcome === 'undecided' || (worst.outcome === 'equal' && found.method === 'sampling')) worst = found;
      }
    return worst;
  }

  #scalars(given: Expr, expected: Expr): Comparison {
    const graph = new Graph(this.limits.nodes * 8, this.limits.exponent);
    const reference = resolver(graph, this.#scope);
    const right = reference.resolve(expected);
    if (reference.unknownFunctions.size > 0) return unknownFunction(reference.unknownFunctions);
    const options: ResolveOptions = { opaque: reference.unknown, claimed: this.#options.digits === 'claimed' };
    const answer = resolver(graph, this.#scope, options);
    const left = answer.resolve(given);
    if (answer.unknownFunctions.size > 0) return unknownFunction(answer.unknownFunctions);
    const restated = this.#options.excluded?.find((name) => mentions(given, name));
    if (restated !== undefined)
      return {
        outcome: 'undecided',
        method: 'identity',
        reason: `The answer uses \`${restated}\`, which is what is asked for.`,
      };
    if (answer.unknown.size === 0) return this.compareNodes(graph, left, right);
    return renamings(
      given,
      this.#scope,
      [...answer.unknown],
      this.#options.rename ?? 'accept',
      this.#options.excluded ?? [],
      (renamed) => {
        this.checkTime();
        const node = resolver(graph, this.#scope, { ...options, renamed }).resolve(given);
        return { node, equal: () => this.compareNodes(graph, node, right) };
      },
    );
  }

  compareNodes(graph: Graph, given: Node, expected: Node): Comparison {
    if (given === expected) return { outcome: 'equal', method: 'identity' };
    const scope = this.#scope;
    const sign = signs(scope);
    const seed = this.#options.seed ?? 0;
    const { checkTime } = this;
    const reduction = new Reduction(graph, sign, (name) => scope.variables[name]?.domain?.integer === true, checkTime);
    const rounded = topological([given, expected]).some((node) => node.kind === 'number' && node.slack > 0);
    const asked = new Map<string, boolean>();
    const independent = (node: Node, name: string): boolean => {
      const key = `${node.id} ${name}`;
      const known = asked.get(key) ?? isIndependent(node, name);
      asked.set(key, known);
      return known;
    };
    const isIndependent = (node: Node, name: string): boolean => {
      if (rounded) return false;
      const other = substitute(graph, node, name, graph.variable(`${name}\u2032`));
      return (
        testIdentity(node, other, new Reduction(graph, sign, () => false, checkTime), seed, checkTime) === 'identical'
      );
    };
    const setting = { graph, given, expected, scope, sign, seed, claimed: rounded, checkTime, independent };
    const identity = rounded ? 'unknown' : testIdentity(given, expected, reduction, seed, checkTime);
    if (identity === 'identical') {
      const confirmed = confirm(setting);
      if (confirmed.outcome !== 'equal') return { method: 'sampling', ...confirmed };
      const note = poleNote(setting);
      return { outcome: 'equal', method: 'identity', ...(note === undefined ? {} : { note }) };
    }
    if (identity === 'not identical' && reduction.complete && !hasFiniteDomain(scope, variablesOf(given, expected))) {
      const refuted = refute(setting);
      if (refuted.counterexample !== undefined)
        return { outcome: 'different', method: 'identity', counterexample: refuted.counterexample };
      return {
        outcome: 'different',
        method: 'identity',
        reason: 'The two are different functions, though by less than rounding shows at the points tried.',
      };
    }
    return { method: 'sampling', ...decide(setting) };
  }
}

function undecided(error: unknown): Comparison {
  if (error instanceof Undecidable) return { outcome: 'undecided', method: 'identity', reason: error.message };
  // A stack or a memory that overflows is an expression too large, whatever its measure says.
  if (error instanceof RangeError)
    return { outcome: 'undecided', method: 'identity', reason: 'The expression is too large to compare.' };
  throw error;
}

function unknownFunction(names: ReadonlySet<string>): Comparison {
  const list = [...names];
  return {
    outcome: 'undecided',
    method: 'identity',
    reason: `The part does not know the function ${list.map((name) => `\`${name}\``).join(', ')}.`,
    unknown: list,
  };
}

function rows(expr: Expr): readonly (readonly Expr[])[] | undefined {
  if (expr.type === 'matrix') return expr.rows;
  return expr.type === 'list' ? [expr.items] : undefined;
}

function size(entries: readonly (readonly Expr[])[]): number {
  return entries.reduce((total, row) => total + row.length, 0);
}

function hasFiniteDomain(scope: Scope, names: readonly string[]): boolean {
  return names.some((name) => {
    const domain = scope.variables[name]?.domain;
    return domain?.integer === true && domain.above !== undefined && domain.below !== undefined;
  });
}
