import { describe, expect, it } from 'vitest';

import type { Scope } from '../expressions/expr.ts';
import { parseExpression } from '../expressions/parse/parse-expression.ts';
import { evaluateMatrix, type MatrixPoint, UnknownName } from './evaluate-matrix.ts';
import {
  add,
  equal,
  type ExactMatrix,
  hadamard,
  inverse,
  modulus,
  multiply,
  power,
  residue,
  scalar,
  SizeError,
  transpose,
} from './exact-matrix.ts';

const matrix = (rows: number, columns: number, data: readonly number[]): ExactMatrix => ({
  rows,
  columns,
  data: data.map((entry) => residue(entry)),
  scalar: false,
});
const a = matrix(2, 2, [1, 2, 3, 4]);
const b = matrix(2, 2, [0, 1, -1, 5]);
const row = matrix(1, 2, [1, -1]);

describe('exact matrices', () => {
  it('multiply in order', () => {
    expect(multiply(a, b)).toEqual(matrix(2, 2, [-2, 11, -4, 23]));
    expect(equal(multiply(a, b), multiply(b, a))).toBe(false);
    expect(multiply(row, a)).toEqual(matrix(1, 2, [-2, -2]));
    expect(multiply(scalar(3), row)).toEqual(matrix(1, 2, [3, -3]));
  });

  it('have powers and transposes', () => {
    expect(power(a, 0)).toEqual(matrix(2, 2, [1, 0, 0, 1]));
    expect(power(a, 3)).toEqual(multiply(a, multiply(a, a)));
    expect(transpose(matrix(2, 3, [1, 2, 3, 4, 5, 6]))).toEqual(matrix(3, 2, [1, 4, 2, 5, 3, 6]));
    expect(transpose(multiply(a, b))).toEqual(multiply(transpose(b), transpose(a)));
  });

  it('add and multiply entry by entry', () => {
    expect(add(a, b)).toEqual(matrix(2, 2, [1, 3, 2, 9]));
    expect(hadamard(a, b)).toEqual(matrix(2, 2, [0, 2, -3, 20]));
  });

  it('divide by what is not zero', () => {
    expect((inverse(12345) * 12345) % modulus).toBe(1);
    expect(() => inverse(0)).toThrow(SizeError);
  });

  it.each([
    ['a product', () => multiply(a, row)],
    ['a sum', () => add(a, row)],
    ['a power of what is not square', () => power(row, 2)],
    ['a negative power', () => power(a, -1)],
    ['a power without end', () => power(a, 1e9)],
  ])('refuse %s that does not fit', (_, compute) => {
    expect(compute).toThrow(SizeError);
  });
});

describe('expressions in matrices', () => {
  const scope: Scope = { variables: { A: {}, B: {}, r: {}, T: {}, t: {} } };
  const point: MatrixPoint = {
    matrices: { A: a, B: b, r: row },
    integers: { T: 4, t: 2 },
    derivative: () => undefined,
    superscriptT: 'power',
  };
  const value = (latex: string, at = point) => evaluateMatrix(parseExpression(latex, scope), at);

  it('keep the order of products and take symbolic powers', () => {
    expect(value('2 r A^{T-t} B')).toEqual(multiply(scalar(2), multiply(row, multiply(power(a, 2), b))));
    expect(value('\\prod_{k=t+1}^T A')).toEqual(power(a, 2));
    expect(value('\\frac{1}{2} A + \\frac{1}{2} A')).toEqual(a);
  });

  it('read a superscript T as the point says', () => {
    expect(value('A^T')).toEqual(power(a, 4));
    expect(value('A^T', { ...point, superscriptT: 'transpose' })).toEqual(transpose(a));
    expect(value('A^\\top')).toEqual(transpose(a));
  });

  it.each(['C', 'A^{q}', '\\sin(A)', '\\frac{1}{A}', 'A \\otimes B'])(
    'have no value where %s has no meaning',
    (latex) => {
      expect(() => value(latex)).toThrow(UnknownName);
    },
  );
});
