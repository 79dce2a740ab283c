import { Float64Tensor, sizeOf } from '../values/float64-tensor.ts';
import type { Shape } from '../values/value.ts';
import { compensatedSum, maximum64, minimum64 } from './definitions.ts';
import {
  boundEach,
  compensatedSumBound,
  copyBounds,
  gamma,
  roundings,
  smallestNormal,
  unitRoundoff as u,
} from './error-bounds.ts';
import {
  argExtremumKernel,
  cumsumKernel,
  logSumExpKernel,
  type ReductionKind,
  reduceKernel,
  reductionPasses,
} from './kernels/reduce.ts';
import { type Example, type Operation, ShapeError } from './operation.ts';
import { seeded } from './seeded.ts';
import { expectInputs, reducedShape, stridedPositions, stridesOf, viewAxis } from './shapes.ts';
import { isIntegral, row } from './support.ts';

/** Axes count from the front and ascend: `normalizeAxes` makes them so. */
export type ReductionAttributes = { readonly axes: readonly number[]; readonly keepDims: boolean };
export type AxisAttributes = { readonly axis: number };
export type CumsumAttributes = { readonly axis: number; readonly exclusive: boolean; readonly reverse: boolean };

function reductionShape(name: string, mayBeEmpty: boolean) {
  return (shapes: readonly Shape[], { axes, keepDims }: ReductionAttributes): Shape[] => {
    expectInputs(name, shapes, 1);
    const shape = shapes[0]!;
    const missing = axes.find((axis) => !(axis in shape));
    if (missing !== undefined) throw new ShapeError(name, shapes, `there is no axis ${missing}`);
    if (!mayBeEmpty && axes.some((axis) => shape[axis] === 0)) {
      throw new ShapeError(
        name,
        shapes,
        `the axes [${axes.join(', ')}] hold no elements, of which there is no ${name}`,
      );
    }
    return [reducedShape(shape, axes, keepDims)];
  };
}

const pick = (values: readonly number[], which: readonly number[]): number[] => which.map((axis) => values[axis]!);

/** For each element of the reduced shape, the positions of the elements that it is made of. */
function reducedGroups(shape: Shape, axes: readonly number[]): { starts: Int32Array; offsets: Int32Array } {
  const strides = stridesOf(shape);
  const kept = shape.map((_, axis) => axis).filter((axis) => !axes.includes(axis));
  return {
    starts: stridedPositions(pick(shape, kept), pick(strides, kept)),
    offsets: stridedPositions(pick(shape, axes), pick(strides, axes)),
  };
}

/** Applies f to the list of elements behind each element of the reduced shape. */
function reduce64(
  x: Float64Tensor,
  { axes, keepDims }: ReductionAttributes,
  f: (elements: Float64Array) => number,
  dtype: 'float64' | 'int32' = 'float64',
): Float64Tensor {
  const { starts, offsets } = reducedGroups(x.shape, axes);
  const elements = new Float64Array(offsets.length);
  const data = Float64Array.from(starts, (start) => {
    for (let i = 0; i < offsets.length; i++) elements[i] = x.data[start + offsets[i]!]!;
    return f(elements);
  });
  return new Float64Tensor(reducedShape(x.shape, axes, keepDims), data, dtype);
}

export function sum64(elements: Float64Array): number {
  const sum = compensatedSum();
  for (const element of elements) sum.add(element);
  return sum.total();
}

const sumOfSizes = (elements: Float64Array): number => sum64(elements.map(Math.abs));

const over = (axes: readonly number[], keepDims = false): ReductionAttributes => ({ axes, keepDims });

function reductionExamples(seed: number, mayBeEmpty: boolean): Example<ReductionAttributes>[] {
  const random = seeded(seed);
  return [
    { inputs: [random.distinct([2, 3])], attributes: over([1]), smooth: true },
    { inputs: [random.distinct([2, 3, 4])], attributes: over([0, 2], true), smooth: true },
    { inputs: [random.normal([3, 1, 5])], attributes: over([1]) },
    { inputs: [random.normal([])], attributes: over([]) },
    { inputs: [random.normal([4, 3])], attributes: over([0]) },
    { inputs: [random.normal([2, 700], 1e4)], attributes: over([1]) },
    { inputs: [random.normal([2, 3])], attributes: over([]) },
    { inputs: [random.integers([2, 5], -9, 9)], attributes: over([1]) },
    ...(mayBeEmpty ? [{ inputs: [random.normal([2, 0])], attributes: over([1]) }] : []),
    { inputs: [random.normal([0, 2])], attributes: over([1]) },
  ];
}

/** What tells one reduction from another. */
interface ReductionDefinition {
  readonly kind: ReductionKind;
  readonly define: (elements: Float64Array) => number;
  readonly mayBeEmpty: boolean;
  readonly keepsIntegers: boolean;
  readonly errorBound: Operation<ReductionAttributes>['errorBound'];
  readonly examples?: (seed: number) => readonly Example<ReductionAttributes>[];
}

function reduction(definition: ReductionDefinition): Operation<ReductionAttributes> {
  const { kind, define, mayBeEmpty, keepsIntegers, errorBound, examples } = definition;
  return {
    name: kind,
    shape: reductionShape(kind, mayBeEmpty),
    reference: ([x], attributes) => [
      reduce64(x!, attributes, define, keepsIntegers && isIntegral(x!) ? 'int32' : 'float64'),
    ],
    kernel: ([x], { axes, keepDims }) => [reduceKernel(kind, x!, axes, reducedShape(x!.shape, axes, keepDims))],
    errorBound,
    differentiable: () => [true],
    examples: examples ?? ((seed) => reductionExamples(seed, mayBeEmpty)),
  };
}

const lengthOf = (x: Float64Tensor, axes: readonly number[]): number => sizeOf(axes.map((axis) => x.shape[axis]!));

export const sum: Operation<ReductionAttributes> = reduction({
  kind: 'sum',
  define: sum64,
  mayBeEmpty: true,
  keepsIntegers: true,
  errorBound: ([x], attributes, [output]) => {
    const n = lengthOf(x!, attributes.axes);
    const sizes = reduce64(x!, attributes, sumOfSizes);
    return [boundEach(output!, (i, result) => compensatedSumBound(n, reductionPasses(n), sizes.data[i]!, result))];
  },
});

export const mean: Operation<ReductionAttributes> = reduction({
  kind: 'mean',
  define: (elements) => sum64(elements) / elements.length,
  mayBeEmpty: false,
  keepsIntegers: false,
  // The quotient is corrected by its remainder, so that dividing adds little more than one rounding.
  errorBound: ([x], attributes, [output]) => {
    const n = lengthOf(x!, attributes.axes);
    const sizes = reduce64(x!, attributes, sumOfSizes);
    return [
      boundEach(
        output!,
        (i, result) =>
          compensatedSumBound(n, reductionPasses(n), sizes.data[i]!, n * result) / n + 2 * u * Math.abs(result),
      ),
    ];
  },
});

export const prod: Operation<ReductionAttributes> = reduction({
  kind: 'prod',
  define: (elements) => elements.reduce((product, element) => product * element, 1),
  mayBeEmpty: true,
  keepsIntegers: true,
  // A product that falls below 2^-126 on the way may be flushed and lose what later factors would have brought back.
  errorBound: ([x], attributes, [output]) => {
    const n = lengthOf(x!, attributes.axes);
    const flushed = reduce64(x!, attributes, (elements) => {
      const growth = elements.reduce((size, element) => size * Math.max(1, Math.abs(element)), 1);
      return n * smallestNormal * growth;
    });
    return [boundEach(output!, (i, result) => gamma(n) * Math.abs(result) + flushed.data[i]!)];
  },
  examples: (seed) => {
    const random = seeded(seed);
    return [
      ...reductionExamples(seed, true).filter(({ inputs }) => inputs[0]!.data.length < 100),
      { inputs: [random.uniform([3, 300], 0.97, 1.03)], attributes: { axes: [1], keepDims: false } },
      {
        inputs: [new Float64Tensor([2, 3], [0, 2, 3, 0, 0, 5])],
        attributes: { axes: [1], keepDims: false },
        smooth: true,
      },
    ];
  },
});

export const max: Operation<ReductionAttributes> = reduction({
  kind: 'max',
  define: (elements) => elements.reduce(maximum64),
  mayBeEmpty: false,
  keepsIntegers: true,
  errorBound: copyBounds,
});

export const min: Operation<ReductionAttributes> = reduction({
  kind: 'min',
  define: (elements) => elements.reduce(minimum64),
  mayBeEmpty: false,
  keepsIntegers: true,
  errorBound: copyBounds,
});

/** The largest element m (NaN where there is one) and log Σ e^(x − m). */
export function shiftedLogSum64(elements: Float64Array): { largest: number; logSum: number } {
  const largest = elements.reduce(maximum64);
  return { largest, logSum: Math.log(sum64(elements.map((element) => Math.exp(element - largest)))) };
}

/** log Σ eˣ with the largest x taken out first. */
function logSumExp64(elements: Float64Array): number {
  const { largest, logSum } = shiftedLogSum64(elements);
  return Number.isFinite(largest) ? largest + logSum : largest;
}

export const logSumExp: Operation<ReductionAttributes> = {
  name: 'logSumExp',
  shape: reductionShape('logSumExp', false),
  reference: ([x], attributes) => [reduce64(x!, attributes, logSumExp64)],
  kernel: ([x], { axes, keepDims }) => [logSumExpKernel(x!, axes, reducedShape(x!.shape, axes, keepDims))],
  // s = Σ e^(x − m): each term's argument is rounded (|d| e^−d u ≤ 0.37u of the largest term), its exponential 4u, the sum
  // 2u; then log s within 6u of itself and of s's relative error, and m + log s rounded.
  errorBound: ([x], attributes, [output]) => {
    const n = lengthOf(x!, attributes.axes);
    const logs = Math.log(Math.max(n, 1));
    return [
      boundEach(
        output!,
        (_, result) =>
          (Math.abs(result) + 2 * logs + 0.37 * Math.max(n - 1, 0) + roundings.exp + 2 + roundings.log * logs) * u,
      ),
    ];
  },
  differentiable: () => [true],
  examples: (seed) => {
    const random = seeded(seed);
    return [
      ...reductionExamples(seed, false).filter(({ inputs }) => inputs[0]!.dtype === 'float64'),
      {
        inputs: [new Float64Tensor([3, 2], [1e4, 1e4, -1e4, -1e4, 1e4, -1e4])],
        attributes: { axes: [1], keepDims: false },
      },
      { inputs: [random.normal([3, 40], 0, 30)], attributes: { axes: [1], keepDims: true } },
    ];
  },
};

function argExtremum(name: 'argMax' | 'argMin'): Operation<AxisAttributes> {
  const better =
    name === 'argMax' ? (a: number, b: number): boolean => a > b : (a: number, b: number): boolean => a < b;
  return {
    name,
    shape: (shapes, { axis }) => reductionShape(name, false)(shapes, { axes: [axis], keepDims: false }),
    reference: ([x], { axis }) => [
      reduce64(
        x!,
        { axes: [axis], keepDims: false },
        (elements) => {
          let best = 0;
          for (let i = 1; i < elements.length && !Number.isNaN(elements[best]); i++) {
            if (Number.isNaN(elements[i]) || better(elements[i]!, elements[best]!)) best = i;
          }
          return best;
        },
        'int32',
      ),
    ],
    kernel: ([x], { axis }) => [argExtremumKernel(name, x!, axis, reducedShape(x!.shape, [axis], false))],
    errorBound: copyBounds,
    differentiable: () => [false],
    examples: (seed) => {
      const random = seeded(seed);
      return [
        { inputs: [random.normal([3, 5])], attributes: { axis: 1 } },
        { inputs: [random.normal([4, 2, 3])], attributes: { axis: 0 } },
        { inputs: [random.integers([6, 8], 0, 3)], attributes: { axis: 1 } },
        { inputs: [random.normal([2, 1])], attributes: { axis: 1 } },
        { inputs: [new Float64Tensor([2, 3], [-1, -1, -1, 7, 7, 8])], attributes: { axis: 1 } },
      ];
    },
  };
}

export const argMax: Operation<AxisAttributes> = argExtremum('argMax');
export const argMin: Operation<AxisAttributes> = argExtremum('argMin');

/** Runs along an axis, forwards or backwards, and sums what has been passed. */
function cumsum64(x: Float64Tensor, { axis, exclusive, reverse }: CumsumAttributes): Float64Tensor {
  const { outer, length, inner } = viewAxis(x.shape, axis);
  const data = new Float64Array(x.data.length);
  for (let line = 0; line < outer * inner; line++) {
    const start = Math.floor(line / inner) * length * inner + (line % inner);
    const sum = compensatedSum();
    for (let step = 0; step < length; step++) {
      const position = start + (reverse ? length - 1 - step : step) * inner;
      if (exclusive) data[position] = sum.total();
      sum.add(x.data[position]!);
      if (!exclusive) data[position] = sum.total();
    }
  }
  return new Float64Tensor(x.shape, data, isIntegral(x) ? 'int32' : 'float64');
}

const along = (axis: number, exclusive = false, reverse = false): CumsumAttributes => ({ axis, exclusive, reverse });

export const cumsum: Operation<CumsumAttributes> = {
  name: 'cumsum',
  shape: (shapes, { axis }) => {
    expectInputs('cumsum', shapes, 1);
    if (!(axis in shapes[0]!)) throw new ShapeError('cumsum', shapes, `there is no axis ${axis}`);
    return [shapes[0]!];
  },
  reference: ([x], attributes) => [cumsum64(x!, attributes)],
  kernel: ([x], attributes) => [cumsumKernel(x!, attributes)],
  errorBound: ([x], attributes, [output]) => {
    const sizes = cumsum64(new Float64Tensor(x!.shape, x!.data.map(Math.abs)), attributes);
    const n = x!.shape[attributes.axis]!;
    return [boundEach(output!, (i, result) => compensatedSumBound(n, 1, sizes.data[i]!, result))];
  },
  differentiable: () => [true],
  examples: (seed) => {
    const random = seeded(seed);
    return [
      { inputs: [random.normal([2, 3])], attributes: along(1), smooth: true },
      { inputs: [random.normal([3, 2])], attributes: along(0, true), smooth: true },
      { inputs: [random.normal([2, 3, 2])], attributes: along(1, false, true), smooth: true },
      { inputs: [random.normal([7])], attributes: along(0, true, true) },
      { inputs: [random.normal([5])], attributes: along(0, false, true) },
      { inputs: [random.normal([2, 500], 1e4)], attributes: along(1) },
      { inputs: [random.normal([3, 1])], attributes: along(1) },
      { inputs: [random.normal([0, 3])], attributes: along(0) },
      { inputs: [random.integers([2, 4], -5, 5)], attributes: along(1) },
    ];
  },
};

export const reductionOperations: readonly Operation[] = [
  ...[sum, mean, prod, max, min, logSumExp].map(row),
  ...[argMax, argMin].map(row),
  row(cumsum),
];
