import { computingTime } from '../clock.ts';
import { type TensorNode, TensorError } from '../tensor-expressions/tensor-graph.ts';
import { type Alignment, alignments, type FreeNames, freeNames, type PartNames } from './align.ts';
import { namesOf, type ReadSpec } from './definition.ts';
import { type Equation, EquationSystem, isPattern, type WrittenEquation } from './equations.ts';
import { compareRuns, type Outcome, outputsOf, settingOf, type Side } from './run-systems.ts';
import { type Meaning, type Ranks, rankOf } from './unroll.ts';

/** The numbers of steps that both are run for: those first that tell most differences. */
const allSteps = [2, 3, 1, 4];
const seeds = [1, 2];
/** After so many every name has been used. */
const namingSteps = 2;

/** Functions that mean what they say: they are no names. */
const ordinary = new Set([
  'softmax',
  'tanh',
  'relu',
  'sigmoid',
  'sigma',
  'exp',
  'log',
  'ln',
  'sqrt',
  'abs',
  'sin',
  'cos',
  'softplus',
  'gelu',
]);

/** Everything that comparing one answer takes. */
export class SystemComparer {
  readonly read: ReadSpec;
  readonly student: EquationSystem;
  readonly outputs: readonly string[];
  readonly #deadline: number;
  readonly #isFunction: (name: string) => boolean;
  #ranks: Ranks = new Map();
  #partNames: PartNames | undefined;

  constructor(read: ReadSpec, equations: readonly WrittenEquation[], milliseconds: number) {
    this.read = read;
    this.#deadline = computingTime() + milliseconds;
    const { spec } = read;
    const outputs = spec.outputs;
    this.student = new EquationSystem(equations, namesOf(spec));
    this.outputs = outputs;
    this.#isFunction = (name) =>
      spec.functions?.includes(name) === true || /^(?:f|g|phi|psi|sigma|F|G|act|activation)(?:_\w+)?$/.test(name);
  }

  get late(): boolean {
    return computingTime() > this.#deadline;
  }

  /** The answer's equations, and the question's for what it leaves out; `changed` stand in the place of its own. */
  given(changed: ReadonlyMap<string, readonly Equation[]> = new Map()): Side {
    const meaning: Meaning = {
      equations: (base) => changed.get(base) ?? this.#own(base),
      leaf: (base) => ({ name: base }),
      functionName: (name) => name,
    };
    return { system: this.student, meaning };
  }

  /** The answer's equations for a name; of the question those for what the answer leaves out, as d^{(0)}. */
  #own(base: string): readonly Equation[] {
    const [own, stated] = [this.student.of(base), this.read.given.of(base)];
    if (own.length === 0) return stated;
    if (own.every(isPattern)) return [...stated.filter((equation) => !isPattern(equation)), ...own];
    return own.some(isPattern) ? own : [...own, ...stated.filter(isPattern)];
  }

  /** A right system under the answer's names; `changed` equations stand in the place of its own. */
  expected(
    system: EquationSystem,
    alignment: Alignment,
    turned: ReadonlySet<string>,
    changed: ReadonlyMap<string, readonly Equation[]> = new Map(),
  ): Side {
    const meaning: Meaning = {
      equations: (base) => changed.get(base) ?? system.of(base),
      leaf: (base) => {
        const name = alignment.values.get(base) ?? base;
        return turned.has(name) ? { name, turned: true } : { name };
      },
      functionName: (name) => alignment.functions.get(name) ?? name,
    };
    return { system, meaning };
  }

  /** The answer with the reference's equations for some names. */
  replaced(
    system: EquationSystem,
    alignment: Alignment,
    turned: ReadonlySet<string>,
    bases: ReadonlySet<string>,
  ): Side {
    const { student } = this;
    const own = this.given().meaning;
    const right = this.expected(system, alignment, turned).meaning;
    const meaning: Meaning = {
      equations: (base, from) => {
        if (bases.has(base)) return system.of(base);
        if (student.of(base).length > 0 || from !== system) return this.#own(base);
        return system.of(base);
      },
      leaf: (base, from) => (from === system ? right.leaf(base, from) : own.leaf(base, from)),
      functionName: (name, from) => (from === system ? right.functionName(name, from) : name),
    };
    return { system: student, meaning };
  }

  /** What the part says of its names, worked out once. */
  get partNames(): PartNames {
    const { read } = this;
    this.#partNames ??= {
      shareable: read.spec.shareable ?? [],
      openFunctions: new Set(read.spec.functions),
      reserved: new Set(this.free(this.expected(read.expected, noAlignment, new Set())).values.keys()),
      stated: new Set(read.given.bases.length === 0 ? [] : this.#stated()),
    };
    return this.#partNames;
  }

  /** Inputs and weights of the question's equations. */
  #stated(): readonly string[] {
    const { given } = this.read;
    const side = this.expected(given, noAlignment, new Set());
    const ends = given.bases.filter((base) => this.read.spec.outputs.includes(base));
    const names = attempt(() => this.free(side));
    return ends.length > 0 && names ? [...names.values.keys()] : [];
  }

  /** The free names of a side that can be computed. */
  free(side: Side): FreeNames {
    const setting = settingOf(this.read, namingSteps, this.#isFunction, this.#ranks);
    return this.#names(outputsOf(setting, side, this.read.spec.outputs, namingSteps));
  }

  /**
   * The free names of the answer. Where sizes do not fit because a name of its own is not what its letter says, as a
   * vector B, it is taken for what fits.
   *
   * @throws TensorError where it cannot be computed; of reason `shape` only where the names are those of the question.
   */
  freeOfAnswer(side: Side): FreeNames {
    const setting = settingOf(this.read, namingSteps, this.#isFunction, this.#ranks);
    try {
      return this.#names(outputsOf(setting, side, this.read.spec.outputs, namingSteps));
    } catch (error) {
      if (!(error instanceof TensorError) || error.reason !== 'shape') throw error;
      const { expected, given } = this.read;
      const right = this.free(this.expected(expected, noAlignment, new Set())).values;
      const own = [...setting.leaves.bases].filter((base) => !right.has(base) && given.of(base).length === 0);
      for (const base of own.slice(0, 8)) {
        for (const rank of [1, 2, 0] as const) {
          if (rank === rankOf(base)) continue;
          const ranks: Ranks = new Map([[base, rank]]);
          const again = settingOf(this.read, namingSteps, this.#isFunction, ranks);
          const nodes = attempt(() => outputsOf(again, side, this.read.spec.outputs, namingSteps));
          if (!nodes) continue;
          this.#ranks = ranks;
          return this.#names(nodes);
        }
      }
      throw own.length === 0 ? error : new TensorError('unreadable', error.message, error.names);
    }
  }

  #names(nodes: readonly TensorNode[]): FreeNames {
    return freeNames(nodes, (name) => ordinary.has(name));
  }

  /** Runs that tell most differences, the cheapest first. */
  quick(given: Side, expected: Side, zero?: ReadonlySet<string>): Outcome {
    return this.#run(given, expected, [2, 3], [1], zero);
  }

  full(given: Side, expected: Side): Outcome {
    return this.#run(given, expected, allSteps, seeds);
  }

  #run(
    given: Side,
    expected: Side,
    all: readonly number[],
    some: readonly number[],
    zero?: ReadonlySet<string>,
  ): Outcome {
    let worst: Outcome = { outcome: 'equal' };
    for (const steps of all) {
      if (this.late) return { outcome: 'undecided', reason: 'Comparing the equations took too long.' };
      const outcome = compareRuns(this.read, given, this.outputs, expected, {
        steps,
        seeds: some,
        isFunction: this.#isFunction,
        ranks: this.#ranks,
        ...(zero ? { zero } : {}),
      });
      if (outcome.outcome === 'different') return outcome;
      if (outcome.outcome === 'undecided') worst = outcome;
    }
    return worst;
  }
}

const noAlignment: Alignment = { values: new Map(), functions: new Map(), extra: [] };

/** An alignment under which an answer was run, with what it says beside its outcome. */
export interface Candidate {
  readonly system: EquationSystem;
  readonly alignment: Alignment;
  readonly turned: ReadonlySet<string>;
  readonly note?: string;
}

/** The ways in which an answer's names can be those of a right system. */
export function candidatesFor(
  comparer: SystemComparer,
  system: EquationSystem,
  names: FreeNames,
): readonly Candidate[] {
  const reference = comparer.free(comparer.expected(system, noAlignment, new Set()));
  const found = alignments(reference, names, comparer.partNames);
  const straight = found.map((alignment): Candidate => ({ system, alignment, turned: new Set() }));
  if (names.turned.size === 0) return straight;
  return [...straight, ...found.map((alignment): Candidate => ({ system, alignment, turned: names.turned }))];
}

/** What a run comes to; undefined where it cannot be computed under a reading, as where sizes conflict. */
export function attempt<T>(run: () => T): T | undefined {
  try {
    return run();
  } catch (error) {
    if (error instanceof TensorError) return undefined;
    throw error;
  }
}
