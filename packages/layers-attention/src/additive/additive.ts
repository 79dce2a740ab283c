import { add, expandDims, matmul, mul, reshape, scope, ShapeError, sum, tanh, type Value } from '@gradbook/core-ops';

import type { Attended } from '../dot-product/dot-product.ts';
import { maskedSoftmax, type MaskOptions } from '../masks/masks.ts';
import { affine, matrixSizes, requireShape, vectorSize } from '../values.ts';

/**
 * The parameters of additive attention with A hidden units: `weight_query` [A, features of a query], `weight_key` [A,
 * features of a key], `weight_score` [A], and where there is one `bias` [A].
 *
 * @example
 * const params: AdditiveParameters<Float64Tensor> = {
 *   weight_query: float64([[1]]),
 *   weight_key: float64([[1]]),
 *   weight_score: float64([1]),
 * };
 */
export interface AdditiveParameters<V extends Value> {
  readonly weight_query: V;
  readonly weight_key: V;
  readonly weight_score: V;
  readonly bias?: V | undefined;
}

/**
 * What {@link additiveAttention} takes.
 *
 * @example
 * const options: AdditiveOptions<Float64Tensor> = { value: float64([[5], [7]]) };
 */
export interface AdditiveOptions<V extends Value> extends MaskOptions {
  /** What is mixed, [..., S, features]; the keys themselves unless given. */
  readonly value?: V | undefined;
}

/**
 * Attention by a small network (Bahdanau et al. 2015), v = `weight_score`:
 *
 *     e_ij = v · tanh(W_key k_j + W_query q_i + b)      a_i = softmax(e_i)      y_i = Σ_j a_ij v_j
 *
 * @param query [..., L, features], or without the axis L for a single query.
 * @param key [..., S, features].
 * @param options masks, see {@link MaskOptions}, and values that are not the keys.
 * @returns output [..., L, features of a value] and weights [..., L, S], without L for a single query.
 * @throws ShapeError when parameters, query, key and value do not fit each other.
 * @example
 * const params = { weight_query: float64([[1]]), weight_key: float64([[0]]), weight_score: float64([1]) };
 * // W_key = 0: all keys score the same.
 * additiveAttention(params, float64([2]), float64([[1], [3]])).output.data; // [2]
 */
export function additiveAttention<V extends Value>(
  params: AdditiveParameters<V>,
  query: V,
  key: V,
  { value = key, ...masks }: AdditiveOptions<V> = {},
): Attended<V> {
  const operation = 'additiveAttention';
  requireAdditive(operation, params, query.shape.at(-1), key.shape.at(-1));
  const rank = key.shape.length;
  const single = query.shape.length === rank - 1;
  if (rank < 2 || (!single && query.shape.length !== rank) || value.shape.at(-2) !== key.shape.at(-2)) {
    const rule = 'it takes a query [..., L, features], or one without L, a key [..., S, features] and as many values';
    throw new ShapeError(operation, [query.shape, key.shape, value.shape], rule);
  }
  return scope(() => {
    const queries = single ? expandDims(query, -2) : query;
    const weights = maskedSoftmax(additiveScores(params, queries, projectedKeys(params, key)), masks);
    const output = matmul(weights, value);
    if (!single) return { output, weights };
    return { output: withoutQueries(output), weights: withoutQueries(weights) };
  });
}

/** W_key k + b, which does not depend on the query. */
export function projectedKeys<V extends Value>({ weight_key, bias }: AdditiveParameters<V>, key: V): V {
  return affine(key, weight_key, bias);
}

/**
 * e [..., L, S] from queries [..., L, features] and what {@link projectedKeys} gives, [..., S, A].
 *
 * @param further is added inside tanh: [..., L, S, A].
 */
export function additiveScores<V extends Value>(
  { weight_query, weight_score }: AdditiveParameters<V>,
  queries: V,
  keys: V,
  further?: V,
): V {
  const both = add(expandDims(affine(queries, weight_query), -2), expandDims(keys, -3));
  return sum(mul(tanh(further ? add(both, further) : both), weight_score), -1);
}

/** The names of the parameters for messages: a decoder's equations have names of their own. */
export interface AdditiveNames {
  readonly query: string;
  readonly key: string;
  readonly score: string;
  readonly bias: string;
}

const ownNames: AdditiveNames = { query: 'weight_query', key: 'weight_key', score: 'weight_score', bias: 'bias' };

/** Throws unless the parameters fit each other and the features of query and key. */
export function requireAdditive(
  operation: string,
  { weight_query, weight_key, weight_score, bias }: AdditiveParameters<Value>,
  queryFeatures: number | undefined,
  keyFeatures: number | undefined,
  names: AdditiveNames = ownNames,
): void {
  const units = vectorSize(operation, names.score, weight_score);
  const [, fromQuery] = matrixSizes(operation, names.query, weight_query);
  const [, fromKey] = matrixSizes(operation, names.key, weight_key);
  requireShape(operation, names.query, weight_query, [units, queryFeatures ?? fromQuery]);
  requireShape(operation, names.key, weight_key, [units, keyFeatures ?? fromKey]);
  if (bias) requireShape(operation, names.bias, bias, [units]);
}

function withoutQueries<V extends Value>(x: V): V {
  return reshape(x, [...x.shape.slice(0, -2), x.shape.at(-1)!]);
}
