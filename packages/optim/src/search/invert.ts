import { HyperparameterError } from '../errors.ts';

/**
 * The inverse of a small matrix, by Gauss-Jordan elimination with the largest pivot of the column.
 *
 * @throws HyperparameterError for a singular one.
 */
export function invert(matrix: readonly (readonly number[])[], what: string): number[][] {
  const n = matrix.length;
  const rows = matrix.map((row, i) => [...row, ...row.map((_, j) => (i === j ? 1 : 0))]);
  const scale = Math.max(...matrix.flat().map(Math.abs));
  for (let column = 0; column < n; column++) {
    let pivot = column;
    for (let i = column + 1; i < n; i++) {
      if (Math.abs(rows[i]![column]!) > Math.abs(rows[pivot]![column]!)) pivot = i;
    }
    // Rounding leaves n u · scale where an exact computation leaves 0.
    if (Math.abs(rows[pivot]![column]!) <= n * 2 ** -50 * scale) {
      throw new HyperparameterError(
        `${what}: the coordinates do not determine the hyperparameters; one follows from the others`,
      );
    }
    [rows[column], rows[pivot]] = [rows[pivot]!, rows[column]!];
    const leading = rows[column]![column]!;
    rows[column] = rows[column]!.map((value) => value / leading);
    for (let i = 0; i < n; i++) {
      const factor = rows[i]![column]!;
      if (i !== column && factor !== 0) rows[i] = rows[i]!.map((value, j) => value - factor * rows[column]![j]!);
    }
  }
  return rows.map((row) => row.slice(n));
}
