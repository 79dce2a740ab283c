import { TensorError } from '../tensor-expressions/tensor-graph.ts';
import type { TensorValue } from '../tensor-expressions/tensor-values.ts';
import { type Numbers, Unresolved } from './world.ts';
import { MatrixBuilder, type MatrixReading, type MatrixWorld } from './tensor.ts';
import type { Term } from './term.ts';

/** The strict reading first. */
const readings: readonly MatrixReading[] = [
  { gradientsAreRows: false, turnsColumns: false },
  { gradientsAreRows: true, turnsColumns: false },
  { gradientsAreRows: false, turnsColumns: true },
  { gradientsAreRows: true, turnsColumns: true },
];

/** The value of an expression in one reading. */
export interface Evaluated {
  readonly reading: MatrixReading;
  readonly value: TensorValue;
  readonly turned: boolean;
  readonly derivatives: ReadonlySet<string>;
}

/** What a term evaluates to in every reading in which its sizes fit, and why it does not in the others. */
export function evaluate(
  term: Term,
  world: MatrixWorld,
): { readonly values: readonly Evaluated[]; readonly error: TensorError | Unresolved | undefined } {
  const values: Evaluated[] = [];
  let failure: TensorError | Unresolved | undefined;
  for (const reading of readings) {
    const builder = new MatrixBuilder(world, reading);
    try {
      const value = builder.value(term);
      values.push({ reading, value, turned: builder.turned, derivatives: builder.derivatives });
    } catch (error) {
      if (!(error instanceof TensorError) && !(error instanceof Unresolved)) throw error;
      failure ??= error;
    }
  }
  return { values, error: failure };
}

/** Numbers in rows; a vector has one column. */
export interface Matrix {
  readonly rows: number;
  readonly columns: number;
  readonly data: ArrayLike<number>;
}

/** An array of at most two axes in rows. */
export function matrixOf({ shape, data }: Numbers): Matrix {
  return { rows: shape[0] ?? 1, columns: shape[1] ?? 1, data };
}

/** Equal within the rounding of both; the expected numbers are off by a few roundings of their own. */
export function equals(value: TensorValue, { rows, columns, data }: Matrix, transposed = false): boolean {
  const [r, c] = transposed ? [columns, rows] : [rows, columns];
  if (value.rows !== r || value.columns !== c) return false;
  const largest = Array.from(data).reduce((most, each) => Math.max(most, Math.abs(each)), 1);
  const slack = largest * 2 ** -52 * 2 ** 12;
  return value.data.every((each, i) => {
    const at = transposed ? (i % c) * columns + Math.floor(i / c) : i;
    return Math.abs(each - data[at]!) <= value.error[i]! + slack;
  });
}
