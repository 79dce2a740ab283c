import type { Value } from '@gradbook/core-ops';

import type { WatchState } from '../layers/direction.ts';

/** All states of a layer that was computed by kernels, as {@link SequenceFlow} sees them. */
export interface LayerStates {
  readonly layer: number;
  readonly directions: readonly ('forward' | 'reverse')[];
  /** Lengths of the axes of the probes: [states, T, N, D · H]. */
  readonly shape: readonly [states: number, steps: number, batch: number, features: number];
}

/** What a watch does for a layer whose steps are not seen one by one. */
export interface SequenceFlow {
  /** Zeros of the layer's shape whose cotangents are wanted: ∂L/∂h_t, then ∂L/∂c_t; undefined for none. */
  readonly probes: (states: LayerStates) => Value | undefined;
  /** Is told h_{t−1} for every step, [D, T, N, H], in a layer with cell states c_{t−1} alike, and the last of each. */
  readonly computed: (previous: readonly Value[], final: readonly Value[]) => void;
}

const flows = new WeakMap<WatchState, SequenceFlow>();

/** Gives a watch what it needs for layers computed by kernels; without it layers that it watches are computed step by step. */
export function withFlow(watch: WatchState, flow: SequenceFlow): WatchState {
  flows.set(watch, flow);
  return watch;
}

/** What {@link withFlow} gave a watch. */
export function flowOf(watch: WatchState): SequenceFlow | undefined {
  return flows.get(watch);
}
