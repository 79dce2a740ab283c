import { concat, reshape, slice, stack, type Value } from '@gradbook/core-ops';

import type { Cell } from '../cells/steps.ts';
import { affineSteps } from '../cells/weights.ts';
import { requireShape, zerosLike } from '../values.ts';
import { runDirection, type WatchState } from './direction.ts';
import { type Masks, withoutPadding } from './lengths.ts';
import type { LayerWeights } from './parameters.ts';

/** One layer, in all its directions, and what it is to run over. */
export interface LayerRun<V extends Value> {
  /** The public function, for error messages. */
  readonly operation: string;
  readonly cell: Cell;
  readonly directions: readonly LayerWeights<V>[];
  /** [T, N, inputs], zeros past the end of a sequence. */
  readonly input: V;
  /** Of each kind of state [D, N, its length]; undefined for zeros. */
  readonly initial: readonly (V | undefined)[];
  readonly masks: Masks | undefined;
  readonly layer: number;
  readonly watch: WatchState | undefined;
}

/** What a layer gives. */
export interface LayerResult<V extends Value> {
  /** [T, N, D · H], zeros past the end of a sequence. */
  readonly output: V;
  /** Of each kind of state after the last step, [D, N, its length]. */
  readonly final: readonly V[];
}

/** Runs a layer step by step: W_ih x for all steps at once, then the recurrence. */
export function runSteppedLayer<V extends Value>(run: LayerRun<V>): LayerResult<V> {
  const { operation, cell, directions, input, initial, masks, layer, watch } = run;
  const batch = input.shape[1]!;
  const results = directions.map(({ direction, weights, sizes }, d) => {
    const projected = affineSteps(input, weights.weight_ih, cell.inputBias(weights));
    const before = initial.map((states, index) => {
      const width = index === 0 ? sizes.output : sizes.hidden;
      if (!states) return zerosLike(input, [batch, width]);
      return reshape(slice(states, [d, 0, 0], [1, batch, width]), [batch, width]);
    });
    return runDirection({ cell, weights, projected, initial: before, masks, layer, direction, watch });
  });
  return {
    output: concat(
      results.map(({ output }) => withoutPadding(output, masks)),
      -1,
    ),
    final: cell.states.map((_, index) => {
      const states = results.map(({ state }) => state[index]!);
      for (const state of states) requireShape(operation, 'every layer and direction', state, states[0]!.shape);
      return stack(states);
    }),
  };
}
