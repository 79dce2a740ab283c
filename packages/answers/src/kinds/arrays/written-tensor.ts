import type { Expr } from '../../expressions/expr.ts';

/** A number as it was written: its value, and whether it is rounded to its decimals or exact. */
export interface Entry {
  readonly value: number;
  /** Decimals of a decimal number; undefined for a fraction, which is exact. */
  readonly decimals: number | undefined;
}

/** An array of numbers as it was written, row-major. */
export interface WrittenTensor {
  readonly shape: readonly number[];
  readonly entries: readonly Entry[];
}

/** Reads an expression as an array of numbers; undefined when it is none, or when its rows differ in length. */
export function readTensor(expr: Expr): WrittenTensor | undefined {
  const number = readEntry(expr);
  if (number) return { shape: [], entries: [number] };
  if (expr.type === 'transpose') {
    const inner = readTensor(expr.of);
    // A row written as a column, `[1, 2, 3]^T`, is the same list of numbers.
    return inner && inner.shape.filter((length) => length > 1).length <= 1 ? inner : inner && transposed(inner);
  }
  if (expr.type === 'list') return stack(expr.items.map(readTensor));
  if (expr.type === 'matrix') return stack(expr.rows.map((row) => stack(row.map(readTensor))));
  return undefined;
}

function readEntry(expr: Expr): Entry | undefined {
  if (expr.type === 'number') {
    const value = Number(expr.value.numerator) / Number(expr.value.denominator);
    return { value, decimals: decimalsOf(expr.written) };
  }
  if (expr.type === 'negate') {
    const inner = readEntry(expr.of);
    return inner && { ...inner, value: -inner.value };
  }
  if (expr.type === 'sum') {
    const terms = expr.terms.map(readEntry);
    if (!terms.every((term) => term !== undefined)) return undefined;
    const rounded = terms.flatMap((term) => (term.decimals !== undefined && term.decimals > 0 ? [term.decimals] : []));
    const value = terms.reduce((total, term) => total + term.value, 0);
    // A sum of whole numbers and fractions is exact; of rounded numbers it claims what the coarsest does.
    return { value, decimals: rounded.length === 0 ? undefined : Math.min(...rounded) };
  }
  if (expr.type === 'product') {
    const factors = expr.factors.map(readEntry);
    if (!factors.every((factor) => factor !== undefined && (factor.decimals ?? 0) <= 0)) return undefined;
    return { value: factors.reduce((product, factor) => product * factor!.value, 1), decimals: undefined };
  }
  if (expr.type === 'quotient') {
    const [a, b] = [readEntry(expr.numerator), readEntry(expr.denominator)];
    return a && b && b.value !== 0 ? { value: a.value / b.value, decimals: undefined } : undefined;
  }
  return undefined;
}

/** Decimals that the digits claim: 2.33 claims two, 1.5e-4 five, 300 none. Other notations are taken as exact. */
function decimalsOf(written: string): number | undefined {
  const match = /^[\d,\s]*(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/.exec(written);
  return match ? (match[1]?.length ?? 0) - Number(match[2] ?? 0) : undefined;
}

export function stack(items: readonly (WrittenTensor | undefined)[]): WrittenTensor | undefined {
  const [first] = items;
  if (!first) return undefined;
  const entries: Entry[] = [];
  for (const item of items) {
    if (!item || item.shape.join() !== first.shape.join()) return undefined;
    entries.push(...item.entries);
  }
  return { shape: [items.length, ...first.shape], entries };
}

/** Rows and columns of a matrix exchanged. */
export function transposed(tensor: WrittenTensor): WrittenTensor | undefined {
  const [rows, columns, ...rest] = squeezed(tensor.shape);
  if (rows === undefined || columns === undefined || rest.length > 0) return undefined;
  const entries = Array.from(
    { length: rows * columns },
    (_, i) => tensor.entries[(i % rows) * columns + Math.floor(i / rows)]!,
  );
  return { shape: [columns, rows], entries };
}

/** A shape without its axes of length 1: `[[2.33], [2]]` and `[2.33, 2]` hold the same. */
export function squeezed(shape: readonly number[]): number[] {
  return shape.filter((length) => length !== 1);
}
