import { describe, expect, it } from 'vitest';

import { hostile, problemsOfSvg } from '../testing/plain-svg.ts';
import { textWidth } from '../svg/text.ts';
import { errorMap } from './error-map.ts';

const count = (svg: string, part: string): number => svg.split(part).length - 1;

describe('a map of errors', () => {
  it('has a square for each number, filled where it is wrong', () => {
    const svg = errorMap({ rows: 2, columns: 3, errors: [0, 1e-6, 0.1, 0, NaN, Infinity], tolerance: 1e-5 });
    expect(problemsOfSvg(svg)).toEqual([]);
    expect(count(svg, 'class="right"')).toBe(3);
    expect(count(svg, 'class="wrong"')).toBe(3);
    expect(count(svg, 'class="none"')).toBe(2);
  });

  it('is darker where the error is larger', () => {
    const svg = errorMap({ rows: 1, columns: 3, errors: [1e-4, 1e-2, 1], tolerance: 1e-5 });
    const shades = [...svg.matchAll(/fill-opacity="([\d.]+)"/g)].map(([, shade]) => Number(shade));
    expect(shades).toEqual(shades.toSorted((a, b) => a - b));
    expect(new Set(shades).size).toBe(3);
  });

  it('says in words which rows are wrong', () => {
    const errors = [0, 0, 1, 0, 0, 0];
    expect(errorMap({ rows: 3, columns: 2, errors, tolerance: 1e-5, rowLabel: 'step' })).toContain(
      '3 rows (step) of 2 numbers; 1 of 6 wrong, the largest error is 1. Rows with wrong numbers: 1.',
    );
  });

  it.each([
    [1, 1],
    [1, 4000],
    [4000, 1],
    [63, 63],
  ])('of %i × %i is a sound SVG', (rows, columns) => {
    const errors = Array.from({ length: rows * columns }, (_, index) => index % 3);
    expect(problemsOfSvg(errorMap({ rows, columns, errors, tolerance: 1 }))).toEqual([]);
  });

  it.each(hostile)('takes %j for a label as text', (rowLabel) => {
    expect(problemsOfSvg(errorMap({ rows: 1, columns: 1, errors: [1], tolerance: 0.1, rowLabel }))).toEqual([]);
  });

  it('says what it needs', () => {
    expect(() => errorMap({ rows: 2, columns: 2, errors: [1], tolerance: 1 })).toThrow(/1 errors for 2 × 2/);
    expect(() => errorMap({ rows: 0, columns: 0, errors: [], tolerance: 1 })).toThrow(RangeError);
  });
});

it('is as wide as what it says', () => {
  const svg = errorMap({ rows: 1, columns: 2, errors: [0.0123, 0], tolerance: 1e-5 });
  const said = '1 of 2 wrong, the largest error is 0.0123';
  expect(Number(/ width="(\d+)"/.exec(svg)![1])).toBeGreaterThanOrEqual(56 + textWidth(said, 12));
});
