import { matmul, mul, scope, ShapeError, type Value } from '@gradbook/core-ops';

import { type MaskOptions, softmaxUnder } from '../masks/masks.ts';

/**
 * What attention gives: the mixture of values for each query, and how they were weighted.
 *
 * @example
 * const x = float64([[1, 0], [0, 1]]);
 * const attended: Attended<Float64Tensor> = scaledDotProductAttention(x, x, x);
 * attended.weights.shape; // [2, 2]
 */
export interface Attended<V extends Value> {
  /** Σ_j a_ij v_j, [..., L, features of a value]. */
  readonly output: V;
  /** a_ij, [..., L, S]; over the keys they sum to 1. */
  readonly weights: V;
}

/**
 * What {@link scaledDotProductAttention} takes.
 *
 * @example
 * const options: DotProductOptions = { causal: true, scale: 1 };
 */
export interface DotProductOptions extends MaskOptions {
  /** What the products are multiplied by: 1/√E unless given; 1 for plain dot-product attention (Luong et al. 2015). */
  readonly scale?: number | undefined;
}

/**
 * Attention by products of queries and keys (Vaswani et al. 2017, equation 1):
 *
 *     A = softmax(Q Kᵀ · scale + M)      Y = A V
 *
 * @param query [..., L, E]; leading axes (a batch, heads) broadcast.
 * @param key [..., S, E].
 * @param value [..., S, features].
 * @param options masks, see {@link MaskOptions}, and the scale.
 * @throws ShapeError when query and key have not as many features, or key and value not as many rows.
 * @example
 * const query = float64([[0, 0]]);
 * const rows = float64([[1, 0], [0, 3]]);
 * scaledDotProductAttention(query, rows, rows).output.data; // [0.5, 1.5]
 */
export function scaledDotProductAttention<V extends Value>(
  query: V,
  key: V,
  value: V,
  { mask, ...rest }: DotProductOptions = {},
): Attended<V> {
  return attend('scaledDotProductAttention', [query, key, value], mask ? [mask] : [], rest);
}

/** {@link scaledDotProductAttention} with any number of masks. */
export function attend<V extends Value>(
  operation: string,
  [query, key, value]: readonly [V, V, V],
  masks: readonly Value[],
  { scale, ...rest }: Omit<DotProductOptions, 'mask'>,
): Attended<V> {
  const shapes = [query.shape, key.shape, value.shape];
  const [features, keys] = [query.shape.at(-1) ?? 0, key.shape.at(-2) ?? 0];
  if (shapes.some((shape) => shape.length < 2) || key.shape.at(-1) !== features || value.shape.at(-2) !== keys) {
    throw new ShapeError(
      operation,
      shapes,
      'it takes a query [..., L, E], a key [..., S, E] and a value [..., S, features]',
    );
  }
  return scope(() => {
    const scores = matmul(mul(query, scale ?? 1 / Math.sqrt(features)), key, { transposeB: true });
    const weights = softmaxUnder(scores, masks, rest);
    return { output: matmul(weights, value), weights };
  });
}
