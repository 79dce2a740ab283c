import {
  add,
  expandDims,
  mul,
  pad,
  reshape,
  scope,
  ShapeError,
  slice,
  stack,
  tanh,
  treeMap,
  type Value,
} from '@gradbook/core-ops';

import {
  type AdditiveNames,
  type AdditiveParameters,
  additiveScores,
  projectedKeys,
  requireAdditive,
} from '../additive/additive.ts';
import { maskedSoftmax } from '../masks/masks.ts';
import { affine, batchOfOne, constantLike, matrixSizes, mixtureOf, onlyExample, requireShape } from '../values.ts';

/**
 * The parameters of a decoder with additive attention, under the names of its equations (see {@link attentionDecoder}). M
 * are the features of what is attended to, H those of the decoder's state, Y those of its input, A the attention's units.
 *
 * @example
 * const params: DecoderParameters<Float64Tensor> = initialDecoder(key(0), { memorySize: 3, inputSize: 2, hiddenSize: 4 });
 * params.V_d.shape; // [4, 3]
 */
export interface DecoderParameters<V extends Value> extends DecoderCore<V> {
  /** [H, M] */
  readonly V_d: V;
}

/**
 * The parameters of a decoder that attends to its own earlier states as well: V_d is `V_d1` here.
 *
 * @example
 * const options = { memorySize: 3, inputSize: 2, hiddenSize: 4 };
 * const params: SelfAttentiveDecoderParameters<Float64Tensor> = initialSelfAttentiveDecoder(key(0), options);
 * params.V_d2.shape; // [4, 4]
 */
export interface SelfAttentiveDecoderParameters<V extends Value> extends DecoderCore<V> {
  /** [A, H], [A, H] and [A]: the attention to earlier states. */
  readonly V_dec1: V;
  readonly V_dec2: V;
  readonly v_dec: V;
  /** [H, M] and [H, H] */
  readonly V_d1: V;
  readonly V_d2: V;
}

/** What both kinds have. */
interface DecoderCore<V extends Value> {
  /** [A, M], [A, H] and [A]: the attention to the memory; b_enc [A] if there is one. */
  readonly V_enc1: V;
  readonly V_enc2: V;
  readonly v_enc: V;
  readonly b_enc?: V | undefined;
  /** Shape [A], how the coverage enters the attention, where it does (See et al. 2017, equation 11). */
  readonly w_cov?: V | undefined;
  /** [H, Y] and [H, H]; b_d [H] if there is one. */
  readonly W_d: V;
  readonly U_d: V;
  readonly b_d?: V | undefined;
}

/**
 * What a decoder attends to and where it begins.
 *
 * @example
 * const encoded: Encoded<Float64Tensor> = { memory: float64([[1], [2]]), initial: float64([0]) };
 */
export interface Encoded<V extends Value> {
  /** h^(1) … h^(S), [N, S, M], or [S, M] for a single example. */
  readonly memory: V;
  /** d^(0), [N, H] or [H]. */
  readonly initial: V;
  /** Which of the memory is not padding: [N, S] of bool; all unless given. */
  readonly mask?: V | undefined;
}

/**
 * Every variable of a decoder's equations, for all its steps j = 1 … J. Without N for a single example.
 *
 * @example
 * const params = initialDecoder(key(0), { memorySize: 1, inputSize: 2, hiddenSize: 4 });
 * const encoded = { memory: float64([[1], [2]]), initial: float64([0, 0, 0, 0]) };
 * const decoded: Decoded<Float64Tensor> = attentionDecoder(params, encoded, float64([[1, 0]]));
 * decoded.scores.shape; // [1, 2]
 */
export interface Decoded<V extends Value> {
  /** d^(j), [N, J, H]. */
  readonly states: V;
  /** e_enc^(j), [N, J, S]. */
  readonly scores: V;
  /** a_enc^(j), [N, J, S]. */
  readonly weights: V;
  /** c_enc^(j), [N, J, M]. */
  readonly contexts: V;
  /** Σ_{j' < j} a_enc^(j'), [N, J, S]: how much each position was attended to before the step. */
  readonly coverage: V;
}

/**
 * The same of a decoder with self-attention.
 *
 * @example
 * const params = initialSelfAttentiveDecoder(key(0), { memorySize: 1, inputSize: 2, hiddenSize: 4 });
 * const encoded = { memory: float64([[1], [2]]), initial: float64([0, 0, 0, 0]) };
 * const decoded: SelfAttentiveDecoded<Float64Tensor> = selfAttentiveDecoder(params, encoded, float64([[1, 0]]));
 * decoded.selfWeights.data; // [1], for there is d⁽⁰⁾ alone
 */
export interface SelfAttentiveDecoded<V extends Value> extends Decoded<V> {
  /** e_dec^(j) and a_dec^(j) over d^(0) … d^(J−1), [N, J, J]; 0 from d^(j) on. */
  readonly selfScores: V;
  readonly selfWeights: V;
  /** c_dec^(j), [N, J, H]. */
  readonly selfContexts: V;
}

/**
 * A recurrent decoder with additive attention to a memory (after Bahdanau et al. 2015), from d^(0) = `initial`:
 *
 *     e_enc^(ij) = v_enc · tanh(V_enc1 h^(i) + V_enc2 d^(j−1) + b_enc + w_cov Σ_{j' < j} a_enc^(ij'))
 *     a_enc^(j) = softmax(e_enc^(j))      c_enc^(j) = Σ_i a_enc^(ij) h^(i)
 *     d^(j) = tanh(W_d y^(j−1) + U_d d^(j−1) + V_d c_enc^(j) + b_d)
 *
 * The terms of b_enc, b_d and w_cov are there when the parameters are.
 *
 * @param params see {@link DecoderParameters}.
 * @param encoded the memory, [N, S, M], and the initial state, [N, H].
 * @param y the inputs y^(0) … y^(J−1), [N, J, Y].
 * @returns every variable; without the axis N for a single example, whose memory is [S, M].
 * @throws ShapeError when parameters, memory, state and inputs do not fit each other.
 * @example
 * const zero = float64([[0]]);
 * const params = { V_enc1: zero, V_enc2: zero, v_enc: float64([1]), W_d: zero, U_d: zero, V_d: float64([[1]]) };
 * // All positions score alike: the context is the mean of the memory.
 * const { states, contexts } = attentionDecoder(params, { memory: float64([[0], [1]]), initial: float64([9]) }, zero);
 * contexts.data; // [0.5]
 * states.data; // [0.46211715726000973], tanh(0.5)
 */
export function attentionDecoder<V extends Value>(params: DecoderParameters<V>, encoded: Encoded<V>, y: V): Decoded<V> {
  const operation = 'attentionDecoder';
  return scope(() => inBatch(encoded, y, (batched, inputs) => decode(operation, params, params.V_d, batched, inputs)));
}

/**
 * {@link attentionDecoder} with attention to its own earlier states as well, i from 0 to j − 1:
 *
 *     e_dec^(ij) = v_dec · tanh(V_dec1 d^(i) + V_dec2 d^(j−1))
 *     a_dec^(j) = softmax(e_dec^(j))      c_dec^(j) = Σ_i a_dec^(ij) d^(i)
 *     d^(j) = tanh(W_d y^(j−1) + U_d d^(j−1) + V_d1 c_enc^(j) + V_d2 c_dec^(j) + b_d)
 *
 * @param params see {@link SelfAttentiveDecoderParameters}.
 * @throws ShapeError when parameters, memory, state and inputs do not fit each other.
 * @example
 * const params = initialSelfAttentiveDecoder(key(0), { memorySize: 3, inputSize: 2, hiddenSize: 4 });
 * const encoded = { memory: uniform(key(1), [5, 3]), initial: float64([0, 0, 0, 0]) };
 * selfAttentiveDecoder(params, encoded, uniform(key(2), [6, 2])).selfWeights.shape; // [6, 6]
 */
export function selfAttentiveDecoder<V extends Value>(
  params: SelfAttentiveDecoderParameters<V>,
  encoded: Encoded<V>,
  y: V,
): SelfAttentiveDecoded<V> {
  const operation = 'selfAttentiveDecoder';
  const own = { weight_key: params.V_dec1, weight_query: params.V_dec2, weight_score: params.v_dec };
  return scope(() =>
    inBatch(encoded, y, (batched, inputs) => {
      const hidden = batched.initial.shape[1]!;
      requireAdditive(operation, own, hidden, hidden, namesOfSelf);
      requireShape(operation, 'V_d2', params.V_d2, [hidden, hidden]);
      const memory = new EarlierStates(own, params.V_d2, inputs.shape[1]!);
      const decoded = decode(operation, params, params.V_d1, batched, inputs, memory);
      return { ...decoded, ...memory.results() };
    }),
  );
}

const namesOfEncoder: AdditiveNames = { key: 'V_enc1', query: 'V_enc2', score: 'v_enc', bias: 'b_enc' };
const namesOfSelf: AdditiveNames = { key: 'V_dec1', query: 'V_dec2', score: 'v_dec', bias: '' };

/** The steps of both kinds of decoder, for a batch. */
function decode<V extends Value>(
  operation: string,
  params: DecoderCore<V>,
  V_d: V,
  { memory, initial, mask }: Encoded<V>,
  y: V,
  earlier?: EarlierStates<V>,
): Decoded<V> {
  const attention: AdditiveParameters<V> = {
    weight_key: params.V_enc1,
    weight_query: params.V_enc2,
    weight_score: params.v_enc,
    bias: params.b_enc,
  };
  requireDecoder(operation, params, attention, V_d, { memory, initial, mask }, y);
  const [batch = 0, positions = 0] = memory.shape;
  const [steps = 0, inputs = 0] = y.shape.slice(1);
  const keys = projectedKeys(attention, memory);
  const fromInputs = affine(y, params.W_d, params.b_d);
  const hidden = initial.shape[1]!;
  const all: Record<'states' | 'scores' | 'weights' | 'contexts' | 'coverage', V[]> = {
    states: [],
    scores: [],
    weights: [],
    contexts: [],
    coverage: [],
  };
  if (inputs === 0 || steps === 0) throw new ShapeError(operation, [y.shape], 'there must be at least one input');
  let state = initial;
  let coverage = constantLike(memory, [batch, positions], () => 0);
  for (let step = 0; step < steps; step++) {
    const further = params.w_cov ? mul(reshape(coverage, [batch, 1, positions, 1]), params.w_cov) : undefined;
    const scores = reshape(additiveScores(attention, expandDims(state, 1), keys, further), [batch, positions]);
    const weights = maskedSoftmax(scores, { mask });
    const context = mixtureOf(weights, memory);
    const fromInput = reshape(slice(fromInputs, [0, step, 0], [batch, 1, hidden]), [batch, hidden]);
    let next = add(add(fromInput, affine(state, params.U_d)), affine(context, V_d));
    if (earlier) next = add(next, earlier.attend(state));
    all.coverage.push(coverage);
    coverage = add(coverage, weights);
    state = tanh(next);
    all.states.push(state);
    all.scores.push(scores);
    all.weights.push(weights);
    all.contexts.push(context);
  }
  return {
    states: stack(all.states, 1),
    scores: stack(all.scores, 1),
    weights: stack(all.weights, 1),
    contexts: stack(all.contexts, 1),
    coverage: stack(all.coverage, 1),
  };
}

/** The attention of a decoder to its own earlier states, step by step. */
class EarlierStates<V extends Value> {
  readonly #attention: AdditiveParameters<V>;
  readonly #V_d2: V;
  readonly #steps: number;
  readonly #states: V[] = [];
  readonly #keys: V[] = [];
  readonly #all: { readonly scores: V[]; readonly weights: V[]; readonly contexts: V[] } = {
    scores: [],
    weights: [],
    contexts: [],
  };

  constructor(attention: AdditiveParameters<V>, V_d2: V, steps: number) {
    this.#attention = attention;
    this.#V_d2 = V_d2;
    this.#steps = steps;
  }

  /** V_d2 c_dec from the states so far, of which this is the newest. */
  attend(state: V): V {
    this.#states.push(state);
    this.#keys.push(projectedKeys(this.#attention, state));
    const [batch = 0] = state.shape;
    const count = this.#states.length;
    const found = additiveScores(this.#attention, expandDims(state, 1), stack(this.#keys, 1));
    const scores = reshape(found, [batch, count]);
    const weights = maskedSoftmax(scores);
    const context = mixtureOf(weights, stack(this.#states, 1));
    const widen = (x: V): V =>
      pad(x, [
        [0, 0],
        [0, this.#steps - count],
      ]);
    this.#all.scores.push(widen(scores));
    this.#all.weights.push(widen(weights));
    this.#all.contexts.push(context);
    return affine(context, this.#V_d2);
  }

  results(): Pick<SelfAttentiveDecoded<V>, 'selfScores' | 'selfWeights' | 'selfContexts'> {
    const { scores, weights, contexts } = this.#all;
    return { selfScores: stack(scores, 1), selfWeights: stack(weights, 1), selfContexts: stack(contexts, 1) };
  }
}

/** A single example as a batch of one, and its results without the batch. */
function inBatch<V extends Value, R extends Decoded<V>>(
  { memory, initial, mask }: Encoded<V>,
  y: V,
  run: (encoded: Encoded<V>, y: V) => R,
): R {
  if (memory.shape.length !== 2) return run({ memory, initial, mask }, y);
  const first = batchOfOne<V>;
  const encoded = { memory: first(memory), initial: first(initial), mask: mask ? first(mask) : undefined };
  // Every leaf is a value and stays one of its kind.
  return treeMap(run(encoded, first(y)), (x) => onlyExample<Value>(x as V)) as unknown as R;
}

function requireDecoder<V extends Value>(
  operation: string,
  params: DecoderCore<V>,
  attention: AdditiveParameters<V>,
  V_d: V,
  { memory, initial, mask }: Encoded<V>,
  y: V,
): void {
  if (memory.shape.length !== 3 || initial.shape.length !== 2 || y.shape.length !== 3) {
    const rule =
      'it takes a memory [N, S, M], an initial state [N, H] and inputs [N, J, Y], all without N for one example';
    throw new ShapeError(operation, [memory.shape, initial.shape, y.shape], rule);
  }
  const [batch = 0, positions = 0, features = 0] = memory.shape;
  const [hidden] = matrixSizes(operation, 'U_d', params.U_d);
  requireShape(operation, 'U_d', params.U_d, [hidden, hidden]);
  requireShape(operation, 'the initial state', initial, [batch, hidden]);
  requireShape(operation, 'the input', y, [batch, y.shape[1]!, y.shape[2]!]);
  requireAdditive(operation, attention, hidden, features, namesOfEncoder);
  requireShape(operation, 'V_d1' in params ? 'V_d1' : 'V_d', V_d, [hidden, features]);
  requireShape(operation, 'W_d', params.W_d, [hidden, y.shape[2]!]);
  if (params.b_d) requireShape(operation, 'b_d', params.b_d, [hidden]);
  if (params.w_cov) requireShape(operation, 'w_cov', params.w_cov, params.v_enc.shape);
  if (mask) requireShape(operation, 'the mask', mask, [batch, positions]);
}
