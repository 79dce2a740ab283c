import { type AcceptedGrowth, compareGrowth } from '../growth/compare-growth.ts';
import type { Expr, Scope } from '../expressions/expr.ts';
import { latexOf } from '../expressions/print/latex.ts';
import type { Judgement } from '../judgement.ts';
import type { PartContent } from '../reader/content.ts';
import { type Claim, readClaims } from './claims.ts';
import type { JudgeOptions } from './expression.ts';
import { byCount, needsReview, unanswered } from './judgements.ts';
import { answerBlocks, lastLine, proseOf, saysNothing } from './prose.ts';
import { children } from './walk.ts';

/** One growth rate that is asked for. */
export interface GrowthRate {
  readonly label: string;
  /** Words that announce it where several rates are asked for. */
  readonly cues?: RegExp;
  /** Every bound that is right, with what the student reads when it is theirs. */
  readonly accepted: readonly AcceptedGrowth[];
}

/** What a part that asks for growth rates accepts. */
export interface GrowthRatesSpec {
  readonly scope: Scope;
  /** Pairs [a, b] with a ≤ b. */
  readonly relations?: readonly (readonly [smaller: string, larger: string])[];
  readonly rates: readonly GrowthRate[];
}

/**
 * Judges growth rates such as O(T k M log k): the last one named for each rate counts, equivalent forms are equal,
 * and a bound that is looser or tighter than the accepted ones is told apart from a wrong one.
 *
 * @example
 * const scope: Scope = { variables: { k: {}, T: {}, M: {} }, functions: ['O'] };
 * const accepted = [{ bound: parseExpression('k T M', scope) }];
 * const content = contentOf({ id: '2', text: '$O(MTk + T)$', start: 0, end: 12 });
 * const spec = { scope, rates: [{ label: 'the running time', accepted }] };
 * judgeGrowthRates(content, spec, { limits: defaultLimits, seed: 0 }).verdict; // 'correct'
 */
export function judgeGrowthRates(content: PartContent, spec: GrowthRatesSpec, options: JudgeOptions): Judgement {
  const text = proseOf(answerBlocks(content));
  if (saysNothing(text) || saysNothing(lastLine(text))) return unanswered();
  const { claims, problems } = readClaims(content, spec.scope, options.limits);
  const bounds = assign(
    content,
    claims.filter((claim) => claim.members.some(isBound)),
    spec,
  );
  const expected = spec.rates.map((rate) => `${rate.label}: $O(${latexOf(rate.accepted[0]!.bound)})$`).join('; ');
  const given = bounds.flatMap((claim) => (claim ? [`$${claim.sources.at(-1)!}$`] : [])).join(', ');
  if (bounds.every((claim) => claim === undefined)) {
    const reasons = problems
      .slice(0, 2)
      .map(({ message, source }) => `Could not be read: \`${source.slice(0, 120).replaceAll('`', "'")}\`. ${message}`);
    return needsReview(
      lastLine(text).slice(0, 400),
      reasons.length > 0 ? reasons : ['No bound such as $O(n)$ was found.'],
      { expected },
    );
  }
  let right = 0;
  const feedback: string[] = [];
  const undecided: string[] = [];
  for (const [index, rate] of spec.rates.entries()) {
    const claim = bounds[index];
    if (!claim) {
      feedback.push(`${capitalised(rate.label)} is missing.`);
      continue;
    }
    const comparison = compareGrowth(claim.members.findLast(isBound)!, rate.accepted, spec.scope, {
      relations: spec.relations ?? [],
      limits: options.limits,
      seed: options.seed,
    });
    if (comparison.outcome === 'equal') {
      right++;
      const note = rate.accepted[comparison.index ?? 0]?.note;
      if (note !== undefined) feedback.push(spec.rates.length === 1 ? note : `${capitalised(rate.label)}: ${note}`);
    } else if (comparison.outcome === 'undecided')
      undecided.push(`${capitalised(rate.label)}: ${comparison.reason ?? 'it could not be decided.'}`);
    else
      feedback.push(
        `${capitalised(rate.label)} is not right${comparison.reason === undefined ? '.' : `: ${comparison.reason}`}`,
      );
  }
  if (undecided.length > 0) return needsReview(given, [...undecided, ...feedback], { expected });
  return byCount(given, right, spec.rates.length, feedback, { expected });
}

/** Whether an expression is a bound, O(…) or Θ(…). */
function isBound(expr: Expr): boolean {
  if (expr.type === 'apply' && ['O', 'Theta', 'Omega', 'o'].includes(expr.name)) return true;
  return expr.type === 'sum' && children(expr).some(isBound);
}

/** The last bound for each rate: where several are asked for, the one whose cue word stands closest before it. */
function assign(content: PartContent, claims: readonly Claim[], spec: GrowthRatesSpec): (Claim | undefined)[] {
  if (spec.rates.length === 1) return [claims.at(-1)];
  const found: (Claim | undefined)[] = spec.rates.map(() => undefined);
  const cued = claims.map((claim) => rateBefore(content, claim, spec));
  claims.forEach((claim, index) => {
    const rate = cued[index];
    if (rate !== undefined) found[rate] = claim;
  });
  // Without any cue word, as many bounds as rates are taken in order.
  return cued.every((rate) => rate === undefined) && claims.length === spec.rates.length ? [...claims] : found;
}

function rateBefore(content: PartContent, claim: Claim, spec: GrowthRatesSpec): number | undefined {
  const blocks = answerBlocks(content).filter((block) => block.kind === 'text' && block.start <= claim.position);
  const text = blocks.map((block) => (block.kind === 'text' ? block.text : '')).join(' ');
  let best: { readonly rate: number; readonly at: number } | undefined;
  for (const [rate, { cues }] of spec.rates.entries()) {
    if (!cues) continue;
    for (const match of text.matchAll(new RegExp(cues.source, 'gi'))) {
      if (!best || match.index > best.at) best = { rate, at: match.index };
    }
  }
  return best?.rate;
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
