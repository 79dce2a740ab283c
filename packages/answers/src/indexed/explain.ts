import { computingTime } from '../clock.ts';
import type { FormulaComparison } from './compare.ts';
import { Unresolved } from './world.ts';
import { type Outcome, coverage, flaws, outcomeOf, type Said, type Target, type Trial } from './outcome.ts';
import { termLatex } from './print.ts';
import { sentenceOf, type SlipId, withoutSlips } from './slips.ts';
import type { Term } from './term.ts';

/** Says what is wrong: the slip without which it is right, else the first entry that differs. */
export function explained(
  outcomes: readonly Outcome[],
  trial: Trial,
  target: Target,
  said: Said,
  deadline: number,
): FormulaComparison {
  const at = Math.max(
    0,
    outcomes.findIndex((each) => flaws(each) > 0),
  );
  const faulty = outcomes[at]!;
  const others = outcomes.filter((_, i) => i !== at);
  const shown = (id: SlipId, given: Term | undefined): FormulaComparison => ({
    outcome: 'different',
    notes: [sentenceOf(id, given && termLatex(given))],
    mistake: id,
    ...counterexampleOf(faulty, trial),
  });
  if (byColumns(faulty, trial, target))
    return {
      outcome: 'undecided',
      notes: ['The axes are counted as one column by column; whether that is meant, a person has to say.'],
    };
  for (const undone of withoutSlips(faulty.rule, trial.world, faulty.filled.loose)) {
    if (computingTime() > deadline) break;
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
  const ratios = Array.from(expected, (value, entry) => ({ value, given: filled.data[entry]! })).filter(
    ({ value }) => value !== 0,
  );
  const [head] = ratios;
  if (!head) return undefined;
  const ratio = head.given / head.value;
  const zeros = Array.from(expected).every(
    (value, entry) => value !== 0 || filled.given[entry] === 0 || filled.data[entry] === 0,
  );
  return zeros && ratios.every(({ value, given }) => Math.abs(given - ratio * value) <= 1e-9 * Math.abs(value))
    ? ratio
    : undefined;
}

function describe({ filled, wrong }: Outcome, trial: Trial, target: Target): string {
  const asked = target.by === undefined ? `$${target.of}$` : `$\\partial ${target.of} / \\partial ${target.by}$`;
  if (filled.loose.length > 0)
    return `${filled.loose.map((name) => `$${name}$`).join(' and ')} stands on the right side only, and no sum runs over it.`;
  if (filled.fractional) return 'An index of the formula is no whole number everywhere.';
  if (filled.conflict) return 'The formula gives one entry several values.';
  const [entry] = wrong;
  if (entry === undefined) return `The left side names entries that ${asked} does not have.`;
  const place = Object.entries(filled.at(entry))
    .map(([name, value]) => `$${name} = ${value}$`)
    .join(', ');
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
  if (
    !flat ||
    shape.length !== 2 ||
    wrong.length === 0 ||
    filled.fractional ||
    filled.beyond ||
    rule.conditions.length > 0
  )
    return false;
  const [rows = 1, columns = 1] = shape;
  return Array.from(expected).every((_, entry) => {
    const within = entry % inner;
    const there = entry - within + (within % rows) * columns + Math.floor(within / rows);
    return Math.abs(filled.data[entry]! - expected[there]!) <= 1e-9 * Math.max(1, Math.abs(expected[there]!));
  });
}
