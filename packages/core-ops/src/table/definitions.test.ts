import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { Float64Tensor, sizeOf } from '../values/float64-tensor.ts';
import type { Shape } from '../values/value.ts';
import * as api from './api/all.ts';
import { erf64, pow64 } from './definitions.ts';
import { seeded } from './seeded.ts';
import { broadcastShapes, stridesOf } from './shapes.ts';

/** A float64 value from nested lists' data and a shape. */
const f = (shape: Shape, data: readonly number[], dtype?: 'int32' | 'bool'): Float64Tensor =>
  new Float64Tensor(shape, data, dtype);
const v = (...data: number[]): Float64Tensor => f([data.length], data);
const list = (x: Float64Tensor): number[] => [...x.data];

/** Coordinates of element i: an independent route from the strides that the definitions use. */
function coordinatesOf(i: number, shape: Shape): number[] {
  const coordinates: number[] = [];
  let rest = i;
  for (const length of shape.toReversed()) {
    coordinates.unshift(rest % length);
    rest = Math.floor(rest / length);
  }
  return coordinates;
}

/** The element that broadcasting pairs with coordinates of the result. */
function broadcastElement(x: Float64Tensor, coordinates: readonly number[]): number {
  const own = coordinates.slice(coordinates.length - x.shape.length);
  const strides = stridesOf(x.shape);
  return x.data[own.reduce((sum, c, axis) => sum + (x.shape[axis] === 1 ? 0 : c) * strides[axis]!, 0)]!;
}

/** Two or three shapes that broadcast: a full one with axes dropped or set to 1. */
const broadcastingShapes = (count: number): fc.Arbitrary<Shape[]> =>
  fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 4 }).chain((full) =>
    fc
      .array(
        fc.tuple(
          fc.nat({ max: full.length }),
          fc.array(fc.boolean(), { minLength: full.length, maxLength: full.length }),
        ),
        {
          minLength: count,
          maxLength: count,
        },
      )
      .map((choices) => choices.map(([dropped, ones]) => full.map((n, axis) => (ones[axis] ? 1 : n)).slice(dropped))),
  );

describe('elementwise', () => {
  test('binary operations broadcast as a loop over coordinates does', () => {
    fc.assert(
      fc.property(broadcastingShapes(2), fc.nat(), ([a, b], seed) => {
        const random = seeded(seed);
        const [x, y] = [random.normal(a!), random.uniform(b!, 0.5, 2)];
        const shape = broadcastShapes('test', [a!, b!]);
        const pairs = Array.from({ length: sizeOf(shape) }, (_, i) => {
          const at = coordinatesOf(i, shape);
          return [broadcastElement(x, at), broadcastElement(y, at)] as const;
        });
        expect(api.add(x, y).shape).toEqual(shape);
        expect(list(api.add(x, y))).toEqual(pairs.map(([p, q]) => p + q));
        expect(list(api.sub(x, y))).toEqual(pairs.map(([p, q]) => p - q));
        expect(list(api.div(x, y))).toEqual(pairs.map(([p, q]) => p / q));
        expect(list(api.less(x, y))).toEqual(pairs.map(([p, q]) => Number(p < q)));
        expect(list(api.maximum(x, y))).toEqual(pairs.map(([p, q]) => Math.max(p, q)));
      }),
      { seed: 1, numRuns: 100 },
    );
  });

  test('where broadcasts its three operands', () => {
    fc.assert(
      fc.property(broadcastingShapes(3), fc.nat(), ([c, a, b], seed) => {
        const random = seeded(seed);
        const [condition, x, y] = [random.integers(c!, 0, 2), random.normal(a!), random.normal(b!)];
        const shape = broadcastShapes('test', [c!, a!, b!]);
        const expected = Array.from({ length: sizeOf(shape) }, (_, i) => {
          const at = coordinatesOf(i, shape);
          return broadcastElement(condition, at) === 0 ? broadcastElement(y, at) : broadcastElement(x, at);
        });
        expect(list(api.where(condition, x, y))).toEqual(expected);
      }),
      { seed: 2, numRuns: 100 },
    );
  });

  test('erf agrees with tabulated values (Abramowitz and Stegun, table 7.1)', () => {
    const table: readonly (readonly [number, number])[] = [
      [0.1, 0.112462916],
      [0.5, 0.5204998778],
      [1, 0.8427007929],
      [1.5, 0.9661051465],
      [2, 0.995322265],
    ];
    for (const [x, y] of table) {
      expect(erf64(x)).toBeCloseTo(y, 9);
      expect(erf64(-x)).toBeCloseTo(-y, 9);
    }
    // Both formulas meet where one takes over from the other.
    expect(erf64(2.5 - 1e-12)).toBeCloseTo(erf64(2.5 + 1e-12), 11);
    expect(erf64(Infinity)).toBe(1);
  });

  test('pow keeps IEEE 754: 1 to any power and anything to 0 are 1', () => {
    expect(pow64(1, NaN)).toBe(1);
    expect(pow64(NaN, 0)).toBe(1);
    expect(pow64(-1, Infinity)).toBe(1);
    expect(pow64(-8, 1 / 3)).toBeNaN();
  });

  test('sigmoid and softplus neither overflow nor cancel', () => {
    expect(list(api.sigmoid(v(-800, 0, 800)))).toEqual([Math.exp(-800), 0.5, 1]);
    expect(list(api.softplus(v(-800, 0, 800)))).toEqual([Math.exp(-800), Math.LN2, 800]);
  });

  test('int32 stays int32 where the result is whole, and becomes float where it is not', () => {
    const n = f([2], [7, -2], 'int32');
    expect(api.add(n, 1).dtype).toBe('int32');
    expect(list(api.add(n, 1))).toEqual([8, -1]);
    expect(api.add(n, 0.5).dtype).toBe('float64');
    expect(api.div(n, 2).dtype).toBe('float64');
    expect(list(api.div(n, 2))).toEqual([3.5, -1]);
    expect(api.sum(n).dtype).toBe('int32');
    expect(api.mean(n).dtype).toBe('float64');
    expect(api.less(n, 0).dtype).toBe('bool');
  });
});

const plus = (a: number, b: number): number => a + b;

describe('reductions', () => {
  test('over any axes agree with a loop over coordinates', () => {
    const shapes = fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 4 });
    const cases = shapes.chain((shape) =>
      fc.tuple(fc.constant(shape), fc.subarray(shape.map((_, axis) => axis)), fc.nat()),
    );
    fc.assert(
      fc.property(cases, fc.boolean(), ([shape, axes, seed], keepDims) => {
        const x = seeded(seed).normal(shape);
        const groups = new Map<string, number[]>();
        for (const [i, value] of x.data.entries()) {
          const at = coordinatesOf(i, shape);
          const group = at.filter((_, axis) => !axes.includes(axis)).join();
          groups.set(group, [...(groups.get(group) ?? []), value]);
        }
        const over = (reduce: (values: number[]) => number): number[] => [...groups.values()].map(reduce);
        const close = (got: Float64Tensor, expected: number[]): void => {
          expect(got.shape).toEqual(
            shape.map((n, axis) => (axes.includes(axis) ? 1 : n)).filter((_, axis) => keepDims || !axes.includes(axis)),
          );
          for (const [i, value] of expected.entries()) expect(got.data[i]).toBeCloseTo(value, 12);
        };
        close(
          api.sum(x, axes, { keepDims }),
          over((values) => values.reduce(plus)),
        );
        close(
          api.mean(x, axes, { keepDims }),
          over((values) => values.reduce(plus) / values.length),
        );
        close(
          api.prod(x, axes, { keepDims }),
          over((values) => values.reduce((a, b) => a * b)),
        );
        close(
          api.max(x, axes, { keepDims }),
          over((values) => Math.max(...values)),
        );
        close(
          api.min(x, axes, { keepDims }),
          over((values) => Math.min(...values)),
        );
        close(
          api.logSumExp(x, axes, { keepDims }),
          over((values) => Math.log(values.map(Math.exp).reduce(plus))),
        );
      }),
      { seed: 3, numRuns: 100 },
    );
  });

  test('sums lose nothing to a large term that cancels', () => {
    expect(list(api.sum(v(1e16, 1, -1e16)))).toEqual([1]);
    expect(list(api.cumsum(v(1e16, 1, -1e16)))).toEqual([1e16, 1e16, 1]);
  });

  test('sums of infinities and of nothing', () => {
    expect(list(api.sum(v(Infinity, 1)))).toEqual([Infinity]);
    expect(list(api.sum(v(Infinity, -Infinity)))).toEqual([NaN]);
    expect(list(api.sum(f([2, 0], []), 1))).toEqual([0, 0]);
    expect(list(api.prod(f([0], [])))).toEqual([1]);
  });

  test('running sums: forwards and backwards, with and without the element itself', () => {
    const x = v(1, 2, 4);
    expect(list(api.cumsum(x))).toEqual([1, 3, 7]);
    expect(list(api.cumsum(x, 0, { exclusive: true }))).toEqual([0, 1, 3]);
    expect(list(api.cumsum(x, 0, { reverse: true }))).toEqual([7, 6, 4]);
    expect(list(api.cumsum(x, 0, { reverse: true, exclusive: true }))).toEqual([6, 4, 0]);
    expect(list(api.cumsum(f([2, 2], [1, 2, 3, 4]), 0))).toEqual([1, 2, 4, 6]);
  });

  test('argMax and argMin: the first of equals, and NaN before all', () => {
    expect(list(api.argMax(f([2, 3], [1, 5, 5, 2, 2, 2])))).toEqual([1, 0]);
    expect(list(api.argMin(f([2, 3], [1, 5, 1, 2, 2, 2]), 0))).toEqual([0, 1, 0]);
    expect(list(api.argMax(v(3, NaN, 9, NaN)))).toEqual([1]);
    expect(list(api.argMin(v(3, NaN, -9)))).toEqual([1]);
    expect(list(api.max(v(3, NaN, 9)))).toEqual([NaN]);
  });

  test('moments: population variance, also about a large mean', () => {
    const { mean, variance } = api.moments(f([2, 4], [1, 2, 3, 4, 1e9 + 1, 1e9 + 2, 1e9 + 3, 1e9 + 4]), 1);
    expect(list(mean)).toEqual([2.5, 1e9 + 2.5]);
    expect(list(variance)).toEqual([1.25, 1.25]);
    const kept = api.moments(f([2, 2], [1, 3, 5, 9]), 0, { keepDims: true });
    expect(kept.mean.shape).toEqual([1, 2]);
    expect(list(kept.mean)).toEqual([3, 6]);
    expect(list(kept.variance)).toEqual([4, 9]);
  });
});

describe('softmax', () => {
  test('is right where e^x overflows and vanishes', () => {
    expect(list(api.softmax(v(1e4, 1e4)))).toEqual([0.5, 0.5]);
    expect(list(api.softmax(v(-1e4, 1e4)))).toEqual([0, 1]);
    expect(list(api.logSoftmax(v(-1e4, 1e4)))).toEqual([-2e4, 0]);
    expect(list(api.logSumExp(v(-1e4, -1e4)))).toEqual([-1e4 + Math.LN2]);
    expect(list(api.logSumExp(v(-Infinity, -Infinity)))).toEqual([-Infinity]);
    expect(list(api.logSumExp(v(Infinity, 0)))).toEqual([Infinity]);
  });

  test('along a middle axis is the quotient of exponentials', () => {
    const x = seeded(4).normal([2, 3, 2]);
    const y = api.softmax(x, 1);
    for (const outer of [0, 1]) {
      for (const inner of [0, 1]) {
        const at = [0, 1, 2].map((i) => (outer * 3 + i) * 2 + inner);
        const total = at.reduce((sum, i) => sum + Math.exp(x.data[i]!), 0);
        for (const i of at) {
          expect(y.data[i]).toBeCloseTo(Math.exp(x.data[i]!) / total, 14);
          expect(api.logSoftmax(x, 1).data[i]).toBeCloseTo(x.data[i]! - Math.log(total), 14);
        }
      }
    }
  });
});

/** An element of a matrix in a batch that broadcasts. */
const element = (x: Float64Tensor, at: readonly number[], row: number, column: number): number => {
  const own = at.slice(at.length - (x.shape.length - 2)).map((p, axis) => (x.shape[axis] === 1 ? 0 : p));
  const strides = stridesOf(x.shape);
  return x.data[[...own, row, column].reduce((sum, p, axis) => sum + p * strides[axis]!, 0)]!;
};

describe('matmul', () => {
  test('agrees with the sum of products for every transposition and batch', () => {
    fc.assert(
      fc.property(
        fc.record({
          n: fc.integer({ min: 1, max: 3 }),
          k: fc.integer({ min: 0, max: 4 }),
          m: fc.integer({ min: 1, max: 3 }),
        }),
        broadcastingShapes(2),
        fc.boolean(),
        fc.boolean(),
        fc.nat(),
        ({ n, k, m }, [batchA, batchB], transposeA, transposeB, seed) => {
          const random = seeded(seed);
          const a = random.normal([...batchA!, ...(transposeA ? [k, n] : [n, k])]);
          const b = random.normal([...batchB!, ...(transposeB ? [m, k] : [k, m])]);
          const batch = broadcastShapes('test', [batchA!, batchB!]);
          const c = api.matmul(a, b, { transposeA, transposeB });
          expect(c.shape).toEqual([...batch, n, m]);
          for (const [index, value] of c.data.entries()) {
            const at = coordinatesOf(index, c.shape);
            const [i, j] = at.slice(-2) as [number, number];
            let sum = 0;
            for (let p = 0; p < k; p++) {
              const left = transposeA ? element(a, at.slice(0, -2), p, i) : element(a, at.slice(0, -2), i, p);
              sum += left * (transposeB ? element(b, at.slice(0, -2), j, p) : element(b, at.slice(0, -2), p, j));
            }
            expect(value).toBeCloseTo(sum, 12);
          }
        },
      ),
      { seed: 5, numRuns: 60 },
    );
  });
});

describe('indexing', () => {
  test('gather takes rows, columns and single entries', () => {
    const x = f([2, 3], [1, 2, 3, 4, 5, 6]);
    expect(list(api.gather(x, v(1, 0, 1)))).toEqual([4, 5, 6, 1, 2, 3, 4, 5, 6]);
    expect(api.gather(x, f([2, 2], [0, 1, 1, 0]), 1).shape).toEqual([2, 2, 2]);
    expect(list(api.gather(x, f([2, 2], [0, 1, 1, 0]), -1))).toEqual([1, 2, 2, 1, 4, 5, 5, 4]);
    expect(list(api.gather(x, f([], [2]), 1))).toEqual([3, 6]);
  });

  test('gather and scatterAdd refuse an index outside the axis', () => {
    expect(() => api.gather(v(1, 2), v(2))).toThrow(
      'gather: the index 2 at position 0 must be a whole number from 0 to 1',
    );
    expect(() => api.gather(v(1, 2), v(0, -1))).toThrow('the index -1 at position 1');
    expect(() => api.scatterAdd(v(1), v(3), 0, 3)).toThrow(RangeError);
  });

  test('scatterAdd is the transpose of gather: <gather(x), y> = <x, scatterAdd(y)>', () => {
    for (const [axis, shape, indexShape] of [
      [0, [5, 2], [4]],
      [1, [2, 4, 3], [2, 3]],
      [2, [2, 2, 3], []],
    ] as const) {
      const random = seeded(axis);
      const x = random.normal(shape);
      const indices = random.integers(indexShape, 0, shape[axis]!);
      const gathered = api.gather(x, indices, axis);
      const y = random.normal(gathered.shape);
      const scattered = api.scatterAdd(y, indices, axis, shape[axis]!);
      expect(scattered.shape).toEqual(shape);
      const left = api.sum(api.mul(gathered, y)).data[0]!;
      expect(api.sum(api.mul(x, scattered)).data[0]).toBeCloseTo(left, 12);
    }
  });

  test('oneHot gives zeros alone for an index outside', () => {
    expect(list(api.oneHot(v(1, -1, 3), 3))).toEqual([0, 1, 0, 0, 0, 0, 0, 0, 0]);
  });

  test('topK sorts, breaks ties by position and puts NaN first', () => {
    const { values, indices } = api.topK(f([2, 4], [1, 3, 3, 2, -1, NaN, 0, -2]), 3);
    expect(list(indices)).toEqual([1, 2, 3, 1, 2, 0]);
    expect(list(values)).toEqual([3, 3, 2, NaN, 0, -1]);
    expect(indices.dtype).toBe('int32');
    expect(values.shape).toEqual([2, 3]);
  });
});

describe('layout', () => {
  test('transpose, reverse, tile and pad put each element where its coordinates say', () => {
    const x = f([2, 3], [1, 2, 3, 4, 5, 6]);
    expect(list(api.transpose(x))).toEqual([1, 4, 2, 5, 3, 6]);
    expect(list(api.reverse(x, -1))).toEqual([3, 2, 1, 6, 5, 4]);
    expect(list(api.reverse(x))).toEqual([6, 5, 4, 3, 2, 1]);
    expect(list(api.tile(x, [1, 2]))).toEqual([1, 2, 3, 1, 2, 3, 4, 5, 6, 4, 5, 6]);
    expect(
      list(
        api.pad(
          x,
          [
            [1, 0],
            [0, 1],
          ],
          9,
        ),
      ),
    ).toEqual([9, 9, 9, 9, 1, 2, 3, 9, 4, 5, 6, 9]);
    expect(list(api.slice(x, [0, 1], [-1, 2]))).toEqual([2, 3, 5, 6]);
    expect(list(api.broadcastTo(f([2, 1], [1, 2]), [2, 2]))).toEqual([1, 1, 2, 2]);
    const y = seeded(6).normal([2, 3, 4]);
    const moved = api.transpose(y, [-1, 0, 1]);
    for (const [i, value] of moved.data.entries()) {
      const [c, a, b] = coordinatesOf(i, moved.shape) as [number, number, number];
      expect(value).toBe(y.data[(a * 3 + b) * 4 + c]);
    }
  });

  test('split undoes concat, and stack is concat along a new axis', () => {
    const [a, b] = [f([2, 1], [1, 2]), f([2, 2], [3, 4, 5, 6])];
    const joined = api.concat([a, b], 1);
    expect(list(joined)).toEqual([1, 3, 4, 2, 5, 6]);
    expect(api.split(joined, [1, 2], 1).map(list)).toEqual([list(a), list(b)]);
    expect(api.split(v(1, 2, 3, 4), 2).map(list)).toEqual([
      [1, 2],
      [3, 4],
    ]);
    expect(api.stack([v(1, 2), v(3, 4)]).shape).toEqual([2, 2]);
    expect(list(api.stack([v(1, 2), v(3, 4)], 1))).toEqual([1, 3, 2, 4]);
    expect(api.expandDims(v(1, 2), -1).shape).toEqual([2, 1]);
    expect(api.squeeze(f([1, 2, 1], [1, 2])).shape).toEqual([2]);
    expect(api.squeeze(f([1, 2, 1], [1, 2]), -1).shape).toEqual([1, 2]);
    expect(api.reshape(v(1, 2, 3, 4), [2, -1]).shape).toEqual([2, 2]);
  });
});
