import {
  abs,
  bind,
  exp,
  float64,
  Float64Tensor,
  floor,
  gather,
  log,
  matmul,
  maximum,
  mul,
  type Operation,
  pow,
  relu,
  sqrt,
  square,
  sum,
  tanh,
  type Value,
} from '@gradbook/core-ops';
import { describe, expect, test } from 'vitest';

import { checkGradients, defineRule, GradientError } from '../index.ts';
import { differentiate } from './differences.ts';

/** y = x³ elementwise, an operation outside the table; `name` chooses the rule. */
function cube(name: string): (x: Value) => Value {
  const operation: Operation = {
    name,
    shape: (shapes) => shapes.map((shape) => [...shape]),
    reference: ([x]) => [
      new Float64Tensor(
        x!.shape,
        x!.data.map((v) => v ** 3),
      ),
    ],
    kernel: () => {
      throw new Error('float64 only');
    },
    errorBound: ([x]) => [x!],
    differentiable: () => [true],
  };
  return (x) => bind(operation, [x], {})[0]!;
}

defineRule('test: cube', ({ inputs, cotangents }) => [() => mul(cotangents[0]!, mul(square(inputs[0]!), 3))]);
// Wrong by one part in a million.
defineRule('test: cube, nearly', ({ inputs, cotangents }) => [
  () => mul(cotangents[0]!, mul(square(inputs[0]!), 3 * (1 + 1e-6))),
]);
// Right, but not made of operations of x: its own derivative is lost.
defineRule('test: cube, once', ({ inputs, cotangents }) => [
  () => {
    const x = inputs[0]!;
    let inner: Value = x;
    while ('primal' in inner) inner = inner.primal;
    return mul(cotangents[0]!, mul(square(inner), 3));
  },
]);

const point = float64([0.5, -2, 3]);

describe('checkGradients', () => {
  test('accepts a right rule, to third order', () => {
    const report = checkGradients((x) => cube('test: cube')(x), [point], { order: 3 });
    expect(report.ok).toBe(true);
    expect(report.compared).toBe(9);
  });

  test('catches a rule that is wrong by 1e-6, with the place and both numbers', () => {
    const check = (): unknown => checkGradients((x) => cube('test: cube, nearly')(x), [point]);
    expect(check).toThrow(GradientError);
    expect(check).toThrow(/argument 0 at \[\d\]: analytic .* numeric/);
    const { worst, findings, ok } = checkGradients(
      (p) => cube('test: cube, nearly')(p.layers[1]!.w),
      [{ layers: [{ w: float64(0) }, { w: point }] }],
      { onFailure: 'report' },
    );
    expect(ok).toBe(false);
    expect(findings).toHaveLength(3);
    expect(worst!.path).toBe('argument 0.layers[1].w');
    expect(Math.abs(worst!.analytic / worst!.numeric - 1 - 1e-6)).toBeLessThan(1e-9);
    expect(worst!.tolerance).toBeLessThan(1e-6 * Math.abs(worst!.analytic));
  });

  test('catches a first derivative that cannot be differentiated again, at order 2 only', () => {
    expect(checkGradients((x) => cube('test: cube, once')(x), [point]).ok).toBe(true);
    expect(() => checkGradients((x) => cube('test: cube, once')(x), [point], { order: 2 })).toThrow(
      /order 2: analytic 0/,
    );
  });

  test('is not fooled at a kink, where a central difference sees the mean of both slopes', () => {
    // relu's convention at 0 is 0, the mean of the slopes is 1/2; |x|'s convention is the mean itself.
    for (const f of [relu, abs, (x: Value) => maximum(x, mul(x, 3))]) {
      const report = checkGradients((x) => f(x), [float64([0, 1])], { onFailure: 'report' });
      expect(report.findings.map(({ verdict, index }) => [verdict, index])).toEqual([['kink', [0]]]);
      expect(report.ok).toBe(false);
    }
    expect(() => checkGradients((x) => relu(x), [float64([0, 1])])).toThrow(/a kink/);
  });

  test('a kink within the larger steps does not disturb', () => {
    expect(checkGradients((x) => relu(x), [float64([0.01, -0.01, 0.003])]).ok).toBe(true);
  });

  test('a jump at the point is a kink as well', () => {
    const { findings } = checkGradients((x) => floor(x), [float64([2])], { onFailure: 'report' });
    expect(findings.map(({ verdict }) => verdict)).toEqual(['kink']);
  });

  test('the edge of the domain is undecided, never passed', () => {
    const { findings, ok } = checkGradients((x) => sqrt(x), [float64([0])], { onFailure: 'report' });
    expect([ok, findings[0]!.verdict]).toEqual([false, 'undecided']);
  });

  test('near the edge of the domain the steps shrink until they fit', () => {
    expect(checkGradients((x) => log(x), [float64([0.002, 1, 50])], { order: 2 }).ok).toBe(true);
  });

  test('holds integers fixed and takes several arguments and values', () => {
    const indices = new Float64Tensor([2], [2, 0], 'int32');
    const report = checkGradients(
      (x, i, y) => [gather(x, i), { product: matmul(x, y), power: pow(exp(y), 1.5) }],
      [
        float64([
          [1, 2],
          [3, 4],
          [5, 6],
        ]),
        indices,
        float64([[0.5], [-0.5]]),
      ],
      { order: 2 },
    );
    expect(report.ok).toBe(true);
    expect(report.compared).toBe(2 * 8);
  });

  test('compares a seeded choice where there are many elements', () => {
    const many = float64(Float64Array.from({ length: 500 }, (_, i) => i / 250 - 1));
    expect(checkGradients((x) => sum(tanh(x)), [many], { elements: 20, seed: 3 }).compared).toBe(20);
    const worst = (seed: number): unknown => checkGradients((x) => sum(tanh(x)), [many], { elements: 20, seed }).worst;
    expect(worst(3)).toEqual(worst(3));
    expect(worst(3)).not.toEqual(worst(4));
  });
});

describe('differentiate', () => {
  // Protects: the error estimate covers the error, which is what the tolerance stands on.
  const cases: readonly [string, (x: number) => number, (x: number) => number, readonly number[]][] = [
    ['sin', Math.sin, Math.cos, [0, 1, 20, 2000]],
    ['exp', Math.exp, Math.exp, [-30, 0, 10]],
    ['ln', Math.log, (x) => 1 / x, [0.001, 1, 1e6]],
    ['1/x', (x) => 1 / x, (x) => -1 / x ** 2, [0.01, -3, 1e4]],
    ['x⁷', (x) => x ** 7, (x) => 7 * x ** 6, [0, 1, -5]],
    ['1', () => 1, () => 0, [0, 5]],
  ];
  for (const [label, f, derivative, points] of cases) {
    test(`${label}: the true error lies within four times the estimate, and the estimate is small`, () => {
      for (const x of points) {
        const found = differentiate((at) => ({ value: f(at), magnitude: Math.abs(f(at)) }), x, 2 ** -52);
        if (found.kind !== 'smooth') throw new Error(`${label} at ${x} is ${found.kind}`);
        expect(Math.abs(found.derivative - derivative(x))).toBeLessThanOrEqual(4 * found.error);
        expect(found.error).toBeLessThanOrEqual(1e-6 * Math.max(1e-3, Math.abs(derivative(x))));
      }
    });
  }
});
