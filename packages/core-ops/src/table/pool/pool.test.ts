import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { Float64Tensor, sizeOf } from '../../values/float64-tensor.ts';
import { ShapeError } from '../operation.ts';
import { seeded } from '../seeded.ts';
import {
  adaptiveAveragePool,
  adaptiveMaxPool,
  averagePool1d,
  averagePool2d,
  averagePool3d,
  globalAveragePool,
  globalMaxPool,
  maxPool1d,
  maxPool2d,
  maxPool3d,
  maxPoolWithIndices,
} from './functions.ts';
import { poolPositions } from './geometry.ts';
import { averagePool, averagePoolGradient, maxPoolGradient, maxPoolSelect } from './operations.ts';
import { poolAttributes, type PoolOptions } from './options.ts';

const f64 = (shape: readonly number[], ...data: number[]): Float64Tensor => new Float64Tensor(shape, data);
const line = (...data: number[]): Float64Tensor => f64([1, data.length], ...data);
const list = ({ data }: Float64Tensor): number[] => [...data];

const dot = (a: Float64Tensor, b: Float64Tensor): number => {
  expect(a.shape).toEqual(b.shape);
  return a.data.reduce((sum, value, i) => sum + value * b.data[i]!, 0);
};

describe('max pooling, worked by hand', () => {
  const signal = line(1, 4, 0, -2, 3);

  test('windows, stride, dilation', () => {
    expect(list(maxPool1d(signal, { kernel: 2 }))).toEqual([4, 0]);
    expect(list(maxPool1d(signal, { kernel: 2, stride: 1 }))).toEqual([4, 4, 0, 3]);
    expect(list(maxPool1d(signal, { kernel: 3, dilation: 2 }))).toEqual([3]);
    expect(list(maxPool1d(signal, { kernel: 2, stride: 1, dilation: 2 }))).toEqual([1, 4, 3]);
  });

  test('padding is never the maximum, even of negative numbers', () => {
    expect(list(maxPool1d(line(-3, -1, -2), { kernel: 2, padding: 1 }))).toEqual([-3, -1]);
    expect(list(maxPool1d(line(-3, -1, -2), { kernel: 2, padding: [[1, 0]] }))).toEqual([-3, -1]);
  });

  test('ceil mode: a last window over the end counts, one that starts beyond the input does not', () => {
    expect(list(maxPool1d(signal, { kernel: 2, ceilMode: true }))).toEqual([4, 0, 3]);
    // ⌈(4 + 2 − 2)/3⌉ + 1 = 3 windows at −1, 2 and 5: the third starts beyond 0…3.
    expect(list(maxPool1d(line(1, 2, 3, 4), { kernel: 2, stride: 3, padding: 1, ceilMode: true }))).toEqual([1, 4]);
    // A window larger than the input.
    expect(list(maxPool1d(line(1, 2), { kernel: 3, stride: 2, ceilMode: true }))).toEqual([2]);
  });

  test('the same size: the odd position after the input or before it', () => {
    expect(list(maxPool1d(signal, { kernel: 2, stride: 1, padding: 'sameUpper' }))).toEqual([4, 4, 0, 3, 3]);
    expect(list(maxPool1d(signal, { kernel: 2, stride: 1, padding: 'sameLower' }))).toEqual([1, 4, 4, 0, 3]);
    expect(list(maxPool1d(signal, { kernel: 3, stride: 2, padding: 'sameUpper' }))).toEqual([4, 4, 3]);
  });

  test('indices are those of the first maximum, in the plane of each channel', () => {
    const x = f64([1, 2, 2, 3], 1, 5, 5, 7, 7, 0, 0, 0, 0, 0, 0, 2);
    const { values, indices } = maxPoolWithIndices(x, { kernel: [2, 2], stride: 1 });
    expect(list(values)).toEqual([7, 7, 0, 2]);
    expect(list(indices)).toEqual([3, 4, 0, 5]);
    expect(indices.dtype).toBe('int32');
    expect(values.shape).toEqual([1, 2, 1, 2]);
  });

  test('NaN is larger than all; integers stay integers', () => {
    expect(list(maxPool1d(line(NaN, 1, 2, 3), { kernel: 2 }))).toEqual([NaN, 3]);
    const whole = new Float64Tensor([1, 4], [3, -1, 2, 7], 'int32');
    expect(maxPool1d(whole, { kernel: 2 })).toMatchObject({ dtype: 'int32', data: Float64Array.of(3, 7) });
    expect(list(maxPoolWithIndices(whole, { kernel: [2] }).values)).toEqual([3, 7]);
  });

  test('two and three axes', () => {
    const image = f64([1, 3, 3], 1, 2, 3, 4, 5, 6, 7, 8, 9);
    expect(list(maxPool2d(image, { kernel: 2, stride: 1 }))).toEqual([5, 6, 8, 9]);
    expect(list(maxPool2d(image, { kernel: [2, 1], stride: [1, 2], padding: [1, 0] }))).toEqual([
      1, 3, 4, 6, 7, 9, 7, 9,
    ]);
    expect(list(maxPool3d(f64([1, 2, 2, 2], 1, 2, 3, 4, 5, 6, 7, 8), { kernel: [2, 1, 2] }))).toEqual([6, 8]);
  });
});

describe('average pooling, worked by hand', () => {
  const signal = line(2, 4, 6, 8, 1);

  test('padding counts, or does not', () => {
    expect(list(averagePool1d(signal, { kernel: 2, padding: 1 }))).toEqual([1, 5, 4.5]);
    expect(list(averagePool1d(signal, { kernel: 2, padding: 1, countIncludePad: false }))).toEqual([2, 5, 4.5]);
    expect(list(averagePool1d(signal, { kernel: 2, padding: 1, divisor: 4 }))).toEqual([0.5, 2.5, 2.25]);
  });

  test('what ceil mode reaches beyond the padding never counts', () => {
    expect(list(averagePool1d(signal, { kernel: 2, ceilMode: true }))).toEqual([3, 7, 1]);
    // Windows at −1, 2 and 5 − 1: the last covers 1, the padding and one position beyond.
    const options = { kernel: 3, stride: 2, padding: 1, ceilMode: true };
    expect(list(averagePool1d(line(2, 4, 6, 8), options))).toEqual([2, 6, 4]);
    expect(list(averagePool1d(line(2, 4, 6, 8), { ...options, countIncludePad: false }))).toEqual([3, 6, 8]);
  });

  test('dilation', () => {
    expect(list(averagePool1d(signal, { kernel: 2, stride: 1, dilation: 3 }))).toEqual([5, 2.5]);
  });

  test('two and three axes', () => {
    const image = f64([1, 3, 3], 1, 2, 3, 4, 5, 6, 7, 8, 9);
    expect(list(averagePool2d(image, { kernel: 2, stride: 1 }))).toEqual([3, 4, 6, 7]);
    expect(list(averagePool2d(image, { kernel: 2, padding: 1, stride: 3 }))).toEqual([0.25, 0.75, 1.75, 2.25]);
    expect(list(averagePool3d(f64([1, 2, 2, 2], 1, 2, 3, 4, 5, 6, 7, 8), { kernel: 2 }))).toEqual([4.5]);
  });

  test('adaptive windows overlap where the sizes do not divide', () => {
    expect(list(adaptiveAveragePool(f64([1, 1, 5], 1, 2, 3, 4, 5), 2))).toEqual([2, 4]);
    expect(list(adaptiveAveragePool(f64([1, 1, 2], 1, 2), 3))).toEqual([1, 1.5, 2]);
    expect(list(adaptiveMaxPool(f64([1, 1, 5], 1, 2, 9, 4, 5), 2))).toEqual([9, 9]);
    expect(adaptiveAveragePool(f64([1, 1, 2, 3], 1, 2, 3, 4, 5, 6), [1, null])).toMatchObject({
      shape: [1, 1, 1, 3],
      data: Float64Array.of(2.5, 3.5, 4.5),
    });
  });

  test('global pools', () => {
    const x = f64([1, 2, 1, 2], 1, 3, 5, -7);
    expect(globalAveragePool(x)).toMatchObject({ shape: [1, 2, 1, 1], data: Float64Array.of(2, -1) });
    expect(globalMaxPool(x)).toMatchObject({ shape: [1, 2, 1, 1], data: Float64Array.of(3, 5) });
  });
});

describe('for every choice of attributes', () => {
  const axis = fc.record({
    input: fc.integer({ min: 1, max: 9 }),
    kernel: fc.integer({ min: 1, max: 4 }),
    stride: fc.integer({ min: 1, max: 3 }),
    dilation: fc.integer({ min: 1, max: 3 }),
    before: fc.integer({ min: 0, max: 2 }),
    after: fc.integer({ min: 0, max: 2 }),
  });
  type Axis = typeof axis extends fc.Arbitrary<infer T> ? T : never;
  const problem = fc.record({ axes: fc.tuple(axis, axis), ceilMode: fc.boolean(), seed: fc.integer() });

  /** Positions of the padded input that a window covers, as a person would list them. */
  const covered = ({ kernel, stride, dilation, before }: Axis, o: number): number[] =>
    Array.from({ length: kernel }, (_, k) => o * stride - before + k * dilation);

  /**
   * How many windows there are, by trying: those that end in the padded input, or in ceil mode those that start in the input
   * or before it, where the window before does not reach the padded input's end.
   */
  const windowCount = (a: Axis, ceilMode: boolean): number => {
    const end = a.input + a.after - 1;
    return Array.from({ length: 50 }, (_, o) => o).filter((o) => {
      const [first, last] = [covered(a, o)[0]!, covered(a, o).at(-1)!];
      return ceilMode ? first < a.input && last - a.stride < end : last <= end;
    }).length;
  };

  test('sizes, maxima, averages and their transposes are those of loops over the windows', () => {
    let tried = 0;
    fc.assert(
      fc.property(problem, ({ axes, ceilMode, seed }) => {
        const sizes = axes.map((a) => windowCount(a, ceilMode));
        const empty = axes.some((a, i) =>
          Array.from({ length: sizes[i]! }, (_, o) => covered(a, o)).some((at) =>
            at.every((p) => p < 0 || p >= a.input),
          ),
        );
        const options: PoolOptions = {
          kernel: axes.map(({ kernel }) => kernel),
          stride: axes.map(({ stride }) => stride),
          dilation: axes.map(({ dilation }) => dilation),
          padding: axes.map(({ before, after }) => [before, after] as const),
          ceilMode,
        };
        const source = seeded(seed);
        const x = source.normal([2, ...axes.map(({ input }) => input)]);
        if (empty || sizes.includes(0)) {
          expect(() => maxPool2d(x, options)).toThrow(ShapeError);
          return;
        }
        tried++;
        const [rows, columns] = axes;
        const maxima: number[] = [];
        const averages: Record<'window' | 'elements', number[]> = { window: [], elements: [] };
        for (let n = 0; n < 2; n++) {
          for (let oy = 0; oy < sizes[0]!; oy++) {
            for (let ox = 0; ox < sizes[1]!; ox++) {
              let [largest, sum, elements, padded] = [-Infinity, 0, 0, 0];
              for (const y of covered(rows, oy)) {
                for (const xx of covered(columns, ox)) {
                  if (y < rows.input + rows.after && xx < columns.input + columns.after) padded++;
                  if (y < 0 || xx < 0 || y >= rows.input || xx >= columns.input) continue;
                  const value = x.data[(n * rows.input + y) * columns.input + xx]!;
                  [largest, sum, elements] = [Math.max(largest, value), sum + value, elements + 1];
                }
              }
              maxima.push(largest);
              averages.window.push(sum / padded);
              averages.elements.push(sum / elements);
            }
          }
        }
        expect(maxPool2d(x, options)).toMatchObject({ shape: [2, ...sizes], data: Float64Array.from(maxima) });
        const { values, indices } = maxPoolWithIndices(x, { ...options, kernel: axes.map(({ kernel }) => kernel) });
        expect(list(values)).toEqual(maxima);
        for (const divisor of ['window', 'elements'] as const) {
          const found = averagePool2d(x, { ...options, countIncludePad: divisor === 'window' });
          found.data.forEach((value, i) => expect(value).toBeCloseTo(averages[divisor][i]!, 12));
          const attributes = { ...poolAttributes('test', 2, x.shape, options), divisor };
          const y = source.normal(found.shape);
          const [back] = averagePoolGradient.reference([y], attributes);
          const [forth] = averagePool.reference([x], attributes);
          expect(dot(back!, x)).toBeCloseTo(dot(y, forth!), 10);
          const [unpooled] = maxPoolGradient.reference([y, indices], attributes);
          const [selected] = maxPoolSelect.reference([x, indices], attributes);
          expect(dot(unpooled!, x)).toBeCloseTo(dot(y, selected!), 10);
        }
      }),
      { seed: 4, numRuns: 400 },
    );
    expect(tried).toBeGreaterThan(100);
  });

  test('adaptive windows are PyTorch’s, cover everything and turn round exactly', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 1, max: 12 }),
        fc.integer(),
        (length, size, seed) => {
          const attributes = { input: [length], output: [size], windows: 'adaptive' } as const;
          const windows = poolPositions(attributes);
          windows.forEach((positions, o) => {
            expect(positions[0]).toBe(Math.floor((o * length) / size));
            expect(positions.at(-1)! + 1).toBe(Math.ceil(((o + 1) * length) / size));
          });
          expect(new Set(windows.flat()).size).toBe(length);
          const source = seeded(seed);
          const [x, y] = [source.normal([3, length]), source.normal([3, size])];
          const [forth] = averagePool.reference([x], { ...attributes, divisor: 'elements' });
          const [back] = averagePoolGradient.reference([y], { ...attributes, divisor: 'elements' });
          expect(dot(back!, x)).toBeCloseTo(dot(y, forth!), 10);
        },
      ),
      { seed: 5, numRuns: 100 },
    );
  });
});

describe('what does not fit is refused with the sizes and the rule', () => {
  const x = f64([1, 1, 4, 4], ...Array<number>(16).fill(1));
  const refused: readonly (readonly [string, () => unknown, RegExp])[] = [
    ['a window beyond the input', () => maxPool2d(x, { kernel: 5 }), /axis 0 the window spans 5 of 4 \+ 0 \+ 0 = 4/],
    [
      'a window in the padding alone',
      () => averagePool2d(x, { kernel: 2, padding: [0, 2] }),
      /axis 1 window 0 lies in the padding/,
    ],
    ['stride 0', () => maxPool2d(x, { kernel: 2, stride: 0 }), /stride must be one integer ≥ 1/],
    ['negative padding', () => maxPool2d(x, { kernel: 2, padding: -1 }), /padding must be an integer ≥ 0/],
    [
      'a kernel for another number of axes',
      () => maxPool2d(x, { kernel: [2] }),
      /each of the 2 spatial axes, not \[2\]/,
    ],
    ['a rank', () => maxPool1d(x, { kernel: 2 }), /must be \[batch, channels, length\]/],
    [
      'a divisor of 0',
      () => averagePool2d(x, { kernel: 2, divisor: 0 }),
      /divisor must be a finite number other than 0/,
    ],
    ['an adaptive size of 0', () => adaptiveAveragePool(x, 0), /one integer ≥ 1/],
    ['a global pool without spatial axes', () => globalMaxPool(f64([1, 2], 1, 2)), /spatial axes/],
  ];
  test.each(refused)('%s', (_, call, message) => {
    expect(call).toThrow(ShapeError);
    expect(call).toThrow(message);
  });

  test('positions that no window covers', () => {
    const attributes = poolAttributes('test', 1, [1, 4], { kernel: 2 });
    const positions = new Float64Tensor([1, 2], [0, 0], 'int32');
    expect(() => maxPoolGradient.reference([line(1, 1), positions], attributes)).toThrow(/position 0 of element 1/);
    const outside = new Float64Tensor([1, 2], [0, 4], 'int32');
    expect(() => maxPoolSelect.reference([line(1, 1, 1, 1), outside], attributes)).toThrow(/from 0 to 3/);
  });
});

test('averages of long windows keep float32’s digits: the sum is compensated', () => {
  const x = new Float64Tensor([1, 4096], new Float64Array(4096).fill(Math.fround(0.1)));
  const attributes = { ...poolAttributes('test', 1, x.shape, { kernel: 4096 }), divisor: 'window' as const };
  const outputs = averagePool.reference([x], attributes);
  const [bound] = averagePool.errorBound([x], attributes, outputs);
  expect(sizeOf(outputs[0]!.shape)).toBe(1);
  expect(bound!.data[0]! / 0.1).toBeLessThan(20 * 2 ** -24);
});
