import { DimSizes } from '../tensor-expressions/dims.ts';
import { type Shape, TensorGraph, type TensorNode, unifyShapes } from '../tensor-expressions/tensor-graph.ts';
import { indexValue } from '../tensor-expressions/indexed-names.ts';
import { randomValue, TensorEvaluator } from '../tensor-expressions/tensor-values.ts';
import type { ReadSpec } from './definition.ts';
import type { EquationSystem } from './equations.ts';
import { isZero, Leaves, type Meaning, type Ranks, type Setting, Unroller } from './unroll.ts';

/** A system with what its names mean. */
export interface Side {
  readonly system: EquationSystem;
  readonly meaning: Meaning;
}

/** How two systems compare in one setting. */
export interface Outcome {
  readonly outcome: 'equal' | 'different' | 'undecided';
  /** Where they differ first. */
  readonly at?: {
    readonly name: string;
    readonly step: number;
    readonly entry: number;
    readonly given: number;
    readonly expected: number;
  };
  readonly reason?: string;
}

/** What is the same for all runs of one specification with a number of steps. */
export function settingOf(
  { spec }: ReadSpec,
  steps: number,
  isFunction: (name: string) => boolean,
  ranks: Ranks,
): Setting {
  const lengths = { T: steps, ...spec.lengths?.(steps) };
  const dims = new Map<string, Shape>(
    Object.entries(spec.inputs).map(([name, size]) => [name, { kind: 'column', size: dimOf(size) }]),
  );
  return {
    graph: new TensorGraph(),
    constants: new Map(Object.entries(lengths)),
    last: Math.max(...Object.values(lengths)),
    inputs: dims,
    extents: (base, step) => spec.extents?.(base, step, lengths),
    isFunction,
    leaves: new Leaves(ranks),
  };
}

const sizes = ['n', 'm', 'p', 'q', 'r', 's'];
const named = new Map(sizes.map((name) => [name, { name }]));

function dimOf(name: string): { readonly name: string } {
  const known = named.get(name) ?? { name };
  named.set(name, known);
  return known;
}

/** The outputs of a system at every step. */
export function outputsOf(
  setting: Setting,
  { system, meaning }: Side,
  names: readonly string[],
  steps: number,
): readonly TensorNode[] {
  const unroller = new Unroller(setting, meaning);
  return names.flatMap((name) => Array.from({ length: steps }, (_, i) => unroller.output(name, i + 1, system)));
}

/** Distinct sizes for the declared names. */
function sizesFor(setting: Setting): DimSizes {
  const declared = [...setting.inputs.values()].flatMap((shape) =>
    shape.kind === 'column' ? (shape.size.name ?? []) : [],
  );
  return new DimSizes(new Map([...new Set(declared)].map((name, i) => [name, 3 + i])));
}

/**
 * Runs two systems on the same random weights, inputs and initial values, in float64 with error bounds.
 *
 * @param zero weights that are 0 in both.
 * @throws TensorError where one of them cannot be computed.
 */
export function compareRuns(
  read: ReadSpec,
  given: Side,
  outputs: readonly string[],
  expected: Side,
  options: {
    readonly steps: number;
    readonly seeds: readonly number[];
    readonly isFunction: (name: string) => boolean;
    readonly ranks: Ranks;
    readonly zero?: ReadonlySet<string>;
  },
): Outcome {
  const setting = settingOf(read, options.steps, options.isFunction, options.ranks);
  const left = outputsOf(setting, given, outputs, options.steps);
  const right = outputsOf(setting, expected, read.spec.outputs, options.steps);
  for (const [i, node] of left.entries())
    if (!unifyShapes(node.shape, right[i]!.shape))
      return { outcome: 'different', reason: 'The sizes of the outputs differ.' };
  let undecided: Outcome | undefined;
  // Where the answer begins with zeros, so does the reference.
  const zeroAt = new Set(
    given.system.bases.flatMap((base) =>
      given.system
        .of(base)
        .filter(isZero)
        .map(({ indices }) => (indices[0] ? indexValue(indices[0], setting.constants) : undefined)),
    ),
  );
  for (const seed of options.seeds) {
    const evaluator = new TensorEvaluator({
      sizes: sizesFor(setting),
      leaf: (name, rows, columns) => {
        const base = name.replace(/@.*$/, '');
        const initial = /@initial@(.*)$/.exec(name)?.[1];
        if (options.zero?.has(base) === true || (initial !== undefined && zeroAt.has(Number(initial))))
          return { ...randomValue('', rows, columns), data: new Float64Array(rows * columns) };
        // Before the first step and behind the last, all values of one size are alike: their names may differ.
        return randomValue(
          `${seed}:${name.includes('@initial@') ? name.replace(/^.*@initial/, 'initial') : name}`,
          rows,
          columns,
        );
      },
    });
    for (const [i, node] of left.entries()) {
      const [a, b] = [evaluator.value(node), evaluator.value(right[i]!)];
      for (const [entry, x] of a.data.entries()) {
        const y = b.data[entry]!;
        const bound = a.error[entry]! + b.error[entry]!;
        const apart = Math.abs(x - y);
        if (apart <= bound) continue;
        const name = read.spec.outputs[Math.floor(i / options.steps)]!;
        const at = { name, step: (i % options.steps) + 1, entry, given: x, expected: y };
        if (apart > 1000 * bound + 1e-12) return { outcome: 'different', at };
        undecided ??= { outcome: 'undecided', at, reason: 'The two differ by about as much as rounding does.' };
      }
    }
    if (evaluator.saturated) undecided ??= { outcome: 'undecided', reason: 'A function was flat at the values tried.' };
  }
  return undecided ?? { outcome: 'equal' };
}
