import {
  add,
  float64,
  type Float64Tensor,
  gather,
  matmul,
  minimum,
  mul,
  operations,
  relu,
  type Shape,
  toNested,
  type Value,
} from '@gradbook/core-ops';

import type { DecodeStep } from '../device.ts';
import type { ScoringFunction } from '../index.ts';
import { numbers } from './models.ts';

/** A hidden and a cell state of every row. */
export interface CellState {
  readonly h: Value;
  readonly c: Value;
}

const size = 3;
export const vocabulary = 6;

/** Multiples of 1/64, so that every state and logit is a number that float32 holds exactly. */
function dyadic(seed: number, shape: Shape, range: number): Float64Tensor {
  const draw = numbers(seed * 104729 + 17);
  const count = shape.reduce((product, length) => product * length, 1);
  return float64(
    Array.from({ length: count + 5 }, () => Math.round((2 * draw() - 1) * range * 64) / 64).slice(5),
    shape,
  );
}

/** The weights of a recurrent model with two states, whose logits tell every prefix from every other. */
const weights: Readonly<Record<'embedding' | 'recurrent' | 'fromHidden' | 'fromCell' | 'bias', Float64Tensor>> = {
  embedding: dyadic(1, [vocabulary, size], 2),
  // Small whole numbers: products stay short enough for float32.
  recurrent: float64([
    [1, -1, 0],
    [0, 1, 1],
    [-1, 0, 1],
  ]),
  fromHidden: dyadic(2, [size, vocabulary], 1),
  fromCell: dyadic(3, [size, vocabulary], 1),
  bias: dyadic(4, [vocabulary], 1),
};

/**
 * h' = min(relu(E[token] + h U), 8), c' = c/2 + h'/2 to three steps' depth, logits = h' V + c' W + b.
 * With these weights nothing is rounded in float32: numbers have few digits.
 */
export function cellModel(lift: (value: Float64Tensor) => Value): {
  readonly step: DecodeStep<CellState>;
  readonly parameters: Readonly<Record<string, Value>>;
} {
  const parameters = Object.fromEntries(Object.entries(weights).map(([name, value]) => [name, lift(value)]));
  const { embedding, recurrent, fromHidden, fromCell, bias } = parameters as Record<keyof typeof weights, Value>;
  const step: DecodeStep<CellState> = ({ h, c }, tokens) => {
    const hidden = minimum(relu(add(gather(embedding, tokens), matmul(h, recurrent))), 8);
    const cell = mul(add(c, hidden), 0.5);
    const logits = add(add(matmul(hidden, fromHidden), matmul(cell, fromCell)), bias);
    return { logits, state: { h: hidden, c: cell } };
  };
  return { step, parameters };
}

/** States of some inputs: [inputs, size] each. */
export function initialState(inputs: number): { readonly h: Float64Tensor; readonly c: Float64Tensor } {
  const whole = (seed: number): Float64Tensor => {
    const draw = numbers(seed);
    return float64(
      Array.from({ length: inputs * size }, () => Math.floor(draw() * 4)),
      [inputs, size],
    );
  };
  return { h: whole(31), c: whole(32) };
}

/** The logits of an input after a prefix, in plain loops over plain numbers. */
function naiveLogits(input: number, inputs: number, start: number, prefix: readonly number[]): number[] {
  const { h, c } = initialState(inputs);
  let hidden = (toNested(h) as number[][])[input]!;
  let cell = (toNested(c) as number[][])[input]!;
  const [E, U, V, W] = [weights.embedding, weights.recurrent, weights.fromHidden, weights.fromCell].map(
    (value) => toNested(value) as number[][],
  ) as [number[][], number[][], number[][], number[][]];
  for (const token of [start, ...prefix]) {
    const before = hidden;
    hidden = E[token]!.map((x, j) =>
      Math.min(Math.max(x + before.reduce((sum, value, i) => sum + value * U[i]![j]!, 0), 0), 8),
    );
    cell = cell.map((value, j) => (value + hidden[j]!) / 2);
  }
  return [...weights.bias.data].map((b, k) =>
    hidden.reduce((sum, value, j) => sum + value * V[j]![k]! + cell[j]! * W[j]![k]!, b),
  );
}

/** The same model as a function of the prefix, in float64. */
export function naiveModel(input: number, inputs: number, start: number): ScoringFunction {
  return (prefix) => {
    const logits = naiveLogits(input, inputs, start, prefix.map(Number));
    const greatest = Math.max(...logits);
    const normalizer = greatest + Math.log(logits.reduce((sum, x) => sum + Math.exp(x - greatest), 0));
    return logits.map((logit, token) => ({ token, logProbability: logit - normalizer }));
  };
}

/** How far the device's ln p of a sequence may be off: the operation's own bound, place by place; the logits are exact. */
export function scoreBound(input: number, inputs: number, start: number, tokens: readonly number[]): number {
  const logSoftmax = operations.find(({ name }) => name === 'logSoftmax')!;
  return tokens.reduce((sum, token, place) => {
    const logits = float64([naiveLogits(input, inputs, start, tokens.slice(0, place))]);
    const outputs = logSoftmax.reference([logits], { axis: 1 });
    return sum + logSoftmax.errorBound([logits], { axis: 1 }, outputs)[0]!.data[token]!;
  }, 0);
}
