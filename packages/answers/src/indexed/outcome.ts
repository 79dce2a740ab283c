import type { World } from './world.ts';
import { fill, type Filled, type Rule } from './fill.ts';
import type { Layout } from './layout.ts';
import { freeNames } from './term.ts';

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
export interface Reading {
  readonly rule: Rule;
  readonly layout: Layout;
  readonly note?: string;
  /** Whether it is only meant where it is right throughout. */
  readonly unusual?: boolean;
}

/** What a reading gives beside what it should. */
export interface Outcome extends Reading {
  readonly filled: Filled;
  /** Entries whose value is not the expected one. */
  readonly wrong: readonly number[];
  /** How many entries that are not 0 are given no value. */
  readonly missing: number;
}

/** How much is wrong or missing. */
export function rank(outcome: Outcome): number {
  return flaws(outcome) + outcome.missing;
}

/** How much is wrong with what is given. */
export function flaws({ filled, wrong }: Outcome): number {
  return (
    wrong.length + [filled.fractional, filled.beyond, filled.conflict, filled.loose.length > 0].filter(Boolean).length
  );
}

/** Runs a reading and compares every entry that is asked for. */
export function outcomeOf({ rule, layout, note, unusual }: Reading, trial: Trial, said: Said): Outcome {
  const filled = fill(rule, layout, trial.world);
  const { expected } = trial;
  const largest = Array.from(expected).reduce((most, each) => Math.max(most, Math.abs(each)), 1);
  // A sum of n products is off by at most n roundings of its largest partial sum; no sum here has more terms than 2^12.
  const tolerance = largest * 2 ** -52 * 2 ** 12;
  const wrong: number[] = [];
  const bounded = rule.conditions.some(
    (condition) =>
      condition.type === 'compare' && new Set([...freeNames(condition.left), ...freeNames(condition.right)]).size > 1,
  );
  for (const entry of askedIn(trial)) {
    if (filled.given[entry] === 0) continue;
    const value = filled.data[entry]!;
    // What reads beyond an array is 0 where the answer says so, unless it says itself for which indices it holds.
    const given = Number.isNaN(value) && said.restIsZero && !bounded ? 0 : value;
    if (!(Math.abs(given - expected[entry]!) <= tolerance)) wrong.push(entry);
  }
  const missing = askedIn(trial).filter((entry) => expected[entry] !== 0 && filled.given[entry] === 0).length;
  return {
    rule,
    layout,
    filled,
    wrong,
    missing,
    ...(note === undefined ? {} : { note }),
    ...(unusual === undefined ? {} : { unusual }),
  };
}

/** What the equations of an answer come to; short of `right` and `wrong`, what is given is right and something is not said. */
export type State = 'right' | 'zeros unsaid' | 'condition missing' | 'wrong';

/** What several equations come to together. */
export function coverage(outcomes: readonly Outcome[], trial: Trial, said: Said): State {
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
