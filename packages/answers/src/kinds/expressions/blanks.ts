import { compareExpressions } from '../../expressions/compare/compare.ts';
import type { Expr, Scope } from '../../expressions/expr.ts';
import type { Judgement } from '../../judgement.ts';
import type { PartContent } from '../../reader/content.ts';
import { type Asked, isAsked } from '../claims/asked.ts';
import { expectedLatex } from './expected.ts';
import { alternatives, type Claim, type Claims, readClaims, stated } from '../claims/claims.ts';
import { budget, type JudgeOptions } from '../budget.ts';
import { type ExpressionSpec, judgeChain } from './expression.ts';
import { showClaim } from '../claims/show-claim.ts';
import { byCount, needsReview, unanswered } from '../judgements.ts';
import { answerBlocks, lastLine, proseOf, saysNothing } from '../prose.ts';
import type { Terms } from '../claims/terms.ts';
import { heldTo } from '../claims/withdrawal.ts';

/** One blank to fill in. */
export interface Blank {
  /** What the feedback calls it, in LaTeX without dollar signs. */
  readonly label: string;
  readonly asked: Asked;
  readonly expected: Expr;
  /** In which names the answer has to be written. */
  readonly terms: Terms;
}

/** What a part with several blanks accepts. */
export interface BlanksSpec {
  readonly scope: Scope;
  readonly blanks: readonly Blank[];
  /** Whether feedback may contain pieces of the expected answer. */
  readonly reveal?: boolean;
}

/**
 * Judges several expressions that are asked for by name. Each blank counts the same; the last statement about a blank
 * is its answer. Without any names, as many statements as there are blanks are taken in order.
 *
 * @example
 * const scope: Scope = { variables: { w: {}, u_1: {}, p: {}, q: {} } };
 * const blank = (name: string, latex: string): Blank => ({
 *   label: name,
 *   asked: name,
 *   expected: parseExpression(latex, scope),
 *   terms: { symbols: ['w', 'u_1'] },
 * });
 * const content = contentOf({ id: '1(a)', text: '$p = w u_1$, $q = w + u_1$', start: 0, end: 26 });
 * const spec = { scope, blanks: [blank('p', 'u_1 w'), blank('q', 'w u_1')] };
 * const { verdict, share } = judgeBlanks(content, spec, { limits: defaultLimits, seed: 0 });
 * verdict; // 'partial'
 * share; // 0.5
 */
export function judgeBlanks(content: PartContent, spec: BlanksSpec, options: JudgeOptions): Judgement {
  const positions: number[] = [];
  return heldTo(content, judgeStatedBlanks(content, spec, options, positions), { positions });
}

/** @param positions where what is judged stands: filled in. */
function judgeStatedBlanks(
  content: PartContent,
  spec: BlanksSpec,
  options: JudgeOptions,
  positions: number[],
): Judgement {
  const text = proseOf(answerBlocks(content));
  if (saysNothing(text) || saysNothing(lastLine(text))) return unanswered();
  const claims = readClaims(content, spec.scope, options.limits);
  const found = assign(claims, spec);
  positions.push(...found.flatMap((claim) => (claim ? [claim.position] : [])));
  const expected = spec.blanks
    .map((blank) => `$${blank.label} = ${expectedLatex(blank.expected, spec.scope, options.limits)}$`)
    .join(', ');
  const given = found.flatMap((claim) => (claim ? [showClaim(claim)] : [])).join('\n\n');
  const unread = claims.problems.map(
    ({ message, source }) => `Could not be read: \`${source.slice(0, 120).replaceAll('`', "'")}\`. ${message}`,
  );
  if (found.every((claim) => claim === undefined)) {
    return needsReview(
      lastLine(text).slice(0, 400),
      unread.length > 0 ? unread.slice(0, 3) : ['None of the blanks was found.'],
      { expected },
    );
  }
  const spend = budget(options);
  let right = 0;
  let undecided = 0;
  const feedback: string[] = [];
  const mistakes: string[] = [];
  let counterexample: Judgement['counterexample'];
  for (const [index, blank] of spec.blanks.entries()) {
    const claim = found[index];
    if (!claim) {
      if (unread.length > 0) undecided++;
      feedback.push(`$${blank.label}$: no answer was found.`);
      continue;
    }
    const blankSpec: ExpressionSpec = {
      label: `$${blank.label}$`,
      asked: [blank.asked],
      scope: spec.scope,
      expected: blank.expected,
      terms: blank.terms,
      reveal: spec.reveal === true,
    };
    const result = judgeChain(claim, blankSpec, spend());
    if (
      alternatives(claims.claims, claim).some(
        (other) => judgeChain(other, blankSpec, spend()).outcome !== result.outcome,
      )
    ) {
      undecided++;
      feedback.push(`$${blank.label}$: several answers are offered side by side, and they do not say the same.`);
      continue;
    }
    const sentences = [...result.notes, ...result.broken].map((sentence) => `$${blank.label}$: ${sentence}`);
    if (result.outcome === 'equal') {
      right += result.broken.length === 0 ? 1 : 0.5;
      feedback.push(...sentences);
    } else if (result.outcome === 'undecided' || result.outcome === 'foreign') {
      undecided++;
      feedback.push(...sentences);
    } else {
      feedback.push(
        ...(result.notes.length > 0 ? result.notes : ['not right.']).map((sentence) => `$${blank.label}$: ${sentence}`),
      );
      counterexample ??= result.comparison?.counterexample;
      if (result.mistake !== undefined) mistakes.push(result.mistake);
    }
  }
  if (undecided > 0) return needsReview(given, [...feedback, ...unread], { expected });
  return byCount(given, right, spec.blanks.length, feedback, {
    expected,
    ...(counterexample ? { counterexample } : {}),
    ...(mistakes[0] === undefined ? {} : { mistake: mistakes[0] }),
  });
}

/**
 * What an answer fills into each blank, for parts that build on it; undefined where nothing was read, where a blank is filled
 * in twice and not alike, and where alternatives are offered.
 *
 * @example
 * const scope: Scope = { variables: { w: {}, u: {}, p: {}, q: {} } };
 * const blank = (name: string): Blank => ({ label: name, asked: name, expected: parseExpression('w', scope), terms: {} });
 * const content = contentOf({ id: '1', text: '$p = w u$, $q = u$ or $q = w$', start: 0, end: 29 });
 * const [p, q] = readBlanks(content, { scope, blanks: [blank('p'), blank('q')] }, { limits: defaultLimits, seed: 0 });
 * plainOf(p!); // 'w u'
 * q; // undefined
 */
export function readBlanks(
  content: PartContent,
  spec: BlanksSpec,
  options: JudgeOptions,
): readonly (Expr | undefined)[] {
  const claims = readClaims(content, spec.scope, options.limits);
  const standing = stated(claims.claims);
  const spend = budget(options);
  return assign(claims, spec).map((claim, index) => {
    const value = claim?.members.at(-1);
    if (!claim || !value || alternatives(claims.claims, claim).length > 1) return undefined;
    const { asked } = spec.blanks[index]!;
    const others = standing.filter(
      (other) => other !== claim && other.members.length > 1 && isAsked(other.members[0]!, asked, spec.scope),
    );
    // The names are compared as they are written: `y` may stand for something else in the answer than in the reference.
    const free = { variables: { ...spec.scope.variables, ...freeNames(spec.scope) } };
    const agree = others.every(
      (other) => compareExpressions(other.members.at(-1)!, value, free, spend()).outcome === 'equal',
    );
    return agree ? value : undefined;
  });
}

function freeNames(scope: Scope): Scope['variables'] {
  return Object.fromEntries(Object.keys(scope.definitions ?? {}).map((name) => [name, {}]));
}

/** The last statement about each blank: one that begins with its name. */
function assign(all: Claims, spec: BlanksSpec): (Claim | undefined)[] {
  const claims = stated(all.claims);
  const found = spec.blanks.map((blank) =>
    claims.findLast((claim) => claim.members.length > 1 && isAsked(claim.members[0]!, blank.asked, spec.scope)),
  );
  if (found.some((claim) => claim !== undefined)) return found;
  const nameless = claims.filter((claim) => !claim.continues);
  return nameless.length === spec.blanks.length ? nameless : found;
}
