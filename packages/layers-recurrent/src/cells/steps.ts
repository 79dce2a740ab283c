import { add, maximum, minimum, mul, sigmoid, slice, split, sub, tanh, type Value } from '@gradbook/core-ops';

import type { Activation } from '../activations.ts';
import type { FusedKind } from '../fused/cells.ts';
import { affine, type CellParameters, type GateCounts, type HiddenWeights } from './weights.ts';

/** What a cell remembers: the hidden state h first, then, in an LSTM, the cell state c. Each is [N, its length]. */
export type CellState<V extends Value> = readonly V[];

/**
 * A kind of cell: how it turns the part of a step that depends on the input alone into the next state.
 *
 * `project` is that part for one input or for all steps at once; `step` is the recurrence.
 */
export interface Cell {
  readonly gates: GateCounts;
  /** The kernels for whole sequences that compute this cell, if there are any. */
  readonly fused?: FusedKind | undefined;
  /** Names of the states, for messages and traces. */
  readonly states: readonly ('hidden' | 'cell')[];
  /** The bias that may be added to W_ih x before the recurrence; undefined for none. */
  readonly inputBias: <V extends Value>(weights: CellParameters<V>) => V | undefined;
  /**
   * One step.
   *
   * @param z W_ih x + {@link inputBias}, [N, gates.input · H]
   */
  readonly step: <V extends Value>(
    weights: HiddenWeights<V>,
    z: V,
    state: CellState<V>,
    watchCell: (value: V) => V,
  ) => CellState<V>;
}

/** kept∘old + (1 − kept)∘fresh */
function mix<V extends Value>(kept: V, old: V, fresh: V): V {
  return add(mul(kept, old), mul(sub(1, kept), fresh));
}

/** b_ih + b_hh, of those that are there. */
function bothBiases<V extends Value>({ bias_ih, bias_hh }: CellParameters<V>): V | undefined {
  return bias_ih && bias_hh ? add(bias_ih, bias_hh) : (bias_ih ?? bias_hh);
}

/** x limited to [−threshold, threshold]. */
export function clipped(activation: Activation, threshold: number | undefined): Activation {
  if (threshold === undefined) return activation;
  if (!(threshold > 0)) throw new RangeError(`clip is ${threshold}; expected a number above 0`);
  return <V extends Value>(x: V): V => activation(minimum(maximum(x, -threshold), threshold));
}

/**
 * h_t = σ(W_ih x_t + b_ih + W_hh h_{t−1} + b_hh), or with the activation on the way in
 * g_t = W_hh σ(g_{t−1}) + b_hh + W_ih x_t + b_ih.
 */
export function rnnCellOf(activation: Activation, form: 'h' | 'g'): Cell {
  return {
    gates: { input: 1, hidden: 1 },
    states: ['hidden'],
    inputBias: bothBiases,
    step: ({ weight_hh }, z, [state]) =>
      form === 'h' ? [activation(add(z, affine(state!, weight_hh)))] : [add(z, affine(activation(state!), weight_hh))],
  };
}

/** The functions of an LSTM, σ and tanh in the usual one. */
export interface LstmActivations {
  readonly gate?: Activation;
  readonly candidate?: Activation;
  readonly output?: Activation;
}

/** What may be different from the usual LSTM. */
export interface LstmVariant {
  readonly activations?: LstmActivations | undefined;
  readonly clip?: number | undefined;
  readonly coupled?: boolean | undefined;
}

/**
 * i, f, g, o from W_ih x + b_ih + W_hh h + b_hh; c' = f∘c + i∘g; h' = o∘tanh(c'), projected by W_hr where there is one.
 */
export function lstmCellOf({ activations = {}, clip, coupled = false }: LstmVariant): Cell {
  const gate = clipped(activations.gate ?? sigmoid, clip);
  const candidate = clipped(activations.candidate ?? tanh, clip);
  const output = clipped(activations.output ?? tanh, clip);
  return {
    gates: { input: 4, hidden: 4 },
    states: ['hidden', 'cell'],
    inputBias: bothBiases,
    step: ({ weight_hh, weight_hr, peephole }, z, [h, c], watchCell) => {
      const [zi, zf, zg, zo] = split(add(z, affine(h!, weight_hh)), 4, -1);
      const [pi, pf, po] = peephole ? split(peephole, 3) : [];
      const i = gate(pi ? add(zi!, mul(pi, c!)) : zi!);
      const f = coupled ? sub(1, i) : gate(pf ? add(zf!, mul(pf, c!)) : zf!);
      const g = candidate(zg!);
      const cell = watchCell(add(mul(f, c!), mul(i, g)));
      const o = gate(po ? add(zo!, mul(po, cell)) : zo!);
      const hidden = mul(o, output(cell));
      return [weight_hr ? affine(hidden, weight_hr) : hidden, cell];
    },
  };
}

/** What may be different from PyTorch's GRU. */
export interface GruVariant {
  readonly reset?: 'after' | 'before' | undefined;
  readonly activations?: { readonly gate?: Activation; readonly candidate?: Activation } | undefined;
  readonly clip?: number | undefined;
}

/**
 * r = σ(W_ir x + b_ir + W_hr h + b_hr), z alike; h' = (1 − z)∘n + z∘h with, after the product of matrices,
 * n = tanh(W_in x + b_in + r∘(W_hn h + b_hn)), or, before it, n = tanh(W_in x + b_in + W_hn (r∘h) + b_hn).
 */
export function gruCellOf({ reset = 'after', activations = {}, clip }: GruVariant): Cell {
  const gate = clipped(activations.gate ?? sigmoid, clip);
  const candidate = clipped(activations.candidate ?? tanh, clip);
  const common = { gates: { input: 3, hidden: 3 }, states: ['hidden'] } as const;
  if (reset === 'after') {
    return {
      ...common,
      // b_hn stands inside r∘(…), so the hidden biases join in the step.
      inputBias: ({ bias_ih }) => bias_ih,
      step: ({ weight_hh, bias_hh }, zs, [h]) => {
        const [xr, xz, xn] = split(zs, 3, -1);
        const [hr, hz, hn] = split(affine(h!, weight_hh, bias_hh), 3, -1);
        const r = gate(add(xr!, hr!));
        const z = gate(add(xz!, hz!));
        const n = candidate(add(xn!, mul(r, hn!)));
        return [mix(z, h!, n)];
      },
    };
  }
  return {
    ...common,
    inputBias: bothBiases,
    step: ({ weight_hh }, zs, [h]) => {
      const hidden = h!.shape[1]!;
      const [xr, xz, xn] = split(zs, 3, -1);
      const [hr, hz] = split(affine(h!, slice(weight_hh, [0, 0], [2 * hidden, -1])), 2, -1);
      const r = gate(add(xr!, hr!));
      const z = gate(add(xz!, hz!));
      const n = candidate(add(xn!, affine(mul(r, h!), slice(weight_hh, [2 * hidden, 0], [-1, -1]))));
      return [mix(z, h!, n)];
    },
  };
}

/** c = σ(W_c x + W_h h); h' = c∘h + (1 − c)∘W_x x. The rows of weight_ih are those of W_c, then those of W_x. */
export const gatedCellDefinition: Cell = {
  gates: { input: 2, hidden: 1 },
  states: ['hidden'],
  inputBias: ({ bias_ih }) => bias_ih,
  step: ({ weight_hh, bias_hh }, z, [h]) => {
    const [zc, zx] = split(z, 2, -1);
    const c = sigmoid(add(zc!, affine(h!, weight_hh, bias_hh)));
    return [mix(c, h!, zx!)];
  },
};
