import { add, concat, reshape, scope, ShapeError, slice, transpose, type Value } from '@gradbook/core-ops';

import type { Cell } from '../cells/steps.ts';
import { flowOf } from '../fused/flow.ts';
import { canFuse, runFusedLayer } from '../fused/layer.ts';
import { requireShape } from '../values.ts';
import type { WatchState } from './direction.ts';
import { type Lengths, masksOf, withoutPadding } from './lengths.ts';
import { type LayerRun, runSteppedLayer } from './layer.ts';
import { layersOf, type LayerWeights, type RecurrentParameters } from './parameters.ts';

/**
 * What every recurrent layer takes besides its parameters and its input. S is its state.
 *
 * @example
 * const options: SequenceOptions<Float64Tensor> = { lengths: [2, 5], batchFirst: true };
 */
export interface SequenceOptions<S> {
  /** The state before the first step; zeros unless given. Row layer · directions + direction, as in PyTorch. */
  readonly state?: S | undefined;
  /**
   * The lengths of the sequences, in any order; T unless given. As with PyTorch's packed sequences, outputs are 0 past the
   * end, the final state is that of the last own step, and the reverse direction begins there.
   */
  readonly lengths?: Lengths | undefined;
  /** Whether x and the output are [N, T, …] instead of [T, N, …]. */
  readonly batchFirst?: boolean;
  /** Whether each layer after the first adds its input to its output: y⁽ᵏ⁾ = h⁽ᵏ⁾ + y⁽ᵏ⁻¹⁾. */
  readonly residual?: boolean;
  /** Sees every state: see `gradientFlow`. */
  readonly watch?: WatchState | undefined;
  /**
   * Whether kernels for the whole sequence may be used, where there are any for the layer and its values are on the device;
   * true unless given. False for one step after the other, each of the operations by itself.
   */
  readonly fused?: boolean;
}

/**
 * What every recurrent layer returns. S is its state. D is the number of directions, L that of layers.
 *
 * @example
 * const params = { weight_ih_l0: float64([[1]]), weight_hh_l0: float64([[1]]) };
 * const result: SequenceResult<Float64Tensor, Float64Tensor> = rnn(params, float64([[[1]], [[2]]]));
 * result.output.shape; // [2, 1, 1]
 */
export interface SequenceResult<V extends Value, S> {
  /** The last layer's outputs for every step, [T, N, D · H] or [N, T, D · H]; [T, D · H] for a single sequence. */
  readonly output: V;
  /** Of every layer and direction after its last step: [L · D, N, H], [L · D, H] for a single sequence. */
  readonly state: S;
  /**
   * The last layer's outputs where each direction has seen the whole sequence: forward at the last own step, reverse at
   * the first one. [N, D · H], [D · H] for a single sequence.
   */
  readonly last: V;
}

/** What the layers of each kind add. */
interface Stack<V extends Value> {
  readonly operation: string;
  readonly cell: Cell;
  readonly params: RecurrentParameters<V>;
  /** Parts of parameters' names that the cell knows. */
  readonly parts: readonly string[];
  readonly x: V;
  /** The initial states in the order of the cell's; undefined for zeros. */
  readonly initial: readonly (V | undefined)[];
  readonly options: Omit<SequenceOptions<unknown>, 'state'>;
}

/** Runs a stack of layers. The states returned are in the order of the cell's. */
export function runStack<V extends Value>(task: Stack<V>): SequenceResult<V, readonly V[]> {
  const { operation, cell, params, parts, x, options } = task;
  const layers = layersOf(operation, params, cell.gates, parts);
  const { lengths, batchFirst = false, residual = false, watch, fused = true } = options;
  const [first] = layers[0]!;
  const { batched, steps, batch } = sizesOfInput(operation, x, first!.sizes.inputs, batchFirst);
  const flow = watch && flowOf(watch);
  const byKernels =
    fused &&
    (!watch || flow !== undefined) &&
    canFuse(cell, layers.flat(), [x, ...Object.values(params), ...task.initial.filter((state) => state !== undefined)]);
  return scope(() => {
    const rows = layers.length * layers[0]!.length;
    const initial = cell.states.map((name, index) => {
      const width = widthOf(first!, index);
      const given = task.initial[index];
      if (!given) return undefined;
      requireShape(operation, `the ${name} state`, given, batched ? [rows, batch, width] : [rows, width]);
      return reshape(given, [rows, batch, width]);
    });
    const timeFirst = batched && batchFirst ? transpose(x, [1, 0, 2]) : reshape(x, [steps, batch, first!.sizes.inputs]);
    const masks = masksOf(operation, lengths, steps, batch, x);
    let output = withoutPadding(timeFirst, masks);
    let last: V | undefined;
    const states: V[][] = cell.states.map(() => []);
    for (const [layer, directions] of layers.entries()) {
      for (const { sizes } of directions) requireInputs(operation, sizes.inputs, output, layer);
      const run: LayerRun<V> = {
        operation,
        cell,
        directions,
        input: output,
        initial: initial.map((state) => state && rowsOf(state, layer * directions.length, directions.length)),
        masks,
        layer,
        watch,
      };
      const result = byKernels ? runFusedLayer(run, flow) : runSteppedLayer(run);
      result.final.forEach((value, index) => states[index]!.push(value));
      const finals = sideBySide(result.final[0]!);
      const skip = residual && layer > 0;
      output = skip ? add(result.output, output) : result.output;
      last = skip ? add(finals, last!) : finals;
    }
    const inOrder = batched && batchFirst ? transpose(output, [1, 0, 2]) : output;
    const width = output.shape[2]!;
    return {
      output: batched ? inOrder : reshape(output, [steps, width]),
      state: states.map((values) => {
        requireEqualRows(operation, values);
        const all = values.length === 1 ? values[0]! : concat(values);
        return batched ? all : reshape(all, [rows, all.shape[2]!]);
      }),
      last: batched ? last! : reshape(last!, [width]),
    };
  });
}

/** The states of all directions, [D, N, H], as features of each sequence, [N, D · H]. */
function sideBySide<V extends Value>(states: V): V {
  const [directions = 0, batch = 0, width = 0] = states.shape;
  return reshape(directions === 1 ? states : transpose(states, [1, 0, 2]), [batch, directions * width]);
}

/** State `index` is the hidden one (0) or the cell state (1). */
function widthOf<V extends Value>({ sizes }: LayerWeights<V>, index: number): number {
  return index === 0 ? sizes.output : sizes.hidden;
}

function sizesOfInput(
  operation: string,
  { shape }: Value,
  inputs: number,
  batchFirst: boolean,
): { batched: boolean; steps: number; batch: number } {
  const batched = shape.length === 3;
  const axes = batched ? (batchFirst ? '[N, T, inputs]' : '[T, N, inputs]') : '[T, inputs]';
  if ((!batched && shape.length !== 2) || shape.at(-1) !== inputs) {
    throw new ShapeError(
      operation,
      [shape],
      `the input must be ${axes} with ${inputs} inputs, as weight_ih_l0 has columns`,
    );
  }
  const steps = shape[batched && batchFirst ? 1 : 0]!;
  const batch = batched ? shape[batchFirst ? 0 : 1]! : 1;
  if (steps > 0 && batch > 0) return { batched, steps, batch };
  throw new ShapeError(operation, [shape], `${axes} needs at least one step and one sequence`);
}

function requireInputs(operation: string, inputs: number, { shape }: Value, layer: number): void {
  if (shape[2] === inputs) return;
  throw new ShapeError(
    operation,
    [shape],
    `weight_ih_l${layer} has ${inputs} columns, but the layer's input has ${shape[2]} features`,
  );
}

function requireEqualRows(operation: string, values: readonly Value[]): void {
  const [first] = values;
  for (const value of values) requireShape(operation, 'every layer and direction', value, first!.shape);
}

function rowsOf<V extends Value>(states: V, row: number, count: number): V {
  const [, batch = 0, width = 0] = states.shape;
  return slice(states, [row, 0, 0], [count, batch, width]);
}
