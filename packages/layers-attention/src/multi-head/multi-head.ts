import {
  cast,
  concat,
  mean,
  pad,
  reshape,
  scope,
  ShapeError,
  split,
  transpose,
  type Value,
  where,
} from '@gradbook/core-ops';

import { attend, type Attended } from '../dot-product/dot-product.ts';
import { causalMask, type MaskOptions } from '../masks/masks.ts';
import { affine, constantLike, requireShape } from '../values.ts';

/**
 * The parameters of multi-head attention under the names of PyTorch's `MultiheadAttention`, with E features in the model:
 * `in_proj_weight` [3E, E] (rows for query, key and value), or `q_proj_weight` [E, E], `k_proj_weight` [E, features of a
 * key] and `v_proj_weight` [E, features of a value]; `in_proj_bias` [3E] or none; `out_proj.weight` [E, E] and
 * `out_proj.bias` [E] or none. `bias_k` and `bias_v` [1, 1, E], if given, are one more key and value.
 *
 * @example
 * const params: MultiHeadParameters<Float64Tensor> = initialMultiHead(key(0), { embedSize: 4 });
 * params['out_proj.weight'].shape; // [4, 4]
 */
export interface MultiHeadParameters<V extends Value> {
  readonly in_proj_weight?: V | undefined;
  readonly q_proj_weight?: V | undefined;
  readonly k_proj_weight?: V | undefined;
  readonly v_proj_weight?: V | undefined;
  readonly in_proj_bias?: V | undefined;
  readonly 'out_proj.weight': V;
  readonly 'out_proj.bias'?: V | undefined;
  readonly bias_k?: V | undefined;
  readonly bias_v?: V | undefined;
}

/**
 * What {@link multiHeadAttention} takes. `mask` is [L, S], [N · heads, L, S] or broadcasts to [N, heads, L, S]; true is
 * where a query may attend, for PyTorch's `attn_mask` of bool use `{ mask: invertMask(attnMask) }`.
 *
 * @example
 * const options: MultiHeadOptions = { heads: 8, batchFirst: true, causal: true };
 */
export interface MultiHeadOptions extends MaskOptions {
  /** How many; heads × head size = E, so it divides E. */
  readonly heads: number;
  /** [N, S], [S] without a batch: of bool, true where a key is padding and gets no weight; of floats, added to the scores. */
  readonly keyPadding?: Value | undefined;
  /** Whether the axes are [N, L, E] instead of [L, N, E]. */
  readonly batchFirst?: boolean;
  /** Whether the weights returned are the mean over the heads; true unless given. */
  readonly averageWeights?: boolean;
  /** Whether a key and a value of zeros are appended, so that a query may attend to nothing. */
  readonly addZeroAttention?: boolean;
}

/**
 * Attention of several heads (Vaswani et al. 2017, section 3.2.2). With head size d = E / heads:
 *
 *     head_h = softmax((Q W_hᑫᵀ)(K W_hᵏᵀ)ᵀ / √d + M) (V W_hᵛᵀ)      Y = [head_1, …, head_H] W_outᵀ + b_out
 *
 * where W_hᑫ are the rows h d … (h + 1) d − 1 of the query's projection.
 *
 * @param params see {@link MultiHeadParameters}.
 * @param query [L, N, E], [N, L, E] with `batchFirst`, or [L, E] without a batch.
 * @param key [S, N, features], likewise.
 * @param value [S, N, features], likewise.
 * @returns output of the query's shape, weights [N, L, S] (mean over heads) or [N, heads, L, S]; without N for no batch.
 * @throws RangeError when the heads do not divide E; ShapeError when parameters and inputs do not fit each other.
 * @example
 * const params = initialMultiHead(key(0), { embedSize: 4 });
 * const x = float64([[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0]]);
 * const { output, weights } = multiHeadAttention(params, x, x, x, { heads: 2, causal: true });
 * output.shape; // [3, 4]
 * weights.data.slice(0, 3); // [1, 0, 0]
 */
export function multiHeadAttention<V extends Value>(
  params: MultiHeadParameters<V>,
  query: V,
  key: V,
  value: V,
  options: MultiHeadOptions,
): Attended<V> {
  const operation = 'multiHeadAttention';
  const { heads, batchFirst = false, averageWeights = true, fullyMasked } = options;
  const rank = query.shape.length;
  if ((rank !== 2 && rank !== 3) || key.shape.length !== rank || value.shape.length !== rank) {
    const rule = `query, key and value must all be ${batchFirst ? '[N, L, E]' : '[L, N, E]'}, or [L, E] without a batch`;
    throw new ShapeError(operation, [query.shape, key.shape, value.shape], rule);
  }
  return scope(() => {
    const front = (x: V): V => (rank === 2 ? reshape(x, [1, ...x.shape]) : batchFirst ? x : transpose(x, [1, 0, 2]));
    const back = (x: V): V => (rank === 2 ? reshape(x, x.shape.slice(1)) : batchFirst ? x : transpose(x, [1, 0, 2]));
    const given = [query, key, value].map(front);
    const [batch = 0, queries = 0, features = 0] = given[0]!.shape;
    const size = headSize(features, heads);
    const keys = given[1]!.shape[1]!;
    requireSequences(operation, given);
    const projections = projectionsOf(operation, params, given);
    const [q, k, v] = given.map((x, i) => affine(x, projections[i]!.weight, projections[i]!.bias));
    const further = furtherKeys(operation, params, options, [batch, features], q!);
    const inHeads = (x: V): V => transpose(reshape(x, [batch, -1, heads, size]), [0, 2, 1, 3]);
    const attended = attend<V>(
      operation,
      [inHeads(q!), inHeads(concat([k!, ...further.keys], 1)), inHeads(concat([v!, ...further.values], 1))],
      masksOf(operation, options, [batch, heads, queries, keys], further.keys.length, q!),
      fullyMasked ? { fullyMasked } : {},
    );
    const joined = reshape(transpose(attended.output, [0, 2, 1, 3]), [batch, queries, features]);
    const output = affine(joined, params['out_proj.weight'], params['out_proj.bias']);
    const weights = averageWeights ? mean(attended.weights, 1) : attended.weights;
    return { output: back(output), weights: rank === 2 ? reshape(weights, weights.shape.slice(1)) : weights };
  });
}

/**
 * The size of each of the heads that share a model's features: heads × head size = n.
 *
 * @throws RangeError when the heads do not divide n, with the numbers of heads that do.
 * @example
 * headSize(512, 8); // 64
 */
export function headSize(features: number, heads: number): number {
  const size = features / heads;
  if (Number.isInteger(heads) && heads > 0 && Number.isInteger(size)) return size;
  const fitting = Array.from({ length: features }, (_, i) => i + 1).filter((count) => features % count === 0);
  throw new RangeError(
    `heads × head size must be the model's size n: ${heads} heads cannot share ${features} features; ` +
      `take ${fitting.length > 1 ? `${fitting.slice(0, -1).join(', ')} or ` : ''}${fitting.at(-1)} heads`,
  );
}

/**
 * A mask of bool with true and false exchanged, between "may attend" and "may not".
 *
 * @example
 * const mayNot = cast(float64([0, 1, 1]), 'bool');
 * invertMask(mayNot).data; // [1, 0, 0]
 */
export function invertMask<V extends Value>(mask: V): V {
  if (mask.dtype !== 'bool' && mask.dtype !== 'int32') {
    throw new TypeError(`invertMask: the mask is of ${mask.dtype}; expected bool. Floats are added, and mean the same`);
  }
  return scope(() => cast(where(mask, 0, 1), 'bool'));
}

interface Projection<V extends Value> {
  readonly weight: V;
  readonly bias: V | undefined;
}

/** The projections of query, key and value, checked against what they project. */
function projectionsOf<V extends Value>(
  operation: string,
  params: MultiHeadParameters<V>,
  given: readonly V[],
): readonly Projection<V>[] {
  const features = given[0]!.shape[2]!;
  const { in_proj_weight, in_proj_bias } = params;
  const separate = [params.q_proj_weight, params.k_proj_weight, params.v_proj_weight];
  if (in_proj_weight) requireShape(operation, 'in_proj_weight', in_proj_weight, [3 * features, features]);
  if (in_proj_bias) requireShape(operation, 'in_proj_bias', in_proj_bias, [3 * features]);
  requireShape(operation, 'out_proj.weight', params['out_proj.weight'], [features, features]);
  if (params['out_proj.bias']) requireShape(operation, 'out_proj.bias', params['out_proj.bias'], [features]);
  const missing = separate.includes(undefined);
  if (Boolean(in_proj_weight) !== missing) {
    throw new TypeError(
      `${operation}: it needs either in_proj_weight, or q_proj_weight, k_proj_weight and v_proj_weight; got ${Object.keys(params).join(', ')}`,
    );
  }
  const weights = in_proj_weight ? split(in_proj_weight, 3) : (separate as V[]);
  const biases = in_proj_bias ? split(in_proj_bias, 3) : [];
  return weights.map((weight, i) => {
    const name = `the projection of the ${['query', 'key', 'value'][i]!}`;
    requireShape(operation, name, weight, [features, given[i]!.shape[2]!]);
    return { weight, bias: biases[i] };
  });
}

/** Keys and values that belong to no input, each [N, 1, E]. */
function furtherKeys<V extends Value>(
  operation: string,
  { bias_k, bias_v }: MultiHeadParameters<V>,
  { addZeroAttention = false }: MultiHeadOptions,
  [batch, features]: readonly [number, number],
  like: V,
): { readonly keys: readonly V[]; readonly values: readonly V[] } {
  if (Boolean(bias_k) !== Boolean(bias_v)) throw new TypeError(`${operation}: bias_k and bias_v come together`);
  const zeros = addZeroAttention ? [constantLike(like, [batch, 1, features], () => 0)] : [];
  const repeated = (name: string, bias: V | undefined): readonly V[] => {
    if (!bias) return [];
    requireShape(operation, name, bias, [1, 1, features]);
    return [concat(Array.from({ length: batch }, () => bias))];
  };
  return { keys: [...repeated('bias_k', bias_k), ...zeros], values: [...repeated('bias_v', bias_v), ...zeros] };
}

/** All masks as what broadcasts to [N, heads, L, S]; keys that were appended may always be attended to. */
function masksOf<V extends Value>(
  operation: string,
  { mask, keyPadding, causal = false }: MultiHeadOptions,
  [batch, heads, queries, keys]: readonly [number, number, number, number],
  appended: number,
  like: V,
): readonly Value[] {
  const masks: Value[] = causal ? [causalMask(queries, keys, like)] : [];
  if (mask) {
    const perHead = mask.shape.length === 3;
    if (perHead) requireShape(operation, 'a mask of three axes', mask, [batch * heads, queries, keys]);
    masks.push(perHead ? reshape(mask, [batch, heads, queries, keys]) : mask);
  }
  if (keyPadding) {
    const [rows, columns] = keyPadding.shape.length === 1 ? [1, keyPadding.shape[0]] : keyPadding.shape;
    if (keyPadding.shape.length > 2 || rows !== batch || columns !== keys) {
      throw new ShapeError(operation, [keyPadding.shape], `keyPadding needs the shape [${batch}, ${keys}]`);
    }
    const added = keyPadding.dtype !== 'bool' && keyPadding.dtype !== 'int32';
    masks.push(reshape(added ? keyPadding : invertMask(keyPadding), [batch, 1, 1, keys]));
  }
  return appended === 0 ? masks : masks.map((each) => withMoreKeys(operation, each, keys, appended));
}

function withMoreKeys(operation: string, mask: Value, keys: number, appended: number): Value {
  if (mask.shape.at(-1) !== keys) {
    throw new ShapeError(operation, [mask.shape], `with keys appended the mask needs a last axis of ${keys} keys`);
  }
  const paddings = mask.shape.map((_, axis): [number, number] => [0, axis === mask.shape.length - 1 ? appended : 0]);
  const added = mask.dtype !== 'bool' && mask.dtype !== 'int32';
  return added ? pad(mask, paddings, 0) : cast(pad(cast(mask, 'float32'), paddings, 1), 'bool');
}

function requireSequences(operation: string, [query, key, value]: readonly Value[]): void {
  const [shapes, batch] = [[query!.shape, key!.shape, value!.shape], query!.shape[0]];
  if (shapes.every(([own]) => own === batch) && key!.shape[1] === value!.shape[1]) return;
  throw new ShapeError(
    operation,
    shapes,
    'query, key and value need one batch size, key and value one length (all batch first here)',
  );
}
