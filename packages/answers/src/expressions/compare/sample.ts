import type { Scope } from '../expr.ts';
import type { Counterexample } from '../../judgement.ts';
import { evaluator } from './evaluate.ts';
import type { Sign } from './interval.ts';
import { type Graph, type Node, topological, variablesOf } from './node.ts';
import { drawPoint, drawValue, type Point } from './points.ts';
import { random } from './random.ts';

export interface Sampling {
  readonly outcome: 'equal' | 'different' | 'undecided';
  readonly counterexample?: Counterexample;
  readonly reason?: string;
}

/** Points at which the reference must agree before two expressions are called equal. */
const enough = 24;
/** Points that are tried at most. */
const most = 600;
/** A difference beyond this many error bounds is one. */
const farBeyond = 64;

interface Setting {
  readonly graph: Graph;
  readonly given: Node;
  readonly expected: Node;
  readonly scope: Scope;
  readonly sign: (node: Node) => Sign;
  readonly seed: number;
  /** Decimals claim their digits: a difference inside that claim is none. */
  readonly claimed: boolean;
  readonly checkTime: () => void;
  /** Whether the exact test shows that a node does not depend on a variable. */
  readonly independent: (node: Node, name: string) => boolean;
}

/** What the points so far have shown. */
interface Tally {
  counted: number;
  doubtful: number;
  oneUndefined: Point | undefined;
  undefinedCount: number;
  defined: number;
  saturated: number;
  readonly moved: Map<string, number>;
  readonly sides: Map<number, Set<string>>;
}

/**
 * Confirms an identity that was shown exactly: no point of the domain may contradict it, and both sides must be
 * defined at the same places.
 */
export function confirm(setting: Setting): Sampling {
  return sample(setting, 100, (tally) => tally.counted >= 12, true);
}

/** Looks for a point at which the two differ; `undecided` where none is found. */
export function refute(setting: Setting): Sampling {
  const found = sample(setting, 200, () => false);
  return found.outcome === 'different' ? found : { outcome: 'undecided' };
}

/** Decides by sampling alone. */
export function decide(setting: Setting): Sampling {
  const { expected, given } = setting;
  const branches = topological([given, expected]).filter(isBranch);
  const wanted = enough * Math.min(8, 2 ** branches.length);
  const names = variablesOf(expected);
  // Tested only once everything else agrees: most comparisons end at the first point that differs.
  let moving: readonly string[] | undefined;
  const mustMove = (): readonly string[] => (moving ??= names.filter((name) => !setting.independent(expected, name)));
  const found = sample(setting, most, (tally) => isEnough(tally, wanted, mustMove, branches, setting));
  if (found.outcome !== 'equal') return found;
  const extreme = extremeConstant(given, expected);
  if (extreme !== undefined)
    return {
      outcome: 'undecided',
      reason: `The constant ${extreme} is too large or too small for sampling to see what it does.`,
    };
  return found;
}

function isEnough(
  tally: Tally,
  wanted: number,
  mustMove: () => readonly string[],
  branches: readonly Node[],
  setting: Setting,
): boolean {
  return (
    tally.counted >= wanted &&
    mustMove().every((name) => (tally.moved.get(name) ?? 0) >= 3) &&
    branches.every((branch) => (tally.sides.get(branch.id)?.size ?? 0) > 1 || hasOneSide(branch, setting))
  );
}

/** `shown`: that the two agree is shown already, so that a point need not be informative. */
function sample(setting: Setting, tries: number, done: (tally: Tally) => boolean, shown = false): Sampling {
  const { given, expected, scope, seed, claimed, checkTime } = setting;
  const names = variablesOf(given, expected);
  const evaluate = evaluator([given, expected], seed);
  const reference = evaluator([expected], seed);
  const own = variablesOf(expected);
  const tally: Tally = {
    counted: 0, doubtful: 0, oneUndefined: undefined, undefinedCount: 0, defined: 0, saturated: 0, moved: new Map(), sides: new Map(),
  }; // prettier-ignore
  const constant = names.length === 0;

  for (let index = 0; index < (constant ? 1 : tries); index++) {
    if (index % 8 === 0) checkTime();
    const at = drawPoint(names, scope, seed, index);
    const { results, saturated, sides, corner } = evaluate(at);
    const [g, e] = [results[0]!, results[1]!];
    if (!known(g) || !known(e)) {
      if (known(g) !== known(e)) {
        tally.undefinedCount++;
        tally.oneUndefined ??= at;
      }
      continue;
    }
    tally.defined++;
    const bound = g.error + e.error;
    const gap = Math.abs(g.value - e.value);
    const far = claimed ? 1.001 : farBeyond;
    if (gap > far * bound + 1e-13 * Math.max(Math.abs(g.value), Math.abs(e.value)) && !corner)
      return { outcome: 'different', counterexample: { at, given: g.value, expected: e.value } };
    if (gap > 4 * bound) {
      tally.doubtful++;
      continue;
    }
    if (shown) {
      tally.counted++;
      if (done(tally)) return settled(tally);
      continue;
    }
    if (saturated) {
      tally.saturated++;
      continue;
    }
    if (corner) continue;
    for (const [id, side] of sides) {
      const seen = tally.sides.get(id) ?? new Set();
      tally.sides.set(id, seen.add(side));
    }
    const moved = own.filter((name) => moves(reference, at, name, e, setting, index));
    // A constant reference is moved by nothing: a point counts for it where its value is sharp.
    const informative = own.length === 0 ? claimed || bound <= 1e-9 * (1 + Math.abs(e.value)) : moved.length > 0;
    if (!informative && !(own.every((name) => setting.independent(expected, name)) && bound <= 1e-9)) continue;
    tally.counted++;
    for (const name of moved) tally.moved.set(name, (tally.moved.get(name) ?? 0) + 1);
    if (done(tally)) return settled(tally);
  }
  if (constant) return tally.counted === 1 ? { outcome: 'equal' } : { outcome: 'undecided', reason: whyNot(tally) };
  return done(tally) ? settled(tally) : { outcome: 'undecided', reason: whyNot(tally) };
}

function known(result: { readonly value: number; readonly error: number }): boolean {
  return Number.isFinite(result.value) && Number.isFinite(result.error);
}

function settled(tally: Tally): Sampling {
  if (tally.doubtful > 0) return { outcome: 'undecided', reason: whyNot(tally) };
  // A few poles may fall on one side only; a whole region without a value means that the domains differ.
  if (tally.undefinedCount * 3 > tally.defined) return { outcome: 'undecided', reason: whyNot(tally) };
  return { outcome: 'equal' };
}

function whyNot(tally: Tally): string {
  if (tally.oneUndefined !== undefined && tally.undefinedCount * 3 > tally.defined) {
    const at = Object.entries(tally.oneUndefined).map(([name, value]) => `${name} = ${value}`);
    return at.length === 0
      ? 'One of the two expressions has no value.'
      : `The two are not defined at the same places: only one of them has a value at ${at.join(', ')}.`;
  }
  if (tally.defined === 0) return 'The expressions have no finite value at any point that was tried.';
  if (tally.doubtful > 0) return 'The two differ by about as much as rounding explains.';
  if (tally.saturated > tally.counted) return 'At nearly every point that was tried a function is saturated.';
  return 'Too few points tell anything: not every variable moves the expected value, or not every side of a branch was reached.';
}

/** Whether another value of one variable moves the reference by more than rounding could. */
function moves(
  reference: ReturnType<typeof evaluator>,
  at: Point,
  name: string,
  here: { readonly value: number; readonly error: number },
  setting: Setting,
  index: number,
): boolean {
  // prettier-ignore
  const draw = random(setting.seed, 'move', index, name);
  const other = drawValue(setting.scope.variables[name]?.domain, draw, draw.below(3));
  if (other === at[name]) return false;
  const there = reference({ ...at, [name]: other }).results[0]!;
  return known(there) && Math.abs(there.value - here.value) > 16 * (there.error + here.error);
}

/** Names a place where only one of the two has a value, as x = 1 for (x² − 1)/(x − 1) and x + 1. */
export function poleNote({ given, expected, scope, seed }: Setting): string | undefined {
  if (!topological([given, expected]).some(divides)) return undefined;
  const names = variablesOf(given, expected);
  const evaluate = evaluator([given, expected], seed);
  for (const name of names)
    for (const value of [0, 1, -1, 2, -2]) {
      const { above, below } = scope.variables[name]?.domain ?? {};
      if ((above !== undefined && value <= above) || (below !== undefined && value >= below)) continue;
      const [g, e] = evaluate({ ...drawPoint(names, scope, seed, 0), [name]: value }).results;
      if (known(g!) !== known(e!))
        return `Equal wherever both are defined; only ${known(g!) ? 'your expression' : 'the expected one'} has a value at ${name} = ${value}.`;
    }
  return undefined;
}

function divides(node: Node): boolean {
  return node.kind === 'power' && node.exponent.kind === 'number' && node.exponent.value.numerator < 0n;
}

function constants(root: Node): readonly Node[] {
  return topological([root]).filter((node) => variablesOf(node).length === 0);
}

function isBranch(node: Node): boolean {
  return node.kind === 'function' && ['relu', 'absolute', 'sign', 'step', 'max', 'min'].includes(node.name);
}

/** Whether the domain allows one side of a branch only. */
function hasOneSide(branch: Node, setting: Setting): boolean {
  if (branch.kind !== 'function') return false;
  const { graph, sign } = setting;
  const [a, b] = branch.arguments;
  if (branch.name !== 'max' && branch.name !== 'min') return sign(a!) !== 'any' || variablesOf(a!).length === 0;
  return branch.arguments.length === 2 && sign(graph.sum([a!, graph.negate(b!)])) !== 'any';
}

/** A constant part of the answer, and not of the reference, whose effect sampling could miss. */
function extremeConstant(given: Node, expected: Node): string | undefined {
  const known = new Set(constants(expected));
  for (const node of constants(given)) {
    if (known.has(node)) continue;
    const { value } = evaluator([node])({}).results[0]!;
    const size = Math.abs(value);
    if (size !== 0 && (size < 1e-5 || size > 1e7)) return value.toPrecision(3);
  }
  return undefined;
}
