import { type Shape, sizeOf } from '@gradbook/core-ops';

import type { Jacobian } from './graph.ts';

/** A Jacobian together with the sizes that make it a matrix. */
export interface Matrix {
  readonly rows: number;
  readonly columns: number;
  readonly data: readonly number[];
}

/** The identity of a size. */
export function identityMatrix(size: number): Matrix {
  const data: number[] = Array.from({ length: size * size }, () => 0);
  for (let i = 0; i < size; i++) data[i * size + i] = 1;
  return { rows: size, columns: size, data };
}

/** A Jacobian read as a matrix with a row for every element of the value that is differentiated. */
export function asMatrix(jacobian: Jacobian, to: Shape, from: Shape): Matrix {
  return { rows: sizeOf(to), columns: sizeOf(from), data: jacobian.data };
}

/** a · b. Terms that a zero of `a` takes out are left out: a zero partial cuts a path even where the rest is infinite. */
export function multiply(a: Matrix, b: Matrix): Matrix {
  const data: number[] = Array.from({ length: a.rows * b.columns }, () => 0);
  for (let i = 0; i < a.rows; i++) {
    for (let k = 0; k < a.columns; k++) {
      const factor = a.data[i * a.columns + k]!;
      if (factor === 0) continue;
      for (let j = 0; j < b.columns; j++) data[i * b.columns + j]! += factor * b.data[k * b.columns + j]!;
    }
  }
  return { rows: a.rows, columns: b.columns, data };
}

/** a + b. */
export function sum(a: Matrix, b: Matrix): Matrix {
  return { ...a, data: a.data.map((value, index) => value + b.data[index]!) };
}
