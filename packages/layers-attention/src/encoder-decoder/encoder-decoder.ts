import { reshape, scope, type Value } from '@gradbook/core-ops';
import { type Lengths, rnn } from '@gradbook/layers-recurrent';

import { lengthMaskFor } from '../masks/masks.ts';
import {
  attentionDecoder,
  type Decoded,
  type DecoderParameters,
  type Encoded,
  type SelfAttentiveDecoded,
  selfAttentiveDecoder,
  type SelfAttentiveDecoderParameters,
} from './decoder.ts';

/**
 * The parameters of a plain recurrent encoder: `W_h` [H, X], `U_h` [H, H], and `b_h` [H] if there is one.
 *
 * @example
 * const params: EncoderParameters<Float64Tensor> = { W_h: float64([[1]]), U_h: float64([[1]]) };
 */
export interface EncoderParameters<V extends Value> {
  readonly W_h: V;
  readonly U_h: V;
  readonly b_h?: V | undefined;
}

/**
 * What the encoder-decoders take.
 *
 * @example
 * const options: EncoderDecoderOptions = { lengths: [3, 5] };
 */
export interface EncoderDecoderOptions {
  /** The lengths of the sequences in x; S unless given. Padding is neither read nor attended to. */
  readonly lengths?: Lengths | undefined;
}

/**
 * An encoder-decoder with additive attention from the decoder to the encoder: h^(0) = 0 and
 *
 *     h^(i) = tanh(W_h x^(i) + U_h h^(i−1) + b_h)      d^(0) = h^(n)
 *     e_enc^(ij) = v_enc · tanh(V_enc1 h^(i) + V_enc2 d^(j−1))
 *     a_enc^(j) = softmax(e_enc^(j))      c_enc^(j) = Σ_i a_enc^(ij) h^(i)
 *     d^(j) = tanh(W_d y^(j−1) + U_d d^(j−1) + V_d c_enc^(j))
 *
 * with the further terms of {@link attentionDecoder} where there are parameters for them.
 *
 * @param params those of the encoder and of the decoder, whose states have the same length.
 * @param x [N, S, X], or [S, X] for a single example.
 * @param y the decoder's inputs y^(0) … y^(J−1), [N, J, Y] or [J, Y].
 * @returns every variable of the equations; `memory` is h, `initial` d^(0).
 * @throws ShapeError for shapes, RangeError for lengths that do not fit.
 * @example
 * const params = initialEncoderDecoder(key(0), { inputSize: 3, targetSize: 2, hiddenSize: 4 });
 * const { states, weights } = encoderDecoder(params, uniform(key(1), [5, 3]), uniform(key(2), [6, 2]));
 * states.shape; // [6, 4]
 * weights.shape; // [6, 5]
 */
export function encoderDecoder<V extends Value>(
  params: EncoderParameters<V> & DecoderParameters<V>,
  x: V,
  y: V,
  options: EncoderDecoderOptions = {},
): Encoded<V> & Decoded<V> {
  return scope(() => {
    const encoded = recurrentEncoder('encoderDecoder', params, x, options);
    return { ...encoded, ...attentionDecoder(params, encoded, y) };
  });
}

/**
 * {@link encoderDecoder} whose decoder attends to its own earlier states as well: see {@link selfAttentiveDecoder}.
 *
 * @throws ShapeError for shapes, RangeError for lengths that do not fit.
 * @example
 * const params = initialSelfAttentiveEncoderDecoder(key(0), { inputSize: 3, targetSize: 2, hiddenSize: 4 });
 * const { selfContexts } = selfAttentiveEncoderDecoder(params, uniform(key(1), [5, 3]), uniform(key(2), [6, 2]));
 * selfContexts.shape; // [6, 4]
 */
export function selfAttentiveEncoderDecoder<V extends Value>(
  params: EncoderParameters<V> & SelfAttentiveDecoderParameters<V>,
  x: V,
  y: V,
  options: EncoderDecoderOptions = {},
): Encoded<V> & SelfAttentiveDecoded<V> {
  return scope(() => {
    const encoded = recurrentEncoder('selfAttentiveEncoderDecoder', params, x, options);
    return { ...encoded, ...selfAttentiveDecoder(params, encoded, y) };
  });
}

function recurrentEncoder<V extends Value>(
  operation: string,
  { W_h, U_h, b_h }: EncoderParameters<V>,
  x: V,
  { lengths }: EncoderDecoderOptions,
): Encoded<V> {
  const params = { weight_ih_l0: W_h, weight_hh_l0: U_h, ...(b_h ? { bias_ih_l0: b_h } : {}) };
  const { output, last } = rnn<V>(params, x, { batchFirst: true, lengths });
  const batched = x.shape.length === 3;
  const [batch = 0, steps = 0] = batched ? x.shape : [1, x.shape[0]];
  const mask = lengthMaskFor(operation, lengths, [batch, steps], x);
  if (!mask) return { memory: output, initial: last };
  return { memory: output, initial: last, mask: batched ? mask : reshape(mask, [steps]) };
}
