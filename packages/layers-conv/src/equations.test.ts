import { jacobian, vjp } from '@gradbook/autograd';
import { add, conv1d, Float64Tensor, float64, matmul, reshape, tanh, type Value } from '@gradbook/core-ops';
import { describe, expect, test } from 'vitest';

import {
  convLayer,
  convOutputSizes,
  convTransposeLayer,
  convTransposeOutputSizes,
  residualBlock,
  residualConvBlock,
} from './index.ts';

// The equations of the course's documents, each stated by a test with numbers that share no common pattern.

/** Numbers of a shape, none of them alike. */
function sample(shape: readonly number[], seed: number): Float64Tensor {
  const size = shape.reduce((product, length) => product * length, 1);
  return new Float64Tensor(
    shape,
    Array.from({ length: size }, (_, i) => (((i + seed) * 7919) % 101) / 50 - 1),
  );
}

/** f_W(x) of 1.1(c). */
const f = <V extends Value>(w: V, input: V): V => conv1d(input, w, { stride: 2 });
const indices = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

describe('convolutional networks, 1.1', () => {
  test('(a) an 11×21 image under 5×4 filters, stride 4: 2×5 outputs, each size rounded down', () => {
    const { size, axes } = convOutputSizes({ input: [11, 21], kernel: [5, 4], stride: 4 });
    expect(size).toEqual([2, 5]);
    expect(axes.map(({ exact }) => exact)).toEqual([2.5, 5.25]);
    expect(axes.map(({ leftOver }) => leftOver)).toEqual([2, 1]);
    expect(convLayer({ weight: sample([1, 1, 5, 4], 1) }, sample([1, 11, 21], 2), { stride: 4 }).shape).toEqual([
      1, 2, 5,
    ]);
  });

  test('(b) C channels, F filters of size K, padding P, stride S, dilation D: F × H_out × W_out', () => {
    for (const [C, H, W, F, K, P, S, D] of [
      [3, 9, 12, 5, 3, 1, 2, 2],
      [1, 8, 7, 2, 2, 0, 3, 1],
      [2, 10, 11, 4, 3, 2, 1, 3],
    ] as const) {
      const out = (length: number): number => Math.floor((length + 2 * P - D * (K - 1) - 1) / S + 1);
      const options = { padding: P, stride: S, dilation: D };
      const y = convLayer({ weight: sample([F, C, K, K], 1) }, sample([C, H, W], 2), options);
      expect(y.shape).toEqual([F, out(H), out(W)]);
      expect(convOutputSizes({ input: [H, W], kernel: K, ...options }).size).toEqual([out(H), out(W)]);
    }
  });

  describe('(c) one filter of width 3 over 5 channels of length 7, stride 2', () => {
    const [x, weight] = [sample([5, 7], 3), sample([1, 5, 3], 4)];
    const X = (m: number, p: number): number => x.data[m * 7 + p]!;
    const W = (m: number, n: number): number => weight.data[m * 3 + n]!;

    test('(i) f_W(x)[0, i] = Σ_m Σ_n W[0, m, n] x[m, 2i + n]', () => {
      const y = f(weight, x);
      expect(y.shape).toEqual([1, 3]);
      for (const i of indices(3)) {
        const sum = indices(5).reduce(
          (total, m) => indices(3).reduce((part, n) => part + W(m, n) * X(m, 2 * i + n), total),
          0,
        );
        expect(y.data[i]).toBeCloseTo(sum, 13);
      }
    });

    test('(ii) ∂f[0, i]/∂W[0, m, n] = x[m, 2i + n]', () => {
      const derivative = jacobian((w: Value) => f<Value>(w, x))(weight) as Float64Tensor;
      expect(derivative.shape).toEqual([1, 3, 1, 5, 3]);
      derivative.data.forEach((value, at) => {
        const [i, m, n] = [Math.floor(at / 15), Math.floor(at / 3) % 5, at % 3];
        expect(value).toBe(X(m, 2 * i + n));
      });
    });

    test('(iii) ∂f[0, i]/∂x[m, p] = W[0, m, p − 2i] for 0 ≤ p − 2i < 3, else 0', () => {
      const derivative = jacobian((input: Value) => f<Value>(weight, input))(x) as Float64Tensor;
      expect(derivative.shape).toEqual([1, 3, 5, 7]);
      derivative.data.forEach((value, at) => {
        const [i, m, p] = [Math.floor(at / 35), Math.floor(at / 7) % 5, at % 7];
        const n = p - 2 * i;
        expect(value).toBe(n >= 0 && n < 3 ? W(m, n) : 0);
      });
    });

    test('(iv) ∂l/∂W[0, m, n] = Σ_i ∂l/∂f[0, i] x[m, 2i + n]: again a convolution, with steps of 1 and taps 2 apart', () => {
      const g = sample([1, 3], 5);
      const [gradient] = vjp((w: Value) => f<Value>(w, x), weight).pullback(g) as [Float64Tensor];
      expect(gradient.shape).toEqual([1, 5, 3]);
      gradient.data.forEach((value, at) => {
        const [m, n] = [Math.floor(at / 3), at % 3];
        expect(value).toBeCloseTo(
          indices(3).reduce((total, i) => total + g.data[i]! * X(m, 2 * i + n), 0),
          13,
        );
      });
      const channels = reshape(x, [5, 1, 7]);
      const same = conv1d(channels, reshape(g, [1, 1, 3]), { dilation: 2 });
      same.data.forEach((value, at) => expect(value).toBeCloseTo(gradient.data[at]!, 13));
    });
  });
});

describe('convolutional networks, 6', () => {
  test('(b) the signal [1, 4, 0, −2, 3] becomes [−2, 2, 11] by the filter [2, −1, 3], and by no other', () => {
    const signal = float64([[1, 4, 0, -2, 3]]);
    expect([...convLayer({ weight: float64([[[2, -1, 3]]]) }, signal).data]).toEqual([-2, 2, 11]);
    // y = A w with A the patches as rows; its determinant is not 0, so w is the only solution.
    const A = jacobian((w: Value) => convLayer<Value>({ weight: w }, signal))(float64([[[0, 0, 0]]])) as Float64Tensor;
    const [a, b, c, d, e, t, g, h, i] = [...A.data];
    expect([...A.data]).toEqual([1, 4, 0, 4, 0, -2, 0, -2, 3]);
    expect(a! * (e! * i! - t! * h!) - b! * (d! * i! - t! * g!) + c! * (d! * h! - e! * g!)).toBe(-52);
  });

  test('(c) [a, b, c] transposed with [x, y, z] and stride 2 is [ax, ay, az + bx, by, bz + cx, cy, cz]', () => {
    const [[a, b, c], [x, y, z]] = [
      [2, -3, 5],
      [7, 11, -13],
    ] as const;
    const result = convTransposeLayer({ weight: float64([[[x, y, z]]]) }, float64([[a, b, c]]), { stride: 2 });
    expect([...result.data]).toEqual([a * x, a * y, a * z + b * x, b * y, b * z + c * x, c * y, c * z]);
  });

  test('(c) [[−1, 2], [3, 1]] transposed with [[1, −1], [0, 1]]', () => {
    const weight = new Float64Tensor([1, 1, 2, 2], [1, -1, 0, 1]);
    const result = convTransposeLayer({ weight }, new Float64Tensor([1, 2, 2], [-1, 2, 3, 1]));
    expect(result.shape).toEqual([1, 3, 3]);
    expect([...result.data]).toEqual([-1, 3, -2, 3, -3, 1, 0, 3, 1]);
    expect(convTransposeOutputSizes({ input: [2, 2], kernel: 2 }).size).toEqual([3, 3]);
  });
});

describe('residual blocks', () => {
  const [weight, bias, h] = [sample([3, 3], 6), sample([3], 7), sample([3], 8)];

  test('h_{l+1} = σ(W h_l + b) + h_l', () => {
    const expected = add(h, tanh(add(reshape(matmul(weight, reshape(h, [3, 1])), [3]), bias)));
    const found = residualBlock({ weight, bias }, h, tanh);
    found.data.forEach((value, i) => expect(value).toBeCloseTo(expected.data[i]!, 14));
  });

  test('∂h_{l+1}/∂h_l = I + diag(σ′(W h_l + b)) W', () => {
    const derivative = jacobian((value: Value) => residualBlock<Value>({ weight, bias }, value, tanh))(
      h,
    ) as Float64Tensor;
    const z = add(reshape(matmul(weight, reshape(h, [3, 1])), [3]), bias);
    derivative.data.forEach((value, at) => {
      const [i, j] = [Math.floor(at / 3), at % 3];
      const slope = 1 - Math.tanh(z.data[i]!) ** 2;
      expect(value).toBeCloseTo(Number(i === j) + slope * weight.data[at]!, 13);
    });
  });

  test('where the layer adds nothing the block is the identity, and so is its derivative', () => {
    const zero = { weight: new Float64Tensor([3, 3], new Float64Array(9)), bias: new Float64Tensor([3], [-1, -1, -1]) };
    expect([...residualBlock(zero, h).data]).toEqual([...h.data]);
    const derivative = jacobian((value: Value) => residualBlock<Value>(zero, value))(h) as Float64Tensor;
    expect([...derivative.data]).toEqual([1, 0, 0, 0, 1, 0, 0, 0, 1]);
  });

  test('in convolution form: a 1×1 convolution of one pixel is the dense block', () => {
    const kernel = reshape(weight, [3, 3, 1, 1]);
    const pixel = residualConvBlock({ weight: kernel, bias }, reshape(h, [1, 3, 1, 1]), tanh);
    const dense = residualBlock({ weight, bias }, h, tanh);
    pixel.data.forEach((value, i) => expect(value).toBeCloseTo(dense.data[i]!, 14));
    expect(residualConvBlock({ weight: sample([3, 3, 3, 3], 1) }, sample([2, 3, 5, 4], 2)).shape).toEqual([2, 3, 5, 4]);
  });

  test('what does not keep the size is refused', () => {
    expect(() => residualBlock({ weight: sample([2, 3], 1) }, h)).toThrow(/must be square/);
    expect(() => residualConvBlock({ weight: sample([2, 3, 1], 1) }, sample([3, 4], 1))).toThrow(
      /as many output as input/,
    );
  });
});
