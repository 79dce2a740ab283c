import { float64, Float64Tensor } from '@gradbook/core-ops';

import type { CodeArgument } from './case.ts';

// Wrong variants are written as loops over plain lists: a slip is then one changed line, and not one more program.

/** A matrix as rows. */
export type Rows = number[][];

/** An argument that must be a tensor, as nested lists. */
export function rowsOf(value: CodeArgument<Float64Tensor>): Rows {
  const { shape, data } = tensorOf(value);
  const [, columns = 1] = shape;
  return Array.from({ length: shape[0]! }, (_, row) => [...data.subarray(row * columns, (row + 1) * columns)]);
}

/** A [A, B, C] tensor as A matrices. */
export function stackOf(value: CodeArgument<Float64Tensor>): Rows[] {
  const { shape, data } = tensorOf(value);
  const [a, b = 1, c = 1] = shape as readonly [number, number, number];
  return Array.from({ length: a }, (_, i) =>
    Array.from({ length: b }, (_, j) => [...data.subarray((i * b + j) * c, (i * b + j + 1) * c)]),
  );
}

/** A vector; an empty one where the argument was left out. */
export function vectorOf(value: CodeArgument<Float64Tensor>): number[] {
  return value instanceof Float64Tensor ? [...value.data] : [];
}

function tensorOf(value: CodeArgument<Float64Tensor>): Float64Tensor {
  if (!(value instanceof Float64Tensor)) throw new TypeError('an argument of a variant is no tensor');
  return value;
}

/** A group of tensors, such as parameters. */
export function groupOf(value: CodeArgument<Float64Tensor>): Readonly<Record<string, Float64Tensor>> {
  if (typeof value !== 'object' || value instanceof Float64Tensor || Array.isArray(value)) {
    throw new TypeError('an argument of a variant is no group of tensors');
  }
  // What is left of the union.
  return value as Readonly<Record<string, Float64Tensor>>;
}

/** W v + b. */
export function affine(weight: Rows, v: readonly number[], bias: readonly number[] = []): number[] {
  return weight.map((row, i) => row.reduce((sum, w, j) => sum + w * (v[j] ?? 0), bias[i] ?? 0));
}

export function transposed(rows: Rows): Rows {
  return (rows[0] ?? []).map((_, column) => rows.map((row) => row[column]!));
}

export function plus(a: readonly number[], b: readonly number[]): number[] {
  return a.map((value, i) => value + b[i]!);
}

export function zerosLike(rows: Rows): Rows {
  return rows.map((row) => row.map(() => 0));
}

/** Lists as a tensor. */
export function tensorFrom(data: number | number[] | Rows | Rows[]): Float64Tensor {
  return float64(data);
}

export const sigmoid = (v: number): number => 1 / (1 + Math.exp(-v));
