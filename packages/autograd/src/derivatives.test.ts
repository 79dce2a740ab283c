import {
  add,
  cast,
  exp,
  float64,
  Float64Tensor,
  greater,
  matmul,
  mul,
  neg,
  sigmoid,
  square,
  stopGradient,
  sub,
  sum,
  tanh,
  topK,
  type Value,
  argMax,
} from '@gradbook/core-ops';
import { describe, expect, test } from 'vitest';

import { grad, hessian, jacobian, TraceError, valueAndGrad, vjp } from './index.ts';

const numbers = (value: Float64Tensor): number[] => [...value.data];
/** The largest error relative to the largest number expected, or to 1. */
const errorOf = (actual: Float64Tensor, expected: readonly number[]): number => {
  const scale = Math.max(1, ...expected.map(Math.abs));
  if (actual.data.length !== expected.length) return Infinity;
  return Math.max(...expected.map((value, index) => Math.abs(actual.data[index]! - value) / scale));
};
/** A few dozen roundings. */
const rounding = 32 * 2 ** -53;

const timesSquare = (x: Value, y: Value): Value => sum(mul(x, square(y)));
// d/dx [x · d/dy (x + y)] = 1; confusing the two variables would give 2.
const innerUsesOuter = (x: Value): Value => mul(x, grad((y: Value) => add(x, y))(float64(1) as Value));
// d/dx [d/dy (x² y)] = 2x
const innerOfOuterSquare = (x: Value): Value => grad((y: Value) => mul(square(x), y))(float64(4) as Value);
// x · f′(x) with f = x³ has the derivative 9x².
const innerAtOuter = (x: Value): Value => mul(x, grad((y: Value) => mul(y, square(y)))(x));
const sumOfIndices = (p: { i: Value }): Value => sum(p.i);
const later = async (x: Value): Promise<Value> => {
  await Promise.resolve();
  return sum(x);
};

describe('grad', () => {
  test('of a sum of cubes', () => {
    const gradient = grad((x: Value) => sum(mul(x, square(x))));
    expect(numbers(gradient(float64([1, 2])))).toEqual([3, 12]);
  });

  test('returns the tree of its argument, zeros where the output does not depend on it', () => {
    const gradient = grad((p: { w: Value; unused: Value; layers: readonly Value[] }) => sum(mul(p.w, p.layers[1]!)));
    const result = gradient({ w: float64([2, 3]), unused: float64([[1], [1]]), layers: [float64(1), float64([5, 7])] });
    expect(numbers(result.w)).toEqual([5, 7]);
    expect(result.unused.shape).toEqual([2, 1]);
    expect(numbers(result.unused)).toEqual([0, 0]);
    expect(result.layers.map(numbers)).toEqual([[0], [2, 3]]);
  });

  test('in another argument, and in several', () => {
    expect(numbers(grad(timesSquare, { argument: 1 })(float64([2]), float64([3])))).toEqual([12]);
    const [inX, inY] = grad(timesSquare, { argument: [0, 1] })(float64([2]), float64([3]));
    expect([numbers(inX), numbers(inY)]).toEqual([[9], [12]]);
  });

  test('a function whose result does not depend on the argument has zero gradient', () => {
    const constant = float64(5);
    const { value, gradient } = valueAndGrad((_x: Value) => constant)(float64([1, 2]));
    expect(numbers(value)).toEqual([5]);
    expect(numbers(gradient)).toEqual([0, 0]);
  });

  test('nothing flows through comparisons, indices and stopGradient', () => {
    const gradient = grad((x: Value) => sum(mul(cast(greater(x, 0), 'float32'), stopGradient(x))));
    expect(numbers(gradient(float64([1, -1])))).toEqual([0, 0]);
    const viaIndex = grad((x: Value) => sum(mul(cast(argMax(x), 'float32'), sum(x))));
    expect(numbers(viaIndex(float64([1, 9])))).toEqual([1, 1]);
  });

  test('through several outputs of a composed operation', () => {
    const gradient = grad((x: Value) => {
      const { values } = topK(x, 2);
      return sum(mul(values, float64([10, 1]) as Value));
    });
    expect(numbers(gradient(float64([3, 7, 5])))).toEqual([0, 10, 1]);
  });

  test('a value used many times gets the sum', () => {
    const gradient = grad((x: Value) => add(mul(x, x), add(x, x)));
    expect(numbers(gradient(float64(3)))).toEqual([8]);
  });
});

describe('vjp', () => {
  test('pulls cotangents back, any number of times', () => {
    const { value, pullback } = vjp((x, y) => mul(x, y), float64([2, 3]), float64([5, 7]));
    expect(numbers(value)).toEqual([10, 21]);
    expect(pullback(float64([1, 10])).map(numbers)).toEqual([
      [5, 70],
      [2, 30],
    ]);
    expect(pullback(float64([0, 1])).map(numbers)).toEqual([
      [0, 7],
      [0, 3],
    ]);
  });

  test('of a tree, returned twice in it', () => {
    const { value, pullback } = vjp((x) => {
      const y = square(x);
      return { first: y, both: [y, x] };
    }, float64(3));
    expect([numbers(value.first), value.both.map(numbers)]).toEqual([[9], [[9], [3]]]);
    const [cotangent] = pullback({ first: float64(1), both: [float64(10), float64(100)] });
    expect(numbers(cotangent)).toEqual([6 + 60 + 100]);
  });

  test('the pullback can be differentiated: it is linear in the cotangent', () => {
    const { pullback } = vjp((x) => square(x), float64([2, 5]));
    const inCotangent = grad((v: Value) => sum(mul(pullback(v)[0] as Value, float64([1, 10]) as Value)));
    expect(numbers(inCotangent(float64([7, 7])))).toEqual([4, 100]);
  });

  test('after dispose() the pullback says so', () => {
    const { pullback, dispose } = vjp((x) => square(x), float64(2));
    dispose();
    expect(() => pullback(float64(1))).toThrow(/disposed/);
  });

  test('a cotangent that does not fit is refused with both shapes', () => {
    const { pullback } = vjp((x) => square(x), float64([2, 5]));
    expect(() => pullback(float64([1, 2, 3]))).toThrow(/\[3\].*\[2\]/);
    expect(() => pullback([float64([1, 2])])).toThrow(/tree like the value/);
  });
});

describe('derivatives of derivatives', () => {
  test('the third derivative of tanh is that of the formula', () => {
    const third = grad(grad(grad((x: Value) => tanh(x))));
    const y = Math.tanh(0.3);
    // tanh″′ = −2 (1 − y²) (1 − 3y²)
    expect(errorOf(third(float64(0.3)), [-2 * (1 - y * y) * (1 - 3 * y * y)])).toBeLessThan(rounding);
  });

  test('an inner gradient whose function uses an outer variable (perturbations are not confused)', () => {
    expect(numbers(grad(innerUsesOuter)(float64(1)))).toEqual([1]);
    expect(numbers(grad(innerOfOuterSquare)(float64(3)))).toEqual([6]);
  });

  test('an inner gradient at an outer variable', () => {
    expect(numbers(grad(innerAtOuter)(float64(2)))).toEqual([36]);
  });

  test('Hessian of a two-layer network against its formula', () => {
    // f(w) = Σ σ(w)², ∂²f = 2 (σ′² + σ σ″) on the diagonal
    const point = [0.5, -1, 2];
    const result = hessian((w: Value) => sum(square(sigmoid(w))))(float64(point));
    expect(result.shape).toEqual([3, 3]);
    const s = point.map((w) => 1 / (1 + Math.exp(-w)));
    const expected = s.flatMap((y, row) =>
      s.map((_, column) => (row === column ? 2 * ((y * (1 - y)) ** 2 + y * (y * (1 - y) * (1 - 2 * y))) : 0)),
    );
    expect(errorOf(result, expected)).toBeLessThan(rounding);
  });

  test('Hessian of a tree is a tree of trees, mixed parts included', () => {
    const h = hessian((p: { a: Value; b: Value }) => sum(mul(square(p.a), p.b)))({ a: float64([3]), b: float64([5]) });
    expect([h.a.a, h.a.b, h.b.a, h.b.b].map(numbers)).toEqual([[10], [6], [6], [0]]);
  });
});

describe('jacobian', () => {
  test('of a matrix product: shape of the value, then of the argument', () => {
    const w = float64([
      [1, 2],
      [3, 4],
    ]);
    const result = jacobian((x: Value) => matmul(w as Value, x))(float64([[5], [6]]));
    expect(result.shape).toEqual([2, 1, 2, 1]);
    expect(numbers(result)).toEqual([1, 2, 3, 4]);
  });

  test('of a tree in a tree', () => {
    const result = jacobian((p: { x: Value }) => [neg(p.x), exp(p.x)])({ x: float64([0, 0]) });
    expect(result.map((part) => numbers(part.x))).toEqual(
      [
        [-1, -0, -0, -1],
        [1, 0, 0, 1],
      ].map((row) => row.map((n) => n)),
    );
  });

  test('of a value without elements', () => {
    const result = jacobian((x: Value) => mul(x, 2))(float64([], [0]));
    expect(result.shape).toEqual([0, 0]);
  });
});

describe('errors', () => {
  const one = float64([1, 2]);

  test('grad of something that is not a scalar says the shape and what to use', () => {
    expect(() => grad((x: Value) => square(x))(one)).toThrow(/shape \[2\].*vjp\(\).*jacobian\(\)/);
    expect(() => grad((x: Value) => [x] as unknown as Value)(one)).toThrow(/tree of 1 values/);
  });

  test('integer arguments are refused by path', () => {
    const indices = new Float64Tensor([1], [3], 'int32');
    expect(() => grad(sumOfIndices)({ i: indices })).toThrow(/argument 0\.i is int32/);
  });

  test('integer results are refused', () => {
    expect(() => grad((x: Value) => argMax(x))(one)).toThrow(/int32/);
    expect(() => jacobian((x: Value) => argMax(x))(one)).toThrow(/int32/);
  });

  test('an async function is refused, and its own failure does not surface elsewhere', async () => {
    expect(() => grad(later as unknown as (x: Value) => Value)(one)).toThrow(/async/);
    // An unhandled rejection would fail the run.
    for (let i = 0; i < 3; i++) await Promise.resolve();
  });

  test('an argument that is not there, and one that is no value', () => {
    expect(() => grad((x: Value) => sum(x), { argument: 1 })(one)).toThrow(/argument 1 .* 1 were given/);
    expect(() => grad((x: Value) => x)(3 as unknown as Value)).toThrow(/number.*float64\(\)/);
  });

  test('a value that escapes its trace says so when it is used, returned or read', () => {
    let escaped: Value | undefined;
    grad((x: Value) => {
      escaped = x;
      return sum(x);
    })(one);
    expect(() => sum(escaped!)).toThrow(TraceError);
    expect(() => sum(escaped!)).toThrow(/call of grad which has ended/);
    expect(() => grad((x: Value) => sum(mul(x, escaped!)))(one)).toThrow(/has ended/);
    expect(() => vjp(() => escaped!, one)).toThrow(/has ended/);
  });

  test('a function that throws leaves nothing behind', () => {
    const fails = grad((): Value => {
      throw new Error('mine');
    });
    expect(() => fails()).toThrow(/argument 0/);
    const failsInside = grad((x: Value) => {
      grad((y: Value) => {
        mul(x, y);
        throw new Error('mine');
      })(float64(1) as Value);
      return sum(x);
    });
    expect(() => failsInside(one)).toThrow('mine');
    expect(numbers(grad((x: Value) => sum(square(x)))(one))).toEqual([2, 4]);
  });
});

test('the conventions at kinks are those of PyTorch', async () => {
  const { abs, relu, max, maximum, pow } = await import('@gradbook/core-ops');
  expect(numbers(grad((x: Value) => sum(abs(x)))(float64([0])))).toEqual([0]);
  expect(numbers(grad((x: Value) => sum(relu(x)))(float64([0])))).toEqual([0]);
  expect(numbers(grad((x: Value) => max(x))(float64([2, 2, 1])))).toEqual([0.5, 0.5, 0]);
  expect(numbers(grad((x: Value) => sum(maximum(x, 2)))(float64([2])))).toEqual([0.5]);
  // x⁰ is 1 everywhere, 0⁰ included; 0ᵇ for b ≥ 0 does not grow with b.
  expect(numbers(grad((x: Value) => sum(pow(x, 0)))(float64([0, 2])))).toEqual([0, 0]);
  expect(numbers(grad((b: Value) => sum(pow(float64([0]) as Value, b)))(float64([2])))).toEqual([0]);
  expect(numbers(grad((x: Value) => sum(sub(x, x)))(float64([1])))).toEqual([0]);
});
