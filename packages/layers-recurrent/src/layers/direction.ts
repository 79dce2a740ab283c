import { stack, type Value } from '@gradbook/core-ops';

import type { Cell, CellState } from '../cells/steps.ts';
import type { HiddenWeights } from '../cells/weights.ts';
import { masked, type Masks, unstack } from './lengths.ts';

/**
 * Where in a stack of layers a state is.
 *
 * @example
 * const last: StatePlace = { state: 'hidden', layer: 0, direction: 'forward', step: 4 };
 */
export interface StatePlace {
  readonly state: 'hidden' | 'cell';
  /** From 0. */
  readonly layer: number;
  readonly direction: 'forward' | 'reverse';
  /** The index t of x_t, from 0, in either direction. */
  readonly step: number;
}

/**
 * Sees every state on its way and may replace it by a value of the same shape, [N, H]: what `gradientFlow` watches with.
 *
 * @example
 * const seen: number[] = [];
 * const watch: WatchState = (value, { step }) => {
 *   seen.push(step);
 *   return value;
 * };
 * rnn({ weight_ih_l0: float64([[1]]), weight_hh_l0: float64([[1]]) }, float64([[1], [2]]), { watch });
 * seen; // [0, 1]
 */
export type WatchState = <V extends Value>(value: V, place: StatePlace) => V;

/** One direction of one layer, and what it is to run over. */
export interface DirectionRun<V extends Value> {
  readonly cell: Cell;
  readonly weights: HiddenWeights<V>;
  /** W_ih x + b for every step, [T, N, gates · H]. */
  readonly projected: V;
  /** Each [N, its length]. */
  readonly initial: CellState<V>;
  readonly masks: Masks | undefined;
  readonly layer: number;
  readonly direction: 'forward' | 'reverse';
  readonly watch: WatchState | undefined;
}

/** The hidden states and the last state; past the end of a sequence they stay as they are. */
export interface DirectionResult<V extends Value> {
  /** [T, N, H] */
  readonly output: V;
  readonly state: CellState<V>;
}

/**
 * Runs a cell over a sequence step by step.
 *
 * Past the end of a sequence the state stays as it is. So its final state is that of its last own step; and the reverse
 * direction, which meets the padding first, carries the initial state through it and begins at the last own step.
 */
export function runDirection<V extends Value>(run: DirectionRun<V>): DirectionResult<V> {
  const { cell, weights, initial, masks, layer, direction, watch } = run;
  const projected = unstack(run.projected);
  const maskOf = masks?.steps();
  const steps = projected.map((_, step) => step);
  if (direction === 'reverse') steps.reverse();
  const outputs: V[] = [];
  let state = initial;
  for (const step of steps) {
    const mask = maskOf?.[step];
    const watching =
      (name: StatePlace['state']) =>
      (value: V): V =>
        watch ? watch(value, { state: name, layer, direction, step }) : value;
    const before = state;
    const next = cell.step(weights, projected[step]!, before, (value) =>
      watching('cell')(masked(mask, value, before[1]!)),
    );
    // The cell state is masked where it is watched, within the step.
    const [hidden, ...rest] = next;
    state = [watching('hidden')(masked(mask, hidden!, before[0]!)), ...rest];
    outputs[step] = state[0]!;
  }
  return { output: stack(outputs), state };
}
