import { foldIn, type Key, type Placed, type Value } from '@gradbook/core-ops';
import {
  gru,
  initialGru,
  initialHead,
  initialLstm,
  type InitialOptions,
  initialRnn,
  lstm,
  manyToOneHead,
  orthogonal,
  type RecurrentParameters,
  rnn,
  uniformInitializer,
} from '@gradbook/layers-recurrent';

/** The recurrent layers that names can be read with. */
export const modelNames = ['lstm', 'gru', 'rnn'] as const;

export type ModelName = (typeof modelNames)[number];

/** A recurrent layer, and a linear head on its last output. */
export interface NamesParams<V extends Value> {
  readonly recurrent: RecurrentParameters<V>;
  readonly head: { readonly weight: V; readonly bias: V };
}

/**
 * Parameters to begin with. Of a one-hot input one element alone is not 0, so W_ih begins as for a layer of about one input,
 * uniform on (−0.7, 0.7), as an embedding would, and not as for H of them; W_hh begins orthogonal, and an LSTM remembers (b_f = 1).
 */
export function initialParams<K extends 'float64' | 'webgpu'>(
  key: Key,
  {
    model,
    inputs,
    hidden,
    classes,
    kind,
  }: {
    readonly model: ModelName;
    readonly inputs: number;
    readonly hidden: number;
    readonly classes: number;
    readonly kind: K;
  },
): NamesParams<Placed<K>> {
  const own = foldIn(key, 0);
  const options: InitialOptions<K> = {
    inputSize: inputs,
    hiddenSize: hidden,
    input: uniformInitializer(0.7),
    recurrent: orthogonal(),
    kind,
  };
  const recurrent = {
    lstm: () => initialLstm(own, { ...options, forgetBias: 1 }),
    gru: () => initialGru(own, options),
    rnn: () => initialRnn(own, options),
  }[model]();
  return { recurrent, head: initialHead(foldIn(key, 1), { inputSize: hidden, outputSize: classes, kind }) };
}

/** The logits [N, classes] of one-hot names [T, N, characters]. */
export function logits<V extends Value>(
  model: ModelName,
  { recurrent, head }: NamesParams<V>,
  x: V,
  lengths: readonly number[],
): V {
  const read = { lstm, gru, rnn }[model];
  return manyToOneHead(head, read<V>(recurrent, x, { lengths }));
}
