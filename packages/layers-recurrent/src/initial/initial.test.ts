import { type Float64Tensor, init, key, matmul, toFloat64 } from '@gradbook/core-ops';
import { describe, expect, test } from 'vitest';

import { gatedRnn, gru, lstm, rnn } from '../layers/layers.ts';
import { sample } from '../testing/samples.ts';
import {
  type Initializer,
  kaimingNormal,
  kaimingUniform,
  orthogonal,
  uniformInitializer,
  xavierNormal,
  xavierUniform,
} from './initializers.ts';
import { initialGatedRnn, initialGru, initialHead, initialLstm, initialRnn } from './parameters.ts';

const largest = ({ data }: Float64Tensor) => data.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
const meanSquare = ({ data }: Float64Tensor) => data.reduce((sum, value) => sum + value * value, 0) / data.length;

describe('initialisers have the bounds and variances of their papers', () => {
  const shape = [200, 300];
  // Var(w²) ≤ 2 Var(w)² (normal), so the mean square of 60,000 is within 6√(2/60,000) = 3.5 % but once in 10⁹.
  const close = 0.035;
  test.each<[string, Initializer, number, number]>([
    ['uniform', uniformInitializer(0.25), 0.25 ** 2 / 3, 0.25],
    ['xavier uniform', xavierUniform(2), (4 * 2) / 500, 2 * Math.sqrt(6 / 500)],
    ['xavier normal', xavierNormal(2), (4 * 2) / 500, Infinity],
    ['kaiming uniform', kaimingUniform(), 2 / 300, Math.sqrt(6 / 300)],
    ['kaiming normal', kaimingNormal(), 2 / 300, Infinity],
    ['kaiming normal, fan out, gain 1', kaimingNormal({ fan: 'out', gain: 1 }), 1 / 200, Infinity],
  ])('%s', (_, make, variance, bound) => {
    const value = make(key(1), shape);
    expect(value.shape).toEqual(shape);
    expect(Math.abs(meanSquare(value) / variance - 1)).toBeLessThan(close);
    expect(largest(value)).toBeLessThanOrEqual(bound);
    if (Number.isFinite(bound)) expect(largest(value)).toBeGreaterThan(0.99 * bound);
    expect(make(key(1), shape).data).toEqual(value.data);
    expect(make(key(2), shape).data).not.toEqual(value.data);
  });

  test.each([[[6, 6]], [[6, 3]], [[3, 6]]])('orthogonal %j: Q Qᵀ or QᵀQ is the identity', (own) => {
    const q = orthogonal(2)(key(3), own);
    const product = own[0]! <= own[1]! ? matmul(q, q, { transposeB: true }) : matmul(q, q, { transposeA: true });
    const n = Math.min(...own);
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) expect(product.data[i * n + j]).toBeCloseTo(i === j ? 4 : 0, 12);
    }
  });

  test('orthogonal matrices favour no sign: the mean of an element is 0', () => {
    // Of 400 numbers of variance 1/2: five deviations.
    let total = 0;
    for (let seed = 0; seed < 400; seed++) total += orthogonal()(key(seed), [2, 2]).data[0]!;
    expect(Math.abs(total / 400)).toBeLessThan(5 * Math.sqrt(0.5 / 400));
  });

  test('what they do not take', () => {
    expect(() => xavierUniform()(key(0), [3])).toThrow(/xavierUniform: got \[3\]; it takes the shape of a matrix/);
    expect(() => uniformInitializer(0)).toThrow(/bound is 0; expected a finite number above 0/);
  });
});

describe('parameters', () => {
  const sizes = { inputSize: 3, hiddenSize: 16, numLayers: 2, bidirectional: true };
  const x = sample(1, [4, 2, 3]);

  test('fit their layers and are within ±1/√H', () => {
    const all = [
      [initialRnn(key(1), sizes), rnn],
      [initialLstm(key(1), sizes), lstm],
      [initialGru(key(1), sizes), gru],
      [initialGatedRnn(key(1), sizes), gatedRnn],
    ] as const;
    for (const [params, layer] of all) {
      expect(layer(params, x).output.shape).toEqual([4, 2, 32]);
      for (const value of Object.values(params)) expect(largest(value)).toBeLessThanOrEqual(1 / 4);
    }
    expect(lstm(initialLstm(key(1), { ...sizes, projSize: 5 }), x).output.shape).toEqual([4, 2, 10]);
    expect(Object.keys(initialGru(key(1), { ...sizes, bias: false }))).toHaveLength(8);
  });

  test('every gate has numbers of its own; the recurrent blocks may be orthogonal', () => {
    const { weight_hh_l0: weight } = initialLstm(key(1), { ...sizes, recurrent: orthogonal() });
    const blocks = [0, 1, 2, 3].map((gate) => weight!.data.slice(gate * 256, (gate + 1) * 256));
    expect(new Set(blocks.map(String)).size).toBe(4);
    for (const block of blocks) {
      const norm = block.slice(0, 16).reduce((sum, value) => sum + value * value, 0);
      expect(norm).toBeCloseTo(1, 12);
    }
    expect(new Set(Object.values(initialRnn(key(1), sizes)).map(({ data }) => data[0])).size).toBe(16);
  });

  test('the forget gate can begin open', () => {
    const { bias_ih_l0: a, bias_hh_l0: b } = initialLstm(key(1), { inputSize: 1, hiddenSize: 2, forgetBias: 1 });
    const sum = a!.data.map((value, i) => value + b!.data[i]!);
    expect(Array.from(sum.slice(2, 4))).toEqual([1, 1]);
    expect(sum[0]).not.toBe(1);
    expect(() => initialLstm(key(1), { inputSize: 1, hiddenSize: 2, forgetBias: 1, bias: false })).toThrow(
      /there are no biases/,
    );
  });

  test('on the device they are the same numbers', async () => {
    await init();
    const there = initialHead(key(4), { inputSize: 3, outputSize: 2, kind: 'webgpu' });
    const here = initialHead(key(4), { inputSize: 3, outputSize: 2 });
    expect((await toFloat64(there.weight)).data).toEqual(here.weight.data.map(Math.fround));
    there.weight.dispose();
    there.bias.dispose();
  });

  test('what they do not take', () => {
    expect(() => initialRnn(key(1), { inputSize: 0, hiddenSize: 2 })).toThrow(/inputSize is 0/);
    expect(() => initialLstm(key(1), { inputSize: 1, hiddenSize: 2, projSize: 2 })).toThrow(/projSize is 2; expected/);
  });
});
