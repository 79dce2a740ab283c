import { beforeAll, describe, expect, test } from 'vitest';

import { init } from '../device/init.ts';
import { greater, mul, sub } from '../table/api/binary.ts';
import { matmul } from '../table/api/linear-algebra.ts';
import { softmax } from '../table/api/softmax.ts';
import { erf, exp, sigmoid, tanh } from '../table/api/unary.ts';
import { normal } from '../random/sampling.ts';
import { key } from '../random/keys.ts';
import { float64, fromFloat64, toFloat64 } from '../values/convert.ts';
import type { Float64Tensor } from '../values/float64-tensor.ts';
import type { Value } from '../values/value.ts';
import { bounded, errorOf, inBounds } from './index.ts';

beforeAll(async () => {
  await init();
});

/** Several operations, one on top of the other, in which errors grow. */
function deep(lift: (value: Float64Tensor) => Value): Value {
  const [a, b] = [lift(normal(key(1), [4, 40])), lift(normal(key(2), [40, 5]))];
  const h = tanh(matmul<Value>(a, b));
  const gate = sigmoid(mul<Value>(h, exp(h)));
  return softmax(sub<Value>(mul<Value>(gate, 30), erf(h)), -1);
}

describe('bounded', () => {
  test('float32 results lie within the bounds, and the bounds are small', async () => {
    const expected = deep(bounded);
    const { worst, bound } = inBounds(await toFloat64(deep(fromFloat64)), expected);
    expect(worst).toBeLessThanOrEqual(1);
    expect(bound).toBeGreaterThan(0);
    expect(bound).toBeLessThan(1e-2);
  });

  test('a number that is off is not within them', () => {
    const y = mul<Value>(bounded(float64([3])), bounded(float64([7])));
    expect(inBounds(float64([21]), y).worst).toBe(0);
    expect(inBounds(float64([21 + 2 ** -20]), y).worst).toBeLessThanOrEqual(1);
    expect(inBounds(float64([21 + 1e-5]), y).worst).toBeGreaterThan(1);
    expect(inBounds(float64([NaN]), y).worst).toBe(Infinity);
    expect(inBounds(float64([21, 21]), y).worst).toBe(Infinity);
  });

  test('comparisons that errors could turn around are errors', () => {
    const third = tanh(bounded(float64([0.3])));
    expect(() => greater<Value>(third, sub<Value>(third, 1e-9))).toThrow(/the errors decide a comparison/);
    expect(errorOf(greater<Value>(third, bounded(float64([0])))).data).toEqual(Float64Array.of(0));
    expect(() => errorOf(float64([1]))).toThrow(TypeError);
  });
});
