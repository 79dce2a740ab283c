import type { Expr, Scope } from '../expr.ts';
import { defaultLimits } from '../../judgement.ts';
import { latexOf } from '../print/latex.ts';
import { explainRatio, explainTerms, type Found, type Writing, writtenTerms } from './additive.ts';
import { type Explanation, explanation } from './catalogue.ts';
import { Comparer, type CompareOptions } from './compare.ts';
import { corrections, exchanged, omissions } from './edits.ts';
import { evaluator } from './evaluate.ts';
import { signs } from './interval.ts';
import { TooLarge } from './laurent.ts';
import { checkSize } from './measure.ts';
import { Graph, type Node, Undecidable, variablesOf } from './node.ts';
import { drawPoint } from './points.ts';
import { Reduction } from './reduce.ts';
import { resolver } from './resolve.ts';
import { toExpr } from './to-expr.ts';

export type { Explanation } from './catalogue.ts';

/** How a difference is looked for and said. */
export interface ExplainOptions extends CompareOptions {
  /** Whether the sentence may hold pieces of the expected answer. */
  readonly reveal?: boolean;
}

/** Changed expressions that are tried at most. */
const mostVariants = 4_000;

/**
 * Looks for the single slip that turns the expected expression into the given one, for feedback.
 *
 * Both are first compared as products and as sums of terms, multiplied out: a term dropped, doubled, of the wrong sign or with a
 * wrong symbol. Then every single correction of the answer's tree is tried (another symbol, sign, number, exponent, function, a
 * fraction turned over, a part left out), and every single omission from the reference's. A slip counts only if the corrected
 * expression is equal in the sense of `compareExpressions`.
 * Sentences are Markdown with LaTeX; unless `reveal` is set they hold pieces of the answer alone, and none of the expected
 * expression.
 *
 * @returns The slip, or undefined where no single one explains the difference or the time was used up.
 *
 * @example
 * ```ts
 * const scope: Scope = { variables: { w: {}, u_1: {}, u_2: {}, u_3: {} } };
 * const parse = (latex: string): Expr => parseExpression(latex, scope);
 * const slip = explainDifference(parse('u_2 + 2w u_2 + 3w^2 u_1'), parse('u_3 + 2w u_2 + 3w^2 u_1'), scope);
 * slip?.id; // 'term-wrong-symbol'
 * slip?.sentence; // 'All terms are right except your first term $u_{2}$: a symbol in it is wrong.'
 * ```
 */
export function explainDifference(
  given: Expr,
  expected: Expr,
  scope: Scope,
  options: ExplainOptions = {},
): Explanation | undefined {
  try {
    return new Search(given, expected, scope, options).run();
  } catch (error) {
    if (error instanceof Undecidable || error instanceof TooLarge || error instanceof RangeError) return undefined;
    throw error;
  }
}

class Search {
  readonly #given: Expr;
  readonly #expected: Expr;
  readonly #scope: Scope;
  readonly #options: ExplainOptions;
  readonly #comparer: Comparer;
  readonly #graph: Graph;

  constructor(given: Expr, expected: Expr, scope: Scope, options: ExplainOptions) {
    this.#given = given;
    this.#expected = expected;
    this.#scope = scope;
    this.#options = options;
    // Feedback is not worth as much time as a verdict.
    const limits = options.limits ?? defaultLimits;
    this.#comparer = new Comparer(scope, { ...options, limits: { ...limits, milliseconds: limits.milliseconds / 3 } });
    this.#graph = new Graph(this.#comparer.limits.nodes * 40, this.#comparer.limits.exponent);
  }

  run(): Explanation | undefined {
    checkSize(this.#given, this.#comparer.limits);
    checkSize(this.#expected, this.#comparer.limits);
    const [given, expected] = [this.#resolve(this.#given), this.#resolve(this.#expected)];
    if (given === undefined || expected === undefined) return undefined;
    if (this.#fingerprint(expected)(given) && this.#equal(given, expected)) return undefined;
    const additive = this.#turned(given, expected) ?? this.#additive(given, expected);
    // A piece that is written in the answer is better feedback than one that appears when it is multiplied out, and
    // what is wrong with a term better than that it is.
    const found =
      additive?.located === true && additive.id !== 'term-wrong'
        ? additive
        : (this.#exchange(given, expected) ?? this.#tree(given, expected) ?? additive);
    return found === undefined ? undefined : explanation(found.id, found.edit, this.#options.reveal === true);
  }

  #latex = (expr: Expr): string => latexOf(expr);

  #quote(expr: Expr): string {
    return `$${this.#latex(expr)}$`;
  }

  /** The node of an expression whose names are all known. */
  #resolve(expr: Expr): Node | undefined {
    const names = resolver(this.#graph, this.#scope);
    const node = names.resolve(expr);
    return names.unknown.size + names.unknownFunctions.size > 0 ? undefined : node;
  }

  #equal(a: Node, b: Node): boolean {
    return this.#comparer.compareNodes(this.#graph, a, b).outcome === 'equal';
  }

  /** Minus or one over the right expression. */
  #turned(given: Node, expected: Node): Found | undefined {
    const near = this.#fingerprint(expected);
    const test = (node: Node): boolean => near(node) && this.#equal(node, expected);
    if (test(this.#graph.negate(given))) return { id: 'sign', edit: {}, located: true };
    if (variablesOf(expected).length === 0) return undefined;
    return test(this.#graph.reciprocal(given)) ? { id: 'inverse', edit: {}, located: true } : undefined;
  }

  #exchange(given: Node, expected: Node): Found | undefined {
    const near = this.#fingerprint(expected);
    const both = new Set(variablesOf(expected));
    const names = variablesOf(given).filter((name) => both.has(name));
    const written = toExpr(given);
    for (const [index, a] of names.entries())
      for (const b of names.slice(index + 1)) {
        this.#comparer.checkTime();
        if (!this.#isRight(exchanged(written, a, b), expected, near)) continue;
        const [first, second] = [a, b].map((name) => this.#quote({ type: 'symbol', name }));
        return { id: 'symbols-exchanged', edit: { given: first!, expected: second! }, located: true };
      }
    return undefined;
  }

  #additive(given: Node, expected: Node): Found | undefined {
    const scope = this.#scope;
    const reduction = new Reduction(
      this.#graph,
      signs(scope),
      (name) => scope.variables[name]?.domain?.integer === true,
      this.#comparer.checkTime,
    );
    try {
      const [a, b] = [reduction.polynomial(given), reduction.polynomial(expected)];
      const terms = writtenTerms(this.#given).map((expr) => ({
        expr,
        polynomial: reduction.polynomial(this.#resolve(expr)!),
      }));
      const writing: Writing = { latex: this.#latex, terms };
      return explainRatio(a, b, writing) ?? explainTerms(a, b, writing);
    } catch (error) {
      if (error instanceof TooLarge || error instanceof Undecidable) return undefined;
      throw error;
    }
  }

  #tree(given: Node, expected: Node): Found | undefined {
    let tried = 0;
    const search = (
      variants: Iterable<{
        readonly id: string;
        readonly expr: Expr;
        readonly piece: Expr;
        readonly replacement?: Expr;
      }>,
      target: Node,
    ): Found | undefined => {
      const near = this.#fingerprint(target);
      for (const { id, expr, piece, replacement } of variants) {
        if (tried++ > mostVariants) return undefined;
        this.#comparer.checkTime();
        if (!this.#isRight(expr, target, near)) continue;
        const right = replacement === undefined ? {} : { expected: this.#quote(replacement) };
        return { id, edit: id === 'part-missing' ? right : { given: this.#quote(piece), ...right }, located: true };
      }
      return undefined;
    };
    try {
      return search(corrections(this.#given, this.#scope), expected) ?? search(omissions(toExpr(expected)), given);
    } catch (error) {
      // The time is used up: what was found before, if anything, has to do.
      if (error instanceof Undecidable) return undefined;
      throw error;
    }
  }

  #isRight(expr: Expr, target: Node, near: (node: Node) => boolean): boolean {
    try {
      const node = this.#resolve(expr);
      return node !== undefined && near(node) && this.#equal(node, target);
    } catch (error) {
      if (error instanceof Undecidable) {
        this.#comparer.checkTime();
        return false;
      }
      throw error;
    }
  }

  /** Whether a node agrees with `target` at three points: a cheap test before the certain one. */
  #fingerprint(target: Node): (node: Node) => boolean {
    const seed = this.#options.seed ?? 0;
    const names = [...new Set([...Object.keys(this.#scope.variables), ...variablesOf(target)])];
    const points = [0, 1, 2].map((index) => drawPoint(names, this.#scope, seed, index));
    const reference = evaluator([target], seed);
    const values = points.map((at) => reference(at).results[0]!.value);
    return (node) => {
      const evaluate = evaluator([node], seed);
      return points.every((at, index) => {
        const expected = values[index]!;
        const { value } = evaluate(at).results[0]!;
        return (
          Number.isNaN(value) || Number.isNaN(expected) || Math.abs(value - expected) <= 1e-7 * (1 + Math.abs(expected))
        );
      });
    };
  }
}
