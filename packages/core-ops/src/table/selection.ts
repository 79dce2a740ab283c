import type { Tensor } from '@tensorflow/tfjs-core';
import { Float64Tensor } from '../values/float64-tensor.ts';
import type { Shape } from '../values/value.ts';
import { copyBound, copyBounds, smallestNormal } from './error-bounds.ts';
import { mapElements, shareElements, zipElements } from './kernels/elementwise.ts';
import { elementType, kernelDtype } from './kernels/wgsl.ts';
import { type Operation, ShapeError } from './operation.ts';
import { seeded } from './seeded.ts';
import { broadcastShapes, expectInputs } from './shapes.ts';
import { isIntegral, row } from './support.ts';
import { zip64 } from './binary.ts';

const whereShape = (shapes: readonly Shape[]): Shape[] => {
  expectInputs('where', shapes, 3);
  return [broadcastShapes('where', shapes)];
};

/** Inputs: condition, a, b. */
export const where: Operation = {
  name: 'where',
  shape: whereShape,
  reference: ([condition, a, b]) => [
    zip64(
      'where',
      [condition!, a!, b!],
      (c, x, y) => (c === 0 ? y : x),
      isIntegral(a!) && isIntegral(b!) ? 'int32' : 'float64',
    ),
  ],
  kernel: ([condition, a, b]) => {
    const [shape] = whereShape([condition!.shape, a!.shape, b!.shape]);
    const integers = isIntegral(a!) && isIntegral(b!);
    const as = integers ? 'i32' : 'f32';
    const types = [elementType(condition!), as, as] as const;
    const zero = types[0] === 'i32' ? '0' : '0.0';
    return [
      zipElements(
        { name: 'where', expression: `select(b, c, a != ${zero})` },
        [condition!, b!, a!],
        shape!,
        types,
        integers ? 'int32' : 'float32',
      ),
    ];
  },
  errorBound: copyBounds,
  differentiable: () => [false, true, true],
  examples: (seed) => {
    const random = seeded(seed);
    const mask = (shape: Shape): Float64Tensor => new Float64Tensor(shape, random.integers(shape, 0, 2).data, 'bool');
    return [
      { inputs: [mask([2, 3]), random.normal([2, 3]), random.normal([2, 3])], attributes: {}, smooth: true },
      { inputs: [mask([2, 1]), random.normal([]), random.normal([3])], attributes: {}, smooth: true },
      { inputs: [mask([]), random.normal([4, 1]), random.normal([3])], attributes: {} },
    ];
  },
};

type CastAttributes = { readonly dtype: 'float32' | 'int32' | 'bool' };

/** Float to int32 drops the fraction; anything but 0 is true. */
export const cast: Operation<CastAttributes> = {
  name: 'cast',
  shape: (shapes, { dtype }) => {
    expectInputs('cast', shapes, 1);
    if (!['float32', 'int32', 'bool'].includes(dtype)) {
      throw new ShapeError('cast', shapes, `the dtype must be float32, int32 or bool, not ${dtype}`);
    }
    return [shapes[0]!];
  },
  reference: ([x], { dtype }) => {
    if (dtype === 'float32') return [new Float64Tensor(x!.shape, x!.data)];
    const convert = dtype === 'int32' ? Math.trunc : (value: number): number => Number(value !== 0);
    return [new Float64Tensor(x!.shape, x!.data.map(convert), dtype)];
  },
  kernel: ([x], { dtype }) => [castKernel(x!, dtype)],
  // A tiny number that the device reads as zero is false.
  errorBound: ([x], { dtype }, [output]) => [
    new Float64Tensor(
      output!.shape,
      x!.data.map((value, i) =>
        dtype === 'bool' ? Number(Math.abs(value) < smallestNormal && value !== 0) : copyBound(output!.data[i]!),
      ),
    ),
  ],
  differentiable: () => [true],
  examples: (seed) => {
    const random = seeded(seed);
    const x = new Float64Tensor([7], [0, 0.5, -0.5, 1.5, -1.75, 3, -4]);
    return [
      { inputs: [x], attributes: { dtype: 'int32' } },
      { inputs: [x], attributes: { dtype: 'bool' } },
      { inputs: [x], attributes: { dtype: 'float32' }, smooth: true },
      { inputs: [random.integers([2, 2], -5, 5)], attributes: { dtype: 'float32' } },
      { inputs: [random.integers([2, 2], -1, 1)], attributes: { dtype: 'bool' } },
    ];
  },
};

function castKernel(x: Tensor, dtype: CastAttributes['dtype']): Tensor {
  const from = elementType(x);
  kernelDtype('cast', x);
  if (dtype === 'float32')
    return from === 'f32' ? shareElements(x) : mapElements({ name: 'to float', expression: 'f32(x)' }, x, 'i32', dtype);
  if (dtype === 'bool') {
    return from === 'f32'
      ? mapElements({ name: 'float to bool', expression: 'select(0, 1, x != 0.0 || isnan(x))' }, x, 'f32', dtype)
      : mapElements({ name: 'int to bool', expression: 'select(0, 1, x != 0)' }, x, 'i32', dtype);
  }
  return mapElements({ name: 'to int', expression: 'i32(x)' }, x, from, dtype);
}

/** The identity, through which no derivative flows. */
export const stopGradient: Operation = {
  name: 'stopGradient',
  shape: (shapes) => {
    expectInputs('stopGradient', shapes, 1);
    return [shapes[0]!];
  },
  reference: ([x]) => [x!],
  kernel: ([x]) => [shareElements(x!)],
  errorBound: copyBounds,
  differentiable: () => [false],
  examples: (seed) => [{ inputs: [seeded(seed).normal([2, 3])], attributes: {} }],
};

export const selectionOperations: readonly Operation[] = [where, row(cast), stopGradient];
