import { fill, type Filled, type Rule } from './fill.ts';
import { Unresolved, type World } from './evaluate.ts';
import { jointLayouts, type Layout, layoutsOf, turnedLayouts } from './layout.ts';
import { termLatex } from './print.ts';
import { sentenceOf, type SlipId, withoutSlips } from './slips.ts';
import { freeNames, mapParts, type Term } from './term.ts';

/** The array that a formula has to give. */
export interface Target {
  readonly of: string;
  readonly ofShape: readonly number[];
  readonly by?: string;
  readonly byShape?: readonly number[];
}

/** What a formula is run on: everything it may read, and what comes out when it is right. */
export interface Trial {
  readonly world: World;
  readonly expected: ArrayLike<number>;
  /** Which entries are asked for; all without it. */
  readonly entries?: readonly number[] | undefined;
}

/** One equation for the array that is asked for. */
export interface Equation {
  /** The indices on its left side: those of the whole array, or those at each part of a derivative. */
  readonly left: { readonly of: readonly Term[]; readonly by: readonly Term[]; readonly joint: readonly Term[] };
  readonly value: Term;
  readonly conditions: Rule['conditions'];
  readonly otherwise?: Term | undefined;
}

export interface FormulaComparison {
  readonly outcome: 'equal' | 'partly' | 'different' | 'undecided';
  readonly notes: readonly string[];
  readonly mistake?: string;
  readonly counterexample?: { readonly at: Readonly<Record<string, number>>; readonly given: number; readonly expected: number };
}

/** What the words of an answer say about its formulas. */
export interface Said {
  /** That everything that is not given is 0. */
  readonly restIsZero: boolean;
  /** That repeated indices are summed over. */
  readonly sumsRepeated: boolean;
  /** That indices begin at 1. */
  readonly countsFromOne: boolean;
}

/** One way to read an equation: which entries its left side names. */
interface Reading {
  readonly rule: Rule;
  readonly layout: Layout;
  readonly note?: string;
}

interface Outcome extends Reading {
  readonly filled: Filled;
  /** Entries whose value is not the expected one. */
  readonly wrong: readonly number[];
  /** How many entries that are not 0 are given no value. */
  readonly missing: number;
}

/** Runs every equation of an answer and compares all entries with the expected ones; says what is wrong. */
export function compareRules(equations: readonly Equation[], target: Target, trials: readonly Trial[], said: Said, deadline: number): FormulaComparison {
  const [first, ...others] = trials as readonly [Trial, ...Trial[]];
  let unresolved: Unresolved | undefined;
  let failed: { readonly outcomes: readonly Outcome[]; readonly trial: Trial } | undefined;
  for (const base of [0, 1] as const) {
    const trial = based(first, base);
    try {
      const outcomes = equations.map((equation) => best(readingsOf(equation, target, trial.world, said), trial, said));
      failed ??= { outcomes, trial };
      const state = coverage(outcomes, trial, said);
      if (state === 'wrong') continue;
      const again = others.every((other) => {
        const there = based(other, base);
        return coverage(outcomes.map((each) => outcomeOf(each, there, said)), there, said) === state;
      });
      if (!again) continue;
      const notes = [
        ...new Set(outcomes.flatMap(({ note }) => (note === undefined ? [] : [note]))),
        ...(base === 1 ? ['The indices were read as counted from 1.'] : []),
      ];
      if (state === 'right') return { outcome: 'equal', notes };
      const id = state === 'zeros unsaid' ? 'zeros-unsaid' : 'condition-missing';
      return { outcome: 'partly', notes: [sentenceOf(id), ...notes], mistake: id };
    } catch (error) {
      if (!(error instanceof Unresolved)) throw error;
      unresolved ??= error;
    }
  }
  if (!failed) return unresolvedComparison(unresolved!, equations, target, trials, said, deadline);
  return explained(failed.outcomes, failed.trial, target, said, deadline);
}

function based(trial: Trial, base: 0 | 1): Trial {
  return { ...trial, world: { ...trial.world, base } };
}

/** A name that is not known may be another spelling of one that is not used otherwise. */
function unresolvedComparison(
  error: Unresolved,
  equations: readonly Equation[],
  target: Target,
  trials: readonly Trial[],
  said: Said,
  deadline: number,
): FormulaComparison {
  const undecided: FormulaComparison = { outcome: error.reason === 'indices' ? 'different' : 'undecided', notes: [error.message] };
  if (error.reason !== 'unknown name' || Date.now() > deadline || /[\\∂\s]/.test(error.subject)) return undecided;
  const used = new Set(equations.flatMap(({ value }) => [...arraysIn(value)]));
  const free = [...trials[0]!.world.arrays.keys()].filter((name) => !used.has(name));
  const equal = free.flatMap((name) => {
    const renamed = equations.map((equation) => ({ ...equation, value: withArray(equation.value, error.subject, name) }));
    const comparison = compareRules(renamed, target, trials, said, 0);
    return comparison.outcome === 'equal' ? [{ name, comparison }] : [];
  });
  const [only] = equal;
  if (equal.length !== 1 || !only) return undecided;
  return { ...only.comparison, notes: [`$${error.subject}$ was read as $${only.name}$.`, ...only.comparison.notes] };
}

function arraysIn(term: Term): ReadonlySet<string> {
  const found = new Set<string>();
  const walk = (each: Term): Term => {
    if (each.type === 'entry') found.add(each.name);
    return mapParts(each, walk);
  };
  walk(term);
  return found;
}

function withArray(term: Term, from: string, to: string): Term {
  const inside = mapParts(term, (part) => withArray(part, from, to));
  return inside.type === 'entry' && inside.name === from ? { ...inside, name: to } : inside;
}

/** Every way in which the left side may name entries. */
function readingsOf({ left, value, conditions, otherwise }: Equation, target: Target, world: World, said: Said): readonly Reading[] {
  const byShape = target.byShape ?? [];
  const rule = (indices: readonly Term[]): Rule => ({ indices, value: summed(value, indices, conditions, world, said), conditions, otherwise });
  const whole = target.by === undefined ? layoutsOf(target.ofShape) : jointLayouts(target.ofShape, byShape);
  const count = left.of.length + left.by.length + left.joint.length;
  const unknown = [...arraysIn(value)].find((name) => !world.arrays.has(name));
  if (unknown !== undefined) throw new Unresolved('unknown name', unknown, `What $${unknown}$ stands for is not said.`);
  if (count === 0) return inferred(value, conditions, whole, world).map((reading) => ({ ...reading, rule: { ...reading.rule, otherwise } }));
  if (left.joint.length > 0) {
    const straight = whole.filter((layout) => layout.length === count).map((layout) => ({ rule: rule(left.joint), layout }));
    const turned = turnedLayouts(target.ofShape, byShape)
      .filter((layout) => layout.length === count)
      .map((layout) => ({ rule: rule(left.joint), layout, note: `The axes of $${target.by}$ were read as the first ones.` }));
    if (straight.length + turned.length > 0) return [...straight, ...turned];
  } else {
    const inner = byShape.reduce((product, size) => product * size, 1);
    const indices = [...left.of, ...left.by];
    const readings = layoutsOf(target.ofShape)
      .filter((layout) => layout.length === left.of.length || (target.ofShape.length === 0 && left.of.length === 0))
      .flatMap((outer) =>
        layoutsOf(byShape)
          .filter((layout) => layout.length === left.by.length)
          .map((layout) => ({ rule: rule(indices), layout: [...outer.map(({ size, stride }) => ({ size, stride: stride * inner })), ...layout] })),
      );
    if (readings.length > 0) return readings;
  }
  throw new Unresolved('indices', target.of, `The left side has ${count} indices, which is not how many the asked array has.`);
}

/** Sums over names that stand on the right side alone, where the answer says that it means that. */
function summed(value: Term, indices: readonly Term[], conditions: Rule['conditions'], world: World, said: Said): Term {
  if (!said.sumsRepeated) return value;
  const named = new Set([...indices.flatMap((index) => [...freeNames(index)]), ...world.constants.keys()]);
  const open = [...freeNames(value)].filter((name) => !named.has(name));
  return open.length === 0 || conditions.length > 0 ? value : { type: 'total', over: open.map((name) => ({ name })), where: [], body: value };
}

/** Most names whose order on the left side is tried. */
const mostInferred = 4;

/** A formula without indices on its left: its own free names are the indices, in the one order that fits. */
function inferred(value: Term, conditions: Rule['conditions'], layouts: readonly Layout[], world: World): readonly Reading[] {
  const names = [...freeNames(value)].filter((name) => !world.constants.has(name));
  if (names.length === 0 || names.length > mostInferred)
    throw new Unresolved('range', '', 'On the left side no indices are written, and they cannot be told from the right side.');
  return layouts
    .map((layout) => layout.filter(({ size }) => size > 1))
    .filter((layout) => layout.length === names.length)
    .flatMap((layout) =>
      orders(names).map((order) => ({
        rule: { indices: order.map((name): Term => ({ type: 'name', name })), value, conditions },
        layout,
        note: `No indices are written on the left side; ${order.map((name) => `$${name}$`).join(', ')} ${order.length === 1 ? 'was' : 'were'} taken for them.`,
      })),
    );
}

function orders<T>(items: readonly T[]): readonly (readonly T[])[] {
  if (items.length < 2) return [items];
  return items.flatMap((item, i) => orders([...items.slice(0, i), ...items.slice(i + 1)]).map((rest) => [item, ...rest]));
}

/** The reading with the fewest entries that are wrong or missing. */
function best(readings: readonly Reading[], trial: Trial, said: Said): Outcome {
  let found: Outcome | undefined;
  let unresolved: Unresolved | undefined;
  for (const reading of readings) {
    try {
      const outcome = outcomeOf(reading, trial, said);
      if (!found || rank(outcome) < rank(found)) found = outcome;
      if (rank(found) === 0) break;
    } catch (error) {
      if (!(error instanceof Unresolved)) throw error;
      unresolved ??= error;
    }
  }
  if (!found) throw unresolved ?? new Unresolved('range', '', 'The left side of the formula cannot be read.');
  return found;
}

function rank(outcome: Outcome): number {
  return flaws(outcome) + outcome.missing;
}

/** How much is wrong with what is given. */
function flaws({ filled, wrong }: Outcome): number {
  return wrong.length + [filled.fractional, filled.beyond, filled.conflict, filled.loose.length > 0].filter(Boolean).length;
}

function outcomeOf({ rule, layout, note }: Reading, trial: Trial, said: Said): Outcome {
  const filled = fill(rule, layout, trial.world);
  const { expected } = trial;
  const largest = Array.from(expected).reduce((most, each) => Math.max(most, Math.abs(each)), 1);
  // A sum of n products is off by at most n roundings of its largest partial sum; no sum here has more terms than 2^12.
  const tolerance = largest * 2 ** -52 * 2 ** 12;
  const wrong: number[] = [];
  for (let entry = 0; entry < expected.length; entry++) {
    if (filled.given[entry] === 0) continue;
    const value = filled.data[entry]!;
    // What reads beyond an array is 0 where the answer says so.
    const given = Number.isNaN(value) && said.restIsZero ? 0 : value;
    if (!(Math.abs(given - expected[entry]!) <= tolerance)) wrong.push(entry);
  }
  const missing = askedIn(trial).filter((entry) => expected[entry] !== 0 && filled.given[entry] === 0).length;
  return { rule, layout, filled, wrong, missing, ...(note === undefined ? {} : { note }) };
}

type State = 'right' | 'zeros unsaid' | 'condition missing' | 'wrong';

/** What several equations come to together. */
function coverage(outcomes: readonly Outcome[], trial: Trial, said: Said): State {
  const { expected } = trial;
  let beyond = false;
  const covered = new Uint8Array(expected.length);
  for (const { filled, wrong } of outcomes) {
    if (filled.fractional || filled.beyond || filled.conflict || filled.loose.length > 0) return 'wrong';
    if (wrong.some((entry) => !(Number.isNaN(filled.data[entry]!) && expected[entry] === 0))) return 'wrong';
    beyond ||= wrong.length > 0;
    for (let entry = 0; entry < covered.length; entry++) covered[entry]! |= filled.given[entry]!;
  }
  const open = askedIn(trial).filter((entry) => covered[entry] === 0);
  if (open.some((entry) => expected[entry] !== 0)) return 'wrong';
  if (beyond) return 'condition missing';
  return open.length > 0 && !said.restIsZero ? 'zeros unsaid' : 'right';
}

function askedIn({ expected, entries }: Trial): readonly number[] {
  return entries ?? Array.from(expected, (_, entry) => entry);
}

/** Says what is wrong: the slip without which it is right, else the first entry that differs. */
function explained(outcomes: readonly Outcome[], trial: Trial, target: Target, said: Said, deadline: number): FormulaComparison {
  const at = Math.max(0, outcomes.findIndex((each) => flaws(each) > 0));
  const faulty = outcomes[at]!;
  const others = outcomes.filter((_, i) => i !== at);
  const shown = (id: SlipId, given: Term | undefined): FormulaComparison => ({
    outcome: 'different',
    notes: [sentenceOf(id, given && termLatex(given))],
    mistake: id,
    ...counterexampleOf(faulty, trial),
  });
  if (byColumns(faulty, trial, target))
    return { outcome: 'undecided', notes: ['The axes are counted as one column by column; whether that is meant, a person has to say.'] };
  for (const undone of withoutSlips(faulty.rule, trial.world, faulty.filled.loose)) {
    if (Date.now() > deadline) break;
    try {
      const repaired = outcomeOf({ ...faulty, rule: undone.rule }, trial, said);
      const state = coverage([...others, repaired], trial, said);
      if (state !== 'wrong') return shown(undone.id, undone.given);
    } catch (error) {
      if (!(error instanceof Unresolved)) throw error;
    }
  }
  if (flaws(faulty) === 0) return shown('entries-missing', undefined);
  const factor = constantFactor(faulty, trial);
  if (factor !== undefined) return shown('factor-of-formula', undefined);
  return { outcome: 'different', notes: [describe(faulty, trial, target)], ...counterexampleOf(faulty, trial) };
}

function constantFactor({ filled, wrong }: Outcome, { expected }: Trial): number | undefined {
  if (wrong.length === 0) return undefined;
  const ratios = Array.from(expected, (value, entry) => ({ value, given: filled.data[entry]! })).filter(({ value }) => value !== 0);
  const [head] = ratios;
  if (!head) return undefined;
  const ratio = head.given / head.value;
  const zeros = Array.from(expected).every((value, entry) => value !== 0 || filled.given[entry] === 0 || filled.data[entry] === 0);
  return zeros && ratios.every(({ value, given }) => Math.abs(given - ratio * value) <= 1e-9 * Math.abs(value)) ? ratio : undefined;
}

function describe({ filled, wrong }: Outcome, trial: Trial, target: Target): string {
  const asked = target.by === undefined ? `$${target.of}$` : `$\\partial ${target.of} / \\partial ${target.by}$`;
  if (filled.loose.length > 0)
    return `${filled.loose.map((name) => `$${name}$`).join(' and ')} stands on the right side only, and no sum runs over it.`;
  if (filled.fractional) return 'An index of the formula is no whole number everywhere.';
  if (filled.conflict) return 'The formula gives one entry several values.';
  const [entry] = wrong;
  if (entry === undefined) return `The left side names entries that ${asked} does not have.`;
  const place = Object.entries(filled.at(entry)).map(([name, value]) => `$${name} = ${value}$`).join(', ');
  const beyond = Number.isNaN(filled.data[entry]!) ? ': there it reads beyond an array' : '';
  const count = wrong.length === 1 ? 'one entry' : `${wrong.length} of ${trial.expected.length} entries`;
  return `The formula gives ${count} of ${asked} another value than it has, first at ${place}${beyond}.`;
}

function counterexampleOf({ filled, wrong }: Outcome, { expected }: Trial): Pick<FormulaComparison, 'counterexample'> {
  const entry = wrong.find((each) => Number.isFinite(filled.data[each]!));
  if (entry === undefined) return {};
  return { counterexample: { at: filled.at(entry), given: filled.data[entry]!, expected: expected[entry]! } };
}

/** Whether the formula is right when an axis that counts several is counted column by column. */
function byColumns({ rule, layout, filled, wrong }: Outcome, { expected }: Trial, target: Target): boolean {
  const shape = (target.byShape ?? target.ofShape).filter((size) => size > 1);
  const inner = shape.reduce((product, size) => product * size, 1);
  const flat = layout.some(({ size, stride }) => size === inner && stride === 1);
  if (!flat || shape.length !== 2 || wrong.length === 0 || filled.fractional || filled.beyond || rule.conditions.length > 0) return false;
  const [rows = 1, columns = 1] = shape;
  return Array.from(expected).every((_, entry) => {
    const within = entry % inner;
    const there = entry - within + (within % rows) * columns + Math.floor(within / rows);
    return Math.abs(filled.data[entry]! - expected[there]!) <= 1e-9 * Math.max(1, Math.abs(expected[there]!));
  });
}
