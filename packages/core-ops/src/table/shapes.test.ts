import * as fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';

import { init } from '../device/init.ts';
import { Float64Tensor, sizeOf } from '../values/float64-tensor.ts';
import type { Shape } from '../values/value.ts';
import * as api from './api/all.ts';
import { ShapeError } from './operation.ts';
import { broadcastShapes, broadcastStrides, normalizeAxes, normalizeAxis, stridedPositions } from './shapes.ts';
import { onDevice } from './test-device.ts';

const zeros = (...shape: number[]): Float64Tensor => new Float64Tensor(shape, new Float64Array(sizeOf(shape)));
const shapes: fc.Arbitrary<Shape> = fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 4 });

/** The broadcast shape, or nothing where there is none. */
function attempt(a: Shape, b: Shape): Shape | undefined {
  try {
    return broadcastShapes('test', [a, b]);
  } catch {
    return undefined;
  }
}

/** Whether two lengths that meet neither agree nor are 1. */
const clash = (a: Shape, b: Shape): boolean =>
  a.toReversed().some((p, i) => {
    const q = b.at(-1 - i) ?? p;
    return p !== q && p !== 1 && q !== 1;
  });

describe('broadcasting', () => {
  test('does not depend on the order, and a shape broadcasts with itself and with a scalar', () => {
    fc.assert(
      fc.property(shapes, shapes, (a, b) => {
        expect(attempt(a, b)).toEqual(attempt(b, a));
        expect(attempt(a, a)).toEqual(a);
        expect(attempt(a, [])).toEqual(a);
        const together = attempt(a, b);
        expect(together === undefined).toBe(clash(a, b));
        const positions = stridedPositions(together ?? a, broadcastStrides(a, together ?? a));
        expect(positions.every((position) => position >= 0 && position < sizeOf(a))).toBe(true);
      }),
      { seed: 1, numRuns: 300 },
    );
  });

  test('axes count from either end, once each', () => {
    expect(normalizeAxis('sum', -2, [2, 3, 4])).toBe(1);
    expect(normalizeAxes('sum', [-1, 0], [2, 3, 4])).toEqual([0, 2]);
    expect(normalizeAxes('sum', undefined, [2, 3])).toEqual([0, 1]);
    expect(() => normalizeAxis('sum', 3, [2, 3, 4])).toThrow('the axis must be an integer from -3 to 2, not 3');
    expect(() => normalizeAxis('sum', 0, [])).toThrow('a scalar has no axes');
    expect(() => normalizeAxes('sum', [0, -2], [2, 3])).toThrow('the axes [0,-2] name one axis twice');
  });
});

describe('a shape error names the operation, the shapes and the rule', () => {
  const wrong: readonly (readonly [message: string, call: (x: (...shape: number[]) => Float64Tensor) => unknown])[] = [
    [
      'add: got [2, 3] and [4]; aligned at the last axis, lengths must be equal or 1, but 3 meets 4',
      (x) => api.add(x(2, 3), x(4)),
    ],
    ['sub: got [2] and [3]; aligned', (x) => api.sub(x(2), x(3))],
    ['mul: got [2] and [3]; aligned', (x) => api.mul(x(2), x(3))],
    ['div: got [2] and [3]; aligned', (x) => api.div(x(2), x(3))],
    ['pow: got [2] and [3]; aligned', (x) => api.pow(x(2), x(3))],
    ['maximum: got [2] and [3]; aligned', (x) => api.maximum(x(2), x(3))],
    ['minimum: got [2] and [3]; aligned', (x) => api.minimum(x(2), x(3))],
    ['equal: got [2] and [3]; aligned', (x) => api.equal(x(2), x(3))],
    ['less: got [2] and [0]; aligned', (x) => api.less(x(2), x(0))],
    ['greater: got [2] and [3]; aligned', (x) => api.greater(x(2), x(3))],
    ['lessEqual: got [2] and [3]; aligned', (x) => api.lessEqual(x(2), x(3))],
    ['greaterEqual: got [2] and [3]; aligned', (x) => api.greaterEqual(x(2), x(3))],
    ['where: got [2] and [3] and [1]; aligned', (x) => api.where(x(2), x(3), x(1))],
    ['sum: got [2, 3]; the axis must be an integer from -2 to 1, not 2', (x) => api.sum(x(2, 3), 2)],
    ['prod: got [2]; the axis must be', (x) => api.prod(x(2), 0.5)],
    ['mean: got [2, 0]; the axes [1] hold no elements, of which there is no mean', (x) => api.mean(x(2, 0), 1)],
    ['max: got [0]; the axes [0] hold no elements', (x) => api.max(x(0))],
    ['min: got [0]; the axes [0] hold no elements', (x) => api.min(x(0))],
    ['logSumExp: got [0]; the axes [0] hold no elements', (x) => api.logSumExp(x(0))],
    ['mean: got [0]; the axes [0] hold no elements', (x) => api.moments(x(0))],
    ['argMax: got [2, 0]; the axes [1] hold no elements', (x) => api.argMax(x(2, 0))],
    ['argMin: got []; a scalar has no axes', (x) => api.argMin(x())],
    ['cumsum: got [2]; the axis must be', (x) => api.cumsum(x(2), 1)],
    ['softmax: got [2]; the axis must be', (x) => api.softmax(x(2), -2)],
    ['logSoftmax: got []; a scalar has no axes', (x) => api.logSoftmax(x())],
    ['matmul: got [2, 3] and [4, 5]; the inner lengths 3 and 4 must be equal', (x) => api.matmul(x(2, 3), x(4, 5))],
    [
      'matmul: got [2, 3] and [2, 5]; the inner lengths 3 and 5 (transposeA false, transposeB true) must be equal',
      (x) => api.matmul(x(2, 3), x(2, 5), { transposeB: true }),
    ],
    ['matmul: got [3] and [3, 1]; both need at least two axes', (x) => api.matmul(x(3), x(3, 1))],
    [
      'matmul: got [2, 1, 3] and [3, 3, 1]; the leading axes [2] and [3] must broadcast',
      (x) => api.matmul(x(2, 1, 3), x(3, 3, 1)),
    ],
    ['gather: got [2]; the axis must be', (x) => api.gather(x(2), x(1), 1)],
    ['scatterAdd: got [2, 3] and [3]; from axis 0 on', (x) => api.scatterAdd(x(2, 3), x(3), 0, 4)],
    [
      'scatterAdd: got [2] and [2]; the length of the axis must be a whole number, not -1',
      (x) => api.scatterAdd(x(2), x(2), 0, -1),
    ],
    ['oneHot: got [2]; the depth must be a whole number, not 1.5', (x) => api.oneHot(x(2), 1.5)],
    ['topK: got [2, 3]; k must be a whole number from 0 to the last length 3, not 4', (x) => api.topK(x(2, 3), 4)],
    ['topK: got []; a scalar has no axis', (x) => api.topK(x(), 1)],
    [
      'transpose: got [2, 3]; the permutation [0, 0] must name each of the 2 axes once',
      (x) => api.transpose(x(2, 3), [0, 0]),
    ],
    ['reverse: got [2]; the axis must be', (x) => api.reverse(x(2), 1)],
    ['slice: got [4]; elements 2 to 5 do not lie within axis 0 of length 4', (x) => api.slice(x(4), [2], [3])],
    ['slice: got [4]; begin [0, 0] and size [1, 1] must each have 1 numbers', (x) => api.slice(x(4), [0, 0], [1, 1])],
    ['broadcastTo: got [2] and [3]; aligned at the last axis', (x) => api.broadcastTo(x(2), [3])],
    ['broadcastTo: got [2, 3] and [3]; aligned', (x) => api.broadcastTo(x(2, 3), [3])],
    ['tile: got [2]; the repetitions [1, 2] must be 1 whole numbers', (x) => api.tile(x(2), [1, 2])],
    ['reshape: got [2, 3]; the new shape [4] must hold the same 6 elements', (x) => api.reshape(x(2, 3), [4])],
    ['reshape: got [2, 3]; 6 elements cannot be arranged as [-1, 4]', (x) => api.reshape(x(2, 3), [-1, 4])],
    [
      'concat: got [2, 3] and [3, 2]; all lengths but those of axis 0 must be equal',
      (x) => api.concat([x(2, 3), x(3, 2)]),
    ],
    ['concat: got nothing; it takes at least one value', () => api.concat([])],
    ['stack: got [2] and [3]; all shapes must be equal', (x) => api.stack([x(2), x(3)])],
    ['split: got [5]; axis 0 of length 5 cannot be divided into 2 equal parts', (x) => api.split(x(5), 2)],
    [
      'split: got [5]; axis 0 of length 5 cannot be divided into parts of lengths [2, 2]',
      (x) => api.split(x(5), [2, 2]),
    ],
    [
      'pad: got [2]; the paddings must be 1 pairs of whole numbers',
      (x) =>
        api.pad(x(2), [
          [1, 1],
          [0, 0],
        ]),
    ],
    ['squeeze: got [2, 1]; axis 0 has length 2, and only 1 can be left out', (x) => api.squeeze(x(2, 1), 0)],
    ['expandDims: got [2, 1]; the axis must be an integer from -2 to 1, not 2', (x) => api.expandDims(x(2), 2)],
  ];

  test.for(wrong)('%s', ([message, call]) => {
    expect(() => call(zeros)).toThrow(ShapeError);
    expect(() => call(zeros)).toThrow(message);
  });
});

describe('on the device', () => {
  beforeAll(async () => {
    await init();
  });

  test('shapes are checked before anything runs, with the same message', () => {
    const [a, b] = [onDevice(zeros(2, 3)), onDevice(zeros(4, 5))];
    expect(() => api.matmul(a, b)).toThrow('matmul: got [2, 3] and [4, 5]; the inner lengths 3 and 4 must be equal');
    a.dispose();
    b.dispose();
  });

  test('float64 and device values do not mix', () => {
    const a = onDevice(zeros(2));
    expect(() => api.gather(a, zeros(1))).toThrow('gather: got 1 float64 and 1 WebGPU inputs');
    a.dispose();
  });

  test('two numbers are no operands', () => {
    expect(() => api.add(1, 2)).toThrow('add: at least one operand must be a value');
  });
});
