import { grad } from '@gradbook/autograd';
import { cast, float64, Float64Tensor, mul, slice, softmax, sum, type Value } from '@gradbook/core-ops';
import { describe, expect, test } from 'vitest';

import { distance, rounding, sample } from '../testing/samples.ts';
import { causalMask, lengthMask, maskedSoftmax } from './masks.ts';

const may = (...rows: number[][]): Float64Tensor =>
  new Float64Tensor([rows.length, rows[0]!.length], rows.flat(), 'bool');
const scores = sample(1, [3, 4], 3);

describe('what may not be attended to has no weight, and the rest is a softmax of its own', () => {
  test('a mask of bool', () => {
    const weights = maskedSoftmax(scores, { mask: may([1, 1, 0, 0], [1, 1, 1, 1], [0, 0, 0, 1]) });
    expect([...weights.data.slice(2, 4), ...weights.data.slice(8)]).toEqual([0, 0, 0, 0, 0, 1]);
    expect(distance(slice(weights, [0, 0], [1, 2]), softmax(slice(scores, [0, 0], [1, 2])))).toBeLessThan(rounding);
    expect(distance(slice(weights, [1, 0], [1, 4]), softmax(slice(scores, [1, 0], [1, 4])))).toBeLessThan(rounding);
  });

  test('floats are added, and −∞ is as good as false', () => {
    const mask = may([1, 1, 0, 1]);
    const added = float64([[0.5, 0, -Infinity, 1]]);
    const moved = maskedSoftmax(new Float64Tensor([1, 4], scores.data.slice(0, 4)), { mask: added });
    const [a, b, c, d] = scores.data;
    const expected = maskedSoftmax(float64([[a! + 0.5, b!, c!, d! + 1]]), { mask });
    expect(distance(moved, expected)).toBe(0);
  });

  test('causal and a mask together', () => {
    const mask = may([1, 0, 1, 1]);
    const joint = maskedSoftmax(scores, { causal: true, mask });
    expect(distance(joint, maskedSoftmax(scores, { mask: may([1, 0, 0, 0], [1, 0, 0, 0], [1, 0, 1, 0]) }))).toBe(0);
    expect([...causalMask(3, 4, scores).data]).toEqual([1, 0, 0, 0, 1, 1, 0, 0, 1, 1, 1, 0]);
  });

  test('scores far below all usual ones keep their weight beside forbidden ones', () => {
    const weights = maskedSoftmax(float64([[-1e30, -1e30, 5]]), { mask: may([1, 1, 0]) });
    expect([...weights.data]).toEqual([0.5, 0.5, 0]);
  });
});

describe('a query that may attend to nothing', () => {
  const mask = may([0, 0, 0, 0], [1, 1, 1, 1], [1, 1, 1, 1]);

  test('has weights of NaN as in PyTorch, or zeros', () => {
    const nan = maskedSoftmax(scores, { mask });
    expect(Array.from(nan.data.slice(0, 4))).toEqual([NaN, NaN, NaN, NaN]);
    const zeros = maskedSoftmax(scores, { mask, fullyMasked: 'zeros' });
    expect(Array.from(zeros.data.slice(0, 4))).toEqual([0, 0, 0, 0]);
    expect(nan.data.slice(4)).toEqual(zeros.data.slice(4));
  });

  test.each(['nan', 'zeros'] as const)(
    '%s: no gradient reaches its scores, and the others get theirs',
    (fullyMasked) => {
      const cotangent = sample(2, [3, 4]);
      const f = (x: Value): Value => sum(mul(maskedSoftmax(x, { mask, fullyMasked }), cotangent));
      const free = grad((x: Value) => sum(mul(softmax(x), cotangent)))(scores);
      const found = grad(f)(scores);
      expect(Array.from(found.data.slice(0, 4))).toEqual([0, 0, 0, 0]);
      expect(found.data.slice(4)).toEqual(free.data.slice(4));
    },
  );
});

test('lengths: as a list or as a value', () => {
  const expected = [1, 0, 0, 1, 1, 1];
  expect([...lengthMask([1, 3], 3, scores).data]).toEqual(expected);
  expect([...lengthMask(new Float64Tensor([2], [1, 3], 'int32'), 3, scores).data]).toEqual(expected);
  expect(lengthMask([1, 3], 3, scores).dtype).toBe('bool');
  expect(() => lengthMask([0, 3], 3, scores)).toThrow('a length is 0; expected a whole number from 1 to 3');
});

test('a mask that does not broadcast', () => {
  expect(() => maskedSoftmax(scores, { mask: cast(float64([1, 0]), 'bool') })).toThrow(
    /maskedSoftmax: got \[3, 4\].*\[2\]; the mask must broadcast/,
  );
});
