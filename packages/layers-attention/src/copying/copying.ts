import {
  add,
  cast,
  concat,
  div,
  log,
  mean,
  minimum,
  mul,
  neg,
  oneHot,
  pad,
  reshape,
  scatterAdd,
  scope,
  ShapeError,
  sigmoid,
  softmax,
  sub,
  sum,
  transpose,
  type Value,
  where,
} from '@gradbook/core-ops';
import type { Lengths } from '@gradbook/layers-recurrent';

import type { Decoded } from '../encoder-decoder/decoder.ts';
import { lengthMaskFor } from '../masks/masks.ts';
import { affine, constantLike, matrixSizes, requireShape } from '../values.ts';

/**
 * The parameters of a pointer-generator's output, with M features of a context, H of the decoder's state, Y of its input:
 * `V` [B, H + M] and `b` [B], `V_out` [words, B] and `b_out` [words] for the words of the vocabulary; `w_context` [M],
 * `w_state` [H], `w_input` [Y] and `b_pointer` [1] for the choice between generating and copying.
 *
 * @example
 * const sizes = { memorySize: 4, hiddenSize: 4, inputSize: 2, bottleneckSize: 3, vocabulary: 10 };
 * const params: CopyParameters<Float64Tensor> = initialCopy(key(0), sizes);
 * params.V.shape; // [3, 8]
 */
export interface CopyParameters<T extends Value> {
  readonly V: T;
  readonly b: T;
  readonly V_out: T;
  readonly b_out: T;
  readonly w_context: T;
  readonly w_state: T;
  readonly w_input: T;
  readonly b_pointer: T;
}

/**
 * What {@link copyFromInput} takes of the input.
 *
 * @example
 * // Ten words are known; the third word of the source is not, and gets the number 10.
 * const source: CopySource<Float64Tensor> = { words: new Float64Tensor([3], [4, 7, 10], 'int32'), extended: 11 };
 */
export interface CopySource<V extends Value> {
  /** The number of each word of the input, [N, S] or [S], of int32; words beyond the vocabulary have numbers of their own. */
  readonly words: V;
  /** How many words there are with those: at least the vocabulary's. */
  readonly extended: number;
}

/**
 * The distribution over words of each step, and what it is made of. Without the axis N for a single example.
 *
 * @example
 * const params = initialCopy(key(0), { memorySize: 1, hiddenSize: 1, inputSize: 1, bottleneckSize: 2, vocabulary: 3 });
 * const one = float64([[1]]);
 * const decoded = { states: one, scores: one, weights: one, contexts: one, coverage: one };
 * const words = new Float64Tensor([1], [2], 'int32');
 * const result: Copied<Float64Tensor> = copyFromInput(params, decoded, one, { words, extended: 3 });
 * result.distribution.shape; // [1, 3]
 */
export interface Copied<V extends Value> {
  /** P(w), [N, J, extended]. */
  readonly distribution: V;
  /** p_gen, [N, J]. */
  readonly generation: V;
  /** P_vocab(w), [N, J, words]. */
  readonly vocabulary: V;
  /** Σ_i min(a_i, coverage_i), [N, J]. */
  readonly coverageLoss: V;
}

/**
 * The pointer-generator: each step generates a word of the vocabulary or copies one of the input (See et al. 2017, equations
 * 4 and 8 to 12). With d, c and a the decoder's state, context and weights, y its input and σ the sigmoid:
 *
 *     P_vocab = softmax(V_out (V [d, c] + b) + b_out)
 *     p_gen = σ(w_context · c + w_state · d + w_input · y + b_pointer)
 *     P(w) = p_gen P_vocab(w) + (1 − p_gen) Σ_{i: x_i = w} a_i
 *     coverageLoss = Σ_i min(a_i, Σ_{j' < j} a_i^(j'))
 *
 * @param params see {@link CopyParameters}.
 * @param decoded what {@link attentionDecoder}, {@link encoderDecoder} or {@link transformerRnn} return; with `w_cov` among
 * their parameters the coverage steers the attention as well.
 * @param y the decoder's inputs, [N, J, Y] or [J, Y].
 * @throws ShapeError when parameters, variables and words do not fit each other; RangeError when `extended` is less than
 * the vocabulary, and in float64 for a word out of range.
 * @example
 * const params = initialCopy(key(0), { memorySize: 4, hiddenSize: 4, inputSize: 2, bottleneckSize: 3, vocabulary: 10 });
 * const network = initialEncoderDecoder(key(1), { inputSize: 3, targetSize: 2, hiddenSize: 4 });
 * const [x, y] = [uniform(key(2), [3, 3]), uniform(key(3), [5, 2])];
 * const words = new Float64Tensor([3], [4, 7, 10], 'int32');
 * const { distribution } = copyFromInput(params, encoderDecoder(network, x, y), y, { words, extended: 11 });
 * distribution.shape; // [5, 11]
 */
export function copyFromInput<V extends Value>(
  params: CopyParameters<V>,
  decoded: Decoded<V>,
  y: V,
  { words, extended }: CopySource<V>,
): Copied<V> {
  const operation = 'copyFromInput';
  const { states, contexts, weights, coverage } = decoded;
  const rank = states.shape.length;
  if (rank !== 2 && rank !== 3) {
    throw new ShapeError(operation, [states.shape], 'states must be [N, J, H], or [J, H] for a single example');
  }
  const [steps = 0, hidden = 0] = states.shape.slice(-2);
  const vocabularySize = requireCopy(operation, params, [hidden, contexts.shape.at(-1)!, y.shape.at(-1)!]);
  const front = states.shape.slice(0, -2);
  const positions = weights.shape.at(-1)!;
  requireShape(operation, 'the decoder input', y, [...front, steps, y.shape.at(-1)!]);
  requireShape(operation, 'words', words, [...front, positions]);
  if (extended < vocabularySize) {
    throw new RangeError(
      `${operation}: extended is ${extended}, but the vocabulary has ${vocabularySize} words already`,
    );
  }
  return scope(() => {
    const both = concat([states, contexts], -1);
    const vocabulary = softmax(affine(affine(both, params.V, params.b), params.V_out, params.b_out));
    const choice = add(product(contexts, params.w_context), product(states, params.w_state));
    const generation = sigmoid(add(add(choice, product(y, params.w_input)), params.b_pointer));
    const wider = vocabulary.shape.map((_, axis): [number, number] => [
      0,
      axis === rank - 1 ? extended - vocabularySize : 0,
    ]);
    const kept = reshape(generation, [...generation.shape, 1]);
    const copied = reshape(weightsByWord(weights, words, extended), [...front, steps, extended]);
    return {
      distribution: add(mul(kept, pad(vocabulary, wider)), mul(sub(1, kept), copied)),
      generation,
      vocabulary,
      coverageLoss: sum(minimum(weights, coverage), -1),
    };
  });
}

/** w · x over the last axis. */
function product<V extends Value>(x: V, w: V): V {
  return sum(mul(x, w), -1);
}

/** Σ_{i: x_i = w} a_i for every word, [N, J, extended]. */
function weightsByWord<V extends Value>(weights: V, words: V, extended: number): V {
  const [steps = 0, positions = 0] = weights.shape.slice(-2);
  const batch = weights.shape.length === 3 ? weights.shape[0]! : 1;
  // Each example has a range of words of its own, so that one sum over all positions serves the batch.
  const start = constantLike(words, [batch, 1], (n) => n * extended, 'int32');
  const indices = reshape(add(reshape(cast(words, 'int32'), [batch, positions]), start), [batch * positions]);
  const rows = transpose(reshape(weights, [batch, steps, positions]), [0, 2, 1]);
  const sums = scatterAdd(reshape(rows, [batch * positions, steps]), indices, 0, batch * extended);
  return transpose(reshape(sums, [batch, extended, steps]), [0, 2, 1]);
}

/**
 * What {@link copyingLoss} takes.
 *
 * @example
 * const options: CopyingLossOptions = { coverageWeight: 1, lengths: [4, 6] };
 */
export interface CopyingLossOptions {
  /** λ; 1 unless given. */
  readonly coverageWeight?: number;
  /** How many steps of each target are its own; J unless given. */
  readonly lengths?: Lengths | undefined;
}

/**
 * The loss of a pointer-generator with coverage (See et al. 2017, equations 6, 7 and 13): the mean over the own steps j of a
 * sequence, and then over the sequences, of
 *
 *     −ln P(w_j*) + λ Σ_i min(a_i^(j), coverage_i^(j))
 *
 * @param copied what {@link copyFromInput} returns.
 * @param targets the words w*, [N, J] or [J] of int32, numbered as the source's.
 * @returns a scalar; ∞ where a target has no probability at all.
 * @throws ShapeError for targets, RangeError for lengths that do not fit.
 * @example
 * const distribution = float64([[0.5, 0.5], [0.25, 0.75]]);
 * const copied = { distribution, generation: float64([1, 1]), vocabulary: distribution, coverageLoss: float64([0, 1]) };
 * const targets = new Float64Tensor([2], [0, 0], 'int32');
 * copyingLoss(copied, targets, { coverageWeight: 0 }).data; // [1.0397207708399179], (ln 2 + ln 4) / 2
 */
export function copyingLoss<V extends Value>(
  { distribution, coverageLoss }: Copied<V>,
  targets: V,
  { coverageWeight = 1, lengths }: CopyingLossOptions = {},
): V {
  const operation = 'copyingLoss';
  requireShape(operation, 'the target', targets, coverageLoss.shape);
  return scope(() => {
    const probability = sum(mul(distribution, oneHot(targets, distribution.shape.at(-1)!)), -1);
    const losses = add(neg(log(probability)), mul(coverageLoss, coverageWeight));
    const rows = losses.shape.length === 2 ? losses : reshape(losses, [1, -1]);
    const own = lengthMaskFor(operation, lengths, [rows.shape[0]!, rows.shape[1]!], rows);
    if (!own) return mean(rows);
    // Padding may have a loss of ∞, which no product with 0 takes away.
    const counted = where(own, rows, 0);
    return mean(div(sum(counted, 1), sum(cast(own, 'float32'), 1)));
  });
}

/** The number of words in the vocabulary. */
function requireCopy(
  operation: string,
  { V, b, V_out, b_out, w_context, w_state, w_input, b_pointer }: CopyParameters<Value>,
  [hidden, features, inputs]: readonly [number, number, number],
): number {
  const [bottleneck] = matrixSizes(operation, 'V', V);
  const [words] = matrixSizes(operation, 'V_out', V_out);
  requireShape(operation, 'V', V, [bottleneck, hidden + features]);
  requireShape(operation, 'b', b, [bottleneck]);
  requireShape(operation, 'V_out', V_out, [words, bottleneck]);
  requireShape(operation, 'b_out', b_out, [words]);
  requireShape(operation, 'w_context', w_context, [features]);
  requireShape(operation, 'w_state', w_state, [hidden]);
  requireShape(operation, 'w_input', w_input, [inputs]);
  requireShape(operation, 'b_pointer', b_pointer, [1]);
  return words;
}
