import { add, matmul, reshape, type Shape, ShapeError, type Value } from '@gradbook/core-ops';

import { requireShape } from '../values.ts';

/**
 * The parameters of one cell, under PyTorch's names: `weight_ih` [gates · H, inputs], `weight_hh` [gates · H, H], and
 * where there are biases `bias_ih` and `bias_hh` [gates · H].
 *
 * @example
 * const params: CellParameters<Float64Tensor> = { weight_ih: float64([[2]]), weight_hh: float64([[3]]) };
 * rnnCell(params, float64([1]), float64([1]), { nonlinearity: 'linear' }).data; // [5]
 */
export interface CellParameters<V extends Value> {
  readonly weight_ih: V;
  readonly weight_hh: V;
  readonly bias_ih?: V | undefined;
  readonly bias_hh?: V | undefined;
  /** Of an LSTM with projection: [P, H]; the hidden state is W_hr h then, and `weight_hh` is [4 · H, P]. */
  readonly weight_hr?: V | undefined;
  /** Of an LSTM whose gates see the cell state: [3 · H], for the gates i, f and o. */
  readonly peephole?: V | undefined;
}

/** The weights that a step of the recurrence needs, once W_ih x is known. */
export type HiddenWeights<V extends Value> = Omit<CellParameters<V>, 'weight_ih' | 'bias_ih'>;

/** How many blocks of H rows the weights of a cell have. */
export interface GateCounts {
  readonly input: number;
  readonly hidden: number;
}

/** The sizes of a cell, read off its weights and checked against each other. */
export interface CellSizes {
  readonly inputs: number;
  /** H */
  readonly hidden: number;
  /** The length of the hidden state: H, or P with a projection. */
  readonly output: number;
}

/**
 * Reads the sizes off the weights.
 *
 * @throws ShapeError for weights that do not fit each other.
 */
export function sizesOf(
  operation: string,
  weights: CellParameters<Value>,
  gates: GateCounts,
  suffix: string,
): CellSizes {
  const { weight_ih, weight_hh, bias_ih, bias_hh, weight_hr, peephole } = weights;
  const matrix = (name: string, { shape }: Value): readonly [number, number] => {
    const [rows, columns] = shape;
    if (shape.length === 2 && rows !== undefined && columns !== undefined) return [rows, columns];
    throw new ShapeError(operation, [shape], `${name}${suffix} must be a matrix`);
  };
  const [rows, inputs] = matrix('weight_ih', weight_ih);
  const hidden = rows / gates.input;
  if (!Number.isInteger(hidden) || hidden < 1) {
    throw new ShapeError(
      operation,
      [weight_ih.shape],
      `weight_ih${suffix} needs a multiple of ${gates.input} rows, a block for each gate`,
    );
  }
  const output = weight_hr ? matrix('weight_hr', weight_hr)[0] : hidden;
  const expect = (name: string, value: Value | undefined, shape: Shape): void => {
    if (value) requireShape(operation, `${name}${suffix}`, value, shape);
  };
  expect('weight_hr', weight_hr, [output, hidden]);
  expect('weight_hh', weight_hh, [gates.hidden * hidden, output]);
  expect('bias_ih', bias_ih, [gates.input * hidden]);
  expect('bias_hh', bias_hh, [gates.hidden * hidden]);
  expect('peephole', peephole, [3 * hidden]);
  return { inputs, hidden, output };
}

/** x Wᵀ (+ b) over the last axis: [N, n] → [N, m] with W [m, n]. */
export function affine<V extends Value>(x: V, weight: V, bias?: V | undefined): V {
  const product = matmul(x, weight, { transposeB: true });
  return bias ? add(product, bias) : product;
}

/** The same for every step of [T, N, n], as one product of matrices. */
export function affineSteps<V extends Value>(x: V, weight: V, bias?: V | undefined): V {
  const [steps = 0, batch = 0, inputs = 0] = x.shape;
  const rows = affine(reshape(x, [steps * batch, inputs]), weight, bias);
  return reshape(rows, [steps, batch, weight.shape[0]!]);
}
