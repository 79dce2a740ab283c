import { computingTime } from '../clock.ts';
import { latexOf } from '../expressions/print/latex.ts';
import type { Counterexample } from '../judgement.ts';
import { noEntry, TensorError } from '../tensor-expressions/tensor-graph.ts';
import type { FreeNames } from './align.ts';
import { sentenceOf } from './catalogue.ts';
import { attempt, type Candidate, candidatesFor, SystemComparer } from './comparer.ts';
import type { ReadSpec } from './definition.ts';
import type { WrittenEquation } from './equations.ts';
import { explained, type Explained } from './explain-system.ts';
import type { Outcome } from './run-systems.ts';
import { withSummedRanges } from './summed-ranges.ts';

/** What comparing an answer's equations with the reference came to. */
export interface SystemComparison {
  readonly outcome: 'equal' | 'different' | 'undecided';
  readonly notes: readonly string[];
  /** How many of the equations that are asked for are wrong, where they differ. */
  readonly wrong?: number;
  /** The names whose equations are wrong, as far as that is known. */
  readonly bases?: readonly string[];
  readonly mistake?: string;
  readonly counterexample?: Counterexample;
}

/**
 * Compares an answer's equations with a specification: both are run on the same random weights and inputs for one to four
 * steps, under every way of reading the answer's names that its own names leave open.
 */
export function compareSystems(
  read: ReadSpec,
  equations: readonly WrittenEquation[],
  options: { readonly milliseconds: number },
): SystemComparison {
  const end = computingTime() + options.milliseconds;
  const comparer = new SystemComparer(read, equations, options.milliseconds);
  const given = comparer.given();
  let names: FreeNames;
  try {
    names = comparer.freeOfAnswer(given);
  } catch (error) {
    const run = cannotRun(error);
    return withMeantRanges(run, read, equations, end) ?? run;
  }
  const candidates: Candidate[] = [];
  const variants = [{ system: read.expected }, ...read.accepted];
  let undecided: string | undefined;
  let last: Outcome | undefined;
  for (const { system, ...variant } of variants) {
    for (const candidate of candidatesFor(comparer, system, names)) {
      const here = { ...candidate, ...('note' in variant && variant.note !== undefined ? { note: variant.note } : {}) };
      candidates.push(here);
      const expected = comparer.expected(here.system, here.alignment, here.turned);
      const outcome = attempt(() => comparer.full(given, expected));
      if (outcome?.outcome === 'equal' && here.alignment.extra.length === 0) {
        const made = [...here.alignment.functions].find(([from, to]) => names.ordinary.has(to) && from !== to);
        if (!made) return { outcome: 'equal', notes: notesOf(here) };
        undecided ??= `The equations are right with ${made[1]} for the function $${latexOf({ type: 'symbol', name: made[0] })}$, which may be any: a person decides.`;
      }
      if (outcome?.outcome === 'undecided') undecided ??= outcome.reason;
      if (outcome?.outcome === 'different') last ??= outcome;
    }
  }
  if (undecided !== undefined) {
    const run: SystemComparison = { outcome: 'undecided', notes: [undecided] };
    return withMeantRanges(run, read, equations, end) ?? run;
  }
  const found = explained(comparer, names, candidates);
  return found.undecided ? { outcome: 'undecided', notes: [found.sentence] } : differs(found, last);
}

/** What is wrong with equations that need an entry which does not exist, where ranges that their sums state tell it. */
function withMeantRanges(
  run: SystemComparison,
  read: ReadSpec,
  equations: readonly WrittenEquation[],
  end: number,
): SystemComparison | undefined {
  if (run.outcome !== 'undecided' || !run.notes.some((note) => note.includes(noEntry))) return undefined;
  const ranged = withSummedRanges(equations);
  const found = ranged && compareSystems(read, ranged, { milliseconds: Math.max(0, end - computingTime()) });
  // As they stand they are not right; with the ranges put in they may only show why.
  return found?.outcome === 'different' && found.mistake !== undefined ? found : undefined;
}

function notesOf({ alignment, turned, note }: Candidate): readonly string[] {
  const renamed = [...alignment.values, ...alignment.functions].filter(([from, to]) => from !== to);
  const shared = new Set(
    renamed.filter(([, to]) => [...alignment.values].filter(([, name]) => name === to).length > 1).map(([, to]) => to),
  );
  return [
    ...(note === undefined ? [] : [note]),
    ...renamed
      .filter(([, to]) => !shared.has(to))
      .map(([from, to]) =>
        alignment.functions.get(from) === to
          ? `${shown(to)} was read as the function ${shown(from)}.`
          : `${shown(to)} was read as ${shown(from)}.`,
      ),
    ...(turned.size === 0
      ? []
      : [`Written the other way round, as $x W$ or $W^T x$: ${[...turned].map(shown).join(', ')}.`]),
  ];
}

/** An answer that cannot be run: wrong where its own equations do not fit, else for a person. */
function cannotRun(error: unknown): SystemComparison {
  if (!(error instanceof TensorError)) throw error;
  if (error.reason === 'circular') {
    const equation = `$${latexOf({ type: 'symbol', name: error.names[0] ?? '' })}$`;
    const id = 'equation-needs-itself';
    return { outcome: 'different', notes: [sentenceOf(id, { equation })], wrong: 1, mistake: id };
  }
  if (error.reason === 'shape') {
    const id = 'equation-sizes';
    return {
      outcome: 'different',
      notes: [sentenceOf(id, { given: error.message.replace(/\.$/, '') })],
      wrong: 1,
      mistake: id,
    };
  }
  return { outcome: 'undecided', notes: [error.message] };
}

function differs(found: Explained, last: Outcome | undefined): SystemComparison {
  const at = last?.at;
  return {
    outcome: 'different',
    notes: [found.sentence],
    wrong: found.wrong,
    ...(found.bases === undefined ? {} : { bases: found.bases }),
    ...(found.mistake === undefined ? {} : { mistake: found.mistake }),
    ...(at
      ? { counterexample: { at: { step: at.step, entry: at.entry + 1 }, given: at.given, expected: at.expected } }
      : {}),
  };
}

function shown(name: string): string {
  return `$${latexOf({ type: 'symbol', name })}$`;
}
