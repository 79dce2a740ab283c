import {
  concrete,
  div,
  Float64Tensor,
  foldIn,
  greaterEqual,
  type Key,
  mul,
  type Placed,
  uniform,
  type Value,
  where,
} from '@gradbook/core-ops';
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
    bidirectional,
    classes,
    kind,
  }: {
    readonly model: ModelName;
    readonly inputs: number;
    readonly hidden: number;
    readonly bidirectional: boolean;
    readonly classes: number;
    readonly kind: K;
  },
): NamesParams<Placed<K>> {
  const own = foldIn(key, 0);
  const inputSize = bidirectional ? 2 * hidden : hidden;
  const options: InitialOptions<K> = {
    inputSize: inputs,
    hiddenSize: hidden,
    bidirectional,
    input: uniformInitializer(0.7),
    recurrent: orthogonal(),
    kind,
  };
  const recurrent = {
    lstm: () => initialLstm(own, { ...options, forgetBias: 1 }),
    gru: () => initialGru(own, options),
    rnn: () => initialRnn(own, options),
  }[model]();
  return { recurrent, head: initialHead(foldIn(key, 1), { inputSize, outputSize: classes, kind }) };
}

/** Dropout: the part of a layer's outputs that is left out, and the key that says which. */
export interface Dropout {
  readonly part: number;
  readonly key: Key;
}

/**
 * The logits [N, classes] of one-hot names [T, N, characters].
 *
 * @param dropout while training: what the head sees is set to 0 with probability p and else multiplied by 1/(1 − p) (Srivastava et
 * al. 2014).
 */
export function logits<V extends Value>(
  model: ModelName,
  { recurrent, head }: NamesParams<V>,
  x: V,
  lengths: readonly number[],
  dropout?: Dropout,
): V {
  const read = { lstm, gru, rnn }[model];
  const { last } = read<V>(recurrent, x, { lengths });
  return manyToOneHead(head, { last: dropout && dropout.part > 0 ? dropped(last, dropout) : last });
}

function dropped<V extends Value>(x: V, { part, key }: Dropout): V {
  const drawn = uniform(key, x.shape, { kind: concrete(x) instanceof Float64Tensor ? 'float64' : 'webgpu' });
  // What is drawn is of the kind of x.
  return where(greaterEqual(drawn as Value as V, part), div(x, 1 - part), mul(x, 0));
}
