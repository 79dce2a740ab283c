import {
  add,
  argMax,
  cast,
  type Key,
  logSoftmax,
  mean,
  mul,
  neg,
  oneHot,
  reshape,
  scope,
  ShapeError,
  sigmoid,
  square,
  stopGradient,
  sub,
  sum,
  transpose,
  uniform,
  type Value,
} from '@gradbook/core-ops';

import { type AdditiveParameters, additiveScores, projectedKeys, requireAdditive } from '../additive/additive.ts';
import { maskedSoftmax } from '../masks/masks.ts';
import { affine, constantLike, mixtureOf, requireShape } from '../values.ts';

/**
 * The parameters of attention over an image: those of additive attention, keys being the C channels of a position, and for
 * the gate β of soft attention `weight_gate` [1, features of a query] and `bias_gate` [1], where there is one.
 *
 * @example
 * const params: ImageAttentionParameters<Float64Tensor> = initialImageAttention(key(0), {
 *   channels: 8,
 *   querySize: 4,
 *   units: 5,
 *   gate: true,
 * });
 * params.weight_gate!.shape; // [1, 4]
 */
export interface ImageAttentionParameters<V extends Value> extends AdditiveParameters<V> {
  readonly weight_gate?: V | undefined;
  readonly bias_gate?: V | undefined;
}

/**
 * The vectors a_i of an image's positions, row by row: [N, C, H, W] → [N, H · W, C].
 *
 * @throws ShapeError for anything but a batch of feature maps.
 * @example
 * annotations(float64([[[[1, 2]], [[3, 4]]]])).data; // [1, 3, 2, 4]
 */
export function annotations<V extends Value>(features: V): V {
  const [batch = 0, channels = 0, height = 0, width = 0] = features.shape;
  if (features.shape.length !== 4) {
    throw new ShapeError('annotations', [features.shape], 'a feature map is [N, C, H, W]');
  }
  return scope(() => transpose(reshape(features, [batch, channels, height * width]), [0, 2, 1]));
}

/**
 * Soft attention over a feature map (Xu et al. 2015, sections 3.1.2 and 4.2): the expected vector under the weights,
 *
 *     e_i = v · tanh(W_key a_i + W_query h + b)      α = softmax(e)      z = β Σ_i α_i a_i
 *
 * with β = σ(W_gate h + b_gate) where there is a gate, else 1.
 *
 * @param features [N, C, H, W].
 * @param query the decoder's state h, [N, features].
 * @returns `context` z [N, C] and `weights` α [N, H, W].
 * @throws ShapeError when parameters, feature map and query do not fit each other.
 * @example
 * const params = { weight_query: float64([[1]]), weight_key: float64([[0]]), weight_score: float64([1]) };
 * softImageAttention(params, float64([[[[1, 3]]]]), float64([[0]])).context.data; // [2], the mean
 */
export function softImageAttention<V extends Value>(
  params: ImageAttentionParameters<V>,
  features: V,
  query: V,
): { readonly context: V; readonly weights: V } {
  return scope(() => {
    const { vectors, scores, map } = scored('softImageAttention', params, features, query);
    const weights = maskedSoftmax(scores);
    const context = gated(params, mixtureOf(weights, vectors), query);
    return { context, weights: reshape(weights, map) };
  });
}

/**
 * What {@link hardImageAttention} takes: a key, from which positions are drawn, or the positions themselves.
 *
 * @example
 * const options: HardAttentionOptions<Float64Tensor> = { key: key(0) };
 */
export type HardAttentionOptions<V extends Value> = { readonly key: Key } | { readonly positions: V };

/**
 * What {@link hardImageAttention} gives.
 *
 * @example
 * const params = { weight_query: float64([[1]]), weight_key: float64([[1]]), weight_score: float64([1]) };
 * const positions = new Float64Tensor([1], [1], 'int32');
 * const glimpse: Glimpse<Float64Tensor> = hardImageAttention(params, float64([[[[1, 3]]]]), float64([[0]]), { positions });
 * glimpse.context.data; // [3]
 */
export interface Glimpse<V extends Value> {
  /** z = a_s, [N, C]. */
  readonly context: V;
  /** s, [N] of int32: row · W + column. */
  readonly positions: V;
  /** ln α_s, [N]: differentiable, for {@link hardAttentionLoss}. */
  readonly logProbability: V;
  /** H(α) = −Σ_i α_i ln α_i, [N], in nats. */
  readonly entropy: V;
  /** α, [N, H, W]. */
  readonly weights: V;
}

/**
 * Hard attention over a feature map (Xu et al. 2015, section 4.1): one position s is drawn from α and alone looked at,
 *
 *     s ~ Categorical(α)      z = a_s      with α as for {@link softImageAttention}
 *
 * Drawn by the Gumbel trick, s = argmax_i (ln α_i + g_i) with g_i = −ln(−ln u_i) and u from the key: the same positions on
 * every device, up to ties within rounding. No derivative flows through the choice; to learn α see {@link hardAttentionLoss}.
 *
 * @param features [N, C, H, W].
 * @param query [N, features].
 * @throws ShapeError when parameters, feature map, query and positions do not fit each other.
 * @example
 * const params = { weight_query: float64([[1]]), weight_key: float64([[0]]), weight_score: float64([1]) };
 * const { context, logProbability } = hardImageAttention(params, float64([[[[5, 5]]]]), float64([[0]]), { key: key(0) });
 * context.data; // [5], wherever it looks
 * logProbability.data; // [-0.6931471805599453], ln(1/2)
 */
export function hardImageAttention<V extends Value>(
  params: ImageAttentionParameters<V>,
  features: V,
  query: V,
  options: HardAttentionOptions<V>,
): Glimpse<V> {
  const operation = 'hardImageAttention';
  return scope(() => {
    const { vectors, scores, map } = scored(operation, params, features, query);
    const [batch = 0, count = 0] = scores.shape;
    const logWeights = logSoftmax(scores);
    const weights = maskedSoftmax(scores);
    const positions = 'key' in options ? drawn(options.key, logWeights) : options.positions;
    requireShape(operation, 'positions', positions, [batch]);
    const chosen = oneHot(positions, count);
    return {
      context: gated(params, mixtureOf(chosen, vectors), query),
      positions,
      logProbability: sum(mul(logWeights, chosen), -1),
      entropy: neg(sum(mul(weights, logWeights), -1)),
      weights: reshape(weights, map),
    };
  });
}

/**
 * What {@link hardAttentionLoss} takes besides.
 *
 * @example
 * const options: HardAttentionLossOptions = { baseline: -2.3, rewardWeight: 1, entropyWeight: 0.01 };
 */
export interface HardAttentionLossOptions {
  /** b, subtracted from the reward; 0 unless given. A moving average of it makes the estimate less noisy, and no less right. */
  readonly baseline?: number;
  /** λ_r; 1 unless given, with which the gradient's expectation is right. */
  readonly rewardWeight?: number;
  /** λ_e; 0 unless given. Above 0 it keeps α from collapsing. */
  readonly entropyWeight?: number;
}

/**
 * A function whose *gradient* is the estimate by which hard attention learns (Xu et al. 2015, equation 12; REINFORCE,
 * Williams 1992). With ℓ = ln p(y | s), R = ℓ held constant, and means over the batch:
 *
 *     S = −mean( ℓ + λ_r (R − b) ln α_s + λ_e H(α) )
 *
 * Its gradient is −[∂ℓ/∂θ + λ_r (R − b) ∂ln α_s/∂θ + λ_e ∂H/∂θ]; with λ_r = 1 and λ_e = 0 the expectation of that over s is
 * the gradient of −Σ_s α_s ln p(y | s), for any b. Its *value* means nothing: watch −mean ℓ.
 *
 * @param logLikelihood ℓ, [N]: of the right answer after looking at s.
 * @param glimpse `logProbability` and `entropy`, [N], added up over the steps where there are several.
 * @returns a scalar to minimise.
 * @throws ShapeError unless all are [N].
 * @example
 * const glimpse = { logProbability: float64([-0.5]), entropy: float64([0.7]) };
 * hardAttentionLoss(float64([-2]), glimpse, { baseline: -3 }).data; // [2.5], 2 − (−2 + 3) · (−0.5)
 */
export function hardAttentionLoss<V extends Value>(
  logLikelihood: V,
  { logProbability, entropy }: Pick<Glimpse<V>, 'logProbability' | 'entropy'>,
  { baseline = 0, rewardWeight = 1, entropyWeight = 0 }: HardAttentionLossOptions = {},
): V {
  const operation = 'hardAttentionLoss';
  if (logLikelihood.shape.length !== 1)
    throw new ShapeError(operation, [logLikelihood.shape], 'likelihoods must be [N]');
  requireShape(operation, 'logProbability', logProbability, logLikelihood.shape);
  requireShape(operation, 'entropy', entropy, logLikelihood.shape);
  return scope(() => {
    const advantage = mul(sub(stopGradient(logLikelihood), baseline), rewardWeight);
    const objective = add(add(logLikelihood, mul(advantage, logProbability)), mul(entropy, entropyWeight));
    return neg(mean(objective));
  });
}

/**
 * The doubly stochastic term (Xu et al. 2015, equation 14): over a whole caption every position should be looked at,
 *
 *     λ Σ_i (1 − Σ_t α_ti)²      averaged over the batch
 *
 * @param weights α of every step, [N, T, positions] or [N, T, H, W].
 * @param lambda λ; 1 unless given.
 * @returns a scalar.
 * @throws ShapeError without axes for batch, steps and positions.
 * @example
 * // Position 0 is looked at 1.5 times in all, position 1 half a time.
 * doublyStochastic(float64([[[1, 0], [0.5, 0.5]]])).data; // [0.5]
 */
export function doublyStochastic<V extends Value>(weights: V, lambda = 1): V {
  const [batch = 0, steps = 0] = weights.shape;
  if (weights.shape.length < 3) {
    throw new ShapeError('doublyStochastic', [weights.shape], 'weights must be [N, T, positions] or [N, T, H, W]');
  }
  return scope(() => {
    const looked = sum(reshape(weights, [batch, steps, -1]), 1);
    return mul(mean(sum(square(sub(1, looked)), -1)), lambda);
  });
}

/** The vectors of all positions, their scores [N, H · W], and the shape of the map of weights. */
function scored<V extends Value>(
  operation: string,
  params: ImageAttentionParameters<V>,
  features: V,
  query: V,
): { readonly vectors: V; readonly scores: V; readonly map: readonly number[] } {
  const vectors = annotations(features);
  const [batch = 0, channels = 0, height = 0, width = 0] = features.shape;
  if (query.shape.length !== 2) throw new ShapeError(operation, [query.shape], 'a query is [N, features]');
  requireShape(operation, 'the query', query, [batch, query.shape[1]!]);
  requireAdditive(operation, params, query.shape[1], channels);
  if (params.weight_gate) requireShape(operation, 'weight_gate', params.weight_gate, [1, query.shape[1]!]);
  if (params.bias_gate) requireShape(operation, 'bias_gate', params.bias_gate, [1]);
  const queries = reshape(query, [batch, 1, query.shape[1]!]);
  const scores = additiveScores(params, queries, projectedKeys(params, vectors));
  return { vectors, scores: reshape(scores, [batch, height * width]), map: [batch, height, width] };
}

function gated<V extends Value>({ weight_gate, bias_gate }: ImageAttentionParameters<V>, context: V, query: V): V {
  return weight_gate ? mul(context, sigmoid(affine(query, weight_gate, bias_gate))) : context;
}

/** One position for each example, from its logarithmic weights. */
function drawn<V extends Value>(key: Key, logWeights: V): V {
  const random = uniform(key, logWeights.shape).data;
  // Half a step above the uniform numbers, which may be 0.
  const gumbel = (index: number): number => -Math.log(-Math.log(random[index]! + 2 ** -24));
  const noise = constantLike(logWeights, logWeights.shape, gumbel);
  return cast(argMax(stopGradient(add(logWeights, noise))), 'int32');
}
