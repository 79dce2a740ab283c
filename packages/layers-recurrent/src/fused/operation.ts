import type { Recorded } from '@gradbook/autograd';
import {
  concat,
  Float64Tensor,
  matmul,
  type Operation,
  reshape,
  type Shape,
  ShapeError,
  sizeOf,
  slice,
  sum,
  type Value,
} from '@gradbook/core-ops';
import { bounded, errorOf } from '@gradbook/core-ops/error-analysis';

import { runBackward } from './backward.ts';
import { gradientBySteps, recurrenceBySteps } from './by-steps.ts';
import { fusedCells } from './cells.ts';
import type { DeviceTensor } from './device-tensor.ts';
import { runForward } from './forward.ts';
import {
  byName,
  type GradientAttributes,
  gradientInputs,
  type GradientInputs,
  sequenceInputs,
  type SequenceInputs,
} from './inputs.ts';
import type { FusedAttributes, SequenceSizes } from './plan.ts';

function namedInputs<V>(values: readonly V[], attributes: FusedAttributes): SequenceInputs<V> {
  return byName(sequenceInputs(attributes), values) as SequenceInputs<V>;
}

function namedGradientInputs<V>(values: readonly V[], attributes: GradientAttributes): GradientInputs<V> {
  return byName(gradientInputs(attributes), values) as GradientInputs<V>;
}

/** Checks the shapes, and reads off the lengths of the axes. */
function sizesOf(operation: string, shapes: readonly Shape[], attributes: FusedAttributes): SequenceSizes {
  const names = sequenceInputs(attributes);
  const { cell: kind, directions } = attributes;
  const cell = fusedCells[kind];
  const [steps = 0, batch = 0] = shapes[0] ?? [];
  const hidden = shapes[1]?.[2] ?? 0;
  const count = directions.length;
  const expected: Readonly<Record<keyof SequenceInputs<unknown>, Shape>> = {
    z: [steps, batch, count * cell.inputGates * hidden],
    weight: [count, cell.hiddenGates * hidden, hidden],
    bias: [count, cell.hiddenGates * hidden],
    initial: [cell.states, count, batch, hidden],
    lengths: [batch],
    probes: [cell.states, steps, batch, count * hidden],
  };
  names.forEach((name, i) => {
    if (String(shapes[i]) === String(expected[name])) return;
    throw new ShapeError(operation, shapes, `${name} needs the shape [${expected[name].join(', ')}]`);
  });
  return { steps, batch, hidden };
}

/**
 * A recurrence over a whole sequence: for every step, in one or both directions,
 * (h_t, c_t) = cell(z_t, W_hh h_{t−1}, c_{t−1}), with z_t = W_ih x_t + b known beforehand.
 *
 * Inputs: {@link SequenceInputs}, those that the attributes name. Outputs: h_t for every step, [T, N, D · H], zeros past a
 * sequence's length, and the last states, [states, D, N, H]; where `saved`, also h_{t−1} and what else the kernels keep for the
 * derivative, which nothing but the derivative understands.
 */
export const recurrence: Operation<FusedAttributes> = {
  name: 'recurrence',
  shape: (shapes, attributes) => {
    const { steps, batch, hidden } = sizesOf('recurrence', shapes, attributes);
    const count = attributes.directions.length;
    const { states, saved } = fusedCells[attributes.cell];
    return [
      [steps, batch, count * hidden],
      [states, count, batch, hidden],
      ...(attributes.saved ? [[count, steps, batch, hidden], [saved * count * steps * batch * hidden]] : []),
    ];
  },
  reference: (inputs, attributes) => {
    if (attributes.saved) throw new TypeError('recurrence: float64 values take every step by itself and save nothing');
    const { output, final } = recurrenceBySteps(namedInputs(inputs, attributes), attributes);
    return [output as Float64Tensor, final as Float64Tensor];
  },
  kernel: (inputs, attributes) => {
    const { z, weight, bias, initial, lengths } = namedInputs(inputs, attributes);
    const sizes = sizesOf(
      'recurrence',
      inputs.map(({ shape }) => shape),
      attributes,
    );
    const { output, final, saved } = runForward({ z, weight, bias, initial, lengths }, attributes, sizes);
    return saved ? [output, final, saved.previous, saved.memory] : [output, final];
  },
  // The kernels' sums are no longer than those of the steps, so running error analysis of the steps bounds them as well.
  errorBound: (inputs, attributes) => {
    const { output, final } = recurrenceBySteps(namedInputs(follow(inputs), attributes), attributes);
    return [errorOf(output), errorOf(final)];
  },
  differentiable: (count) => Array<boolean>(count).fill(true),
};

/**
 * The vector-Jacobian product of {@link recurrence}: ∂L/∂ z, weight, bias where there is one, initial states; and ∂L/∂h_t for
 * every step, [1, T, N, D · H], with `probed` in the form of the probes.
 *
 * A function of the recurrence's inputs and of cotangents: what the kernels kept is no input of its own.
 *
 * @param vjp autograd's, for the definition.
 */
export const recurrenceGradient = (vjp: Recorded['vjp']): Operation<GradientAttributes> => ({
  name: 'recurrenceGradient',
  shape: (shapes, attributes) => {
    const forward = { ...attributes, probed: false };
    const own = shapes.slice(2);
    const { steps, batch, hidden } = sizesOf('recurrenceGradient', own, forward);
    const count = attributes.directions.length;
    const { states } = fusedCells[attributes.cell];
    return [...own.slice(0, attributes.bias ? 4 : 3), [attributes.probed ? states : 1, steps, batch, count * hidden]];
  },
  // In float64 every value is.
  reference: (inputs, attributes) =>
    gradientBySteps(namedGradientInputs(inputs, attributes), attributes, vjp) as Float64Tensor[],
  kernel: (inputs, attributes) => gradientKernel(namedGradientInputs(inputs, attributes), attributes),
  errorBound: (inputs, attributes) =>
    gradientBySteps(namedGradientInputs(follow(inputs), attributes), attributes, vjp).map((value, i) => {
      const errors = errorOf(value);
      if (i !== 1) return errors;
      // The weight's gradient is one product over all steps, where the definition adds a product for every step.
      const [steps = 0, batch = 0] = inputs[2]!.shape;
      const longer = Math.max(1, roundingsOf(steps * batch) / (roundingsOf(batch) + steps));
      return new Float64Tensor(
        errors.shape,
        errors.data.map((error) => longer * error),
      );
    }),
  differentiable: (count) => Array.from({ length: count }, (_, i) => i > 1),
});

/** How many roundings a term of the table's matrix product goes through. */
function roundingsOf(inner: number): number {
  return 1 + Math.min(inner, 32) + Math.ceil(inner / 32);
}

function follow(inputs: readonly Float64Tensor[]): Value[] {
  return inputs.map((input) => (input.dtype === 'float64' ? bounded(input) : input));
}

function gradientKernel(inputs: GradientInputs<DeviceTensor>, attributes: GradientAttributes): DeviceTensor[] {
  const { z, weight, bias, lengths, previous, memory, output, final } = inputs;
  const { cell: kind, directions } = attributes;
  const cell = fusedCells[kind];
  const [steps = 0, batch = 0] = z.shape;
  const hidden = weight.shape[2]!;
  const count = directions.length;
  const found = runBackward({ weight, lengths, memory, output, final }, attributes, { steps, batch, hidden });
  // All steps of all sequences at once.
  const perRow = reshape(found.products, [count, steps * batch, cell.hiddenGates * hidden]);
  const states = reshape(previous, [count, steps * batch, hidden]);
  let ofWeight: DeviceTensor;
  if (cell.gatedRows === undefined) {
    ofWeight = matmul(perRow, states, { transposeA: true });
  } else {
    const size = sizeOf(states.shape);
    const gatedStates = reshape(slice(memory, [cell.gatedRows * size], [size]), states.shape);
    const rows = (cell.hiddenGates - 1) * hidden;
    ofWeight = concat(
      [
        matmul(slice(perRow, [0, 0, 0], [-1, -1, rows]), states, { transposeA: true }),
        matmul(slice(perRow, [0, 0, rows], [-1, -1, hidden]), gatedStates, { transposeA: true }),
      ],
      1,
    );
  }
  return [found.z, ofWeight, ...(bias ? [sum(perRow, 1)] : []), found.initial, found.states];
}
