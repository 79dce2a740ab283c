import {
  concat,
  Float64Tensor,
  foldIn,
  fromFloat64,
  type Key,
  type Placed,
  type Placement,
  type Shape,
} from '@gradbook/core-ops';

import type { RecurrentParameters } from '../layers/parameters.ts';
import { type Initializer, uniformInitializer } from './initializers.ts';

/**
 * The sizes of a stack of layers and how it begins.
 *
 * @example
 * const options: InitialOptions = { inputSize: 26, hiddenSize: 128, numLayers: 2, recurrent: orthogonal() };
 */
export interface InitialOptions<K extends 'float64' | 'webgpu' = 'float64' | 'webgpu'> extends Placement<K> {
  readonly inputSize: number;
  /** H */
  readonly hiddenSize: number;
  /** 1 unless given. */
  readonly numLayers?: number;
  readonly bidirectional?: boolean;
  /** True unless given; gated cells have none unless it is. */
  readonly bias?: boolean;
  /** Makes the rows of each gate in `weight_ih`; uniform on (−1/√H, 1/√H), as PyTorch, unless given. */
  readonly input?: Initializer;
  /** Makes the rows of each gate in `weight_hh`; the same unless given. */
  readonly recurrent?: Initializer;
}

/**
 * What {@link initialLstm} takes besides.
 *
 * @example
 * const options: InitialLstmOptions = { inputSize: 2, hiddenSize: 8, projSize: 3 };
 */
export interface InitialLstmOptions<K extends 'float64' | 'webgpu' = 'float64' | 'webgpu'> extends InitialOptions<K> {
  /** P, the length of projected hidden states; 0, the default, for none. */
  readonly projSize?: number;
  /** Both forget biases together, b_if + b_hf: 1 lets the cell remember from the start (Jozefowicz et al. 2015). */
  readonly forgetBias?: number;
}

/**
 * Parameters of plain recurrent layers, of the shapes that {@link rnn} takes.
 *
 * @throws RangeError for sizes that are no whole numbers above 0; likewise for the other layers.
 * @example
 * const params = initialRnn(key(1), { inputSize: 3, hiddenSize: 4 });
 * Object.keys(params); // ['weight_ih_l0', 'weight_hh_l0', 'bias_ih_l0', 'bias_hh_l0']
 * params.weight_ih_l0!.shape; // [4, 3]
 */
export function initialRnn<K extends 'float64' | 'webgpu' = 'float64'>(
  key: Key,
  options: InitialOptions<K>,
): RecurrentParameters<Placed<K>> {
  return initial('initialRnn', key, options, { input: 1, hidden: 1 });
}

/**
 * Parameters of LSTM layers, of the shapes that {@link lstm} takes.
 *
 * @example
 * const params = initialLstm(key(1), { inputSize: 3, hiddenSize: 4, projSize: 2 });
 * params.weight_hh_l0!.shape; // [16, 2]
 * params.weight_hr_l0!.shape; // [2, 4]
 */
export function initialLstm<K extends 'float64' | 'webgpu' = 'float64'>(
  key: Key,
  options: InitialLstmOptions<K>,
): RecurrentParameters<Placed<K>> {
  return initial('initialLstm', key, options, { input: 4, hidden: 4 });
}

/**
 * Parameters of GRU layers, of the shapes that {@link gru} takes.
 *
 * @example
 * const params = initialGru(key(1), { inputSize: 3, hiddenSize: 4, numLayers: 2, bidirectional: true });
 * params.weight_ih_l1_reverse!.shape; // [12, 8]
 */
export function initialGru<K extends 'float64' | 'webgpu' = 'float64'>(
  key: Key,
  options: InitialOptions<K>,
): RecurrentParameters<Placed<K>> {
  return initial('initialGru', key, options, { input: 3, hidden: 3 });
}

/**
 * Parameters of layers of gated cells, of the shapes that {@link gatedRnn} takes: W_c and W_x in `weight_ih`, W_h.
 *
 * @example
 * const params = initialGatedRnn(key(1), { inputSize: 3, hiddenSize: 4 });
 * Object.keys(params); // ['weight_ih_l0', 'weight_hh_l0']
 * params.weight_ih_l0!.shape; // [8, 3]
 */
export function initialGatedRnn<K extends 'float64' | 'webgpu' = 'float64'>(
  key: Key,
  options: InitialOptions<K>,
): RecurrentParameters<Placed<K>> {
  return initial('initialGatedRnn', key, { bias: false, ...options }, { input: 2, hidden: 1 });
}

/**
 * Parameters of a head, W [outputs, H] and b [outputs], uniform on (−1/√H, 1/√H) as those of PyTorch's Linear.
 *
 * @param inputSize the features of what it is put on: D · H for an output of D directions.
 * @example
 * initialHead(key(1), { inputSize: 8, outputSize: 3 }).weight.shape; // [3, 8]
 */
export function initialHead<K extends 'float64' | 'webgpu' = 'float64'>(
  key: Key,
  { inputSize, outputSize, kind }: { readonly inputSize: number; readonly outputSize: number } & Placement<K>,
): { readonly weight: Placed<K>; readonly bias: Placed<K> } {
  requireSizes('initialHead', { inputSize, outputSize });
  const make = uniformInitializer(1 / Math.sqrt(inputSize));
  return {
    weight: place(make(foldIn(key, 0), [outputSize, inputSize]), kind),
    bias: place(make(foldIn(key, 1), [outputSize]), kind),
  };
}

function initial<K extends 'float64' | 'webgpu'>(
  operation: string,
  key: Key,
  options: InitialLstmOptions<K>,
  gates: { readonly input: number; readonly hidden: number },
): RecurrentParameters<Placed<K>> {
  const { inputSize, hiddenSize, numLayers = 1, bidirectional = false, bias = true, projSize = 0, kind } = options;
  requireSizes(operation, { inputSize, hiddenSize, numLayers });
  if (!Number.isInteger(projSize) || projSize < 0 || projSize >= hiddenSize) {
    throw new RangeError(`${operation}: projSize is ${projSize}; expected a whole number below hiddenSize, 0 for none`);
  }
  if (options.forgetBias !== undefined && !bias) {
    throw new TypeError(
      `${operation}: forgetBias is ${options.forgetBias}, but there are no biases; leave out bias: false`,
    );
  }
  const usual = uniformInitializer(1 / Math.sqrt(hiddenSize));
  const { input = usual, recurrent = usual, forgetBias } = options;
  const outputSize = projSize || hiddenSize;
  const suffixes = bidirectional ? ['', '_reverse'] : [''];
  const params: Record<string, Placed<K>> = {};
  let made = 0;
  // Every gate of every parameter has a key of its own.
  const gatesOf = (count: number, make: Initializer, columns: number | undefined): Float64Tensor => {
    const shape: Shape = columns === undefined ? [hiddenSize] : [hiddenSize, columns];
    return concat(Array.from({ length: count }, () => make(foldIn(key, made++), shape)));
  };
  for (let layer = 0; layer < numLayers; layer++) {
    const features = layer === 0 ? inputSize : outputSize * suffixes.length;
    for (const reverse of suffixes) {
      const suffix = `_l${layer}${reverse}`;
      const put = (part: string, value: Float64Tensor): void => {
        params[part + suffix] = place(value, kind);
      };
      put('weight_ih', gatesOf(gates.input, input, features));
      put('weight_hh', gatesOf(gates.hidden, recurrent, outputSize));
      if (bias) {
        put('bias_ih', withForget(gatesOf(gates.input, usual, undefined), hiddenSize, forgetBias));
        put(
          'bias_hh',
          withForget(gatesOf(gates.hidden, usual, undefined), hiddenSize, forgetBias === undefined ? undefined : 0),
        );
      }
      if (projSize) put('weight_hr', usual(foldIn(key, made++), [projSize, hiddenSize]));
    }
  }
  return params;
}

/** The bias with that of the forget gate, the second one, replaced. */
function withForget(bias: Float64Tensor, hidden: number, forgetBias: number | undefined): Float64Tensor {
  if (forgetBias === undefined) return bias;
  return new Float64Tensor(bias.shape, bias.data.fill(forgetBias, hidden, 2 * hidden));
}

function place<K extends 'float64' | 'webgpu'>(value: Float64Tensor, kind: K | undefined): Placed<K> {
  return (kind === 'webgpu' ? fromFloat64(value) : value) as Placed<K>;
}

function requireSizes(operation: string, sizes: Readonly<Record<string, number>>): void {
  for (const [name, size] of Object.entries(sizes)) {
    if (Number.isSafeInteger(size) && size > 0) continue;
    throw new RangeError(`${operation}: ${name} is ${size}; expected a whole number above 0`);
  }
}
