import { conv2d, convTranspose2d, float64, Float64Tensor, maxPool2d, ShapeError } from '@gradbook/core-ops';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import {
  convolutionArithmetic,
  convolutionTransposeArithmetic,
  convOutputSize,
  convOutputSizes,
  convTransposeOutputSize,
  convTransposeOutputSizes,
  poolOutputSize,
  poolOutputSizes,
  receptiveField,
} from '../index.ts';

const axis = fc.record({
  input: fc.integer({ min: 1, max: 9 }),
  kernel: fc.integer({ min: 1, max: 3 }),
  stride: fc.integer({ min: 1, max: 4 }),
  dilation: fc.integer({ min: 1, max: 3 }),
  padding: fc.tuple(fc.integer({ min: 0, max: 2 }), fc.integer({ min: 0, max: 2 })),
});
type Axis = typeof axis extends fc.Arbitrary<infer T> ? T : never;

const ones = (shape: readonly number[]): Float64Tensor =>
  new Float64Tensor(shape, new Float64Array(shape.reduce((a, b) => a * b, 1)).fill(1));

/** The options that functions of tensors take, for an axis of length 1 and this one. */
const options = ({ stride, dilation, padding }: Axis) => ({
  stride: [1, stride],
  dilation: [1, dilation],
  padding: [0, padding],
});

/** Either what a function returns, or that it refuses. */
const attempt = <T>(run: () => T): T | 'refused' => {
  try {
    return run();
  } catch (error) {
    expect(error).toBeInstanceOf(ShapeError);
    return 'refused';
  }
};

describe('sizes', () => {
  test('are those of the operations themselves, and refused where they are', () => {
    fc.assert(
      fc.property(axis, fc.boolean(), (a, ceilMode) => {
        const x = ones([1, 1, a.input]);
        const filter = ones([1, 1, 1, a.kernel]);
        expect(attempt(() => convOutputSize(a).size)).toBe(attempt(() => conv2d(x, filter, options(a)).shape[2]));
        expect(attempt(() => convTransposeOutputSize(a).size)).toBe(
          attempt(() => convTranspose2d(x, filter, options(a)).shape[2]),
        );
        const pooled = attempt(() => maxPool2d(x, { kernel: [1, a.kernel], ...options(a), ceilMode }).shape[2]);
        // A pooling also refuses windows that lie in the padding alone.
        if (pooled !== 'refused') expect(poolOutputSize({ ...a, ceilMode }).size).toBe(pooled);
      }),
      { seed: 1, numRuns: 400 },
    );
  });

  test('what is left over is what no window reaches', () => {
    fc.assert(
      fc.property(axis, (a) => {
        const found = attempt(() => convOutputSize(a));
        if (found === 'refused') return;
        const reached = (found.size - 1) * a.stride + a.dilation * (a.kernel - 1);
        expect(found.leftOver).toBe(a.input + a.padding[0] + a.padding[1] - 1 - reached);
        expect(found.leftOver).toBeLessThan(a.stride);
        expect(Math.floor(found.exact)).toBe(found.size);
        expect(found.explanation).toContain(
          found.leftOver === 0 ? 'nothing is left over' : `${found.leftOver} element`,
        );
      }),
      { seed: 2, numRuns: 200 },
    );
  });

  test('a convolution undoes a transposed convolution’s size, whatever the output padding', () => {
    for (const outputPadding of [0, 1, 2]) {
      const { size, leftOver } = convTransposeOutputSize({ input: 5, kernel: 4, stride: 3, padding: 1, outputPadding });
      expect(convOutputSize({ input: size, kernel: 4, stride: 3, padding: 1 })).toMatchObject({ size: 5, leftOver });
      expect(leftOver).toBe(outputPadding);
    }
  });

  test('say why', () => {
    expect(convOutputSize({ input: 11, kernel: 5, stride: 4 }).explanation).toBe(
      '⌊(11 + 0 − 1·(5 − 1) − 1) / 4⌋ + 1 = ⌊6 / 4⌋ + 1 = ⌊1.5⌋ + 1 = 2; ' +
        '2 elements at the end are left over: a third window would reach 2 beyond them',
    );
    expect(convOutputSize({ input: 28, kernel: 5, padding: 2 }).explanation).toMatch(/= 28; .*nothing is left over$/);
    expect(poolOutputSize({ input: 5, kernel: 2, ceilMode: true }).explanation).toMatch(
      /^⌈.*= 3; the last window reaches 1 beyond the end, which ceil mode allows$/,
    );
    expect(poolOutputSize({ input: 4, kernel: 2, stride: 3, padding: 1, ceilMode: true }).explanation).toMatch(
      /= 3, less 1: a window at 6 would start beyond the 5 elements .* so 2$/,
    );
    expect(convTransposeOutputSize({ input: 3, kernel: 3, stride: 2, outputPadding: 1 }).explanation).toBe(
      '(3 − 1)·2 − 0 + 1·(3 − 1) + 1 + 1 = 8: 3 copies of a filter that spans 3, 2 apart, and 1 more at the end; ' +
        'the convolution takes 7 to 8 elements to 3, outputPadding chooses among them',
    );
    expect(convOutputSizes({ input: [11, 21], kernel: [5, 4], stride: 4 }).explanation.split('\n')).toHaveLength(2);
  });

  test('several axes: a number for all, a list for each', () => {
    expect(convOutputSizes({ input: [32, 16], kernel: 3, stride: [2, 1], padding: [[0, 1], 1] }).size).toEqual([
      16, 16,
    ]);
    expect(poolOutputSizes({ input: [5, 6], kernel: [2, 3] }).size).toEqual([2, 2]);
    expect(convTransposeOutputSizes({ input: [2, 3], kernel: 2, stride: 2 }).size).toEqual([4, 6]);
    expect(() => convOutputSizes({ input: [5, 5], kernel: [3] })).toThrow(/kernel has 1 entries, the input 2 axes/);
  });

  test('what makes no sense is refused', () => {
    expect(() => convOutputSize({ input: 3, kernel: 5 })).toThrow(/one spans 5 of 3 padded elements/);
    expect(() => convOutputSize({ input: 3, kernel: 0 })).toThrow(/kernel must be a whole number of at least 1, not 0/);
    expect(() => convOutputSize({ input: 3, kernel: 1, padding: -1 })).toThrow(/padding must be/);
    expect(() => convTransposeOutputSize({ input: 2, kernel: 2, padding: 3 })).toThrow(/nothing is left/);
    expect(() => convTransposeOutputSize({ input: 2, kernel: 2, outputPadding: 1 })).toThrow(
      /outputPadding 1 must be below/,
    );
  });
});

test('the receptive field is what a change of the input can reach', () => {
  const layers = [
    { kernel: 3, stride: 2, padding: 1 },
    { kernel: 2, dilation: 3 },
    { kernel: 3, stride: 2 },
  ];
  const fields = receptiveField({ input: 40 }, layers);
  const run = (x: Float64Tensor): Float64Tensor =>
    layers.reduce(
      (h, { kernel, stride = 1, padding = 0, dilation = 1 }) =>
        conv2d(h, ones([1, 1, 1, kernel]), { stride: [1, stride], padding: [0, padding], dilation: [1, dilation] }),
      x,
    );
  const last = fields.at(-1)!;
  const none = new Float64Tensor([1, 1, 40], new Float64Array(40));
  expect(run(none).shape[2]).toBe(last.size);
  for (const o of [0, 3, last.size - 1]) {
    const reach = Array.from({ length: 40 }, (_, p) => p).filter((p) => {
      const data = new Float64Array(40);
      data[p] = 1;
      return run(new Float64Tensor([1, 1, 40], data)).data[o] !== 0;
    });
    const [from, to] = [last.start + o * last.jump, last.start + o * last.jump + last.field - 1];
    expect(Math.max(from, 0)).toBe(reach[0]);
    expect(Math.min(to, 39)).toBe(reach.at(-1));
  }
});

describe('traces', () => {
  test('every step says which patch meets the filter, and what it gives', () => {
    const values = { x: [1, 4, 0, -2, 3], filter: [2, -1, 3] };
    const trace = convolutionArithmetic({ input: [5], kernel: 3, padding: 1, stride: 2, values });
    expect(trace.output).toEqual({ size: [3], data: [11, 2, -7] });
    expect(trace.steps[0]).toEqual({
      at: [0],
      value: 11,
      taps: [
        { kernel: [0], input: [-1], output: [0], padding: true, term: { x: 0, w: 2, product: 0 } },
        { kernel: [1], input: [0], output: [0], padding: false, term: { x: 1, w: -1, product: -1 } },
        { kernel: [2], input: [1], output: [0], padding: false, term: { x: 4, w: 3, product: 12 } },
      ],
    });
    expect(JSON.parse(JSON.stringify(trace))).toEqual(trace);
  });

  test('give what the operations give', () => {
    const [x, filter] = [Array.from({ length: 20 }, (_, i) => (i * 7) % 11), [1, -2, 3, 5, -1, 4]];
    const sizes = { input: [4, 5], kernel: [2, 3], stride: [1, 2], dilation: [2, 1], padding: [1, 0] };
    const { stride, dilation, padding } = sizes;
    const values = { x, filter };
    const [image, weight] = [float64(x, [1, 4, 5]), float64(filter, [1, 1, 2, 3])];
    const forward = conv2d(image, weight, { stride, dilation, padding });
    expect(convolutionArithmetic({ ...sizes, values }).output).toEqual({
      size: forward.shape.slice(1),
      data: [...forward.data],
    });
    const back = convTranspose2d(image, weight, { stride, dilation, padding });
    const transposed = convolutionTransposeArithmetic({ ...sizes, values });
    expect(transposed.output).toEqual({ size: back.shape.slice(1), data: [...back.data] });
    expect(transposed.steps).toHaveLength(20);
    expect(transposed.steps[0]!.taps.filter(({ padding: cropped }) => cropped)).toHaveLength(3);
  });

  test('without values, positions alone; with too few, an error', () => {
    const trace = convolutionArithmetic({ input: [3], kernel: 2 });
    expect(trace.output).toEqual({ size: [2] });
    expect(trace.steps[1]!.taps.map(({ input }) => input)).toEqual([[1], [2]]);
    expect('value' in trace.steps[0]!).toBe(false);
    expect(() => convolutionArithmetic({ input: [3], kernel: 2, values: { x: [1], filter: [1, 2] } })).toThrow(
      /x has 1 values/,
    );
  });
});
