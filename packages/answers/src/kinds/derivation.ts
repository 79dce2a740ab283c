import { checkChain } from '../expressions/compare/chain.ts';
import { compareExpressions } from '../expressions/compare/compare.ts';
import type { Expr, Scope } from '../expressions/expr.ts';
import { latexOf } from '../expressions/print/latex.ts';
import type { Judgement } from '../judgement.ts';
import type { PartContent } from '../reader/content.ts';
import { type Asked, containsAsked, isAsked } from './asked.ts';
import { expectedLatex } from './expected.ts';
import { type Claim, readClaims } from './claims.ts';
import { type JudgeOptions, showClaim } from './expression.ts';
import { correct, incorrect, needsReview, partial, unanswered } from './judgements.ts';
import { answerBlocks, lastLine, proseOf, saysNothing } from './prose.ts';

/** What a part that asks for a derivation accepts. */
export interface DerivationSpec {
  readonly scope: Scope;
  /** The quantity at the end of the derivation. */
  readonly label: string;
  readonly asked: Asked;
  readonly expected: Expr;
  /** Contributions that have to appear, as terms of the result or as statements of their own. */
  readonly contributions: readonly { readonly label: string; readonly expr: Expr }[];
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
  const text = proseOf(answerBlocks(content));
  if (saysNothing(text) || saysNothing(lastLine(text))) return unanswered();
  const { claims, problems } = readClaims(content, spec.scope, options.limits);
  const settings = { seed: options.seed, limits: options.limits, reveal: spec.reveal === true };
  const expected = `$${expectedLatex(spec.expected, spec.scope, options.limits)}$`;
  const results = claims.filter(
    (claim) => claim.members.length > 1 && isAsked(claim.members[0]!, spec.asked, spec.scope),
  );
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
  const same = (a: Expr, b: Expr): boolean => compareExpressions(a, b, spec.scope, settings).outcome === 'equal';
  const comparison = compareExpressions(final, spec.expected, spec.scope, settings);
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
  const missing = spec.contributions.filter(({ expr }) => !parts.some((piece) => same(piece, expr)));
  const broken = claims.flatMap((claim) => brokenSteps(claim, spec, settings));
  const result = comparison.outcome === 'equal' && !restated;
  const feedback = [
    ...(result
      ? []
      : [restated ? 'The answer uses the quantity that is asked for.' : `The result for ${spec.label} is not right.`]),
    ...broken.map(({ sentence }) => sentence),
    ...missing.map(({ label }) => `${capitalised(label)} was not found.`),
    ...notes,
  ];
  const mistake = broken.find((step) => step.mistake !== undefined)?.mistake;
  const evidence = {
    expected,
    ...(mistake === undefined ? {} : { mistake }),
    ...(comparison.counterexample ? { counterexample: comparison.counterexample } : {}),
  };
  if (result && broken.length === 0 && missing.length === 0) return correct(given, feedback, { expected });
  // Half for the result, half for the contributions; a derivation with a step that does not hold loses a quarter.
  const found = spec.contributions.length === 0 ? 0 : 1 - missing.length / spec.contributions.length;
  const share = (result ? 0.5 : 0) + 0.5 * found - (broken.length > 0 ? 0.25 : 0);
  if (result || found > 0)
    return partial(
      given,
      Math.min(0.9, Math.max(0.1, share)),
      result && broken.length > 0 ? ['The result is right, but not every step to it.', ...feedback] : feedback,
      evidence,
    );
  return incorrect(given, feedback, evidence);
}

/** Terms of the results and statements of their own: where a contribution can stand. */
function pieces(claims: readonly Claim[], results: readonly Claim[], spec: DerivationSpec): Expr[] {
  const terms = results
    .flatMap((claim) => claim.members.slice(1))
    .flatMap((member) => (member.type === 'sum' ? member.terms : [member]));
  const single = claims
    .filter((claim) => !results.includes(claim))
    .flatMap((claim) => claim.members.slice(claim.members.length > 1 ? 1 : 0));
  return [...terms, ...single].filter((piece) => !containsAsked(piece, spec.asked, spec.scope));
}

/** The steps of a chain that do not hold, as sentences, with the ids of recognised slips. */
function brokenSteps(
  claim: Claim,
  spec: DerivationSpec,
  settings: { readonly seed: number; readonly limits: JudgeOptions['limits']; readonly reveal: boolean },
): { readonly sentence: string; readonly mistake: string | undefined }[] {
  return checkChain(claim, spec.scope, settings)
    .filter((link) => link.outcome === 'different')
    .map((link) => {
      const why = link.explanation ? ` ${link.explanation.sentence}` : '';
      return {
        sentence: `$${claim.sources[link.index]} = ${claim.sources[link.index + 1]}$ does not hold.${why}`,
        mistake: link.explanation?.id,
      };
    });
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
