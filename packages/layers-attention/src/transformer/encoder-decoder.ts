import { cast, div, mean, mul, reshape, scope, sum, type Value } from '@gradbook/core-ops';

import { attentionDecoder, type Decoded, type DecoderParameters, type Encoded } from '../encoder-decoder/decoder.ts';
import { lengthMaskFor } from '../masks/masks.ts';
import { batchOfOne, onlyExample } from '../values.ts';
import { transformerEncoder, type TransformerOptions, type TransformerParameters } from './encoder.ts';

/**
 * The parameters of a transformer encoder and a recurrent decoder whose states are as long as the encoder's features.
 *
 * @example
 * const options = { embedSize: 4, feedForwardSize: 8, targetSize: 2 };
 * const params: TransformerRnnParameters<Float64Tensor> = initialTransformerRnn(key(0), options);
 * params.decoder.V_d.shape; // [4, 4]
 */
export interface TransformerRnnParameters<V extends Value> {
  readonly encoder: TransformerParameters<V>;
  readonly decoder: DecoderParameters<V>;
}

/**
 * A transformer encoder, which sees all steps at once, with a recurrent decoder, whose steps are cheap:
 *
 *     h = transformer(x)      d^(0) = mean over i of h^(i)
 *
 * and from there the steps of {@link attentionDecoder}. Everything is differentiable, so that it is trained end to end; for
 * copying words of x see {@link copyFromInput}.
 *
 * @param params see {@link TransformerRnnParameters}.
 * @param x [N, S, E], or [S, E] for a single example: embeddings, usually with {@link positionalEncoding} added.
 * @param y the decoder's inputs y^(0) … y^(J−1), [N, J, Y] or [J, Y].
 * @param options those of {@link transformerEncoder}; padding does not count in the mean and is not attended to.
 * @returns every variable; `memory` is h, `initial` d^(0).
 * @throws TypeError for parameters that are missing; ShapeError for shapes, RangeError for heads or lengths that do not fit.
 * @example
 * const params = initialTransformerRnn(key(0), { embedSize: 4, feedForwardSize: 8, targetSize: 2 });
 * const { states, initial } = transformerRnn(params, uniform(key(1), [5, 4]), uniform(key(2), [6, 2]), { heads: 2 });
 * initial.shape; // [4]
 * states.shape; // [6, 4]
 */
export function transformerRnn<V extends Value>(
  params: TransformerRnnParameters<V>,
  x: V,
  y: V,
  options: TransformerOptions,
): Encoded<V> & Decoded<V> {
  return scope(() => {
    const memory = transformerEncoder(params.encoder, x, options);
    const single = x.shape.length === 2;
    const rows = single ? batchOfOne(memory) : memory;
    const [batch = 0, steps = 0] = rows.shape;
    const own = lengthMaskFor('transformerRnn', options.lengths, [batch, steps], x);
    const average = own ? meanOfOwn(rows, own) : mean(rows, 1);
    const encoded = {
      memory,
      initial: single ? onlyExample(average) : average,
      ...(own ? { mask: single ? onlyExample(own) : own } : {}),
    };
    return { ...encoded, ...attentionDecoder(params.decoder, encoded, y) };
  });
}

/** The mean over the steps that are not padding. */
function meanOfOwn<V extends Value>(rows: V, own: V): V {
  const [batch = 0, steps = 0] = rows.shape;
  const counted = reshape(cast(own, 'float32'), [batch, steps, 1]);
  return div(sum(mul(rows, counted), 1), sum(counted, 1));
}
