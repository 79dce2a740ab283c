import type { Expr, Scope } from '../../expressions/expr.ts';
import { children, mapExpr } from '../../expressions/parse/trees.ts';
import type { Judgement } from '../../judgement.ts';
import type { PartContent } from '../../reader/content.ts';
import { evaluateAt, type Point, type Quantity, samplePoints } from './bound-points.ts';
import { type Claim, readClaims, stated } from '../claims/claims.ts';
import type { JudgeOptions } from '../budget.ts';
import { showClaim } from '../claims/show-claim.ts';
import { correct, incorrect, needsReview, partial, unanswered } from '../judgements.ts';
import { answerBlocks, lastLine, proseOf, saysNothing } from '../prose.ts';
import { heldTo } from '../claims/withdrawal.ts';

/** What a part that asks for a bound and the chain of inequalities to it accepts. */
export interface BoundSpec {
  readonly scope: Scope;
  /** The names that are numbers, with what they are at most; later ones may use earlier ones. */
  readonly quantities: readonly Quantity[];
  /** What a written norm stands for: the id of a quantity, or undefined. */
  readonly quantityOf: (expr: Expr) => string | undefined;
  /** The quantity that is to be bounded, and the bound. */
  readonly asked: string;
  readonly bound: Expr;
  /** The quantity of one step, which has to be bounded on the way. */
  readonly step: string;
  /** The whole argument, as it is shown to staff. */
  readonly shown: string;
  /** What answers are called whose bound does not hold. */
  readonly tooStrong: { readonly id: string; readonly sentence: string };
  /** Where the bound has to go to zero: along which quantity, and what answers are called whose bound does not. */
  readonly vanishes?: { readonly along: string; readonly id: string; readonly sentence: string };
}

/**
 * Judges a bound that is derived by a chain of inequalities: `‖∂h_T/∂h_0‖ ≤ ∏ ‖∂h_t/∂h_{t−1}‖ ≤ δ^T`. Every link between two
 * members that can be evaluated is checked at points that the assumptions allow, the extreme ones among them; a link that
 * one of them breaks is named. A right bound whose step is shown is right, one that does not hold is wrong, and what cannot
 * be followed goes to a person.
 *
 * @example
 * const scope: Scope = { variables: { r: {}, n: {}, A: {}, x: {} } };
 * const r: Expr = { type: 'symbol', name: 'r' };
 * const spec: BoundSpec = {
 *   scope,
 *   quantities: [
 *     { id: 'r', values: [0.5, 2] },
 *     { id: 'n', values: [1, 3] },
 *     { id: 'norm_A', atMost: r, factor: true },
 *     { id: 'norm_x', atMost: { type: 'power', base: { type: 'symbol', name: 'norm_A' }, exponent: { type: 'symbol', name: 'n' } } },
 *   ],
 *   quantityOf: (expr) => (expr.type === 'norm' && expr.of.type === 'symbol' ? `norm_${expr.of.name}` : undefined),
 *   asked: 'norm_x',
 *   step: 'norm_A',
 *   bound: parseExpression('r^n', scope),
 *   shown: '$\\|x\\| \\le \\|A\\|^n \\le r^n$',
 *   tooStrong: { id: 'bound-too-strong', sentence: 'The bound is too small.' },
 * };
 * const judge = (text: string) =>
 *   judgeBound(contentOf({ id: '1', text, start: 0, end: text.length }), spec, { limits: defaultLimits, seed: 0 }).verdict;
 * judge('$\\|x\\| \\le \\|A\\|^n \\le r^n$'); // 'correct'
 * judge('$\\|x\\| \\le \\|A\\|^n \\le r^{2n}$'); // 'incorrect'
 */
export function judgeBound(content: PartContent, spec: BoundSpec, options: JudgeOptions): Judgement {
  return heldTo(content, judgeStated(withoutConditions(content), spec, options), { inWords: true });
}

/** `\to 0 \text{ as } T \to \infty`: what a limit is taken over says nothing about the bound. */
function withoutConditions(content: PartContent): PartContent {
  const blocks = content.blocks.map((block) =>
    block.kind === 'math'
      ? {
          ...block,
          latex: block.latex.replace(
            /(?:\\(?:quad|qquad|[,;: ])|\s)*\\(?:text|mathrm|mbox)\s*\{\s*(?:as|when|for|since|because|if)\b[^]*$/,
            '',
          ),
        }
      : block,
  );
  return { ...content, blocks };
}

/** One step of a chain. */
interface CheckedLink {
  readonly claim: Claim;
  readonly index: number;
  readonly holds: 'yes' | 'no' | 'only as ≤' | 'unknown';
  readonly at?: Point;
  readonly left?: number;
  readonly right?: number;
}

function judgeStated(content: PartContent, spec: BoundSpec, options: JudgeOptions): Judgement {
  const text = proseOf(answerBlocks(content));
  if (saysNothing(text) || saysNothing(lastLine(text))) return unanswered();
  const { claims: all, problems } = readClaims(content, spec.scope, options.limits);
  const claims = stated(all)
    .filter(({ members }) => members.length > 1)
    .map((claim) => ({ claim, members: claim.members.map((member) => asQuantities(member, spec)) }));
  const expected = spec.shown;
  const given = claims.map(({ claim }) => showClaim(claim)).join('\n\n');
  const points = samplePoints(spec.quantities, options.seed);
  const known = (expr: Expr): boolean => evaluateAt(expr, points[0]!) !== undefined;
  const same = (a: Expr, b: Expr): boolean =>
    known(a) && known(b) && points.every((point) => near(evaluateAt(a, point)!, evaluateAt(b, point)!));
  const links = claims.flatMap(({ claim, members }) => checkLinks(claim, members, points));
  const finals = claims.filter(({ members }) => isSymbolNamed(members[0]!, spec.asked));
  const bounds = finals.map(({ claim, members }) => boundOf(claim, members, known));
  const bound = bounds.findLast((each) => each !== undefined);
  if (!bound) {
    const reason = 'No chain of inequalities from what is asked for to a bound could be read.';
    return needsReview(given || lastLine(text).slice(0, 400), [reason, ...unread(problems)], { expected });
  }
  const broken = links.filter(({ holds }) => holds === 'no').map((link) => brokenSentence(link));
  const isTooStrong = points.some(
    (point) => point.values[spec.asked]! > evaluateAt(bound, point)! * (1 + tolerance) + tolerance,
  );
  if (isTooStrong)
    return incorrect(given, [spec.tooStrong.sentence, ...broken], { expected, mistake: spec.tooStrong.id });
  const far = spec.vanishes && points.map((point) => evaluateAt(bound, farAlong(point, spec.vanishes!.along)));
  if (spec.vanishes && far?.some((value) => value !== undefined && value > small))
    return incorrect(given, [spec.vanishes.sentence, ...broken], { expected, mistake: spec.vanishes.id });
  if (!same(bound, spec.bound))
    return needsReview(
      given,
      ['The bound holds, but it is not the one asked for; whether it is enough, a person has to read.'],
      {
        expected,
      },
    );
  if (broken.length > 0)
    return partial(given, 0.5, ['The bound is right, but not every step to it.', ...broken], { expected });
  const loose = links.filter(({ holds }) => holds === 'only as ≤');
  if (loose.length > 0)
    return needsReview(
      given,
      loose.map(
        ({ claim, index }) =>
          `$${claim.sources[index]} = ${claim.sources[index + 1]}$ holds with $\\le$, not always with $=$.`,
      ),
      { expected },
    );
  const chains = claims.map(({ members }) => members);
  if (!chains.some((members) => showsStep(members, chains, spec, known)))
    return needsReview(
      given,
      ['The bound is right; the step that gives its factor was not found.', ...unread(problems)],
      { expected },
    );
  return correct(given, [], { expected });
}

function isSymbolNamed(expr: Expr, name: string): boolean {
  return expr.type === 'symbol' && expr.name === name;
}

const tolerance = 1e-9;

/** So far along everything that vanishes geometrically under the assumptions is as good as nothing; 1/n is not yet. */
const steps = 4_000;
const small = 1e-6;

function farAlong(point: Point, along: string): Point {
  return { ...point, values: { ...point.values, [along]: steps } };
}

function near(a: number, b: number): boolean {
  return Math.abs(a - b) <= tolerance * Math.max(1, Math.abs(a), Math.abs(b));
}

function unread(problems: readonly { readonly source: string; readonly message: string }[]): string[] {
  return problems
    .slice(0, 2)
    .map(({ source, message }) => `Could not be read: \`${source.slice(0, 120).replaceAll('`', "'")}\`. ${message}`);
}

/** An expression with the quantities in place of the norms that stand for them. */
function asQuantities(expr: Expr, spec: BoundSpec): Expr {
  const whole = spec.quantityOf(expr);
  if (whole !== undefined) return { type: 'symbol', name: whole };
  return mapExpr(expr, (part) => {
    const quantity = spec.quantityOf(part);
    return quantity === undefined ? part : { type: 'symbol', name: quantity };
  });
}

/** The last member of a chain that bounds it from above: what follows an arrow is a limit, and zero is one as well. */
function boundOf(claim: Claim, members: readonly Expr[], known: (expr: Expr) => boolean): Expr | undefined {
  let bound: Expr | undefined;
  for (const [index, member] of members.entries()) {
    if (index === 0) continue;
    const relation = claim.relations[index - 1 + claim.relations.length - (claim.members.length - 1)];
    if (relation !== '≤' && relation !== '<' && relation !== '=') break;
    if (known(member)) bound = member;
  }
  return bound;
}

function checkLinks(claim: Claim, members: readonly Expr[], points: readonly Point[]): CheckedLink[] {
  const offset = claim.relations.length - (claim.members.length - 1);
  const links: CheckedLink[] = [];
  // A member that cannot be evaluated is stepped over: the links on both sides of it are one.
  let from = 0;
  let isEquation = true;
  for (let index = 1; index < members.length; index++) {
    const relation = claim.relations[index - 1 + offset];
    if (relation !== '≤' && relation !== '<' && relation !== '=') break;
    isEquation &&= relation === '=';
    if (evaluateAt(members[index]!, points[0]!) === undefined) continue;
    if (evaluateAt(members[from]!, points[0]!) !== undefined) {
      const values = points.map(
        (point) => [point, evaluateAt(members[from]!, point)!, evaluateAt(members[index]!, point)!] as const,
      );
      const worse = values.find(([, left, right]) => left > right * (1 + tolerance) + tolerance);
      const differs = values.some(([, left, right]) => !near(left, right));
      links.push(
        worse
          ? { claim, index: index - 1, holds: 'no', at: worse[0], left: worse[1], right: worse[2] }
          : { claim, index: index - 1, holds: isEquation && differs ? 'only as ≤' : 'yes' },
      );
    }
    from = index;
    isEquation = true;
  }
  return links;
}

function brokenSentence({ claim, index, at, left, right }: CheckedLink): string {
  const place = Object.entries(at!.shown).map(([name, number]) => `$${name} = ${short(number)}$`);
  return `The step to $${claim.sources[index + 1]}$ does not hold: at ${place.join(', ')} it claims ${short(left!)} $\\le$ ${short(right!)}.`;
}

function short(number: number): string {
  return String(Number(number.toPrecision(4)));
}

/**
 * Whether a chain bounds one step, or the whole, by factors of which something is assumed; or one of these factors, where
 * another chain bounds the step.
 */
function showsStep(
  members: readonly Expr[],
  all: readonly (readonly Expr[])[],
  spec: BoundSpec,
  known: (expr: Expr) => boolean,
): boolean {
  const [first, ...rest] = members;
  if (first!.type !== 'symbol') return false;
  const isFactor = spec.quantities.some(({ id, factor, atMost }) => id === first!.name && factor && atMost);
  const stepBounded = all.some(([name, ...bounds]) => isSymbolNamed(name!, spec.step) && bounds.some(known));
  if (isFactor && stepBounded) return rest.some(known);
  if (first!.name !== spec.step && first!.name !== spec.asked) return false;
  const factors = new Set(spec.quantities.filter(({ factor }) => factor === true).map(({ id }) => id));
  const uses = (expr: Expr): boolean =>
    expr.type === 'symbol' ? factors.has(expr.name) : children(expr).some((child) => uses(child));
  return rest.some((member) => known(member) && uses(member));
}
