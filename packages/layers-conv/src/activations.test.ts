import { grad } from '@gradbook/autograd';
import { float64, type Value } from '@gradbook/core-ops';
import { describe, expect, test } from 'vitest';

import { celu, elu, gelu, leakyRelu, silu } from './index.ts';

const at = (f: (x: Value) => Value, x: number): number => grad(f)(float64(x)).data[0]!;

describe('activations', () => {
  test('are their definitions', () => {
    for (const x of [-3, -0.5, -1e-9, 0.25, 4]) {
      const one = float64([x]);
      const expected = {
        elu: x > 0 ? x : 0.7 * Math.expm1(x),
        celu: x > 0 ? x : 0.3 * Math.expm1(x / 0.3),
        leaky: x > 0 ? x : 0.2 * x,
        silu: x / (1 + Math.exp(-x)),
        tanh: 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3))),
      };
      expect(elu(one, 0.7).data[0]).toBeCloseTo(expected.elu, 14);
      expect(celu(one, 0.3).data[0]).toBeCloseTo(expected.celu, 14);
      expect(leakyRelu(one, 0.2).data[0]).toBeCloseTo(expected.leaky, 14);
      expect(silu(one).data[0]).toBeCloseTo(expected.silu, 14);
      expect(gelu(one, 'tanh').data[0]).toBeCloseTo(expected.tanh, 14);
    }
    // Φ(1) and Φ(−2), tabulated.
    expect(gelu(float64([1, -2])).data[0]).toBeCloseTo(0.8413447460685429, 12);
    expect(gelu(float64([1, -2])).data[1]).toBeCloseTo(-2 * 0.0227501319481792, 12);
  });

  test('large numbers neither overflow nor make derivatives NaN', () => {
    for (const f of [elu, celu, silu, gelu, leakyRelu] as const) {
      expect(f(float64([1e4])).data[0]).toBe(1e4);
      expect(at((x) => f(x), 1e4)).toBe(1);
      expect(Number.isFinite(at((x) => f(x), -1e4))).toBe(true);
    }
  });

  test('at 0: celu has slope 1 for every α, elu α, leakyRelu its slope', () => {
    expect(at((x) => celu(x, 0.3), 0)).toBe(1);
    expect(at((x) => elu(x, 0.3), 0)).toBe(0.3);
    expect(at((x) => leakyRelu(x, 0.3), 0)).toBe(0.3);
    expect(at(silu, 0)).toBe(0.5);
  });

  test('celu needs an α above 0', () => {
    expect(() => celu(float64([1]), 0)).toThrow(/alpha must be above 0/);
  });
});
