import { checkChain } from '../../expressions/compare/chain.ts';
import { compareExpressions, type Comparison } from '../../expressions/compare/compare.ts';
import { explainDifference } from '../../expressions/compare/explain.ts';
import type { Expr, Scope } from '../../expressions/expr.ts';
import { latexOf } from '../../expressions/print/latex.ts';
import type { Judgement } from '../../judgement.ts';
import type { PartContent } from '../../reader/content.ts';
import { budget, type JudgeOptions } from '../budget.ts';
import { expectedLatex } from './expected.ts';
import { alternatives, type Claim, type Claims, readClaims, stated } from '../claims/claims.ts';
import { correct, incorrect, needsReview, partial, unanswered } from '../judgements.ts';
import { answerBlocks, lastLine, proseOf, saysNothing } from '../prose.ts';
import { isSimplified } from '../../expressions/compare/measure.ts';
import { specWithOwnNames } from './own-names.ts';
import { type Asked, containsAsked, isAsked } from '../claims/asked.ts';
import { isFollowedByExample, otherVariable } from '../claims/claim-context.ts';
import { showClaim } from '../claims/show-claim.ts';
import { foreignTerm, isKnown, type Terms } from '../claims/terms.ts';
import { chooseClaim, listedWith, unreadReasons } from '../claims/choose-claim.ts';
import { correctionAt, heldTo } from '../claims/withdrawal.ts';

/** The result of a wrong way to an expression. */
export interface ExpressionMistake {
  /** Lower-case words joined by hyphens; stands in results. */
  readonly id: string;
  /** What the student reads; it does not contain the right expression. */
  readonly sentence: string;
  readonly expr: Expr;
}

/** What a part that asks for an expression accepts. */
export interface ExpressionSpec {
  /** What the feedback calls it. */
  readonly label: string;
  /** How the quantity is written on the left side: canonical names, or `[of, by]` for a derivative. */
  readonly asked?: readonly Asked[];
  readonly scope: Scope;
  readonly expected: Expr;
  /** Other expressions that are right as well, each with what the student reads about it. */
  readonly accepted?: readonly { readonly expr: Expr; readonly note: string }[];
  /** Wrong results that are recognised before anything else, each with what the student reads. */
  readonly mistakes?: readonly ExpressionMistake[];
  /** In which names the answer has to be written; every name of the scope without it. */
  readonly terms?: Terms;
  /**
   * Names that the answer defines for itself, `a = w x`, are read as it defines them; one that it defines at t, `f^{(t)}`, at
   * these steps as well.
   */
  readonly ownNames?: { readonly steps?: readonly number[] };
  /** A short form of the right expression, which is shown for it: what is much longer is right, with a note. */
  readonly shortest?: Expr;
  /** Whether feedback may contain pieces of the expected answer. */
  readonly reveal?: boolean;
  /** Reasons are asked for beside the expression: a person reads them. */
  readonly argued?: true;
  /** How answer and reference are read before they are compared, as a diagonal matrix by its diagonal. */
  readonly read?: (expr: Expr) => Expr;
}

/** What comparing one chain with the reference came to. */
export interface ChainJudgement {
  readonly outcome: 'equal' | 'different' | 'undecided' | 'foreign';
  readonly notes: readonly string[];
  /** Sentences about links that do not hold. */
  readonly broken: readonly string[];
  readonly comparison?: Comparison;
  readonly mistake?: string;
}

/**
 * Judges an expression: the right side of the equation whose left side is asked for, else what is boxed, else the last
 * expression. Every link of a chain is checked; the last member is the answer.
 *
 * @example
 * const scope: Scope = { variables: { w: {}, x: {} } };
 * const spec = { label: 'the derivative', scope, expected: parseExpression('x(1 - \\tanh(wx)^2)', scope) };
 * const judge = (text: string) =>
 *   judgeExpression(contentOf({ id: '1', text, start: 0, end: text.length }), spec, { limits: defaultLimits, seed: 0 });
 * judge('$x - x \\tanh^2(wx)$').verdict; // 'correct'
 * judge('$w(1 - \\tanh(wx)^2)$').verdict; // 'incorrect'
 */
export function judgeExpression(content: PartContent, spec: ExpressionSpec, options: JudgeOptions): Judgement {
  const positions: number[] = [];
  return heldTo(content, judgeStatedExpression(content, spec, options, positions), {
    positions,
    argued: spec.argued === true,
  });
}

/** @param positions where what is judged stands: filled in. */
function judgeStatedExpression(
  content: PartContent,
  asWritten: ExpressionSpec,
  options: JudgeOptions,
  positions: number[],
): Judgement {
  const text = proseOf(answerBlocks(content));
  if (saysNothing(text) || saysNothing(lastLine(text))) return unanswered();
  if (asWritten.ownNames)
    return judgeStatedExpression(content, specWithOwnNames(content, asWritten, options.limits), options, positions);
  const claims = readAs(readClaims(content, asWritten.scope, options.limits), asWritten.read);
  const spec = asRead(asWritten);
  const expected = asWritten.shortest
    ? `$${latexOf(asWritten.shortest)}$`
    : `$${asWritten.read ? latexOf(asWritten.expected) : expectedLatex(spec.expected, spec.scope, options.limits)}$`;
  let chosen = chooseClaim(claims, spec.asked ?? [], spec.scope);
  if (!chosen) return needsReview(lastLine(text).slice(0, 400), unreadReasons(claims), { expected });
  positions.push(chosen.claim.position);
  const spend = budget(options);
  if (chosen.by !== 'asked' && isEquation(chosen.claim, spec, spend())) {
    return correct(showClaim(chosen.claim), ['The equation is right; it is not solved for what is asked.'], {
      expected,
    });
  }
  let result = judgeChain(chosen.claim, spec, spend());
  if (result.outcome === 'foreign') {
    // The relation that is asked for may stand before a chain that derives it in other names.
    const direct = stated(claims.claims).find(
      (claim) =>
        claim.members.some((member) => isAskedBy(member, spec)) && judgeChain(claim, spec, spend()).outcome === 'equal',
    );
    if (direct) {
      chosen = { claim: direct, by: 'asked' };
      result = judgeChain(direct, spec, spend());
    }
  }
  const others = [
    ...alternatives(claims.claims, chosen.claim),
    ...(chosen.by === 'last' ? listedWith(claims.claims, chosen.claim) : []),
  ].filter((claim) => claim !== chosen.claim);
  if (others.some((claim) => judgeChain(claim, spec, spend()).outcome !== result.outcome)) {
    return needsReview(
      [...others, chosen.claim].map(showClaim).join(' or '),
      ['Several answers are offered side by side, and they do not say the same.'],
      { expected },
    );
  }
  const variable = otherVariable(claims.claims, chosen.claim, spec.asked ?? []);
  if (result.outcome === 'equal' && variable !== undefined) {
    return needsReview(showClaim(chosen.claim), [`The answer calls it the derivative with respect to ${variable}.`], {
      expected,
    });
  }
  const judgement = judgementOf(chosen.claim, result, spec, expected);
  const correction = correctionAt(content);
  if (
    correction !== undefined &&
    chosen.claim.position < correction &&
    stated(claims.claims).some((claim) => claim.position > correction)
  ) {
    return needsReview(
      showClaim(chosen.claim),
      ['The answer corrects itself, and which expression is meant could not be told.'],
      {
        expected,
      },
    );
  }
  if (judgement.verdict === 'incorrect' && chosen.by === 'last') {
    const right = stated(claims.claims)
      .slice(-mostOthers)
      .find((claim) => claim !== chosen.claim && judgeChain(claim, spec, spend()).outcome === 'equal');
    if (right && isFollowedByExample(content, right, stated(claims.claims))) {
      positions[0] = right.position;
      return judgementOf(right, judgeChain(right, spec, spend()), spec, expected);
    }
    if (right) {
      return needsReview(
        showClaim(chosen.claim),
        ['Several expressions are written, and which of them is the answer could not be told.'],
        { expected },
      );
    }
  }
  return judgement;
}

function isAskedBy(member: Expr, spec: ExpressionSpec): boolean {
  return spec.asked?.some((asked) => isAsked(member, asked, spec.scope)) === true;
}

/** Claims as the part reads them. */
function readAs(claims: Claims, read: ExpressionSpec['read']): Claims {
  if (!read) return claims;
  return {
    ...claims,
    claims: claims.claims.map((claim) => {
      const members = claim.members.map(read);
      // A member and its first reading are one object: that it was read otherwise is told from that.
      const readings = claim.readings.map((each, index) =>
        each.map((reading) => (reading === claim.members[index] ? members[index]! : read(reading))),
      );
      return { ...claim, members, readings };
    }),
  };
}

/** The reference as the part reads it. */
function asRead(spec: ExpressionSpec): ExpressionSpec {
  const { read } = spec;
  if (!read) return spec;
  return {
    ...spec,
    expected: read(spec.expected),
    ...(spec.accepted ? { accepted: spec.accepted.map(({ expr, note }) => ({ expr: read(expr), note })) } : {}),
  };
}

/** Statements besides the chosen one that are looked at. */
const mostOthers = 60;

/** Whether a claim is an equation that holds for the right value of the quantity asked for, and for no other. */
function isEquation(claim: Claim, spec: ExpressionSpec, options: JudgeOptions): boolean {
  const asked = spec.asked?.find(
    (name) => typeof name === 'string' && claim.members.some((member) => containsAsked(member, name, spec.scope)),
  );
  if (asked === undefined || claim.members.length !== 2) return false;
  const settings = { seed: options.seed, limits: options.limits };
  const [left, right] = claim.members as readonly [Expr, Expr];
  const two: Expr = { type: 'number', value: { numerator: 2n, denominator: 1n }, written: '2' };
  const doubled: Expr = { type: 'product', factors: [two, spec.expected], style: 'juxtaposed' };
  return (
    compareExpressions(left, right, withAsked(spec), settings).outcome === 'equal' &&
    compareExpressions(left, right, withAsked({ ...spec, expected: doubled }), settings).outcome === 'different'
  );
}

/** Compares a chain's last member with the reference and checks its links. */
export function judgeChain(claim: Claim, spec: ExpressionSpec, options: JudgeOptions): ChainJudgement {
  const { last, readings } = answerOf(claim, spec);
  const foreign = spec.terms && foreignTerm(last, spec.terms, spec.scope);
  // What one comparison takes of the time is gone for the next.
  const left = budget(options);
  const settings = (): JudgeOptions & { readonly reveal: boolean } => ({ ...left(), reveal: spec.reveal === true });
  const odd = claim.relations.find((sign) => sign !== '=' && sign !== '≈');
  if (odd !== undefined) {
    return {
      outcome: 'undecided',
      notes: [`An equation is asked for, and this is written with ${odd}.`],
      broken: [],
    };
  }
  const links = checkChain(claim, withAsked(spec), settings());
  const broken = links
    .filter((link) => link.outcome === 'different' && !namesResult(claim.members[link.index]!, link.index, spec.scope))
    .map((link) => {
      const [left, right] = [claim.sources[link.index], claim.sources[link.index + 1]];
      return `The step $${left} = ${right}$ does not hold.${link.explanation ? ` ${link.explanation.sentence}` : ''}`;
    });
  const targets = [{ expr: spec.expected, note: undefined }, ...(spec.accepted ?? [])];
  let different: Comparison | undefined;
  let undecided: Comparison | undefined;
  for (const reading of readings) {
    for (const target of targets) {
      const comparison = compareExpressions(reading, target.expr, spec.scope, settings());
      if (comparison.outcome === 'equal') {
        if (foreign !== undefined && !(broken.length === 0 && beginsInTerms(claim, target.expr, spec, settings)))
          return foreignJudgement(last, foreign, broken, spec);
        const long = spec.shortest !== undefined && !isSimplified(reading, spec.shortest);
        const notes = [
          ...(target.note === undefined ? [] : [target.note]),
          ...notesOf(comparison, reading, last),
          ...(long ? ['It is right, and can still be simplified.'] : []),
        ];
        return { outcome: 'equal', notes, broken, comparison };
      }
      if (comparison.outcome === 'undecided') undecided ??= comparison;
      else different ??= comparison;
    }
  }
  if (undecided)
    return {
      outcome: 'undecided',
      notes: [undecided.reason ?? 'It could not be decided whether the expression is right.'],
      broken,
      comparison: undecided,
    };
  const listed = spec.mistakes?.find(
    ({ expr }) => compareExpressions(last, expr, spec.scope, settings()).outcome === 'equal',
  );
  const explanation = listed ?? explainDifference(last, spec.expected, spec.scope, settings());
  const turned = claim.members
    .slice(1, -1)
    .findLastIndex((member) => compareExpressions(member, spec.expected, spec.scope, settings()).outcome === 'equal');
  const notes = [
    ...(explanation ? [explanation.sentence] : []),
    ...(turned >= 0 ? [`The step $${claim.sources[turned + 1]}$ is still right.`] : []),
    ...(different?.reason === undefined ? [] : [different.reason]),
  ];
  return {
    outcome: 'different',
    notes,
    broken,
    ...(different ? { comparison: different } : {}),
    ...(explanation ? { mistake: explanation.id } : {}),
  };
}

/** `σ(g) = … = h`: a chain that ends with what is asked for and begins with it in the names that are asked for. */
function beginsInTerms(claim: Claim, expected: Expr, spec: ExpressionSpec, settings: () => JudgeOptions): boolean {
  const [first] = claim.members;
  return (
    claim.members.length > 2 &&
    isAskedBy(claim.members.at(-1)!, spec) &&
    spec.terms !== undefined &&
    foreignTerm(first!, spec.terms, spec.scope) === undefined &&
    compareExpressions(first!, expected, spec.scope, settings()).outcome === 'equal'
  );
}

/** The member that is the answer: the last one, or the one before it where the quantity stands on the right. */
function answerOf(claim: Claim, spec: ExpressionSpec): { readonly last: Expr; readonly readings: readonly Expr[] } {
  const turned =
    claim.members.length > 1 && spec.asked?.some((asked) => isAsked(claim.members.at(-1)!, asked, spec.scope)) === true;
  const index = claim.members.length - (turned ? 2 : 1);
  return { last: claim.members[index]!, readings: claim.readings[index] ?? [claim.members[index]!] };
}

/** `S = …`: a name of the student's own in front of a chain is given to the result, and no step. */
function namesResult(member: Expr, index: number, scope: Scope): boolean {
  return index === 0 && member.type === 'symbol' && !isKnown(member, scope);
}

/** The scope in which the quantity that is asked for has its value: a link such as λ = 2ηγ can then be checked. */
function withAsked(spec: ExpressionSpec): Scope {
  const names = (spec.asked ?? [])
    .filter((asked) => typeof asked === 'string')
    .filter((name) => name in spec.scope.variables);
  if (names.length === 0) return spec.scope;
  const variables = Object.fromEntries(Object.entries(spec.scope.variables).filter(([name]) => !names.includes(name)));
  return {
    ...spec.scope,
    variables,
    definitions: { ...spec.scope.definitions, ...Object.fromEntries(names.map((name) => [name, spec.expected])) },
  };
}

/** A true statement in names that were not asked for: a restatement of the question, or for a person to weigh. */
function foreignJudgement(
  last: Expr,
  foreign: string,
  broken: readonly string[],
  spec: ExpressionSpec,
): ChainJudgement {
  return spec.asked?.some((asked) => containsAsked(last, asked, spec.scope)) === true
    ? { outcome: 'different', notes: ['The answer uses the quantity that is asked for.'], broken }
    : {
        outcome: 'foreign',
        notes: [`The value is right, but it is not written in the names that are asked for: it contains ${foreign}.`],
        broken,
      };
}

function notesOf(comparison: Comparison, reading: Expr, first: Expr): string[] {
  const notes = (comparison.renamed ?? []).map(
    ({ from, to }) =>
      `$${latexOf({ type: 'symbol', name: from })}$ was read as $${latexOf({ type: 'symbol', name: to })}$.`,
  );
  if (reading !== first) notes.push(`It was read as $${latexOf(reading)}$.`);
  if (comparison.note !== undefined) notes.push(comparison.note);
  return notes;
}

function judgementOf(claim: Claim, result: ChainJudgement, spec: ExpressionSpec, expected: string): Judgement {
  const given = showClaim(claim);
  const { comparison } = result;
  const counterexample = comparison?.counterexample ? { counterexample: comparison.counterexample } : {};
  switch (result.outcome) {
    case 'equal':
      return result.broken.length === 0
        ? correct(given, result.notes, { expected })
        : partial(
            given,
            0.5,
            ['The last expression is right, but the way to it is not.', ...result.broken, ...result.notes],
            { expected },
          );
    case 'foreign':
    case 'undecided':
      return needsReview(given, result.notes, { expected });
    default:
      return incorrect(
        given,
        [...(result.notes.length > 0 ? result.notes : [`${capitalised(spec.label)} is not right.`])],
        {
          expected,
          ...counterexample,
          ...(result.mistake === undefined ? {} : { mistake: result.mistake }),
        },
      );
  }
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
