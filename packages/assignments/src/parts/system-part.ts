import { evaluateSystem, judgeSystem, type SystemSpec } from '@gradbook/answers';
import type { Value } from '@gradbook/core-ops';

import type { Part } from '../definition/assignment.ts';
import { once } from '../definition/once.ts';
import { computeOnDevice, verified } from '../definition/verified.ts';
import { descriptionOf, type PartDescription } from './description.ts';

/** The layer that a system of equations describes. */
export interface DescribedLayer {
  readonly sizes: Readonly<Record<string, number>>;
  /** Every other size that is free, where the layer does not take different ones. */
  readonly otherSizes?: number;
  readonly steps: number;
  /** What functions that only have a name are in the layer: f_1 is tanh. */
  readonly functions?: (name: string) => ((x: number) => number) | undefined;
  /**
   * The layer on the weights and inputs of the equations: `W_1`, `x@1` for x at step 1.
   *
   * @returns the output at every step, [steps, entries].
   */
  readonly run: (values: Readonly<Record<string, Value>>) => Value;
}

/** A part that asks for the equations of a recurrence. */
export interface SystemPartDefinition extends PartDescription {
  readonly system: SystemSpec;
  /** The layer that the equations describe: they are checked against it before the first answer is judged. */
  readonly layer: DescribedLayer;
}

/**
 * A part that asks for the equations of a recurrence. Answers are run on random weights, with names, order and grouping free;
 * the right equations are first checked against the layer that they describe.
 *
 * @example
 * const part = systemPart({
 *   id: '1',
 *   title: 'A linear recurrence',
 *   points: 2,
 *   question: 'Write the state $h_t$ as the sum of $x_t$ and $W h_{t-1}$.',
 *   system: { label: 'the state', given: [], expected: ['h_t = x_t + W h_{t-1}'], inputs: { x: 'n' }, outputs: ['h'], time: 't' },
 *   layer: { sizes: { n: 2 }, steps: 1, run: (values) => reshape(values['x@1']!, [1, 2]) },
 * });
 * part.kind; // 'system'
 */
export function systemPart(definition: SystemPartDefinition): Part {
  const { system, layer, ...description } = definition;
  const checked = once(() => agrees(description.id, system, layer));
  const all = (changed: readonly string[]): string =>
    [...system.given, ...changed].map((equation) => `$$${equation}$$`).join('\n\n');
  return {
    ...descriptionOf(description),
    kind: 'system',
    warmUp: () => {
      computeOnDevice(numbersOf(system, layer).inputs, layer.run);
    },
    judge: async (content, _part, options) => {
      await checked();
      return judgeSystem(content, system, options);
    },
    samples: async () => ({
      right: [
        all(system.expected),
        ...(system.accepted ?? []).map(({ equations }) => all([...without(system.expected, equations), ...equations])),
      ],
      wrong: (system.mistakes ?? []).map(({ id, equations }) => ({
        answer: all([...without(system.expected, equations), ...equations]),
        mistake: id,
      })),
    }),
  };
}

function leftSide(equation: string): string {
  return equation.split('=')[0]!.replaceAll(/\s/g, '');
}

/** Equations without those that others replace, told by their left sides. */
function without(equations: readonly string[], others: readonly string[]): readonly string[] {
  const replaced = new Set(others.map(leftSide));
  return equations.filter((equation) => !replaced.has(leftSide(equation)));
}

/** Rounded operations that one output goes through, at most: a few steps of a few products of short vectors. */
const roundings = 2_000;

/** The numbers that weights and inputs are tried with, and what the equations make of them. */
function numbersOf(
  system: SystemSpec,
  layer: DescribedLayer,
): {
  readonly inputs: Readonly<Record<string, number[] | number[][]>>;
  readonly outputs: ReturnType<typeof evaluateSystem>;
} {
  const inputs: Record<string, number[] | number[][]> = {};
  let count = 0;
  const outputs = evaluateSystem(system, {
    steps: layer.steps,
    sizes: layer.sizes,
    ...(layer.otherSizes === undefined ? {} : { otherSizes: layer.otherSizes }),
    ...(layer.functions ? { functions: layer.functions } : {}),
    value: (name, indices, rows, columns, initial) => {
      if (initial) return new Float64Array(rows * columns);
      // Multiples of 1/64 between −1 and 1, which float32 holds.
      const data = Array.from({ length: rows * columns }, () => (((count++ * 37 + 11) % 127) - 63) / 64);
      const key = indices.length === 0 ? name : `${name}@${indices.join()}`;
      inputs[key] =
        columns === 1 ? data : Array.from({ length: rows }, (_, row) => data.slice(row * columns, (row + 1) * columns));
      return data;
    },
  });
  return { inputs, outputs };
}

/** Runs equations and layer on the same numbers; the layer, which agrees with its float64 definition, is the authority. */
async function agrees(id: string, system: SystemSpec, layer: DescribedLayer): Promise<void> {
  const { inputs, outputs } = numbersOf(system, layer);
  const expected = await verified(`the layer of ${id}`, inputs, layer.run, roundings);
  const [output = []] = Object.values(outputs);
  for (const [i, value] of output.flat().entries()) {
    const right = expected.data[i];
    if (right === undefined || !(Math.abs(value - right) <= 1e-12 * (1 + Math.abs(right))))
      throw new Error(
        `the equations of ${id} give ${value} at index ${i} where the layer gives ${right}: one of them is wrong, and nothing can be graded with it`,
      );
  }
}
