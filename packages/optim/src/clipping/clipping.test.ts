import { grad, jacobian } from '@gradbook/autograd';
import {
  float64,
  fromFloat64,
  init,
  mul,
  read,
  scope,
  scopeAsync,
  sum,
  toFloat64,
  type Value,
} from '@gradbook/core-ops';
import { beforeAll, describe, expect, test } from 'vitest';

import { clipGradNorm, clipGradValue, globalNorm, NonFiniteError, normalizeBackward, requireFinite } from '../index.ts';
import { numbers, sample } from '../testing/sample.ts';

beforeAll(async () => {
  await init();
});

const tree = { a: sample([3, 4], 1, 2), list: [sample([5], 2, 2), sample([], 3)] };
const flat = [...numbers(tree.a), ...tree.list.flatMap(numbers)];

/** The norm's definition; the powers are exact enough for 15 digits. */
function norm(values: readonly number[], p: number): number {
  if (p === Infinity) return Math.max(...values.map(Math.abs));
  return values.reduce((total, value) => total + Math.abs(value) ** p, 0) ** (1 / p);
}

describe('clipping by norm', () => {
  test.each([1, 2, 3, 0.5, Infinity])('the norm with p = %s is over all gradients together', (p) => {
    const found = numbers(globalNorm(tree, p))[0]!;
    expect(Math.abs(found / norm(flat, p) - 1)).toBeLessThan(1e-13);
    const { gradients, totalNorm } = clipGradNorm(tree, 0.5, { normType: p });
    expect(numbers(totalNorm)[0]).toBe(found);
    const factor = Math.min(1, 0.5 / (found + 1e-6));
    numbers(gradients.a).forEach((g, i) => expect(g).toBeCloseTo(flat[i]! * factor, 14));
    // All but 1e-6/norm of the length remains, in the same direction.
    const clipped = [...numbers(gradients.a), ...gradients.list.flatMap(numbers)];
    expect(norm(clipped, p)).toBeLessThan(0.5);
    expect(norm(clipped, p)).toBeGreaterThan(0.5 * (1 - 2e-6 / found) - 1e-12);
  });

  test('gradients that are short enough stay exactly what they are', () => {
    expect(numbers(clipGradNorm(tree, 1000).gradients.a)).toEqual(numbers(tree.a));
  });

  test('empty gradients count for nothing', () => {
    expect(numbers(globalNorm({ a: float64([], [0]), b: float64([3, -4]) }))).toEqual([5]);
    expect(numbers(globalNorm({ a: float64([], [0]) }, Infinity))).toEqual([0]);
    expect(() => globalNorm({})).toThrow('there is no gradient');
    expect(() => globalNorm(tree, 0)).toThrow('p is 0');
    expect(() => clipGradNorm(tree, -1)).toThrow('maxNorm is -1');
  });

  test('by value: each element by itself', () => {
    const clipped = clipGradValue(tree, 0.5);
    expect(numbers(clipped.a)).toEqual(numbers(tree.a).map((g) => Math.min(0.5, Math.max(-0.5, g))));
    expect(numbers(clipGradValue(float64([Number.NaN, Infinity]), 1))).toEqual([Number.NaN, 1]);
  });

  test('on the device', async () => {
    await scopeAsync(async () => {
      const onDevice = { a: fromFloat64(tree.a), list: tree.list.map(fromFloat64) };
      const { gradients, totalNorm } = clipGradNorm(onDevice, 0.5);
      const expected = norm(flat, 2);
      // Squares 1 u, their sum 2 u, halved by the root, which has 9 u; the quotient 5 u and one more sum.
      expect(Math.abs((await read(totalNorm))[0]! - expected)).toBeLessThan(11 * 2 ** -24 * expected);
      const found = numbers(await toFloat64(gradients.a));
      found.forEach((g, i) =>
        expect(Math.abs(g - (flat[i]! * 0.5) / (expected + 1e-6))).toBeLessThan(20 * 2 ** -24 * 0.5),
      );
    });
  });
});

describe('requireFinite', () => {
  test('hands on what is finite', async () => {
    expect(await requireFinite(tree)).toBe(tree);
  });

  test('says which values are not, and where', async () => {
    const broken = { w: float64([1, Number.NaN, Infinity]), b: float64([1]), c: float64([-Infinity]) };
    const { totalNorm } = clipGradNorm(broken, 1);
    await expect(requireFinite({ totalNorm })).rejects.toThrow(NonFiniteError);
    await expect(requireFinite(broken)).rejects.toMatchObject({
      findings: [
        { path: 'c', index: 0, value: -Infinity, count: 1 },
        { path: 'w', index: 1, value: Number.NaN, count: 2 },
      ],
    });
    const onDevice = scope(() => fromFloat64(float64([0, Infinity])));
    await expect(requireFinite(onDevice, 'the loss')).rejects.toThrow(
      'the loss: the value has 1 element that is not finite',
    );
    onDevice.dispose();
  });
});

/** The gradient that arrives, as it is handed on. */
const normalized = (g: Value): Value => grad((h: Value) => sum(mul(normalizeBackward(h), g)))(float64([1, 2]));

describe('backward gradient normalization', () => {
  const v = float64([
    [3, 4],
    [0, 0],
    [-5, 12],
  ]);

  test('forward the identity, backward a gradient of fixed norm', () => {
    const x = sample([3, 2], 4);
    expect(numbers(normalizeBackward(x))).toEqual(numbers(x));
    const pulled = (options: Parameters<typeof normalizeBackward>[1]): number[] =>
      numbers(grad((h: Value) => sum(mul(normalizeBackward(h, options), v)))(x));
    expect(norm(pulled({}), 2)).toBeCloseTo(1, 15);
    expect(norm(pulled({ norm: 7 }), 2)).toBeCloseTo(7, 14);
    const rows = pulled({ axes: -1 });
    [0.6, 0.8, 0, 0, -5 / 13, 12 / 13].forEach((value, i) => expect(rows[i]).toBeCloseTo(value, 15));
  });

  test('over many steps the gradient neither vanishes nor explodes', () => {
    for (const factor of [0.1, 10]) {
      const chain = (h: Value, normalized: boolean): Value => {
        let state = h;
        for (let t = 0; t < 30; t++) state = mul(normalized ? normalizeBackward(state) : state, factor);
        return sum(state);
      };
      const [start] = [float64([1, 2])];
      expect(norm(numbers(grad((h: Value) => chain(h, true))(start)), 2)).toBeCloseTo(1, 12);
      const plain = norm(numbers(grad((h: Value) => chain(h, false))(start)), 2);
      expect(plain / (Math.SQRT2 * factor ** 30)).toBeCloseTo(1, 9);
    }
  });

  test('a vanishing gradient, whose square float32 does not hold, is normalised on the device', async () => {
    const pulled = await scopeAsync(async () => {
      const tiny = fromFloat64(float64([3e-30, 4e-30, 0]));
      return read(grad((h: Value) => sum(mul(normalizeBackward(h), tiny)))(fromFloat64(float64([1, 1, 1]))));
    });
    [0.6, 0.8, 0].forEach((value, i) => expect(pulled[i]).toBeCloseTo(value, 6));
  });

  test('the derivative of the pulled gradient is that of g/‖g‖, (1 − ggᵀ/‖g‖²)/‖g‖', () => {
    const found = numbers(jacobian(normalized)(float64([3, 4])));
    [16, -12, -12, 9].forEach((value, i) => expect(found[i]).toBeCloseTo(value / 125, 14));
  });
});
