import { tensor } from '@tensorflow/tfjs-core';
import * as fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';

import { init } from '../../../device/init.ts';
import type { Shape } from '../../../values/value.ts';
import type { Operation } from '../../operation.ts';
import { seeded } from '../../seeded.ts';
import { convExamples } from '../examples.ts';
import { type ConvAttributes, convGeometry, type ConvShapes, convShapes } from '../geometry.ts';
import { convolutionRoles, filterGradientRoles, inputGradientRoles } from '../geometry.ts';
import { convolutionKernel, filterGradientKernel, inputGradientKernel } from './kernels.ts';
import { convFilterGradient, convInputGradient, convolution } from '../operations.ts';
import { convAttributes, type ConvOptions } from '../options.ts';
import { errorOverBound } from './test-kernels.ts';

beforeAll(async () => {
  await init();
});

const rows = [
  [convolution, convolutionRoles, convolutionKernel],
  [convInputGradient, inputGradientRoles, inputGradientKernel],
  [convFilterGradient, filterGradientRoles, filterGradientKernel],
] as const;

/** The rows of the table, with the tiled kernels whatever the size. */
const tiledRows = rows.map(([operation, roles, kernel]) => {
  const tiled: Operation<ConvAttributes> = {
    ...operation,
    kernel: ([first, second], attributes) => {
      const shapes = convShapes(operation.name, roles, [first!.shape, second!.shape], attributes);
      return [kernel(convGeometry(shapes, attributes), first!, second!, shapes[roles[2]], 'tiled')];
    },
  };
  return { name: operation.name, operation: tiled, roles };
});

/** What is wrong with one of the three operations on random values: nothing, one hopes. */
async function wrong(input: Shape, filter: Shape, options: ConvOptions, seed = 1): Promise<string[]> {
  const axes = filter.length - 2;
  const attributes = convAttributes(`conv${axes}d`, axes, input, filter, options);
  const output = [...input.slice(0, -axes - 1), filter[0]!, ...attributes.size];
  const shapes: ConvShapes = { input, filter, output };
  const found: string[] = [];
  for (const { name, operation, roles } of tiledRows) {
    const random = seeded(seed);
    const inputs = [random.normal(shapes[roles[0]]), random.normal(shapes[roles[1]])];
    const own = { ...attributes, size: shapes[roles[2]].slice(-axes) };
    const error = await errorOverBound(operation, inputs, own);
    if (!(error <= 1)) found.push(`${name} of [${input}] and [${filter}], ${JSON.stringify(options)}: ${error} bounds`);
  }
  return found;
}

describe.each(tiledRows)('tiled $name', ({ operation, roles }) => {
  test.each(convExamples(roles, 7).map((example) => [JSON.stringify(example.attributes), example] as const))(
    'agrees with its definition within its bound: %s',
    async (_, { inputs, attributes }) => {
      expect(await errorOverBound(operation, inputs, attributes)).toBeLessThanOrEqual(1);
    },
  );
});

describe('the tiled kernels agree with their definitions', () => {
  test('where tiles fit and where they jut out: channels and widths around the tile sizes', async () => {
    for (const [from, to, width] of [
      [1, 4, 14],
      [3, 9, 15],
      [5, 1, 33],
    ] as const) {
      expect(await wrong([2, from, 6, width], [to, from, 3, 3], { padding: 1 })).toEqual([]);
    }
  });

  test('with every filter width that is written out, and with those that are not', async () => {
    // Three and five are everywhere else.
    for (const taps of [1, 2, 7, 8]) {
      expect(await wrong([2, 2, 9, 19], [4, 2, 2, taps], { padding: [1, taps] })).toEqual([]);
    }
  });

  test('depthwise and in groups', async () => {
    expect(await wrong([2, 6, 9, 9], [6, 1, 3, 3], { padding: 1, groups: 6 })).toEqual([]);
    expect(await wrong([2, 6, 9, 9], [12, 1, 3, 3], { padding: 1, groups: 6 })).toEqual([]);
    expect(await wrong([1, 10, 8, 8], [6, 5, 3, 3], { padding: 1, groups: 2 })).toEqual([]);
  });

  test('with strides, dilations and uneven padding', async () => {
    expect(await wrong([2, 3, 13, 15], [5, 3, 3, 3], { stride: 2, padding: 1 })).toEqual([]);
    expect(await wrong([2, 3, 13, 15], [5, 3, 3, 3], { dilation: [2, 3], padding: 2 })).toEqual([]);
    // Of a stride and a dilation with a common divisor some positions meet no tap, and some taps no position of their own.
    expect(await wrong([1, 2, 3, 9, 14], [3, 2, 1, 4, 3], { stride: [1, 4, 2], dilation: [1, 2, 2] })).toEqual([]);
    expect(
      await wrong([1, 2, 12, 11], [4, 2, 3, 2], {
        stride: [1, 3],
        dilation: [3, 2],
        padding: [
          [2, 0],
          [0, 5],
        ],
      }),
    ).toEqual([]);
  });

  test('in one dimension and in three', async () => {
    expect(await wrong([3, 4, 50], [6, 4, 5], { padding: 'same' })).toEqual([]);
    expect(await wrong([2, 3, 5, 6, 7], [4, 3, 3, 2, 3], { padding: 1, dilation: [1, 2, 1] })).toEqual([]);
    expect(await wrong([5, 6, 7], [4, 5, 3, 3], { padding: 1 })).toEqual([]);
  });

  test('whatever the sizes and attributes', async () => {
    const axis = fc.record({
      input: fc.integer({ min: 1, max: 12 }),
      taps: fc.integer({ min: 1, max: 4 }),
      stride: fc.integer({ min: 1, max: 3 }),
      dilation: fc.integer({ min: 1, max: 3 }),
      before: fc.integer({ min: 0, max: 3 }),
      after: fc.integer({ min: 0, max: 3 }),
    });
    const fits = axis.filter(
      ({ input, taps, dilation, before, after }) => dilation * (taps - 1) + 1 <= input + before + after,
    );
    const count = fc.integer({ min: 1, max: 3 });
    await fc.assert(
      fc.asyncProperty(
        fc.tuple(count, count, count, fc.integer({ min: 1, max: 9 })),
        fc.tuple(fits, fits),
        fc.integer(),
        async ([batch, groups, from, to], axes, seed) => {
          const input = [batch, groups * from, ...axes.map((each) => each.input)];
          const filter = [groups * to, from, ...axes.map(({ taps }) => taps)];
          const options = {
            groups,
            stride: axes.map(({ stride }) => stride),
            dilation: axes.map(({ dilation }) => dilation),
            padding: axes.map(({ before, after }) => [before, after] as const),
          };
          expect(await wrong(input, filter, options, seed)).toEqual([]);
        },
      ),
      // Nearly every geometry is three kernels of its own to compile.
      { seed: 6, numRuns: 8 },
    );
  });
});

test('the filter gradient of many positions is the same in every run', async () => {
  const random = seeded(9);
  const [x, y] = [random.normal([8, 3, 20, 20]), random.normal([8, 5, 20, 20])].map(({ data, shape }) =>
    tensor(Float32Array.from(data), [...shape]),
  );
  const attributes = { stride: [1, 1], padding: [1, 1], dilation: [1, 1], groups: 1, size: [3, 3] };
  const gradient = async (): Promise<number[]> => [
    ...(await convFilterGradient.kernel([x!, y!], attributes)[0]!.data()),
  ];
  const first = await gradient();
  for (let i = 0; i < 3; i++) expect(await gradient()).toEqual(first);
});
