import { random } from '../../expressions/compare/random.ts';
import type { Expr, Scope } from '../../expressions/expr.ts';
import { children } from '../../expressions/parse/trees.ts';
import { latexOf } from '../../expressions/print/latex.ts';
import type { Judgement } from '../../judgement.ts';
import { evaluateMatrix, type MatrixPoint, UnknownName } from '../../matrices/evaluate-matrix.ts';
import { equal, type ExactMatrix, modulus, SizeError, transpose } from '../../matrices/exact-matrix.ts';
import type { PartContent } from '../../reader/content.ts';
import type { Asked } from '../claims/asked.ts';
import { alternatives, type Claim, readClaims, stated } from '../claims/claims.ts';
import { chooseClaim, listedWith, unreadReasons } from '../claims/choose-claim.ts';
import type { JudgeOptions } from '../budget.ts';
import { showClaim } from '../claims/show-claim.ts';
import { correct, incorrect, needsReview, partial, unanswered } from '../judgements.ts';
import { answerBlocks, lastLine, proseOf, saysNothing } from '../prose.ts';
import { correctionAt, heldTo } from '../claims/withdrawal.ts';

/** A wrong expression that is recognised. */
export interface MatrixPowersMistake {
  readonly id: string;
  /** What the student reads. */
  readonly sentence: string;
  readonly expr: Expr;
}

/** What a part that asks for an expression in matrices accepts. */
export interface MatrixPowersSpec {
  readonly label: string;
  readonly asked: readonly Asked[];
  /** The names, for reading. */
  readonly scope: Scope;
  /** Rows and columns of each matrix; a name without them is a number. */
  readonly sizes: Readonly<Record<string, readonly [rows: number, columns: number] | 'scalar'>>;
  /** Other spellings of the names. */
  readonly aliases?: Readonly<Record<string, string>>;
  /** Values of the whole numbers in exponents; each is tried. */
  readonly integers: readonly Readonly<Record<string, number>>[];
  /** What a derivative stands for, on the way to the result. */
  readonly derivative?: (expr: Expr & { readonly type: 'derivative' }) => Expr | undefined;
  readonly expected: Expr;
  readonly mistakes?: readonly MatrixPowersMistake[];
  /** What the student reads where the matrices do not fit together as they are multiplied. */
  readonly misfit: { readonly id: string; readonly sentence: string };
}

/** Points with matrices of their own, for each choice of the whole numbers. */
const rounds = 3;

/**
 * Judges an expression in matrices with powers whose exponents are symbols, as `W^f (W^h)^{T-t}`. Products keep their order.
 * Both sides are evaluated exactly, modulo a prime, at random matrices: what is equal there is equal, up to an error
 * probability below 2^-60, and what differs once is different. A gradient may be written as a row or as a column.
 *
 * @example
 * const scope: Scope = { variables: { A: {}, v: {}, n: {} } };
 * const spec: MatrixPowersSpec = {
 *   label: 'the state',
 *   asked: [],
 *   scope,
 *   sizes: { A: [2, 2], v: [2, 1] },
 *   integers: [{ n: 3 }, { n: 5 }],
 *   expected: parseExpression('A^n v', scope),
 *   misfit: { id: 'matrices-do-not-fit', sentence: 'The sizes do not fit.' },
 * };
 * const judge = (text: string) =>
 *   judgeMatrixPowers(contentOf({ id: '1', text, start: 0, end: text.length }), spec, { limits: defaultLimits, seed: 0 });
 * judge('$A A^{n-1} v$').verdict; // 'correct'
 * judge('$A^{n-1} v$').verdict; // 'incorrect'
 * judge('$v A^n$').mistake; // 'matrices-do-not-fit'
 */
export function judgeMatrixPowers(content: PartContent, spec: MatrixPowersSpec, options: JudgeOptions): Judgement {
  const judge = new Judge(content, spec, options);
  const judgement = judge.judge();
  return heldTo(content, judgement, { positions: judge.positions, argued: true });
}

type Verdict =
  | { readonly outcome: 'equal' | 'different' }
  | { readonly outcome: 'misfit' | 'undecided'; readonly reason: string };

class Judge {
  readonly #content: PartContent;
  readonly #spec: MatrixPowersSpec;
  readonly #options: JudgeOptions;
  readonly #points: readonly MatrixPoint[];
  /** Where what is judged stands: filled in. */
  readonly positions: number[] = [];

  constructor(content: PartContent, spec: MatrixPowersSpec, options: JudgeOptions) {
    [this.#content, this.#spec, this.#options] = [content, spec, options];
    this.#points = pointsOf(spec, options.seed);
  }

  judge(): Judgement {
    const spec = this.#spec;
    const text = proseOf(answerBlocks(this.#content));
    if (saysNothing(text) || saysNothing(lastLine(text))) return unanswered();
    const claims = readClaims(this.#content, spec.scope, this.#options.limits);
    const expected = `$${latexOf(spec.expected)}$`;
    const chosen = chooseClaim(claims, spec.asked, spec.scope);
    if (!chosen) return needsReview(lastLine(text).slice(0, 400), unreadReasons(claims), { expected });
    const { claim } = chosen;
    const given = showClaim(claim);
    this.positions.push(claim.position);
    const odd = claim.relations.find((sign) => sign !== '=' && sign !== '≈');
    if (odd !== undefined)
      return needsReview(given, [`An equation is asked for, and this is written with ${odd}.`], { expected });
    // A stretch of prose that begins in the middle of a product is not the whole of it.
    if (claim.origin === 'text' && /(?:[*·)^+\-−/]|[\^_][^\s]*)\s*$/.test(claim.lead))
      return needsReview(given, ['Only a piece of the expression could be read.'], { expected });
    const found = this.#judgeClaim(claim);
    const correction = correctionAt(this.#content);
    if (
      correction !== undefined &&
      stated(claims.claims).some(({ position }) => position > correction) &&
      claim.position < correction
    )
      return needsReview(given, ['The answer corrects itself, and which expression is meant could not be told.'], {
        expected,
      });
    const others = [
      ...alternatives(claims.claims, claim),
      ...(chosen.by === 'last' ? listedWith(claims.claims, claim) : []),
    ].filter((other) => other !== claim);
    if (others.some((other) => this.#judgeClaim(other).outcome !== found.outcome))
      return needsReview(
        [...others, claim].map(showClaim).join(' or '),
        ['Several answers are offered side by side, and they do not say the same.'],
        { expected },
      );
    switch (found.outcome) {
      case 'undecided':
        return needsReview(given, [found.reason], { expected });
      case 'misfit':
        return incorrect(given, [spec.misfit.sentence, found.reason], { expected, mistake: spec.misfit.id });
      case 'different': {
        const mistake = spec.mistakes?.find(({ expr }) => this.#compare(lastOf(claim), expr).outcome === 'equal');
        return incorrect(given, [mistake?.sentence ?? `${spec.label} is not right.`, ...this.#broken(claim)], {
          expected,
          ...(mistake ? { mistake: mistake.id } : {}),
        });
      }
      default: {
        const broken = this.#broken(claim);
        return broken.length === 0
          ? correct(given, [], { expected })
          : partial(given, 0.5, ['The last expression is right, but the way to it is not.', ...broken], { expected });
      }
    }
  }

  #judgeClaim(claim: Claim): Verdict {
    const last = lastOf(claim);
    const found = this.#compare(last, this.#spec.expected);
    return found.outcome === 'equal' && hasDerivative(last)
      ? { outcome: 'undecided', reason: 'The value is right, but derivatives are left in it.' }
      : found;
  }

  /** Equal in one of the readings of a superscript T, as a row or as a column. */
  #compare(given: Expr, expected: Expr): Verdict {
    let worst: Verdict | undefined;
    for (const superscriptT of ['power', 'transpose'] as const) {
      const verdict = this.#compareRead(given, expected, superscriptT);
      if (verdict.outcome === 'equal') return verdict;
      // A reading in which the sizes fit says more than one in which they do not.
      if (!worst || worst.outcome === 'misfit') worst = verdict;
    }
    return worst!;
  }

  #compareRead(given: Expr, expected: Expr, superscriptT: MatrixPoint['superscriptT']): Verdict {
    try {
      let [asRow, asColumn] = [true, true];
      for (const point of this.#points) {
        const right = evaluateMatrix(expected, { ...point, superscriptT: 'power' });
        const left = evaluateMatrix(given, { ...point, superscriptT });
        asRow &&= equal(left, right);
        asColumn &&= equal(left, transpose(right));
      }
      return { outcome: asRow || asColumn ? 'equal' : 'different' };
    } catch (error) {
      if (error instanceof SizeError) return { outcome: 'misfit', reason: error.message };
      if (error instanceof UnknownName) return { outcome: 'undecided', reason: error.message };
      throw error;
    }
  }

  /** Links between members that can both be evaluated, and differ. */
  #broken(claim: Claim): string[] {
    return claim.members.slice(1).flatMap((member, index) => {
      const before = claim.members[index]!;
      if (index === 0 && hasAsked(before)) return [];
      return this.#compare(member, before).outcome === 'different'
        ? [`The step $${claim.sources[index]} = ${claim.sources[index + 1]}$ does not hold.`]
        : [];
    });
  }
}

function lastOf(claim: Claim): Expr {
  return claim.members.at(-1)!;
}

/** The left side, which names what is asked for. */
function hasAsked(expr: Expr): boolean {
  return expr.type === 'derivative' || expr.type === 'symbol';
}

function hasDerivative(expr: Expr): boolean {
  return expr.type === 'derivative' || children(expr).some(hasDerivative);
}

function pointsOf(spec: MatrixPowersSpec, seed: number): readonly MatrixPoint[] {
  const source = random(seed, 'matrices');
  const matrix = (size: readonly [number, number] | 'scalar'): ExactMatrix => {
    const [rows, columns] = size === 'scalar' ? [1, 1] : size;
    const data = Array.from({ length: rows * columns }, () => 1 + source.below(modulus - 1));
    return { rows, columns, data, scalar: size === 'scalar' };
  };
  return spec.integers.flatMap((integers) =>
    Array.from({ length: rounds }, (): MatrixPoint => {
      const own = Object.fromEntries(Object.entries(spec.sizes).map(([name, size]) => [name, matrix(size)]));
      const others = Object.entries(spec.aliases ?? {}).map(([alias, name]) => [alias, own[name]!] as const);
      return {
        matrices: { ...own, ...Object.fromEntries(others) },
        integers,
        derivative: spec.derivative ?? (() => undefined),
        superscriptT: 'power',
      };
    }),
  );
}
