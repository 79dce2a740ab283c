import type { Tensor } from '@tensorflow/tfjs-core';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { describeDevice, init } from '../../../device/init.ts';
import { Float64Tensor } from '../../../values/float64-tensor.ts';
import { matmulRoundings } from '../../error-bounds.ts';
import { matmul, type MatmulAttributes, type MatmulPlan, planMatmul } from '../../linear-algebra.ts';
import type { Operation } from '../../operation.ts';
import { seeded } from '../../seeded.ts';
import { row } from '../../support.ts';
import { disagreements, onDevice } from '../../test-device.ts';
import { type MatmulShape, shapesFor } from './choice.ts';
import { matmulInRegisters } from './registers.ts';
import { matmulShared } from './shared.ts';
import { matmulBySubgroups } from './subgroups.ts';
import { matmulKernel, matmulOfHalves } from './matmul.ts';

// Which kernels there are depends on the device.
await init();

type Multiply = (a: Tensor, b: Tensor, plan: MatmulPlan, attributes: MatmulAttributes) => Tensor;

/**
 * Every kernel there is, whatever the sizes. How operands are read is written once for tiles of either side, and a tile of eight takes
 * long to compile: of these only the forms that differ are `few`.
 */
const kernels: readonly { readonly name: string; readonly multiply: Multiply; readonly few?: true }[] = [
  { name: 'chosen', multiply: (...given) => matmulKernel(...given) },
  {
    name: 'in registers, specialised',
    multiply: (...given) => matmulInRegisters(...given, { tile: 4, specialised: true }),
  },
  {
    name: 'in registers, large tiles',
    multiply: (...given) => matmulInRegisters(...given, { tile: 8, specialised: true }),
    few: true,
  },
  { name: 'through workgroup memory', multiply: (...given) => matmulShared(...given) },
  ...(describeDevice().features.includes('subgroups') ? [{ name: 'by subgroups', multiply: matmulBySubgroups }] : []),
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

describe.each(kernels)('$name', ({ name, multiply, few }) => {
  const operation = withKernel(multiply);
  // No kernel meets operands without elements: there the choice is made before.
  const examples = matmul.examples!(3).filter(
    ({ inputs, attributes }) =>
      attributes.storage === undefined && (name === 'chosen' || (!few && inputs.every(({ data }) => data.length > 0))),
  );

  test('the examples of the table', async () => {
    for (const { inputs, attributes } of examples) {
      expect(await disagreements(operation, inputs, attributes)).toEqual([]);
    }
  });

  test.each(few ? [] : transposes)('sizes that are no multiples of tiles or of four, %j', async (attributes) => {
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
      [128, 96, 128],
      [131, 98, 133],
    ] as const) {
      expect(await disagreements(operation, operands(size, attributes), attributes)).toEqual([]);
    }
  });

  test.each(few ? transposes.slice(0, 1) : transposes)(
    'a sum long enough to be split, with terms left over, %j',
    async (attributes) => {
      expect(await disagreements(operation, operands([4, 3003, 6], attributes), attributes)).toEqual([]);
    },
  );

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
    for (const batch of few ? batches.slice(2, 3) : batches) {
      // How operands are read depends on neither.
      for (const attributes of few || batch[0].length > 1 ? transposes.slice(0, 1) : transposes) {
        expect(await disagreements(operation, operands([5, 8, 6], attributes, batch), attributes)).toEqual([]);
      }
    }
  });

  test.skipIf(few)('whole numbers are multiplied as floats', async () => {
    const random = seeded(4);
    const [a, b] = [random.integers([6, 8], -9, 9), random.integers([8, 4], -9, 9)];
    expect(await disagreements(operation, [a, b], transposes[0]!)).toEqual([]);
  });

  test.skipIf(few)('whatever the sizes, the result is within its bound', async () => {
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
      // A kernel that is made for each layout is compiled for each.
      { seed: 5, numRuns: name.includes('specialised') ? 8 : 25 },
    );
  });

  test('infinities and NaN spoil their own row and column alone', async () => {
    const [a, b] = operands([6, 8, 7], transposes[0]!);
    a!.data[2 * 8 + 3] = Infinity;
    b!.data[5 * 7 + 6] = NaN;
    expect(await disagreements(operation, [a!, b!], transposes[0]!)).toEqual([]);
  });
});

/** The row of the table with operands in 16 bits. */
function halves(shape: MatmulShape): Operation {
  return withKernel((a, b, plan, attributes) => matmulOfHalves(a, b, plan, attributes, shape));
}

function attributesOf(each: MatmulAttributes): MatmulAttributes {
  return { ...each, storage: 'float16' };
}

describe('operands in 16 bits', () => {
  const shapes = shapesFor(describeDevice().features);

  test.each(shapes)('%s: within the bound of operands that are rounded once', async (shape) => {
    for (const attributes of transposes.map(attributesOf)) {
      for (const [size, batches] of [
        [[5, 7, 9], undefined],
        [[70, 66, 68], undefined],
        [
          [3, 33, 2],
          [[3], [1]],
        ],
      ] as const) {
        expect(await disagreements(halves(shape), operands(size, attributes, batches), attributes)).toEqual([]);
      }
    }
  });

  test('all shapes round alike: ties to even, small numbers to 0, large ones to infinity', async () => {
    const numbers = [
      1 + 2 ** -11,
      1 + 3 * 2 ** -11,
      -(1 + 2 ** -11 + 2 ** -20),
      2 ** -14,
      2 ** -14 - 2 ** -26,
      2 ** -15,
      -3e-8,
      65_504,
      65_519,
      -65_520,
      Infinity,
      NaN,
      0,
    ];
    const rounded = [
      1,
      1 + 2 ** -9,
      -(1 + 2 ** -10),
      2 ** -14,
      2 ** -14,
      0,
      0,
      65_504,
      65_504,
      -Infinity,
      Infinity,
      NaN,
      0,
    ];
    const column = new Float64Tensor([numbers.length, 1], numbers);
    const one = new Float64Tensor([1, 1], [1]);
    for (const shape of shapes) {
      const inputs = [column, one].map(onDevice);
      const [product] = halves(shape).kernel(inputs, attributesOf(transposes[0]!));
      expect([...(await product!.data())].map((x) => x + 0)).toEqual(rounded);
    }
  });

  test('the bound is that of halves: it holds for them, and not for operands with fewer digits', async () => {
    const attributes = attributesOf(transposes[0]!);
    const [a, b] = operands([40, 64, 40], attributes) as [Float64Tensor, Float64Tensor];
    const expected = matmul.reference([a, b], attributes);
    const [bound] = matmul.errorBound([a, b], attributes, expected);
    const exact = matmul.errorBound([a, b], transposes[0]!, expected)[0]!;
    expect(Math.min(...bound!.data.map((each, i) => each / exact.data[i]!))).toBeGreaterThan(20);
    const coarse = new Float64Tensor(
      a.shape,
      a.data.map((x) => x * (1 + 2 ** -6)),
    );
    const found = matmul.reference([coarse, b], attributes)[0]!;
    const errors = found.data.map((x, i) => Math.abs(x - expected[0]!.data[i]!) / bound!.data[i]!);
    expect(Math.max(...errors)).toBeGreaterThan(1);
    const product = await matmulKernel(
      onDevice(a),
      onDevice(b),
      planMatmul([a.shape, b.shape], attributes),
      attributes,
    ).data();
    expect(
      Math.max(...[...product].map((x, i) => Math.abs(x - expected[0]!.data[i]!) / exact.data[i]!)),
    ).toBeGreaterThan(1);
  });
});

test('all kernels add whole groups of four in the same order: their results are the same', async () => {
  for (const attributes of transposes) {
    const inputs = operands([70, 304, 40], attributes).map(onDevice);
    const results = await Promise.all(
      kernels.map(async ({ multiply }) => [...(await withKernel(multiply).kernel(inputs, attributes)[0]!.data())]),
    );
    for (const result of results) expect(result).toEqual(results[0]);
  }
});

test('the bound counts no more roundings than there are terms, and far fewer for long sums', () => {
  expect([1, 2, 10].map(matmulRoundings)).toEqual([1, 2, 10]);
  expect(matmulRoundings(4096)).toBeLessThan(4096 / 16);
});
