import type { Expr, Scope } from '../../expressions/expr.ts';
import { compareExpressions } from '../../expressions/compare/compare.ts';
import { children } from '../../expressions/parse/trees.ts';
import { latexOf } from '../../expressions/print/latex.ts';
import type { Judgement } from '../../judgement.ts';
import type { PartContent } from '../../reader/content.ts';
import { type Asked, isAsked } from '../claims/asked.ts';
import { type Claim, readClaims, stated } from '../claims/claims.ts';
import { expectedLatex } from './expected.ts';
import { budget, type JudgeOptions } from '../budget.ts';
import { showClaim } from '../claims/show-claim.ts';
import { byCount, needsReview, unanswered } from '../judgements.ts';
import { withOwnNames } from './own-names.ts';
import { answerBlocks, lastLine, proseOf, saysNothing } from '../prose.ts';
import { deniesCount, statedCount } from './stated-count.ts';
import { heldTo } from '../claims/withdrawal.ts';

/**
 * What one path contributes.
 *
 * @example
 * const one: Contribution = { expr: parseExpression('u x', { variables: { u: {}, x: {} } }) };
 */
export interface Contribution {
  readonly expr: Expr;
  /** A short form of it, which is shown for it. */
  readonly shortest?: Expr;
}

/** What a part accepts that asks along how many paths a derivative arises, and for what each contributes. */
export interface ContributionsSpec {
  readonly scope: Scope;
  /** How the derivative is written on a left side. */
  readonly asked: readonly Asked[];
  /** What each path contributes. */
  readonly contributions: readonly Contribution[];
  /** Steps at which names that the answer defines at t are known. */
  readonly steps?: readonly number[];
}

/**
 * Judges the paths from a parameter to a loss: their number, and one expression each, in any order. Names that the answer
 * defines for itself are read as it defines them.
 *
 * @example
 * const scope: Scope = { variables: { w: {}, u: {}, x: {} } };
 * const spec: ContributionsSpec = {
 *   scope,
 *   asked: [{ of: 'y', by: 'w' }],
 *   contributions: ['u x', 'w u'].map((latex) => ({ expr: parseExpression(latex, scope) })),
 * };
 * const text = 'There are two paths: $\\frac{\\partial y}{\\partial w} = x u$, and through $a$ it is $\\frac{\\partial y}{\\partial w} = u w$.';
 * judgeContributions(contentOf({ id: '1', text, start: 0, end: text.length }), spec, { limits: defaultLimits, seed: 0 }).verdict;
 * // 'correct'
 */
export function judgeContributions(content: PartContent, spec: ContributionsSpec, options: JudgeOptions): Judgement {
  return heldTo(content, judgeWritten(content, spec, options), { inWords: true, formulas: true });
}

function judgeWritten(content: PartContent, spec: ContributionsSpec, options: JudgeOptions): Judgement {
  const text = proseOf(answerBlocks(content));
  if (saysNothing(text) || saysNothing(lastLine(text))) return unanswered();
  const spend = budget(options);
  const { scope, own } = withOwnNames(content, spec.scope, options.limits, spec.steps, false);
  const { claims, problems } = readClaims(content, scope, options.limits);
  const names = new Set([...own, ...Object.keys(scope.definitions ?? {}), ...Object.keys(scope.variables)]);
  const answers = stated(claims).filter((claim) => isAnswer(claim, spec, scope, names));
  // The short forms compare fastest; they are the same.
  const parts = spec.contributions.map(({ expr, shortest }) => shortest ?? expr);
  const total: Expr = { type: 'sum', terms: parts };
  const found = new Set<number>();
  const wrong: Claim[] = [];
  const undecided: string[] = [];
  for (const claim of answers.slice(-20)) {
    const value = claim.members.at(-1)!;
    let unsure: string | undefined;
    const at = [...parts, total].findIndex((expr) => {
      const { outcome, reason } = compareExpressions(value, expr, scope, {
        seed: options.seed,
        limits: spend().limits,
      });
      if (outcome === 'undecided') unsure ??= reason ?? 'It could not be decided whether an expression is right.';
      return outcome === 'equal';
    });
    if (at >= 0 && at < parts.length) found.add(at);
    else if (at < 0 && unsure === undefined) wrong.push(claim);
    else if (at < 0) undecided.push(unsure!);
  }
  const expected = `${spec.contributions.length} paths: ${spec.contributions
    .map(({ expr, shortest }) => `$${shortest ? latexOf(shortest) : expectedLatex(expr, scope, options.limits)}$`)
    .join(', ')}`;
  const given = answers.map(showClaim).join('\n\n') || lastLine(text).slice(0, 400);
  const things = 'paths?|ways?|routes?';
  const count = statedCount(text, things);
  const feedback: string[] = [];
  if (count !== undefined && count !== spec.contributions.length) feedback.push(`There are not ${count} paths.`);
  if (count === undefined && found.size < spec.contributions.length)
    feedback.push('The number of paths was not found.');
  if (wrong.length > 0)
    feedback.push(...wrong.slice(0, 3).map((claim) => `${showClaim(claim)} is what no path contributes.`));
  const missing = spec.contributions.length - found.size;
  if (missing > 0) feedback.push(`${found.size} of the ${spec.contributions.length} contributions were found.`);
  const unread = problems
    .filter(({ source }) => source.includes('='))
    .map(({ source, message }) => `Could not be read: \`${source.slice(0, 120).replaceAll('`', "'")}\`. ${message}`);
  if (missing > 0 && (undecided.length > 0 || (unread.length > 0 && answers.length === 0)))
    return needsReview(given, [...undecided, ...unread, ...feedback].slice(0, 5), { expected });
  if (answers.length === 0 && count === undefined)
    return needsReview(given, ['Neither a number of paths nor an expression was found.'], { expected });
  if (deniesCount(text, things))
    return needsReview(
      given,
      ['It says how many paths there are not; how many there are was not found.', ...feedback],
      {
        expected,
      },
    );
  // Every contribution that is right shows that the path was counted.
  const counted = count === undefined ? missing === 0 : count === spec.contributions.length;
  const right = (counted ? 1 : 0) + Math.max(0, found.size - wrong.length);
  return byCount(given, right, spec.contributions.length + 1, feedback, { expected });
}

/** An equation whose left side is the derivative or a word for a path, or an expression alone, that is worked out. */
function isAnswer(claim: Claim, spec: ContributionsSpec, scope: Scope, names: ReadonlySet<string>): boolean {
  const [left] = claim.members;
  const value = claim.members.at(-1)!;
  if (holdsDerivative(value) || claim.relations.some((sign) => sign !== '=' && sign !== '≈')) return false;
  if (spec.asked.some((asked) => claim.members.some((member) => isAsked(member, asked, scope)))) return true;
  if (claim.members.length > 1 && left!.type === 'symbol' && names.has(left!.name)) return false;
  // A name or a number beside the formulas is no contribution.
  return value.type !== 'symbol' && value.type !== 'number' && value.type !== 'words' && !isLeftOver(left!);
}

/** ∂k/∂e = 1 and the like: a step on the way. */
function isLeftOver(left: Expr): boolean {
  return left.type === 'derivative' || left.type === 'words';
}

function holdsDerivative(expr: Expr): boolean {
  return expr.type === 'derivative' || children(expr).some(holdsDerivative);
}
