import { bind, concat, isTraced, reshape, type Shape, sizeOf, slice, stack, type Value } from '@gradbook/core-ops';
import { takesKernels } from '@gradbook/core-ops/kernels';

import type { Cell } from '../cells/steps.ts';
import { affineSteps } from '../cells/weights.ts';
import type { LayerResult, LayerRun } from '../layers/layer.ts';
import type { LayerWeights } from '../layers/parameters.ts';
import { zerosLike } from '../values.ts';
import { fusedCells } from './cells.ts';
import type { SequenceFlow } from './flow.ts';
import { fitsDevice, type FusedAttributes } from './plan.ts';
import { differentiableRecurrence } from './rules.ts';

/**
 * Whether kernels for whole sequences can compute a layer of these values: tensors on the device alone, of which nobody wants to
 * see the single operations.
 */
export function canFuse(cell: Cell, layers: readonly LayerWeights<Value>[], values: readonly Value[]): boolean {
  // A size that differs is an error, for the steps to find.
  const [first] = layers;
  const alike = layers.every(({ sizes }) => sizes.hidden === first!.sizes.hidden && sizes.output === sizes.hidden);
  const plain = layers.every(({ weights }) => !weights.peephole && !weights.weight_hr);
  return cell.fused !== undefined && alike && plain && takesKernels(values) && fitsDevice();
}

/** Runs a layer by kernels for the whole sequence: W_ih x for all steps and directions as one product of matrices before. */
export function runFusedLayer<V extends Value>(run: LayerRun<V>, flow: SequenceFlow | undefined): LayerResult<V> {
  const { cell, directions, input, initial, masks, layer } = run;
  const kind = cell.fused!;
  const { hiddenBias } = fusedCells[kind];
  const [steps = 0, batch = 0] = input.shape;
  const { hidden } = directions[0]!.sizes;
  const each = (part: (weights: LayerWeights<V>['weights']) => V): V[] =>
    directions.map(({ weights }) => part(weights));
  const joined = (parts: readonly V[]): V => (parts.length === 1 ? parts[0]! : concat(parts));
  const biases = directions.map(({ weights }) => cell.inputBias(weights));
  const z = affineSteps(
    input,
    joined(each(({ weight_ih }) => weight_ih)),
    biases.some((bias) => bias)
      ? joined(biases.map((bias, d) => bias ?? zerosLike(input, [directions[d]!.weights.weight_ih.shape[0]!])))
      : undefined,
  );
  const weight = stackOf(each(({ weight_hh }) => weight_hh));
  const withBias = hiddenBias && directions.some(({ weights }) => weights.bias_hh);
  const bias = withBias
    ? stackOf(each(({ bias_hh, weight_hh }) => bias_hh ?? zerosLike(input, [weight_hh.shape[0]!])))
    : undefined;
  const shape: Shape = [directions.length, batch, hidden];
  const states = stackOf(initial.map((state) => state ?? zerosLike(input, shape)));
  const names = directions.map(({ direction }) => direction);
  const probes = flow?.probes({
    layer,
    directions: names,
    shape: [cell.states.length, steps, batch, names.length * hidden],
  });
  const attributes: FusedAttributes = {
    cell: kind,
    directions: names,
    bias: withBias,
    masked: masks !== undefined,
    probed: probes !== undefined,
    saved: [z, weight, states, ...(bias ? [bias] : []), ...(probes ? [probes] : [])].some(isTraced),
  };
  const inputs: Value[] = [z, weight];
  if (bias) inputs.push(bias);
  inputs.push(states);
  if (masks) inputs.push(masks.lengths());
  if (probes) inputs.push(probes);
  // Outputs are of the inputs' kind.
  const [output, final, previous, memory] = bind(differentiableRecurrence, inputs, attributes) as V[];
  const finals = cell.states.map((_, index) => reshape(slice(final!, [index, 0, 0, 0], [1, ...shape]), shape));
  if (probes && previous && memory) {
    const all: Shape = [names.length, steps, batch, hidden];
    // c_{t−1} is what the memory begins with.
    const cells = cell.states.length > 1 ? [reshape(slice(memory, [0], [sizeOf(all)]), all)] : [];
    flow!.computed([previous, ...cells], finals);
  }
  return { output: output!, final: finals };
}

function stackOf<V extends Value>(parts: readonly V[]): V {
  return parts.length === 1 ? reshape(parts[0]!, [1, ...parts[0]!.shape]) : stack(parts);
}
