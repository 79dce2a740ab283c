import { Unresolved } from './world.ts';
import { explained } from './explain.ts';
import {
  coverage,
  type Outcome,
  outcomeOf,
  rank,
  type Reading,
  type Said,
  type Target,
  type Trial,
} from './outcome.ts';
import { arraysIn, type Equation, readingsOf } from './readings.ts';
import { sentenceOf } from './slips.ts';
import { mapParts, type Term } from './term.ts';

/** What comparing formulas with the right entries came to. */
export interface FormulaComparison {
  readonly outcome: 'equal' | 'partly' | 'different' | 'undecided';
  readonly notes: readonly string[];
  readonly mistake?: string;
  readonly counterexample?: {
    readonly at: Readonly<Record<string, number>>;
    readonly given: number;
    readonly expected: number;
  };
}

/** Runs every equation of an answer and compares all entries with the expected ones; says what is wrong. */
export function compareRules(
  equations: readonly Equation[],
  target: Target,
  trials: readonly Trial[],
  said: Said,
  deadline: number,
): FormulaComparison {
  const [first, ...others] = trials as readonly [Trial, ...Trial[]];
  let unresolved: Unresolved | undefined;
  let failed: { readonly outcomes: readonly Outcome[]; readonly trial: Trial } | undefined;
  for (const base of [0, 1] as const) {
    const trial = based(first, base);
    try {
      const outcomes = equations.map((equation) => best(readingsOf(equation, target, trial, said), trial, said));
      failed ??= { outcomes, trial };
      const state = coverage(outcomes, trial, said);
      if (state === 'wrong') continue;
      const again = others.every((other) => {
        const there = based(other, base);
        return (
          coverage(
            outcomes.map((each) => outcomeOf(each, there, said)),
            there,
            said,
          ) === state
        );
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
  const undecided: FormulaComparison = {
    outcome: error.reason === 'indices' ? 'different' : 'undecided',
    notes: [error.message],
  };
  if (error.reason !== 'unknown name' || Date.now() > deadline || /[\\∂\s]/.test(error.subject)) return undecided;
  const used = new Set(equations.flatMap(({ value }) => [...arraysIn(value)]));
  const free = [...trials[0]!.world.arrays.keys()].filter((name) => !used.has(name));
  const equal = free.flatMap((name) => {
    const renamed = equations.map((equation) => ({
      ...equation,
      value: withArray(equation.value, error.subject, name),
    }));
    const comparison = compareRules(renamed, target, trials, said, 0);
    return comparison.outcome === 'equal' ? [{ name, comparison }] : [];
  });
  const [only] = equal;
  if (equal.length !== 1 || !only) return undecided;
  return { ...only.comparison, notes: [`$${error.subject}$ was read as $${only.name}$.`, ...only.comparison.notes] };
}

function withArray(term: Term, from: string, to: string): Term {
  const inside = mapParts(term, (part) => withArray(part, from, to));
  return inside.type === 'entry' && inside.name === from ? { ...inside, name: to } : inside;
}

/** The reading with the fewest entries that are wrong or missing. */
function best(readings: readonly Reading[], trial: Trial, said: Said): Outcome {
  let found: Outcome | undefined;
  let unresolved: Unresolved | undefined;
  for (const reading of readings) {
    try {
      const outcome = outcomeOf(reading, trial, said);
      if (reading.unusual === true && rank(outcome) > 0 && found) continue;
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
