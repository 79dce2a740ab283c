import {
  expandDims,
  matmul,
  mul,
  pad,
  reshape,
  scope,
  ShapeError,
  slice,
  softmax,
  stack,
  sum,
  type Value,
} from '@gradbook/core-ops';

import { affine, batchOfOne, constantLike, matrixSizes, onlyExample, requireShape } from '../values.ts';

/**
 * The parameters of an AttentionRNN, by names that also say which one it is. With input x [X], state h [m] and p features of
 * queries and keys:
 *
 * - AttentionRNN(k): `Q_0`, `K_0` [p, X] and `V_0` [m, X] for the input; `Q_i`, `K_i` [p, m] and `V_i` [m, m] for the state i
 *   steps back, i = 1 … k.
 * - AttentionRNN(∞), the input apart: `Q_0`, `K_0`, `V_0` for the input and `Q`, `K` [p, m], `V` [m, m] for every state.
 * - AttentionRNN(∞), all shared: `Q`, `K` and `V` for input and states alike, X = m.
 *
 * @example
 * const params: AttentionRnnParameters<Float64Tensor> = initialAttentionRnn(key(0), {
 *   inputSize: 3,
 *   hiddenSize: 4,
 *   window: 2,
 * });
 * Object.keys(params); // ['Q_0', 'K_0', 'V_0', 'Q_1', 'K_1', 'V_1', 'Q_2', 'K_2', 'V_2']
 */
export type AttentionRnnParameters<V extends Value> = Readonly<Record<string, V>>;

/**
 * One step's state and how it was mixed.
 *
 * @example
 * const one = float64([[1]]);
 * const step: AttentionRnnStep<Float64Tensor> = attentionRnnStep({ Q: one, K: one, V: one }, float64([3]), []);
 * step.h.data; // [3]
 */
export interface AttentionRnnStep<V extends Value> {
  /** h[t], [N, m] or [m]. */
  readonly h: V;
  /** a[t], [N, 1 + states]: of the input, then of h[t−1], h[t−2], … */
  readonly weights: V;
  /** w[t], likewise: the weights' logarithms up to a constant. */
  readonly scores: V;
}

/**
 * One step of a recurrence that attends to its input and its own earlier states:
 *
 *     q_0, q_1, … = Q_0 x[t], Q_1 h[t−1], Q_2 h[t−2], …      k_i, v_i alike with K_i, V_i
 *     w_i = q_iᵀ k_i      a = softargmax(w_0, w_1, …)      h[t] = Σ_i a_i v_i
 *
 * @param params see {@link AttentionRnnParameters}.
 * @param x [N, X], or [X] for a single example.
 * @param past the earlier states, the newest first, each [N, m] or [m]. For AttentionRNN(k) they are at most k, and those
 * that are left out are zeros, which take part with w = 0; for AttentionRNN(∞) they are all there are.
 * @throws TypeError for parameters that are missing or unknown; ShapeError when shapes do not fit; RangeError for too many
 * states.
 * @example
 * const params = { Q_0: float64([[0]]), K_0: float64([[0]]), V_0: float64([[2]]), Q: float64([[0]]), K: float64([[0]]), V: float64([[1]]) };
 * // All w are 0: the mean of 2 x and the two states.
 * attentionRnnStep(params, float64([3]), [float64([5]), float64([1])]).h.data; // [4]
 */
export function attentionRnnStep<V extends Value>(
  params: AttentionRnnParameters<V>,
  x: V,
  past: readonly V[],
): AttentionRnnStep<V> {
  const operation = 'attentionRnnStep';
  const definition = definitionOf(operation, params);
  if (past.length > definition.window) {
    throw new RangeError(`${operation}: ${past.length} earlier states for AttentionRNN(${definition.window})`);
  }
  return scope(() => {
    const single = x.shape.length === 1;
    const input = single ? batchOfOne(x) : x;
    const states = past.map((state) => (single ? batchOfOne(state) : state));
    requireSizes(operation, definition, input.shape, states);
    const { window, hidden } = definition;
    if (window < Infinity) fillWithZeros(states, window, [input.shape[0]!, hidden], x);
    const terms = [termOf(definition.of(0), input), ...states.map((h, i) => termOf(definition.of(i + 1), h))];
    const { h, weights, scores } = combined(terms);
    return single
      ? { h: onlyExample(h), weights: onlyExample(weights), scores: onlyExample(scores) }
      : { h, weights, scores };
  });
}

/**
 * What {@link attentionRnn} takes.
 *
 * @example
 * const options: AttentionRnnOptions<Float64Tensor> = { past: [float64([1, 0])] };
 */
export interface AttentionRnnOptions<V extends Value> {
  /** The states before the first step, the newest first, each [N, m] or [m]; none unless given. */
  readonly past?: readonly V[];
}

/**
 * An AttentionRNN over a whole sequence, see {@link attentionRnnStep}: AttentionRNN(k) looks at the last k states,
 * AttentionRNN(∞) at all. Which one it is stands in the parameters' names. What (∞) needs of a state is computed once, when the
 * state is new, for its matrices do not depend on how long ago it was.
 *
 * @param params see {@link AttentionRnnParameters}.
 * @param x [N, T, X], or [T, X] for a single sequence.
 * @returns `output` h[1] … h[T], [N, T, m]; `weights` and `scores` [N, T, 1 + most states], column i for the state i steps
 * back and column 0 for the input, zeros where there is no such state. Without N for a single sequence.
 * @throws TypeError for parameters that are missing or unknown; ShapeError when shapes do not fit; RangeError for too many
 * states.
 * @example
 * const one = float64([[1]]);
 * const { output } = attentionRnn({ Q: float64([[0]]), K: one, V: one }, float64([[4], [2], [3]]));
 * output.data; // [4, 3, 3.3333333333333335]: the means of 4; of 2 and 4; of 3, 3 and 4
 */
export function attentionRnn<V extends Value>(
  params: AttentionRnnParameters<V>,
  x: V,
  { past = [] }: AttentionRnnOptions<V> = {},
): { readonly output: V; readonly weights: V; readonly scores: V } {
  const operation = 'attentionRnn';
  const definition = definitionOf(operation, params);
  const { window, hidden } = definition;
  if (past.length > window)
    throw new RangeError(`${operation}: ${past.length} earlier states for AttentionRNN(${window})`);
  if (x.shape.length !== 3 && x.shape.length !== 2) {
    throw new ShapeError(operation, [x.shape], 'it takes [N, T, X], or [T, X] for a single sequence');
  }
  return scope(() => {
    const single = x.shape.length === 2;
    const inputs = single ? batchOfOne(x) : x;
    const [batch = 0, steps = 0, features = 0] = inputs.shape;
    if (steps === 0) throw new ShapeError(operation, [x.shape], 'there must be at least one step');
    const states = past.map((state) => (single ? batchOfOne(state) : state));
    requireSizes(operation, definition, [batch, features], states);
    const infinite = window === Infinity;
    if (!infinite) fillWithZeros(states, window, [batch, hidden], x);
    const most = infinite ? past.length + steps : window + 1;
    const widen = (row: V): V =>
      pad(row, [
        [0, 0],
        [0, most - row.shape[1]!],
      ]);
    // Of AttentionRNN(∞) the terms of the states, which stay what they are.
    const terms = infinite ? states.map((state) => termOf(definition.of(1), state)) : [];
    const all: AttentionRnnStep<V>[] = [];
    for (let step = 0; step < steps; step++) {
      const input = reshape(slice(inputs, [0, step, 0], [batch, 1, features]), [batch, features]);
      const earlier = infinite ? terms : states.map((h, i) => termOf(definition.of(i + 1), h));
      const found = combined([termOf(definition.of(0), input), ...earlier]);
      all.push({ h: found.h, weights: widen(found.weights), scores: widen(found.scores) });
      if (infinite) {
        terms.unshift(termOf(definition.of(1), found.h));
      } else {
        states.unshift(found.h);
        states.pop();
      }
    }
    const sequence = (part: keyof AttentionRnnStep<V>): V => {
      const rows = stack(
        all.map((each) => each[part]),
        1,
      );
      return single ? onlyExample(rows) : rows;
    };
    return { output: sequence('h'), weights: sequence('weights'), scores: sequence('scores') };
  });
}

/** Q_i, K_i and V_i. */
interface Matrices<V extends Value> {
  readonly Q: V;
  readonly K: V;
  readonly V: V;
}

/** What the parameters' names say. */
interface Definition<V extends Value> {
  /** k, or ∞. */
  readonly window: number;
  /** m */
  readonly hidden: number;
  /** X */
  readonly inputs: number;
  /** The matrices for the input (0) or for the state i steps back. */
  readonly of: (i: number) => Matrices<V>;
}

/** w_i [N, 1] and v_i [N, m]. */
interface Term<V extends Value> {
  readonly score: V;
  readonly value: V;
}

function termOf<V extends Value>(matrices: Matrices<V>, x: V): Term<V> {
  const score = sum(mul(affine(x, matrices.Q), affine(x, matrices.K)), -1, { keepDims: true });
  return { score, value: affine(x, matrices.V) };
}

function combined<V extends Value>(terms: readonly Term<V>[]): AttentionRnnStep<V> {
  const [batch = 0, hidden = 0] = terms[0]!.value.shape;
  const rows = stack(
    terms.map(({ score }) => score),
    1,
  );
  const scores = reshape(rows, [batch, terms.length]);
  const weights = softmax(scores);
  const values = stack(
    terms.map(({ value }) => value),
    1,
  );
  return { h: reshape(matmul(expandDims(weights, 1), values), [batch, hidden]), weights, scores };
}

function definitionOf<V extends Value>(operation: string, params: AttentionRnnParameters<V>): Definition<V> {
  const names = Object.keys(params);
  const numbers = names.map((name) => Number(/^[QKV]_(\d+)$/.exec(name)?.[1] ?? -1));
  const last = Math.max(-1, ...numbers);
  const shared = names.some((name) => /^[QKV]$/.test(name));
  if (shared ? last > 0 : last < 1) {
    const expected =
      'Q_0, Q_1, … Q_k for AttentionRNN(k); Q for AttentionRNN(∞), and Q_0 where the input has its own; K and V alike';
    throw new TypeError(`${operation}: got the parameters ${names.join(', ') || '(none)'}; expected ${expected}`);
  }
  const matricesOf = (suffix: string): Matrices<V> => {
    const [Q, K, V] = ['Q', 'K', 'V'].map((letter) => {
      const value = params[letter + suffix];
      if (!value) throw new TypeError(`${operation}: the parameter ${letter}${suffix} is missing`);
      return value;
    });
    return { Q: Q!, K: K!, V: V! };
  };
  const suffixes = shared ? [last === 0 ? '_0' : '', ''] : Array.from({ length: last + 1 }, (_, i) => `_${i}`);
  const known = new Set(suffixes.flatMap((suffix) => [`Q${suffix}`, `K${suffix}`, `V${suffix}`]));
  const unknown = names.find((name) => !known.has(name));
  if (unknown !== undefined)
    throw new TypeError(`${operation}: the parameter ${unknown} is unknown beside ${[...known].join(', ')}`);
  const matrices = suffixes.map(matricesOf);
  const [hidden, inputs] = matrixSizes(operation, `V${suffixes[0]!}`, matrices[0]!.V);
  matrices.forEach(({ Q, K, V }, i) => {
    const columns = i === 0 ? inputs : hidden;
    const [rows] = matrixSizes(operation, `Q${suffixes[i]!}`, Q);
    requireShape(operation, `Q${suffixes[i]!}`, Q, [rows, columns]);
    requireShape(operation, `K${suffixes[i]!}`, K, [rows, columns]);
    requireShape(operation, `V${suffixes[i]!}`, V, [hidden, columns]);
  });
  return {
    window: shared ? Infinity : last,
    hidden,
    inputs,
    of: (i) => matrices[shared ? Math.min(i, 1) : i]!,
  };
}

/** Zeros for the states before the first one. */
function fillWithZeros<V extends Value>(states: V[], window: number, shape: readonly number[], like: V): void {
  const zero = constantLike(like, shape, () => 0);
  while (states.length < window) states.push(zero);
}

function requireSizes<V extends Value>(
  operation: string,
  { hidden, inputs }: Definition<V>,
  shape: readonly number[],
  states: readonly V[],
): void {
  if (shape.length !== 2 || shape[1] !== inputs) {
    throw new ShapeError(operation, [shape], `an input has ${inputs} features, as the matrices have columns`);
  }
  for (const state of states) requireShape(operation, 'an earlier state', state, [shape[0]!, hidden]);
}
