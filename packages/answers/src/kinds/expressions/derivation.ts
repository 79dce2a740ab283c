import { checkChain } from '../../expressions/compare/chain.ts';
import { compareExpressions } from '../../expressions/compare/compare.ts';
import type { Expr, Scope } from '../../expressions/expr.ts';
import { latexOf } from '../../expressions/print/latex.ts';
import type { Judgement } from '../../judgement.ts';
import type { PartContent } from '../../reader/content.ts';
import { type Asked, containsAsked, isAsked } from '../claims/asked.ts';
import { expectedLatex } from './expected.ts';
import { type Claim, readClaims, stated } from '../claims/claims.ts';
import { budget, type JudgeOptions } from '../budget.ts';
import { showClaim } from '../claims/show-claim.ts';
import { correct, incorrect, needsReview, partial, unanswered } from '../judgements.ts';
import { answerBlocks, lastLine, proseOf, saysNothing } from '../prose.ts';
import { isKnown, isSymbol } from '../claims/terms.ts';
import { heldTo } from '../claims/withdrawal.ts';

/** What a part that asks for a derivation accepts. */
export interface DerivationSpec {
  readonly scope: Scope;
  /** The quantity at the end of the derivation. */
  readonly label: string;
  readonly asked: Asked;
  readonly expected: Expr;
  /** Contributions that have to appear, as terms of the result or as statements of their own. */
  readonly contributions: readonly { readonly label: string; readonly expr: Expr }[];
  /**
   * What ∂a/∂b is where everything but b is held, for answers that tell ∂ from d: `∂s/∂w = r` beside `ds/dw`.
   * A statement holds if it holds in one of the two readings throughout.
   */
  readonly direct?: readonly { readonly of: string; readonly by: string; readonly expr: Expr }[];
  /** Whether feedback may contain pieces of the expected answer. */
  readonly reveal?: boolean;
}

/**
 * Judges a derivation: its result, the contributions that make it up, and every step. A right result behind a step
 * that does not hold is partial, and each such step is named.
 *
 * @example
 * const variables = { w: {}, u: {} };
 * const scope: Scope = { variables, definitions: { y: parseExpression('w w u', { variables }) } };
 * const spec: DerivationSpec = {
 *   scope,
 *   label: '$dy/dw$',
 *   asked: { of: 'y', by: 'w' },
 *   expected: parseExpression('2 w u', scope),
 *   contributions: [],
 * };
 * const judge = (text: string) =>
 *   judgeDerivation(contentOf({ id: '1', text, start: 0, end: text.length }), spec, { limits: defaultLimits, seed: 0 });
 * judge('$\\frac{dy}{dw} = w u + w u = 2 w u$').verdict; // 'correct'
 * judge('$\\frac{dy}{dw} = w u + w = 2 w u$').verdict; // 'partial'
 */
export function judgeDerivation(content: PartContent, spec: DerivationSpec, options: JudgeOptions): Judgement {
  const positions: number[] = [];
  return heldTo(content, judgeStatedDerivation(content, spec, options, positions), { positions });
}

/** @param positions where what is judged stands: filled in. */
function judgeStatedDerivation(
  content: PartContent,
  spec: DerivationSpec,
  options: JudgeOptions,
  positions: number[],
): Judgement {
  const text = proseOf(answerBlocks(content));
  if (saysNothing(text) || saysNothing(lastLine(text))) return unanswered();
  const all = readClaims(content, spec.scope, options.limits);
  const { problems } = all;
  const claims = stated(all.claims);
  const spend = budget(options);
  const settings = (): Settings => ({ ...spend(), reveal: spec.reveal === true });
  const total = expectedLatex(spec.expected, spec.scope, options.limits);
  const terms = spec.contributions.map(({ expr }) => latexOf(expr)).join(' + ');
  const expected = `$${terms === '' ? '' : `${terms} = `}${total}$`;
  const isEdge = (claim: Claim): boolean => contributionOf(claim, spec, settings) !== undefined;
  const named = claims.filter(
    (claim) => claim.members.length > 1 && isAsked(claim.members[0]!, spec.asked, spec.scope),
  );
  // `∂y/∂w = t` beside a later sum is what one edge gives, not the result.
  const sums = named.filter((claim, index) => index === named.length - 1 || !isEdge(claim));
  // A sum alone, without `dy/dw =` before it.
  const bare = sums.length > 0 ? undefined : claims.findLast((claim) => claim.members[0]!.type === 'sum');
  const results = bare ? [bare] : sums;
  positions.push(...results.map((claim) => claim.position));
  const given = claims
    .filter((claim) => claim.members.length > 1)
    .map(showClaim)
    .join('\n\n');
  const unread = problems.map(
    ({ message, source }) => `Could not be read: \`${source.slice(0, 120).replaceAll('`', "'")}\`. ${message}`,
  );
  const final = results.at(-1)?.members.at(-1);
  if (!final)
    return needsReview(
      given || lastLine(text).slice(0, 400),
      unread.length > 0 ? unread.slice(0, 3) : [`No statement about ${spec.label} was found.`],
      { expected },
    );

  const notes: string[] = [];
  const same = (a: Expr, b: Expr): boolean => compareExpressions(a, b, spec.scope, settings()).outcome === 'equal';
  const comparison = compareExpressions(final, spec.expected, spec.scope, settings());
  for (const { from, to } of comparison.renamed ?? []) {
    notes.push(`$${latexOf({ type: 'symbol', name: from })}$ was read as $${latexOf({ type: 'symbol', name: to })}$.`);
  }
  if (comparison.outcome === 'undecided' || unread.length > 0) {
    return needsReview(given, [...unread, ...(comparison.reason === undefined ? [] : [comparison.reason])], {
      expected,
    });
  }
  const restated = containsAsked(final, spec.asked, spec.scope);
  const parts = pieces(claims, results, spec);
  if (parts.length > mostPieces)
    return needsReview(
      given.slice(0, 20_000),
      [`The derivation has ${parts.length} terms; at most ${mostPieces} are looked at.`],
      {
        expected,
      },
    );
  const missing = spec.contributions.filter(({ expr }) => !parts.some((piece) => same(piece, expr)));
  // `s ∂y/∂s` on its own is offered as a contribution: one that is none is named.
  const strays = claims.filter(
    ({ members: [only, ...others] }) =>
      others.length === 0 &&
      only?.type === 'product' &&
      only.factors.some((factor) => factor.type === 'derivative') &&
      !spec.contributions.some(({ expr }) => same(only, expr)),
  );
  const broken = claims
    .filter((claim) => results.includes(claim) || !isEdge(claim))
    .flatMap((claim) => brokenSteps(claim, spec, settings));
  const result = comparison.outcome === 'equal' && !restated;
  const feedback = [
    ...(result
      ? []
      : [restated ? 'The answer uses the quantity that is asked for.' : `The result for ${spec.label} is not right.`]),
    ...broken.map(({ sentence }) => sentence),
    ...missing.map(({ label }) => `${capitalised(label)} was not found.`),
    ...strays.map((claim) => `${showClaim(claim)} is none of the contributions.`),
    ...notes,
  ];
  const mistake = broken.find((step) => step.mistake !== undefined)?.mistake;
  const evidence = {
    expected,
    ...(mistake === undefined ? {} : { mistake }),
    ...(comparison.counterexample ? { counterexample: comparison.counterexample } : {}),
  };
  if (result && broken.length === 0 && missing.length === 0 && strays.length === 0)
    return correct(given, feedback, { expected });
  // Half for the result, half for the contributions; a derivation with a step that does not hold loses a quarter.
  const found = spec.contributions.length === 0 ? 0 : 1 - missing.length / spec.contributions.length;
  const share = (result ? 0.5 : 0) + 0.5 * found - (broken.length > 0 ? 0.25 : 0) - 0.15 * strays.length;
  if (result || found > 0)
    return partial(
      given,
      Math.min(0.9, Math.max(0.1, share)),
      result && broken.length > 0 ? ['The result is right, but not every step to it.', ...feedback] : feedback,
      evidence,
    );
  return incorrect(given, feedback, evidence);
}

/** Terms of a derivation among which its contributions are looked for. */
const mostPieces = 200;

/** Terms of the results and statements of their own: where a contribution can stand. */
function pieces(claims: readonly Claim[], results: readonly Claim[], spec: DerivationSpec): Expr[] {
  const terms = results
    .flatMap((claim) => claim.members.slice(isAsked(claim.members[0]!, spec.asked, spec.scope) ? 1 : 0))
    .flatMap((member) => (member.type === 'sum' ? member.terms : [member]));
  const single = claims
    .filter((claim) => !results.includes(claim))
    .flatMap((claim) => claim.members.slice(claim.members.length > 1 ? 1 : 0));
  return [...terms, ...single].filter((piece) => !containsAsked(piece, spec.asked, spec.scope));
}

interface Settings extends JudgeOptions {
  readonly reveal: boolean;
}

interface BrokenStep {
  readonly sentence: string;
  readonly mistake: string | undefined;
}

/** The contribution that a claim states about something other than the result: `∂y/∂w_2 = r ∂y/∂s`, `∂s/∂w = r`. */
function contributionOf(claim: Claim, spec: DerivationSpec, settings: () => Settings): Expr | undefined {
  const [left, right] = claim.members;
  if (claim.members.length !== 2 || left?.type !== 'derivative' || !right) return undefined;
  const known = isKnown(left, spec.scope);
  if (known && !isAsked(left, spec.asked, spec.scope)) return undefined;
  return spec.contributions
    .map(({ expr }) => expr)
    .find((expr) => compareExpressions(right, expr, spec.scope, settings()).outcome === 'equal');
}

/** The steps of a chain that do not hold, as sentences, with the ids of recognised slips. */
function brokenSteps(claim: Claim, spec: DerivationSpec, settings: () => Settings): readonly BrokenStep[] {
  // Only equations are steps; what is named but not known, as in `p(w) = …`, cannot be checked.
  const wrong = wrongLinks(claim, claim.members, spec, settings);
  if (wrong.length === 0 || !spec.direct) return wrong;
  const direct = claim.members.map((member) => withDirect(member, spec));
  if (direct.every((member, index) => member === claim.members[index])) return wrong;
  return wrongLinks(claim, direct, spec, settings).length === 0 ? [] : wrong;
}

function wrongLinks(
  claim: Claim,
  members: readonly Expr[],
  spec: DerivationSpec,
  settings: () => Settings,
): readonly BrokenStep[] {
  return checkChain({ members, relations: claim.relations }, spec.scope, settings())
    .filter((link) => link.outcome === 'different')
    .map((link) => ({
      sentence: `$${claim.sources[link.index]} = ${claim.sources[link.index + 1]}$ does not hold.${link.explanation ? ` ${link.explanation.sentence}` : ''}`,
      mistake: link.explanation?.id,
    }));
}

/** An expression in which every ∂a/∂b stands for the direct partial, where it is known. */
function withDirect(expr: Expr, spec: DerivationSpec): Expr {
  if (expr.type === 'derivative') {
    const direct = spec.direct?.find(
      ({ of, by }) => expr.partial && isSymbol(expr.of, of, spec.scope) && isSymbol(expr.by, by, spec.scope),
    );
    return direct?.expr ?? expr;
  }
  switch (expr.type) {
    case 'sum':
      return mapped(expr, expr.terms, (terms) => ({ ...expr, terms }), spec);
    case 'product':
      return mapped(expr, expr.factors, (factors) => ({ ...expr, factors }), spec);
    case 'list':
      return mapped(expr, expr.items, (items) => ({ ...expr, items }), spec);
    case 'negate':
      return mapped(expr, [expr.of], ([of]) => ({ ...expr, of: of! }), spec);
    case 'quotient':
      return mapped(
        expr,
        [expr.numerator, expr.denominator],
        ([numerator, denominator]) => ({ ...expr, numerator: numerator!, denominator: denominator! }),
        spec,
      );
    default:
      return expr;
  }
}

function mapped(
  expr: Expr,
  parts: readonly Expr[],
  build: (parts: readonly Expr[]) => Expr,
  spec: DerivationSpec,
): Expr {
  const changed = parts.map((part) => withDirect(part, spec));
  return changed.every((part, index) => part === parts[index]) ? expr : build(changed);
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
