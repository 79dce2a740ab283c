import type { Tensor } from '@tensorflow/tfjs-core';

import { Float64Tensor, sizeOf } from '../values/float64-tensor.ts';
import type { Shape } from '../values/value.ts';
import { copyBounds } from './error-bounds.ts';
import { shareElements, stridedMap } from './kernels/elementwise.ts';
import { concatKernel, padKernel } from './kernels/layout.ts';
import { elementType, kernelDtype } from './kernels/wgsl.ts';
import { type Attributes, type Example, type Operation, ShapeError } from './operation.ts';
import { type Seeded, seeded } from './seeded.ts';
import {
  broadcastShapes,
  broadcastStrides,
  expectInputs,
  sameShape,
  stridedPositions,
  stridesOf,
  viewAxis,
} from './shapes.ts';
import { row } from './support.ts';

export type ReshapeAttributes = { readonly shape: Shape };
export type ConcatAttributes = { readonly axis: number };
export type SliceAttributes = { readonly begin: readonly number[]; readonly size: readonly number[] };
export type PadAttributes = {
  readonly paddings: readonly (readonly [before: number, after: number])[];
  readonly value: number;
};
export type ReverseAttributes = { readonly axes: readonly number[] };
export type TransposeAttributes = { readonly permutation: readonly number[] };
export type TileAttributes = { readonly repetitions: readonly number[] };

/** Where an operation that only moves elements finds each of them: at offset + Σ coordinate · stride. */
interface Walk {
  /** The axes to walk, which may be finer than the output's: tile walks its repetitions as axes of their own. */
  readonly shape: Shape;
  readonly strides: readonly number[];
  readonly offset: number;
}

/** A row for an operation whose output is its input, seen in another order. */
function movement<A extends Attributes>(definition: {
  readonly name: string;
  readonly outputShape: (shape: Shape, attributes: A) => Shape;
  readonly walk: (shape: Shape, attributes: A) => Walk;
  readonly examples: (random: Seeded) => readonly Example<A>[];
}): Operation<A> {
  const { name, outputShape, walk, examples } = definition;
  return {
    name,
    shape: (shapes, attributes) => {
      expectInputs(name, shapes, 1);
      return [outputShape(shapes[0]!, attributes)];
    },
    reference: ([x], attributes) => {
      const { shape, strides, offset } = walk(x!.shape, attributes);
      const positions = stridedPositions(shape, strides, offset);
      const data = new Float64Array(positions.length);
      for (let i = 0; i < data.length; i++) data[i] = x!.data[positions[i]!]!;
      return [new Float64Tensor(outputShape(x!.shape, attributes), data, x!.dtype)];
    },
    kernel: ([x], attributes) => [move(name, x!, walk(x!.shape, attributes), outputShape(x!.shape, attributes))],
    errorBound: copyBounds,
    differentiable: () => [true],
    examples: (seed) => examples(seeded(seed)),
  };
}

function move(name: string, x: Tensor, { shape, strides, offset }: Walk, outputShape: Shape): Tensor {
  const moved = stridedMap(
    { name: 'copy', expression: 'a' },
    [x],
    shape,
    [strides],
    [offset],
    [elementType(x)],
    kernelDtype(name, x),
  );
  if (sameShape(shape, outputShape)) return moved;
  const shaped = shareElements(moved, outputShape);
  moved.dispose();
  return shaped;
}

export const transpose: Operation<TransposeAttributes> = movement({
  name: 'transpose',
  outputShape: (shape, { permutation }) => {
    const sorted = [...permutation].sort((a, b) => a - b);
    if (permutation.length !== shape.length || sorted.some((axis, i) => axis !== i)) {
      const rule = `the permutation [${permutation.join(', ')}] must name each of the ${shape.length} axes once`;
      throw new ShapeError('transpose', [shape], rule);
    }
    return permutation.map((axis) => shape[axis]!);
  },
  walk: (shape, { permutation }) => {
    const strides = stridesOf(shape);
    return {
      shape: permutation.map((axis) => shape[axis]!),
      strides: permutation.map((axis) => strides[axis]!),
      offset: 0,
    };
  },
  examples: (random) => [
    { inputs: [random.normal([2, 3])], attributes: { permutation: [1, 0] }, smooth: true },
    { inputs: [random.normal([2, 3, 4])], attributes: { permutation: [2, 0, 1] }, smooth: true },
    { inputs: [random.normal([2, 1, 3, 2, 2, 3, 2])], attributes: { permutation: [6, 1, 4, 0, 5, 3, 2] } },
    { inputs: [random.normal([])], attributes: { permutation: [] } },
    { inputs: [random.integers([3, 2], 0, 9)], attributes: { permutation: [1, 0] } },
    { inputs: [random.normal([0, 2])], attributes: { permutation: [1, 0] } },
  ],
});

export const reverse: Operation<ReverseAttributes> = movement({
  name: 'reverse',
  outputShape: (shape, { axes }) => {
    const missing = axes.find((axis) => !(axis in shape));
    if (missing !== undefined) throw new ShapeError('reverse', [shape], `there is no axis ${missing}`);
    return shape;
  },
  walk: (shape, { axes }) => {
    const strides = stridesOf(shape);
    let offset = 0;
    for (const axis of axes) offset += (shape[axis]! - 1) * strides[axis]!;
    return { shape, strides: strides.map((stride, axis) => (axes.includes(axis) ? -stride : stride)), offset };
  },
  examples: (random) => [
    { inputs: [random.normal([2, 3])], attributes: { axes: [1] }, smooth: true },
    { inputs: [random.normal([2, 3, 4])], attributes: { axes: [0, 2] }, smooth: true },
    { inputs: [random.normal([2, 2, 1, 2, 3])], attributes: { axes: [0, 1, 2, 3, 4] } },
  ],
});

export const slice: Operation<SliceAttributes> = movement({
  name: 'slice',
  outputShape: (shape, { begin, size }) => {
    if (begin.length !== shape.length || size.length !== shape.length) {
      const rule = `begin [${begin.join(', ')}] and size [${size.join(', ')}] must each have ${shape.length} numbers, one an axis`;
      throw new ShapeError('slice', [shape], rule);
    }
    for (const [axis, length] of shape.entries()) {
      const [from, count] = [begin[axis]!, size[axis]!];
      if (!Number.isInteger(from) || !Number.isInteger(count) || from < 0 || count < 0 || from + count > length) {
        const rule = `elements ${from} to ${from + count} do not lie within axis ${axis} of length ${length}`;
        throw new ShapeError('slice', [shape], rule);
      }
    }
    return size;
  },
  walk: (shape, { begin, size }) => {
    const strides = stridesOf(shape);
    return { shape: size, strides, offset: begin.reduce((sum, from, axis) => sum + from * strides[axis]!, 0) };
  },
  examples: (random) => [
    { inputs: [random.normal([4, 5])], attributes: { begin: [1, 2], size: [2, 3] }, smooth: true },
    { inputs: [random.normal([2, 3, 4])], attributes: { begin: [0, 1, 0], size: [2, 1, 4] }, smooth: true },
    { inputs: [random.normal([5])], attributes: { begin: [5], size: [0] } },
    { inputs: [random.normal([])], attributes: { begin: [], size: [] } },
  ],
});

export const broadcastTo: Operation<ReshapeAttributes> = movement({
  name: 'broadcastTo',
  outputShape: (shape, { shape: target }) => {
    const fits = target.length >= shape.length && sameShape(broadcastOrNothing(shape, target), target);
    if (!fits) {
      const rule = 'aligned at the last axis, every length of the first must be 1 or the length of the second';
      throw new ShapeError('broadcastTo', [shape, target], rule);
    }
    return target;
  },
  walk: (shape, { shape: target }) => ({ shape: target, strides: broadcastStrides(shape, target), offset: 0 }),
  examples: (random) => [
    { inputs: [random.normal([3])], attributes: { shape: [2, 3] }, smooth: true },
    { inputs: [random.normal([2, 1, 3])], attributes: { shape: [4, 2, 5, 3] }, smooth: true },
    { inputs: [random.normal([])], attributes: { shape: [2, 2] } },
    { inputs: [random.normal([1, 3])], attributes: { shape: [0, 3] } },
  ],
});

function broadcastOrNothing(shape: Shape, target: Shape): Shape {
  try {
    return broadcastShapes('broadcastTo', [shape, target]);
  } catch {
    return [-1];
  }
}

export const tile: Operation<TileAttributes> = movement({
  name: 'tile',
  outputShape: (shape, { repetitions }) => {
    if (repetitions.length !== shape.length || repetitions.some((count) => !Number.isInteger(count) || count < 0)) {
      const rule = `the repetitions [${repetitions.join(', ')}] must be ${shape.length} whole numbers, one an axis`;
      throw new ShapeError('tile', [shape], rule);
    }
    return shape.map((length, axis) => length * repetitions[axis]!);
  },
  walk: (shape, { repetitions }) => {
    const strides = stridesOf(shape);
    return {
      shape: shape.flatMap((length, axis) => [repetitions[axis]!, length]),
      strides: strides.flatMap((stride) => [0, stride]),
      offset: 0,
    };
  },
  examples: (random) => [
    { inputs: [random.normal([2, 3])], attributes: { repetitions: [2, 1] }, smooth: true },
    { inputs: [random.normal([2, 1, 3])], attributes: { repetitions: [1, 3, 2] }, smooth: true },
    { inputs: [random.normal([2])], attributes: { repetitions: [0] } },
  ],
});

export const reshape: Operation<ReshapeAttributes> = {
  name: 'reshape',
  shape: (shapes, { shape }) => {
    expectInputs('reshape', shapes, 1);
    if (sizeOf(shapes[0]!) !== sizeOf(shape) || shape.some((length) => !Number.isInteger(length) || length < 0)) {
      const rule = `the new shape [${shape.join(', ')}] must hold the same ${sizeOf(shapes[0]!)} elements`;
      throw new ShapeError('reshape', shapes, rule);
    }
    return [shape];
  },
  reference: ([x], { shape }) => [new Float64Tensor(shape, x!.data, x!.dtype)],
  kernel: ([x], { shape }) => [shareElements(x!, shape)],
  errorBound: copyBounds,
  differentiable: () => [true],
  examples: (seed) => {
    const random = seeded(seed);
    return [
      { inputs: [random.normal([2, 6])], attributes: { shape: [3, 4] }, smooth: true },
      { inputs: [random.normal([1])], attributes: { shape: [] } },
      { inputs: [random.normal([2, 0])], attributes: { shape: [0] } },
    ];
  },
};

export const concat: Operation<ConcatAttributes> = {
  name: 'concat',
  shape: (shapes, { axis }) => {
    const [first] = shapes;
    if (!first) throw new ShapeError('concat', shapes, 'it takes at least one value');
    if (!(axis in first)) throw new ShapeError('concat', shapes, `there is no axis ${axis}`);
    for (const shape of shapes) {
      if (shape.length !== first.length || shape.some((length, i) => i !== axis && length !== first[i])) {
        throw new ShapeError('concat', shapes, `all lengths but those of axis ${axis} must be equal`);
      }
    }
    const total = shapes.reduce((sum, shape) => sum + shape[axis]!, 0);
    return [first.map((length, i) => (i === axis ? total : length))];
  },
  reference: (inputs, attributes) => {
    const { axis } = attributes;
    const [shape] = concat.shape(
      inputs.map((input) => input.shape),
      attributes,
    );
    const { outer, length, inner } = viewAxis(shape!, axis);
    const data = new Float64Array(sizeOf(shape!));
    let before = 0;
    for (const input of inputs) {
      const run = input.shape[axis]! * inner;
      for (let o = 0; o < outer; o++) {
        data.set(input.data.subarray(o * run, (o + 1) * run), (o * length + before) * inner);
      }
      before += input.shape[axis]!;
    }
    const dtype = inputs.every((input) => input.dtype === inputs[0]!.dtype) ? inputs[0]!.dtype : 'float64';
    return [new Float64Tensor(shape!, data, dtype)];
  },
  kernel: (inputs, attributes) => {
    const [shape] = concat.shape(
      inputs.map((input) => input.shape),
      attributes,
    );
    return [concatKernel(inputs, attributes.axis, shape!)];
  },
  errorBound: copyBounds,
  differentiable: (count) => Array.from({ length: count }, () => true),
  examples: (seed) => {
    const random = seeded(seed);
    return [
      { inputs: [random.normal([2, 3]), random.normal([1, 3])], attributes: { axis: 0 }, smooth: true },
      {
        inputs: [random.normal([2, 1, 2]), random.normal([2, 3, 2]), random.normal([2, 2, 2])],
        attributes: { axis: 1 },
        smooth: true,
      },
      { inputs: [random.normal([2, 3])], attributes: { axis: 1 } },
      { inputs: [random.normal([2, 0]), random.normal([2, 3])], attributes: { axis: 1 } },
      { inputs: Array.from({ length: 12 }, () => random.normal([2])), attributes: { axis: 0 } },
      { inputs: [random.integers([2], 0, 5), random.integers([3], 0, 5)], attributes: { axis: 0 } },
    ];
  },
};

export const pad: Operation<PadAttributes> = {
  name: 'pad',
  shape: (shapes, { paddings }) => {
    expectInputs('pad', shapes, 1);
    const shape = shapes[0]!;
    if (paddings.length !== shape.length || paddings.flat().some((count) => !Number.isInteger(count) || count < 0)) {
      throw new ShapeError('pad', shapes, `the paddings must be ${shape.length} pairs of whole numbers, one an axis`);
    }
    return [shape.map((length, axis) => length + paddings[axis]![0] + paddings[axis]![1])];
  },
  reference: ([x], { paddings, value }) => {
    const shape = x!.shape.map((length, axis) => length + paddings[axis]![0] + paddings[axis]![1]);
    const strides = stridesOf(shape);
    const offset = paddings.reduce((sum, [before], axis) => sum + before * strides[axis]!, 0);
    const data = new Float64Array(sizeOf(shape)).fill(value);
    for (const [i, position] of stridedPositions(x!.shape, strides, offset).entries()) data[position] = x!.data[i]!;
    return [new Float64Tensor(shape, data, x!.dtype)];
  },
  kernel: ([x], attributes) => [padKernel(x!, attributes)],
  errorBound: copyBounds,
  differentiable: () => [true],
  examples: (seed) => {
    const random = seeded(seed);
    return [
      {
        inputs: [random.normal([2, 3])],
        attributes: {
          paddings: [
            [1, 0],
            [2, 1],
          ],
          value: 0,
        },
        smooth: true,
      },
      {
        inputs: [random.normal([2, 2, 2])],
        attributes: {
          paddings: [
            [0, 0],
            [1, 1],
            [0, 2],
          ],
          value: -1.5,
        },
        smooth: true,
      },
      { inputs: [random.normal([])], attributes: { paddings: [], value: 0 } },
      { inputs: [random.normal([0])], attributes: { paddings: [[1, 2]], value: 3 } },
      { inputs: [random.integers([3], 0, 5)], attributes: { paddings: [[1, 1]], value: 7 } },
    ];
  },
};

export const layoutOperations: readonly Operation[] = [
  row(transpose),
  row(reverse),
  row(slice),
  row(broadcastTo),
  row(tile),
  row(reshape),
  row(concat),
  row(pad),
];
