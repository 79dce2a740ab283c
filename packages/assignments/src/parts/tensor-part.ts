import { judgeTensors, type NamedTensor, type TensorMistake } from '@gradbook/answers';
import { type ArrayData, float64, type Float64Tensor, type Value } from '@gradbook/core-ops';

import type { Part } from '../definition/assignment.ts';
import { once } from '../definition/once.ts';
import { computeOnDevice, verified } from '../definition/verified.ts';
import type { Mistake } from '../mistakes/mistake.ts';
import { descriptionOf, type PartDescription } from './description.ts';

/** A part that asks for an array of numbers. */
export interface TensorPartDefinition<Names extends string = string> extends PartDescription {
  /** What feedback calls the array; the part's title unless given. */
  readonly label?: string;
  /** How it is called on a left side, in canonical names: `F`, `mu_batch`. */
  readonly names?: readonly string[];
  /** What the reference takes: nested arrays of numbers that float32 holds exactly. */
  readonly inputs: Readonly<Record<Names, ArrayData>>;
  /** The right array, in operations of `@gradbook/core-ops` and the packages on top of it. Axes of length 1 do not matter. */
  readonly reference: (inputs: Readonly<Record<Names, Value>>) => Value;
  /** Wrong variants of the reference: an answer that equals one's result is told so. */
  readonly mistakes?: readonly Mistake<(inputs: Readonly<Record<Names, Value>>) => Value>[];
  /** Decimals that rounded numbers must at least have; 0 unless given. */
  readonly decimals?: number;
  /**
   * How many rounded operations one number of the result goes through at most, the terms of its sums included: what
   * WebGPU's float32 may differ from the definition follows from it. Unless given, four for every number of the inputs.
   */
  readonly roundings?: number;
}

/**
 * A part that asks for an array of numbers. The reference runs on WebGPU and by its float64 definition, which must
 * agree; so do the wrong variants.
 *
 * @example
 * const part = tensorPart({
 *   id: '2',
 *   title: 'A convolution by hand',
 *   points: 2,
 *   question: 'Drag $[1, -1]$ over $[1, 4, 0]$, unturned, with stride 1.',
 *   inputs: { x: [[[1, 4, 0]]], filter: [[[1, -1]]] },
 *   reference: ({ x, filter }) => conv1d(x, filter),
 *   mistakes: [{ id: 'filter-turned', sentence: 'The filter was turned.', run: ({ x, filter }) => conv1d(x, reverse(filter, [2])) }],
 * });
 * part.kind; // 'tensor'
 */
export function tensorPart<Names extends string>(definition: TensorPartDefinition<Names>): Part {
  const { title, label = title, names = [], inputs, reference, mistakes = [], decimals = 0 } = definition;
  const roundings = definition.roundings ?? 4 * sizeOf(Object.values<ArrayData>(inputs));
  const run = (name: string, compute: (inputs: Readonly<Record<Names, Value>>) => Value): Promise<Float64Tensor> =>
    verified(`${definition.id} (${name})`, inputs, compute, roundings);
  const expected = once(async (): Promise<NamedTensor> => {
    const right = await run('reference', reference);
    const wrong: TensorMistake[] = [];
    for (const { id, sentence, run: variant } of mistakes) {
      const { shape, data } = await run(id, variant);
      wrong.push({ id, sentence, shape: squeezed(shape), data: [...data] });
    }
    return { label, names, shape: squeezed(right.shape), data: [...right.data], mistakes: wrong };
  });
  return {
    ...descriptionOf(definition),
    kind: 'tensor',
    warmUp: () => {
      for (const compute of [reference, ...mistakes.map(({ run: variant }) => variant)])
        computeOnDevice(inputs, compute);
    },
    judge: async (content, _part, options) => {
      const givens = Object.values<ArrayData>(inputs).map((data) => {
        const given = float64(data);
        return { shape: squeezed(given.shape), data: [...given.data] };
      });
      return judgeTensors(content, { tensors: [await expected()], decimals, givens }, options);
    },
    samples: async () => ({
      right: [],
      wrong: ((await expected()).mistakes ?? []).map(({ id, shape, data }) => ({
        answer: written(shape, data),
        mistake: id,
      })),
    }),
  };
}

/** Nobody counts axes of length 1 when they look for an entry; a single number has one axis. */
function squeezed(shape: readonly number[]): readonly number[] {
  const sizes = shape.filter((size) => size > 1);
  return sizes.length > 0 ? sizes : [1];
}

function sizeOf(inputs: readonly ArrayData[]): number {
  return inputs.reduce<number>((sum, data) => sum + float64(data).data.length, 0);
}

/** An array as nested lists. */
function written(sizes: readonly number[], data: readonly number[]): string {
  const nested = (axis: number, from: number, length: number): string =>
    axis === sizes.length
      ? String(data[from])
      : `[${Array.from({ length: sizes[axis]! }, (_, i) => nested(axis + 1, from + (i * length) / sizes[axis]!, length / sizes[axis]!)).join(', ')}]`;
  return `$${nested(0, 0, data.length)}$`;
}
