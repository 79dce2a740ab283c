import { type AcceptedGrowth, compareGrowth, type GrowthComparison } from '../../growth/compare-growth.ts';
import type { Expr, Scope } from '../../expressions/expr.ts';
import { latexOf } from '../../expressions/print/latex.ts';
import type { Judgement } from '../../judgement.ts';
import type { PartContent } from '../../reader/content.ts';
import { alternatives, type Claim, readClaims, stated } from '../claims/claims.ts';
import { budget, type JudgeOptions } from '../budget.ts';
import { byCount, needsReview, unanswered } from '../judgements.ts';
import { answerBlocks, lastLine, proseOf, saysNothing } from '../prose.ts';
import { isKnown } from '../claims/terms.ts';
import { children } from '../../expressions/parse/trees.ts';
import { heldTo } from '../claims/withdrawal.ts';

/** One growth rate that is asked for. */
export interface GrowthRate {
  readonly label: string;
  /** Words that announce it where several rates are asked for. */
  readonly cues?: RegExp;
  /** Words that announce something else, as `space` does where the running time is asked for. */
  readonly other?: RegExp;
  /** Every bound that is right, with what the student reads when it is theirs. */
  readonly accepted: readonly AcceptedGrowth[];
  /** Bounds about which a person decides, each with the reason. */
  readonly doubtful?: readonly { readonly bound: Expr; readonly reason: string }[];
}

/** What a part that asks for growth rates accepts. */
export interface GrowthRatesSpec {
  readonly scope: Scope;
  /** Pairs [a, b] with a ≤ b. */
  readonly relations?: readonly (readonly [smaller: string, larger: string])[];
  readonly rates: readonly GrowthRate[];
  /** Reasons are asked for beside the rates: a person reads them. */
  readonly argued?: true;
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
  const positions: number[] = [];
  return heldTo(content, judgeStatedGrowthRates(content, spec, options, positions), {
    positions,
    argued: spec.argued === true,
  });
}

/** @param positions where what is judged stands: filled in. */
function judgeStatedGrowthRates(
  content: PartContent,
  spec: GrowthRatesSpec,
  options: JudgeOptions,
  positions: number[],
): Judgement {
  const text = proseOf(answerBlocks(content));
  if (saysNothing(text) || saysNothing(lastLine(text))) return unanswered();
  const { claims, problems } = readClaims(content, spec.scope, options.limits);
  const standing = stated(claims);
  const withBounds = standing.filter((claim) => claim.members.some(isBound));
  // `T k M log k`, without the O: one rate alone is what is meant.
  const bare = standing.length === 1 && spec.rates.length === 1 && isRate(standing[0]!);
  const others = withBounds.filter((claim) => isOfOther(claim));
  const own = withBounds.filter((claim) => !isOfOther(claim));
  const bounds = withBounds.length === 0 && bare ? [standing[0]] : assign(content, own, spec);
  positions.push(...bounds.flatMap((claim) => (claim ? [claim.position] : [])));
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
  const spend = budget(options);
  if (own.length === 0 && others.length > 0) {
    return needsReview(
      others.map((claim) => `$${claim.sources.at(-1)!}$`).join(', '),
      ['Every bound that is written seems to be that of another algorithm.'],
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
    if (rate.other?.test(claim.lead) === true || rate.other?.test(nearTail(claim)) === true) {
      undecided.push(`${capitalised(rate.label)}: the bound seems to be about something else.`);
      continue;
    }
    const compare = (each: Claim, accepted: readonly AcceptedGrowth[]): GrowthComparison =>
      compareGrowth(each.members.findLast(isBound) ?? each.members.at(-1)!, accepted, spec.scope, {
        relations: spec.relations ?? [],
        limits: spend().limits,
        seed: options.seed,
      });
    const comparison = compare(claim, rate.accepted);
    const beside = alternatives(claims, claim).filter((other) => other.members.some(isBound));
    if (beside.some((other) => compare(other, rate.accepted).outcome !== comparison.outcome)) {
      undecided.push(
        `${capitalised(rate.label)}: several bounds are offered side by side, and they do not say the same.`,
      );
      continue;
    }
    const doubt = rate.doubtful?.find(({ bound }) => compare(claim, [{ bound }]).outcome === 'equal');
    if (comparison.outcome !== 'equal' && doubt) {
      undecided.push(`${capitalised(rate.label)}: ${doubt.reason}`);
      continue;
    }
    if (comparison.outcome === 'equal') {
      right++;
      const note = rate.accepted[comparison.index ?? 0]?.note;
      if (note !== undefined) feedback.push(spec.rates.length === 1 ? note : `${capitalised(rate.label)}: ${note}`);
    } else if (comparison.outcome === 'undecided' && claim.members.some((member) => isExponential(member, spec.scope)))
      feedback.push(`${capitalised(rate.label)} is not right: it grows exponentially.`);
    else if (comparison.outcome === 'undecided')
      undecided.push(`${capitalised(rate.label)}: ${comparison.reason ?? 'it could not be decided.'}`);
    else
      feedback.push(
        `${capitalised(rate.label)} is not right${comparison.reason === undefined ? '.' : `: ${comparison.reason}`}`,
      );
  }
  const unread = unreadBound(content, claims);
  if (unread !== undefined && unread.position > Math.max(...bounds.map((claim) => claim?.position ?? 0)))
    undecided.push(`A bound could not be read: \`${unread.source}\`.`);
  if (undecided.length > 0) return needsReview(given, [...undecided, ...feedback], { expected });
  return byCount(given, right, spec.rates.length, feedback, { expected });
}

/** `Exhaustive search would need …`: a bound to compare with. */
function isOfOther({ lead }: Claim): boolean {
  const clause = lead.split(/[.;:!?\n]\s/).at(-1)!;
  return /\b(?:exhaustive|brute|naive|na\u00efve|enumerat\w*|all possible|compared (?:to|with)|instead of|rather than|unlike|in contrast|would)\b/i.test(
    clause,
  );
}

/** The last bound in plain text that no claim was read from: it may be the answer. */
function unreadBound(
  content: PartContent,
  claims: readonly Claim[],
): { readonly position: number; readonly source: string } | undefined {
  let last: { readonly position: number; readonly source: string } | undefined;
  for (const block of answerBlocks(content)) {
    if (block.kind !== 'text') continue;
    const raw = content.source?.text.slice(block.start - content.source.start, block.end - content.source.start);
    const text = raw ?? block.text;
    for (const match of text.matchAll(/(?<![\p{L}\p{N}\\$])[OΘ]\s*\(/gu)) {
      const position = block.start + match.index;
      const isRead = claims.some(
        (claim) =>
          claim.position <= position &&
          position <= claim.position + claim.sources.join('').length + 4 * claim.sources.length,
      );
      if (!isRead)
        last = {
          position,
          source: text
            .slice(match.index, match.index + 40)
            .split('\n')[0]!
            .replaceAll('`', "'"),
        };
    }
  }
  return last;
}

/** Whether an expression is a bound, O(…) or Θ(…). */
function isBound(expr: Expr): boolean {
  if (expr.type === 'apply' && ['O', 'Theta', 'Omega', 'o'].includes(expr.name)) return true;
  return expr.type === 'sum' && children(expr).some(isBound);
}

/**
 * Whether a rate certainly grows exponentially, as N^T does for every N from 2 on: no product of powers and logarithms is
 * equal to it, whatever else it holds. Inside logarithms and quotients nothing is certain.
 */
function isExponential(expr: Expr, scope: Scope): boolean {
  switch (expr.type) {
    case 'power':
      return mayExceedOne(expr.base, scope) && growsWithoutEnd(expr.exponent, scope);
    case 'apply':
      return isBound(expr) && expr.arguments.length === 1 && isExponential(expr.arguments[0]!, scope);
    case 'list':
      return expr.items.length === 1 && isExponential(expr.items[0]!, scope);
    case 'sum':
      return (
        expr.terms.every((term) => term.type !== 'negate') && expr.terms.some((term) => isExponential(term, scope))
      );
    case 'product':
      return (
        expr.factors.every((factor) => factor.type === 'symbol' || isExponential(factor, scope)) &&
        expr.factors.some((factor) => isExponential(factor, scope))
      );
    default:
      return false;
  }
}

function mayExceedOne(base: Expr, scope: Scope): boolean {
  return base.type === 'number' ? base.value.numerator > base.value.denominator : growsWithoutEnd(base, scope);
}

/** A sum or a product of variables and positive numbers, with at least one variable. */
function growsWithoutEnd(expr: Expr, scope: Scope): boolean {
  const positive = (part: Expr): boolean =>
    (part.type === 'number' && part.value.numerator > 0n) || growsWithoutEnd(part, scope);
  if (expr.type === 'symbol') return isKnown(expr, scope);
  if (expr.type === 'list') return expr.items.length === 1 && growsWithoutEnd(expr.items[0]!, scope);
  if (expr.type !== 'sum' && expr.type !== 'product') return false;
  const parts = expr.type === 'sum' ? expr.terms : expr.factors;
  return parts.every(positive) && parts.some((part) => growsWithoutEnd(part, scope));
}

/** Whether a claim is a rate alone: one member with at least two factors. */
function isRate(claim: Claim): boolean {
  const [only] = claim.members;
  return claim.members.length === 1 && (only!.type === 'product' || only!.type === 'sum');
}

/**
 * The last bound for each rate. Where several are asked for, the words tell them apart: those before a bound
 * (`time: O(…)`) or, where a sentence begins with a bound, those behind it (`O(…) time and O(…) space`).
 */
function assign(content: PartContent, claims: readonly Claim[], spec: GrowthRatesSpec): (Claim | undefined)[] {
  if (spec.rates.length === 1) return [claims.at(-1)];
  const found: (Claim | undefined)[] = spec.rates.map(() => undefined);
  const words = claims.map((claim) => cuesIn(claim.lead, spec));
  const behind = claims.map((claim) => cuesIn(nearTail(claim), spec)[0]);
  const usesTail = words[0]?.length === 0 && behind[0] !== undefined && behind.every((cue) => cue !== undefined);
  let before: number | undefined;
  const cued = claims.map((claim, index) => {
    if (usesTail) return behind[index];
    const own = words[index]!.at(-1) ?? (index === 0 ? undefined : before);
    before = own ?? lastCueBefore(content, claim, spec);
    return before;
  });
  const distinct = new Set(cued.filter((rate) => rate !== undefined));
  claims.forEach((claim, index) => {
    const rate = cued[index];
    if (rate !== undefined) found[rate] = claim;
  });
  // Without words that tell them apart, as many bounds as rates are taken in order.
  // `time and space are O(…) and O(…)`.
  const listed = words[0] ?? [];
  if (
    claims.length === spec.rates.length &&
    new Set(listed).size === spec.rates.length &&
    listed.length === spec.rates.length &&
    words.slice(1).every((cues) => cues.length === 0)
  )
    return spec.rates.map((_, rate) => claims[listed.indexOf(rate)]);
  const inOrder = claims.length === spec.rates.length && distinct.size <= 1 && words.every((cues) => cues.length === 0);
  return inOrder ? [...claims] : found;
}

/** The words behind a claim up to the end of its clause. */
function nearTail(claim: Claim): string {
  return claim.tail.split(/[.,;:\n]|\band\b/)[0]!.slice(0, 40);
}

/** The rates that a text announces, in the order of their words; a question announces none. */
function cuesIn(text: string, spec: GrowthRatesSpec): number[] {
  const said = text
    .split(/(?<=[.?!\n])/)
    .filter((sentence) => !sentence.endsWith('?'))
    .join('');
  const found: { readonly rate: number; readonly at: number }[] = [];
  for (const [rate, { cues }] of spec.rates.entries()) {
    if (!cues) continue;
    for (const match of said.matchAll(new RegExp(cues.source, 'gi'))) found.push({ rate, at: match.index });
  }
  return found.sort((a, b) => a.at - b.at).map(({ rate }) => rate);
}

function lastCueBefore(content: PartContent, claim: Claim, spec: GrowthRatesSpec): number | undefined {
  const blocks = answerBlocks(content).filter((block) => block.kind === 'text' && block.start <= claim.position);
  return cuesIn(blocks.map((block) => (block.kind === 'text' ? block.text : '')).join(' '), spec).at(-1);
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
