import type { Tensor } from '@tensorflow/tfjs-core';
import * as fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';

import { init } from '../../device/init.ts';
import type { Float64Tensor } from '../../values/float64-tensor.ts';
import { matmulRoundings } from '../error-bounds.ts';
import { matmul, type MatmulAttributes, type MatmulPlan, planMatmul } from '../linear-algebra.ts';
import type { Operation } from '../operation.ts';
import { seeded } from '../seeded.ts';
import { row } from '../support.ts';
import { disagreements, onDevice } from '../test-device.ts';
import { matmulInRegisters } from './matmul-registers.ts';
import { matmulShared } from './matmul-shared.ts';
import { matmulKernel } from './matmul.ts';

beforeAll(async () => {
  await init();
});

type Multiply = (a: Tensor, b: Tensor, plan: MatmulPlan, attributes: MatmulAttributes) => Tensor;

/** Every kernel there is, whatever the sizes. */
const kernels: readonly (readonly [string, Multiply])[] = [
  ['chosen', (...given) => matmulKernel(...given)],
  ...([4, 8] as const).flatMap((tile) =>
    [false, true].map((specialised): [string, Multiply] => [
      `in registers, tile ${tile}${specialised ? ', specialised' : ''}`,
      (...given) => matmulInRegisters(...given, { tile, specialised }),
    ]),
  ),
  ['through workgroup memory', matmulShared],
];

/** The row of the table with one of the kernels. */
const withKernel = (multiply: Multiply): Operation =>
  row({
    ...matmul,
    kernel: ([a, b], attributes) => [multiply(a!, b!, planMatmul([a!.shape, b!.shape], attributes), attributes)],
  } satisfies Operation<MatmulAttributes>);

/** Two matrices of which the product is [rows, columns], stored as the attributes say. */
const operands = (
  [rows, inner, columns]: readonly [number, number, number],
  { transposeA, transposeB }: MatmulAttributes,
  batches: readonly [readonly number[], readonly number[]] = [[], []],
  seed = 1,
): Float64Tensor[] => {
  const random = seeded(seed);
  return [
    random.normal([...batches[0], ...(transposeA ? [inner, rows] : [rows, inner])]),
    random.normal([...batches[1], ...(transposeB ? [columns, inner] : [inner, columns])]),
  ];
};

const transposes = [false, true].flatMap((transposeA) =>
  [false, true].map((transposeB) => ({ transposeA, transposeB })),
);

describe.each(kernels)('%s', (name, multiply) => {
  const operation = withKernel(multiply);
  // No kernel meets operands without elements: there the choice is made before.
  const examples = matmul.examples!(3).filter(
    ({ inputs }) => name === 'chosen' || inputs.every(({ data }) => data.length > 0),
  );

  test.each(examples.map((example) => [example.inputs.map((x) => `[${x.shape}]`).join(' '), example]))(
    'example %s',
    async (_, { inputs, attributes }) => {
      expect(await disagreements(operation, inputs, attributes)).toEqual([]);
    },
  );

  test.each(transposes)('sizes that are no multiples of tiles or of four, %j', async (attributes) => {
    for (const size of [
      [5, 7, 9],
      [8, 4, 12],
      [1, 33, 1],
      [3, 70, 66],
      [67, 36, 5],
    ] as const) {
      expect(await disagreements(operation, operands(size, attributes), attributes)).toEqual([]);
    }
  });

  test.each(transposes)('many products, whole tiles and cut ones, %j', async (attributes) => {
    for (const size of [
      [128, 128, 128],
      [131, 130, 133],
    ] as const) {
      expect(await disagreements(operation, operands(size, attributes), attributes)).toEqual([]);
    }
  });

  test.each(transposes)('a sum long enough to be split, with terms left over, %j', async (attributes) => {
    expect(await disagreements(operation, operands([4, 3003, 6], attributes), attributes)).toEqual([]);
  });

  test('batches, broadcast on either side', async () => {
    const batches: (readonly [readonly number[], readonly number[]])[] = [
      [[2], []],
      [[], [3]],
      [
        [2, 1],
        [1, 3],
      ],
      [[4], [4]],
    ];
    if (name === 'chosen') batches.push([[0], [1]]);
    for (const batch of batches) {
      for (const attributes of transposes) {
        expect(await disagreements(operation, operands([5, 8, 6], attributes, batch), attributes)).toEqual([]);
      }
    }
  });

  test('whole numbers are multiplied as floats', async () => {
    const random = seeded(4);
    const [a, b] = [random.integers([6, 8], -9, 9), random.integers([8, 4], -9, 9)];
    expect(await disagreements(operation, [a, b], transposes[0]!)).toEqual([]);
  });

  test('whatever the sizes, the result is within its bound', async () => {
    const length = fc.integer({ min: name === 'chosen' ? 0 : 1, max: 40 });
    const axis = fc.constantFrom(1, 2, 3);
    await fc.assert(
      fc.asyncProperty(
        fc.tuple(length, length, length),
        fc.record({ transposeA: fc.boolean(), transposeB: fc.boolean() }),
        fc.tuple(axis, fc.constantFrom('left', 'right', 'both')),
        fc.integer(),
        async (size, attributes, [count, side], seed) => {
          const batches = [side === 'right' ? [1] : [count], side === 'left' ? [1] : [count]] as const;
          expect(await disagreements(operation, operands(size, attributes, batches, seed), attributes)).toEqual([]);
        },
      ),
      { seed: 5, numRuns: 25 },
    );
  });

  test('infinities and NaN spoil their own row and column alone', async () => {
    const [a, b] = operands([6, 8, 7], transposes[0]!);
    a!.data[2 * 8 + 3] = Infinity;
    b!.data[5 * 7 + 6] = NaN;
    expect(await disagreements(operation, [a!, b!], transposes[0]!)).toEqual([]);
  });
});

test('all kernels add whole groups of four in the same order: their results are the same', async () => {
  for (const attributes of transposes) {
    const inputs = operands([70, 304, 40], attributes).map(onDevice);
    const results = await Promise.all(
      kernels.map(async ([, multiply]) => [...(await withKernel(multiply).kernel(inputs, attributes)[0]!.data())]),
    );
    for (const result of results) expect(result).toEqual(results[0]);
  }
});

test('the bound counts no more roundings than there are terms, and far fewer for long sums', () => {
  expect([1, 2, 10].map(matmulRoundings)).toEqual([1, 2, 10]);
  expect(matmulRoundings(4096)).toBeLessThan(4096 / 16);
});
