import type { Scope } from '../expressions/expr.ts';
import { readChains } from '../expressions/parse/statements.ts';
import { EquationSystem, type SystemNames, type WrittenEquation } from './equations.ts';
import { equationsOf, rangeOf } from './read-system.ts';

/**
 * A wrong variant of a system: if an answer does the same, the student reads its sentence.
 *
 * @example
 * const mistake: SystemMistake = {
 *   id: 'no-memory',
 *   sentence: 'The state does not read the state before.',
 *   equations: ['h_t = \\tanh(W x_t)'],
 * };
 */
export interface SystemMistake {
  readonly id: string;
  /** What the student reads, in Markdown with LaTeX. It does not contain the right equations. */
  readonly sentence: string;
  /** The equations that stand in the place of the right ones, in LaTeX. */
  readonly equations: readonly string[];
}

/**
 * What a part that asks for the equations of a recurrence accepts.
 *
 * @example
 * const spec: SystemSpec = {
 *   label: 'the recurrent network',
 *   given: ['y_t = V h_t'],
 *   expected: ['h_t = \\tanh(W x_t + U h_{t-1})'],
 *   mistakes: [{ id: 'no-memory', sentence: 'The state does not read the state before.', equations: ['h_t = \\tanh(W x_t)'] }],
 *   inputs: { x: 'n' },
 *   outputs: ['y'],
 *   time: 't',
 * };
 * spec.mistakes?.[0]?.id; // 'no-memory'
 */
export interface SystemSpec {
  /** What the feedback calls it: `the two-layer network`. */
  readonly label: string;
  /** The equations that the question states, in LaTeX: an answer that leaves one out means it. */
  readonly given: readonly string[];
  /** Equations that are right together with those of `given` that they do not replace. */
  readonly expected: readonly string[];
  /** Other equations that are right in the place of those for the same names, each with what the student reads about it. */
  readonly accepted?: readonly { readonly equations: readonly string[]; readonly note?: string }[];
  readonly mistakes?: readonly SystemMistake[];
  /** Inputs, one a step, with the name of their size. */
  readonly inputs: Readonly<Record<string, string>>;
  /** What is compared, at every step. */
  readonly outputs: readonly string[];
  /** The letter of the step. */
  readonly time: string;
  /** Functions that only have a name, as f_1: they may be any. */
  readonly functions?: readonly string[];
  /** Weights that may be one and the same: each group's first stands in the question. */
  readonly shareable?: readonly (readonly string[])[];
  /** Lengths that equations may hold as indices, by the number of steps: n, T, k. */
  readonly lengths?: (steps: number) => Readonly<Record<string, number>>;
  /** Over what Σ_i runs where no range is stated, for i an index of a name at a step. */
  readonly extents?: (
    name: string,
    step: number,
    lengths: Readonly<Record<string, number>>,
  ) => readonly [number, number] | undefined;
}

/** A specification, read. */
export interface ReadSpec {
  readonly spec: SystemSpec;
  readonly given: EquationSystem;
  readonly expected: EquationSystem;
  readonly accepted: readonly { readonly system: EquationSystem; readonly note?: string }[];
  readonly mistakes: readonly {
    readonly mistake: SystemMistake;
    readonly system: EquationSystem;
    readonly changed: readonly string[];
  }[];
  /** The names whose equations the question does not state. */
  readonly asked: readonly string[];
}

const known = new WeakMap<SystemSpec, ReadSpec>();

/** What a specification says of the names in its systems. */
export function namesOf({ time, outputs, lengths }: SystemSpec): SystemNames {
  return { lengths: ['T', ...Object.keys(lengths?.(1) ?? {})], time, outputs };
}

/**
 * Reads a specification, once.
 *
 * @throws RangeError for an equation that cannot be read.
 */
export function readSpec(spec: SystemSpec): ReadSpec {
  const before = known.get(spec);
  if (before) return before;
  const scope: Scope = { variables: {}, functions: spec.functions ?? [], ellipses: true };
  const written = (equations: readonly string[]): readonly WrittenEquation[] =>
    equations.flatMap((latex) => {
      const { statements, problems } = readChains([{ latex }], scope);
      const ranges = new Map(
        statements.flatMap((statement) => [rangeOf(statement)].filter((range) => range !== undefined)),
      );
      const found = statements.filter((statement) => !rangeOf(statement)).flatMap(equationsOf);
      const bad = problems[0]?.message ?? (found.length === 0 ? 'it is no equation' : '');
      if (bad !== '') throw new RangeError(`the system "${spec.label}": "${latex}" cannot be read: ${bad}`);
      return found.map((equation) => ({ ...equation, ranges }));
    });
  const system = (equations: readonly WrittenEquation[]): EquationSystem =>
    new EquationSystem(equations, namesOf(spec));
  const given = written(spec.given);
  const right = written(spec.expected);
  const named = (equations: readonly WrittenEquation[]): readonly string[] =>
    system([...equations, ...given]).basesOf(equations);
  /** Those that are replaced go; the rest stays. */
  const over = (base: readonly WrittenEquation[], by: readonly WrittenEquation[]): readonly WrittenEquation[] => {
    const all = system([...base, ...by]);
    const replaced = new Set(all.basesOf(by));
    return [...base.filter((equation) => !all.basesOf([equation]).some((name) => replaced.has(name))), ...by];
  };
  const full = over(given, right);
  const made: ReadSpec = {
    spec,
    given: system(given),
    expected: system(full),
    accepted: (spec.accepted ?? []).map(({ equations, note }) => ({
      system: system(over(full, written(equations))),
      ...(note === undefined ? {} : { note }),
    })),
    mistakes: (spec.mistakes ?? []).map((mistake) => ({
      mistake,
      system: system(over(full, written(mistake.equations))),
      changed: named(written(mistake.equations)),
    })),
    asked: named(right),
  };
  known.set(spec, made);
  return made;
}
