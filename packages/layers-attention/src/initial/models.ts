import { foldIn, type Key, type Placed, type Placement } from '@gradbook/core-ops';

import type { AttentionRnnParameters } from '../attention-rnn/attention-rnn.ts';
import type { CopyParameters } from '../copying/copying.ts';
import type { DecoderParameters, SelfAttentiveDecoderParameters } from '../encoder-decoder/decoder.ts';
import type { EncoderParameters } from '../encoder-decoder/encoder-decoder.ts';
import type { TransformerRnnParameters } from '../transformer/encoder-decoder.ts';
import type { TransformerParameters } from '../transformer/encoder.ts';
import { initialMultiHead } from './attention.ts';
import { Maker, requireSizes } from './make.ts';

/**
 * The sizes of a decoder with attention.
 *
 * @example
 * const options: InitialDecoderOptions = { memorySize: 3, inputSize: 2, hiddenSize: 4, coverage: true };
 */
export interface InitialDecoderOptions<K extends 'float64' | 'webgpu' = 'float64' | 'webgpu'> extends Placement<K> {
  /** M, the features of what is attended to. */
  readonly memorySize: number;
  /** Y */
  readonly inputSize: number;
  /** H */
  readonly hiddenSize: number;
  /** A, of the attention; H unless given. */
  readonly units?: number;
  /** Whether there are b_enc and b_d; false unless given, as in the equations. */
  readonly bias?: boolean;
  /** Whether the coverage enters the attention, by w_cov; false unless given. */
  readonly coverage?: boolean;
}

/**
 * Parameters for {@link attentionDecoder}, each uniform on (−1/√n, 1/√n) with n inputs; biases zeros.
 *
 * @throws RangeError for sizes that are no whole numbers above 0; likewise for the others.
 * @example
 * initialDecoder(key(0), { memorySize: 3, inputSize: 2, hiddenSize: 4 }).V_enc1.shape; // [4, 3]
 */
export function initialDecoder<K extends 'float64' | 'webgpu' = 'float64'>(
  key: Key,
  options: InitialDecoderOptions<K>,
): DecoderParameters<Placed<K>> {
  const make = new Maker(key, options.kind);
  return {
    ...decoderCore('initialDecoder', make, options),
    V_d: make.weight([options.hiddenSize, options.memorySize]),
  };
}

/**
 * Parameters for {@link selfAttentiveDecoder}, likewise.
 *
 * @example
 * const options = { memorySize: 3, inputSize: 2, hiddenSize: 4, units: 5 };
 * initialSelfAttentiveDecoder(key(0), options).V_dec1.shape; // [5, 4]
 */
export function initialSelfAttentiveDecoder<K extends 'float64' | 'webgpu' = 'float64'>(
  key: Key,
  options: InitialDecoderOptions<K>,
): SelfAttentiveDecoderParameters<Placed<K>> {
  const make = new Maker(key, options.kind);
  const { memorySize, hiddenSize, units = hiddenSize } = options;
  return {
    ...decoderCore('initialSelfAttentiveDecoder', make, options),
    V_dec1: make.weight([units, hiddenSize]),
    V_dec2: make.weight([units, hiddenSize]),
    v_dec: make.weight([units]),
    V_d1: make.weight([hiddenSize, memorySize]),
    V_d2: make.weight([hiddenSize, hiddenSize]),
  };
}

function decoderCore<K extends 'float64' | 'webgpu'>(
  operation: string,
  make: Maker<K>,
  options: InitialDecoderOptions<K>,
): Omit<DecoderParameters<Placed<K>>, 'V_d'> {
  const { memorySize, inputSize, hiddenSize, units = hiddenSize, bias = false, coverage = false } = options;
  requireSizes(operation, { memorySize, inputSize, hiddenSize, units });
  return {
    V_enc1: make.weight([units, memorySize]),
    V_enc2: make.weight([units, hiddenSize]),
    v_enc: make.weight([units]),
    W_d: make.weight([hiddenSize, inputSize]),
    U_d: make.weight([hiddenSize, hiddenSize]),
    ...(bias ? { b_enc: make.filled([units], 0), b_d: make.filled([hiddenSize], 0) } : {}),
    ...(coverage ? { w_cov: make.weight([units]) } : {}),
  };
}

/**
 * The sizes of an encoder-decoder.
 *
 * @example
 * const options: InitialEncoderDecoderOptions = { inputSize: 3, targetSize: 2, hiddenSize: 4, bias: true };
 */
export interface InitialEncoderDecoderOptions<
  K extends 'float64' | 'webgpu' = 'float64' | 'webgpu',
> extends Placement<K> {
  /** X */
  readonly inputSize: number;
  /** Y, of the decoder's inputs. */
  readonly targetSize: number;
  /** H, of encoder and decoder. */
  readonly hiddenSize: number;
  /** A, of the attention; H unless given. */
  readonly units?: number;
  /** Whether there are b_h, b_enc and b_d; false unless given, as in the equations. */
  readonly bias?: boolean;
  /** Whether the coverage enters the attention; false unless given. */
  readonly coverage?: boolean;
}

/**
 * Parameters for {@link encoderDecoder}: those of the encoder, and those of {@link initialDecoder}.
 *
 * @example
 * const params = initialEncoderDecoder(key(0), { inputSize: 3, targetSize: 2, hiddenSize: 4 });
 * params.W_h.shape; // [4, 3]
 */
export function initialEncoderDecoder<K extends 'float64' | 'webgpu' = 'float64'>(
  key: Key,
  options: InitialEncoderDecoderOptions<K>,
): EncoderParameters<Placed<K>> & DecoderParameters<Placed<K>> {
  const encoder = recurrentEncoder('initialEncoderDecoder', foldIn(key, 0), options);
  return { ...encoder, ...initialDecoder(foldIn(key, 1), decoderOptions(options)) };
}

/**
 * Parameters for {@link selfAttentiveEncoderDecoder}: those of the encoder, and those of {@link initialSelfAttentiveDecoder}.
 *
 * @example
 * const params = initialSelfAttentiveEncoderDecoder(key(0), { inputSize: 3, targetSize: 2, hiddenSize: 4 });
 * params.V_d1.shape; // [4, 4]
 */
export function initialSelfAttentiveEncoderDecoder<K extends 'float64' | 'webgpu' = 'float64'>(
  key: Key,
  options: InitialEncoderDecoderOptions<K>,
): EncoderParameters<Placed<K>> & SelfAttentiveDecoderParameters<Placed<K>> {
  const encoder = recurrentEncoder('initialSelfAttentiveEncoderDecoder', foldIn(key, 0), options);
  return { ...encoder, ...initialSelfAttentiveDecoder(foldIn(key, 1), decoderOptions(options)) };
}

function recurrentEncoder<K extends 'float64' | 'webgpu'>(
  operation: string,
  key: Key,
  { inputSize, targetSize, hiddenSize, bias = false, kind }: InitialEncoderDecoderOptions<K>,
): EncoderParameters<Placed<K>> {
  requireSizes(operation, { inputSize, targetSize, hiddenSize });
  const make = new Maker(key, kind);
  return {
    W_h: make.weight([hiddenSize, inputSize]),
    U_h: make.weight([hiddenSize, hiddenSize]),
    ...(bias ? { b_h: make.filled([hiddenSize], 0) } : {}),
  };
}

function decoderOptions<K extends 'float64' | 'webgpu'>(
  options: InitialEncoderDecoderOptions<K>,
): InitialDecoderOptions<K> {
  return { ...options, memorySize: options.hiddenSize, inputSize: options.targetSize };
}

/**
 * The sizes of a transformer's layers.
 *
 * @example
 * const options: InitialTransformerOptions = { embedSize: 8, feedForwardSize: 32, numLayers: 2 };
 */
export interface InitialTransformerOptions<K extends 'float64' | 'webgpu' = 'float64' | 'webgpu'> extends Placement<K> {
  /** E */
  readonly embedSize: number;
  /** F */
  readonly feedForwardSize: number;
  /** 1 unless given. */
  readonly numLayers?: number;
}

/**
 * Parameters for {@link transformerEncoder} as PyTorch begins: see {@link initialMultiHead}; linear maps uniform on
 * (−1/√n, 1/√n) with n inputs; norms 1 and 0.
 *
 * @example
 * const params = initialTransformer(key(0), { embedSize: 4, feedForwardSize: 8 });
 * params['layers.0.self_attn.in_proj_weight']!.shape; // [12, 4]
 */
export function initialTransformer<K extends 'float64' | 'webgpu' = 'float64'>(
  key: Key,
  { embedSize, feedForwardSize, numLayers = 1, kind }: InitialTransformerOptions<K>,
): TransformerParameters<Placed<K>> {
  requireSizes('initialTransformer', { embedSize, feedForwardSize, numLayers });
  const params: Record<string, Placed<K>> = {};
  for (let layer = 0; layer < numLayers; layer++) {
    const prefix = `layers.${layer}.`;
    const own = foldIn(key, layer);
    const attention = initialMultiHead<K>(foldIn(own, 0), { embedSize, ...(kind ? { kind } : {}) });
    for (const [name, value] of Object.entries(attention)) params[`${prefix}self_attn.${name}`] = value;
    const make = new Maker(foldIn(own, 1), kind);
    params[`${prefix}linear1.weight`] = make.weight([feedForwardSize, embedSize]);
    params[`${prefix}linear1.bias`] = make.bias(feedForwardSize, embedSize);
    params[`${prefix}linear2.weight`] = make.weight([embedSize, feedForwardSize]);
    params[`${prefix}linear2.bias`] = make.bias(embedSize, feedForwardSize);
    for (const norm of ['norm1', 'norm2']) {
      params[`${prefix}${norm}.weight`] = make.filled([embedSize], 1);
      params[`${prefix}${norm}.bias`] = make.filled([embedSize], 0);
    }
  }
  return params;
}

/**
 * The sizes of a transformer encoder with a recurrent decoder.
 *
 * @example
 * const options: InitialTransformerRnnOptions = { embedSize: 8, feedForwardSize: 32, targetSize: 2 };
 */
export interface InitialTransformerRnnOptions<
  K extends 'float64' | 'webgpu' = 'float64' | 'webgpu',
> extends InitialTransformerOptions<K> {
  /** Y, of the decoder's inputs. */
  readonly targetSize: number;
  /** A, of the attention; E unless given. */
  readonly units?: number;
  /** Whether the coverage enters the attention; false unless given. */
  readonly coverage?: boolean;
}

/**
 * Parameters for {@link transformerRnn}.
 *
 * @example
 * const { decoder } = initialTransformerRnn(key(0), { embedSize: 4, feedForwardSize: 8, targetSize: 2 });
 * decoder.W_d.shape; // [4, 2]
 */
export function initialTransformerRnn<K extends 'float64' | 'webgpu' = 'float64'>(
  key: Key,
  { targetSize, units, coverage = false, ...encoder }: InitialTransformerRnnOptions<K>,
): TransformerRnnParameters<Placed<K>> {
  const { embedSize, kind } = encoder;
  return {
    encoder: initialTransformer<K>(foldIn(key, 0), encoder),
    decoder: initialDecoder<K>(foldIn(key, 1), {
      memorySize: embedSize,
      inputSize: targetSize,
      hiddenSize: embedSize,
      coverage,
      ...(units === undefined ? {} : { units }),
      ...(kind ? { kind } : {}),
    }),
  };
}

/**
 * The sizes of a pointer-generator's output.
 *
 * @example
 * const options: InitialCopyOptions = { memorySize: 4, hiddenSize: 4, inputSize: 2, bottleneckSize: 3, vocabulary: 10 };
 */
export interface InitialCopyOptions<K extends 'float64' | 'webgpu' = 'float64' | 'webgpu'> extends Placement<K> {
  /** M */
  readonly memorySize: number;
  /** H */
  readonly hiddenSize: number;
  /** Y */
  readonly inputSize: number;
  /** B, between the two linear maps. */
  readonly bottleneckSize: number;
  /** How many words there are. */
  readonly vocabulary: number;
}

/**
 * Parameters for {@link copyFromInput}, each uniform on (−1/√n, 1/√n) with n inputs; `b_pointer` is 0.
 *
 * @example
 * const sizes = { memorySize: 4, hiddenSize: 4, inputSize: 2, bottleneckSize: 3, vocabulary: 10 };
 * initialCopy(key(0), sizes).V_out.shape; // [10, 3]
 */
export function initialCopy<K extends 'float64' | 'webgpu' = 'float64'>(
  key: Key,
  { memorySize, hiddenSize, inputSize, bottleneckSize, vocabulary, kind }: InitialCopyOptions<K>,
): CopyParameters<Placed<K>> {
  requireSizes('initialCopy', { memorySize, hiddenSize, inputSize, bottleneckSize, vocabulary });
  const make = new Maker(key, kind);
  return {
    V: make.weight([bottleneckSize, hiddenSize + memorySize]),
    b: make.bias(bottleneckSize, hiddenSize + memorySize),
    V_out: make.weight([vocabulary, bottleneckSize]),
    b_out: make.bias(vocabulary, bottleneckSize),
    w_context: make.weight([memorySize]),
    w_state: make.weight([hiddenSize]),
    w_input: make.weight([inputSize]),
    b_pointer: make.filled([1], 0),
  };
}

/**
 * Which AttentionRNN, and its sizes.
 *
 * @example
 * const options: InitialAttentionRnnOptions = { inputSize: 4, hiddenSize: 4, window: Infinity, sharedInput: true };
 */
export interface InitialAttentionRnnOptions<
  K extends 'float64' | 'webgpu' = 'float64' | 'webgpu',
> extends Placement<K> {
  /** X */
  readonly inputSize: number;
  /** m */
  readonly hiddenSize: number;
  /** k, or Infinity. */
  readonly window: number;
  /** p, of queries and keys; m unless given. */
  readonly querySize?: number;
  /** With Infinity: whether the input has the states' matrices; false unless given. */
  readonly sharedInput?: boolean;
}

/**
 * Parameters for {@link attentionRnn}, each uniform on (−1/√n, 1/√n) with n inputs.
 *
 * @throws RangeError for sizes that are no whole numbers above 0, and for a shared input of another length than the state.
 * @example
 * Object.keys(initialAttentionRnn(key(0), { inputSize: 3, hiddenSize: 4, window: Infinity })); // ['Q_0', 'K_0', 'V_0', 'Q', 'K', 'V']
 */
export function initialAttentionRnn<K extends 'float64' | 'webgpu' = 'float64'>(
  key: Key,
  options: InitialAttentionRnnOptions<K>,
): AttentionRnnParameters<Placed<K>> {
  const operation = 'initialAttentionRnn';
  const { inputSize, hiddenSize, window, querySize = hiddenSize, sharedInput = false, kind } = options;
  const infinite = window === Infinity;
  requireSizes(operation, { inputSize, hiddenSize, querySize, ...(infinite ? {} : { window }) });
  if (sharedInput && (!infinite || inputSize !== hiddenSize)) {
    const rule = "the input has the states' matrices with window: Infinity and inputSize = hiddenSize alone";
    throw new RangeError(
      `${operation}: window is ${window}, inputSize ${inputSize}, hiddenSize ${hiddenSize}; ${rule}`,
    );
  }
  const make = new Maker(key, kind);
  const suffixes = infinite
    ? [...(sharedInput ? [] : ['_0']), '']
    : Array.from({ length: window + 1 }, (_, i) => `_${i}`);
  return Object.fromEntries(
    suffixes.flatMap((suffix) => {
      const columns = suffix === '_0' ? inputSize : hiddenSize;
      return [
        [`Q${suffix}`, make.weight([querySize, columns])],
        [`K${suffix}`, make.weight([querySize, columns])],
        [`V${suffix}`, make.weight([hiddenSize, columns])],
      ];
    }),
  );
}
