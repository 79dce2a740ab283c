import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { Float64Tensor, sizeOf } from '../../values/float64-tensor.ts';
import type { Shape } from '../../values/value.ts';
import { seeded } from '../seeded.ts';
import { conv1d, conv2d, convTranspose2d } from './functions.ts';
import { convFilterGradient, convInputGradient } from './operations.ts';
import { convAttributes } from './options.ts';

const axis = fc.record({
  input: fc.integer({ min: 1, max: 7 }),
  taps: fc.integer({ min: 1, max: 3 }),
  stride: fc.integer({ min: 1, max: 3 }),
  dilation: fc.integer({ min: 1, max: 3 }),
  before: fc.integer({ min: 0, max: 3 }),
  after: fc.integer({ min: 0, max: 3 }),
});
type Axis = typeof axis extends fc.Arbitrary<infer T> ? T : never;

const fits = ({ input, taps, dilation, before, after }: Axis): boolean =>
  dilation * (taps - 1) + 1 <= input + before + after;

const problem = fc.record({
  batch: fc.integer({ min: 1, max: 2 }),
  groups: fc.integer({ min: 1, max: 3 }),
  groupIn: fc.integer({ min: 1, max: 2 }),
  groupOut: fc.integer({ min: 1, max: 2 }),
  axes: fc.tuple(axis.filter(fits), axis.filter(fits)),
  seed: fc.integer(),
});

const dot = (a: Float64Tensor, b: Float64Tensor): number => {
  expect(a.shape).toEqual(b.shape);
  return a.data.reduce((sum, value, i) => sum + value * b.data[i]!, 0);
};

test('⟨conv(x, w), y⟩ = ⟨x, convᵀ(y, w)⟩ = ⟨w, filter gradient(x, y)⟩ for every choice of attributes', () => {
  fc.assert(
    fc.property(problem, ({ batch, groups, groupIn, groupOut, axes, seed }) => {
      const source = seeded(seed);
      const x = source.normal([batch, groups * groupIn, ...axes.map(({ input }) => input)]);
      const filter = source.normal([groups * groupOut, groupIn, ...axes.map(({ taps }) => taps)]);
      const options = {
        stride: axes.map(({ stride }) => stride),
        dilation: axes.map(({ dilation }) => dilation),
        padding: axes.map(({ before, after }) => [before, after] as const),
        groups,
      };
      const forward = conv2d(x, filter, options);
      const y = source.normal(forward.shape);
      const attributes = convAttributes('conv2d', 2, x.shape, filter.shape, options);
      const expected = dot(forward, y);
      const [dx] = convInputGradient.reference([y, filter], { ...attributes, size: x.shape.slice(2) });
      const [dFilter] = convFilterGradient.reference([x, y], { ...attributes, size: filter.shape.slice(2) });
      // Three orders of summing the same terms, fewer than 2¹⁴ of them and each below 2⁸: 2⁻⁵² · 2¹⁴ · 2²².
      expect(Math.abs(dot(dx!, x) - expected)).toBeLessThan(1e-9);
      expect(Math.abs(dot(dFilter!, filter) - expected)).toBeLessThan(1e-9);
    }),
    { seed: 1, numRuns: 300 },
  );
});

test('the transposed convolution undoes the size of a convolution where stride leaves no choice', () => {
  fc.assert(
    fc.property(problem, ({ batch, groups, groupIn, groupOut, axes, seed }) => {
      const source = seeded(seed);
      const x = source.normal([batch, groups * groupIn, ...axes.map(({ input }) => input)]);
      const filter = source.normal([groups * groupIn, groupOut, ...axes.map(({ taps }) => taps)]);
      const options = {
        stride: axes.map(({ stride }) => stride),
        dilation: axes.map(({ dilation }) => dilation),
        groups,
      };
      const spread = convTranspose2d(x, filter, options);
      expect(conv2d(spread, filter, options).shape).toEqual(x.shape);
    }),
    { seed: 2, numRuns: 100 },
  );
});

test('a 1-D convolution is a matrix product with the filter along the diagonals', () => {
  fc.assert(
    fc.property(axis.filter(fits), fc.integer(), (a, seed) => {
      const source = seeded(seed);
      const [x, filter] = [source.normal([1, a.input]), source.normal([1, 1, a.taps])];
      const padded = [...zeros(a.before), ...x.data, ...zeros(a.after)];
      const spread = Array.from({ length: a.dilation * (a.taps - 1) + 1 }, (_, i) =>
        i % a.dilation === 0 ? filter.data[i / a.dilation]! : 0,
      );
      const expected: number[] = [];
      for (let start = 0; start + spread.length <= padded.length; start += a.stride) {
        expected.push(spread.reduce((sum, tap, i) => sum + tap * padded[start + i]!, 0));
      }
      const { stride, dilation, before, after } = a;
      const result = conv1d(x, filter, { stride, dilation, padding: [[before, after]] });
      expect(result.shape).toEqual([1, expected.length]);
      expected.forEach((value, i) => expect(result.data[i]).toBeCloseTo(value, 12));
    }),
    { seed: 3, numRuns: 200 },
  );
});

test('bounds of a long sum hold for float32 arithmetic in the worst order', () => {
  // Terms that all round the same way: 1 followed by halves of a unit in the last place.
  const length = 4097;
  const shape: Shape = [1, 1, length];
  const data = new Float64Array(sizeOf(shape)).fill(2 ** -24 * 1.5);
  data[0] = 1;
  const x = new Float64Tensor(shape, data);
  const y = new Float64Tensor(shape, new Float64Array(length).fill(1));
  const attributes = { stride: [1], padding: [0], dilation: [1], groups: 1, size: [1] };
  const [exact] = convFilterGradient.reference([x, y], attributes);
  let rounded = 0;
  for (const value of data) rounded = Math.fround(rounded + value);
  const [bound] = convFilterGradient.errorBound([x, y], attributes, [exact!]);
  const error = Math.abs(rounded - exact!.data[0]!);
  expect(error).toBeGreaterThan(0);
  expect(error).toBeLessThan(bound!.data[0]!);
});

function zeros(count: number): number[] {
  return Array<number>(count).fill(0);
}
