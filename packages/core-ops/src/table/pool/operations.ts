import { Float64Tensor } from '../../values/float64-tensor.ts';
import type { Shape } from '../../values/value.ts';
import {
  boundEach,
  compensatedSumBound,
  copyBounds,
  gamma,
  roundings,
  smallestNormal,
  unitRoundoff,
} from '../error-bounds.ts';
import { type Operation, ShapeError } from '../operation.ts';
import { expectInputs } from '../shapes.ts';
import { average, maxPositions, scatter, select, spread } from './definitions.ts';
import { averageExamples, maxExamples, poolExamples } from './examples.ts';
import { type AveragePoolAttributes, divisors, pooledShape, type PoolAttributes, poolPositions } from './geometry.ts';
import {
  averagePoolGradientKernel,
  averagePoolKernel,
  maxPoolGradientKernel,
  maxPoolKernel,
  selectKernel,
} from './kernels.ts';

/*
 * The largest element of a window is found once, and is then a matter of reading: with the positions i of the maxima
 *
 *     maxPool(x) = maxPoolSelect(x, i),   i = maxPoolIndices(x)
 *
 * and maxPoolSelect and maxPoolGradient are transposes of each other, linear in their first input. averagePool is linear
 * and averagePoolGradient is its transpose. So derivatives of any order stay within the family.
 */

function shapeRule(
  name: string,
  inputs: 1 | 2,
  direction: readonly ['input' | 'output', 'input' | 'output'],
): (shapes: readonly Shape[], attributes: PoolAttributes) => Shape[] {
  return (shapes, attributes) => {
    expectInputs(name, shapes, inputs);
    const result = pooledShape(name, shapes, attributes, direction);
    const [x, positions] = shapes as [Shape, Shape | undefined];
    const pooled = direction[0] === 'output' ? x : result;
    if (positions && String(positions) !== String(pooled)) {
      throw new ShapeError(name, shapes, `the positions must be of shape [${pooled.join(', ')}]`);
    }
    return [result];
  };
}

/** Fails for a position outside the plane. */
function checkPositions(name: string, positions: Float64Tensor, { input }: PoolAttributes): Float64Array {
  const plane = input.reduce((product, length) => product * length, 1);
  const at = positions.data.findIndex((position) => !Number.isInteger(position) || position < 0 || position >= plane);
  if (at >= 0) {
    throw new RangeError(
      `${name}: the position ${positions.data[at]} of element ${at} must be a whole number from 0 to ${plane - 1}`,
    );
  }
  return positions.data;
}

const forward = ['input', 'output'] as const;
const backward = ['output', 'input'] as const;

/**
 * The largest element of each window: x […, input sizes] → […, output sizes].
 *
 * @example
 * const windows = { kernel: [2], stride: [2], padding: [[0, 0]], dilation: [1] } as const;
 * const [y] = bind(maxPool, [float64([1, 4, 0, -2])], { input: [4], output: [2], windows });
 * y!.shape; // [2]
 */
export const maxPool: Operation<PoolAttributes> = {
  name: 'maxPool',
  shape: shapeRule('maxPool', 1, forward),
  reference: ([x], attributes) => [
    new Float64Tensor(
      pooledShape('maxPool', [x!.shape], attributes, forward),
      select(x!, maxPositions(x!, attributes), attributes),
      x!.dtype,
    ),
  ],
  kernel: ([x], attributes) => [
    maxPoolKernel(x!, attributes, pooledShape('maxPool', [x!.shape], attributes, forward), 'value'),
  ],
  errorBound: copyBounds,
  differentiable: () => [true],
  examples: (seed) => maxExamples(seed),
};

/**
 * Where the largest element of each window is, as a row-major position in its plane: the first one of equals.
 * […, input sizes] → int32 […, output sizes].
 *
 * @example
 * const windows = { kernel: [2], stride: [2], padding: [[0, 0]], dilation: [1] } as const;
 * const [i] = bind(maxPoolIndices, [float64([1, 4, 0, -2])], { input: [4], output: [2], windows });
 * i!.dtype; // 'int32'
 */
export const maxPoolIndices: Operation<PoolAttributes> = {
  name: 'maxPoolIndices',
  shape: shapeRule('maxPoolIndices', 1, forward),
  reference: ([x], attributes) => [
    new Float64Tensor(
      pooledShape('maxPoolIndices', [x!.shape], attributes, forward),
      maxPositions(x!, attributes),
      'int32',
    ),
  ],
  kernel: ([x], attributes) => [
    maxPoolKernel(x!, attributes, pooledShape('maxPoolIndices', [x!.shape], attributes, forward), 'position'),
  ],
  errorBound: copyBounds,
  differentiable: () => [false],
  examples: (seed) => maxExamples(seed),
};

/**
 * The elements at given positions of each plane: x […, input sizes], positions […, output sizes] → […, output sizes].
 *
 * @example
 * const windows = { kernel: [2], stride: [2], padding: [[0, 0]], dilation: [1] } as const;
 * const attributes = { input: [4], output: [2], windows };
 * const positions = new Float64Tensor([2], [1, 2], 'int32');
 * maxPoolSelect.reference([float64([1, 4, 0, -2]), positions], attributes)[0]!.data; // [4, 0]
 */
export const maxPoolSelect: Operation<PoolAttributes> = {
  name: 'maxPoolSelect',
  shape: shapeRule('maxPoolSelect', 2, forward),
  reference: ([x, positions], attributes) => [
    new Float64Tensor(
      positions!.shape,
      select(x!, checkPositions('maxPoolSelect', positions!, attributes), attributes),
    ),
  ],
  kernel: ([x, positions], attributes) => [selectKernel(x!, positions!, attributes, positions!.shape)],
  errorBound: copyBounds,
  differentiable: () => [true, false],
  examples: (seed) => poolExamples(seed, 'select'),
};

/**
 * The transpose of `maxPoolSelect`: each cotangent is added at its window's position. A position must be one that its
 * window covers. ȳ […, output sizes], positions […, output sizes] → […, input sizes].
 *
 * @example
 * const windows = { kernel: [2], stride: [2], padding: [[0, 0]], dilation: [1] } as const;
 * const attributes = { input: [4], output: [2], windows };
 * const positions = new Float64Tensor([2], [1, 2], 'int32');
 * maxPoolGradient.reference([float64([5, 7]), positions], attributes)[0]!.data; // [0, 5, 7, 0]
 */
export const maxPoolGradient: Operation<PoolAttributes> = {
  name: 'maxPoolGradient',
  shape: shapeRule('maxPoolGradient', 2, backward),
  reference: ([cotangent, positions], attributes) => [
    new Float64Tensor(
      pooledShape('maxPoolGradient', [cotangent!.shape], attributes, backward),
      scatter(cotangent!.data, checkCovered('maxPoolGradient', positions!, attributes), attributes).sum,
    ),
  ],
  kernel: ([cotangent, positions], attributes) => [
    maxPoolGradientKernel(
      cotangent!,
      positions!,
      attributes,
      pooledShape('maxPoolGradient', [cotangent!.shape], attributes, backward),
    ),
  ],
  // n terms in any order: γₙ₋₁ Σ|ȳ|.
  errorBound: ([cotangent, positions], attributes, [result]) => {
    const { sum, terms } = scatter(cotangent!.data.map(Math.abs), positions!.data, attributes);
    return [boundEach(result!, (i) => gamma(Math.max(terms[i]! - 1, 0)) * sum[i]! + terms[i]! * smallestNormal)];
  },
  differentiable: () => [true, false],
  examples: (seed) => poolExamples(seed, 'gradient'),
};

function checkCovered(name: string, positions: Float64Tensor, attributes: PoolAttributes): Float64Array {
  const windows = poolPositions(attributes).map((covered) => new Set(covered));
  const at = positions.data.findIndex((position, i) => !windows[i % windows.length]!.has(position));
  if (at >= 0) {
    throw new RangeError(
      `${name}: the position ${positions.data[at]} of element ${at} is not one that its window covers`,
    );
  }
  return positions.data;
}

/**
 * The average of each window: x […, input sizes] → […, output sizes].
 *
 * @example
 * const windows = { kernel: [2], stride: [2], padding: [[0, 0]], dilation: [1] } as const;
 * const attributes = { input: [4], output: [2], windows, divisor: 'window' } as const;
 * averagePool.reference([float64([1, 4, 0, -2])], attributes)[0]!.data; // [2.5, -1]
 */
export const averagePool: Operation<AveragePoolAttributes> = {
  name: 'averagePool',
  shape: averageShape('averagePool', forward),
  reference: ([x], attributes) => [
    new Float64Tensor(pooledShape('averagePool', [x!.shape], attributes, forward), average(x!, attributes)),
  ],
  kernel: ([x], attributes) => [
    averagePoolKernel(x!, attributes, pooledShape('averagePool', [x!.shape], attributes, forward)),
  ],
  // A compensated sum, then a division.
  errorBound: ([x], attributes, [result]) => {
    const counts = poolPositions(attributes).map(({ length }) => length);
    const positive = { ...attributes, divisor: sizeOfDivisor(attributes.divisor) };
    const by = divisors(positive);
    const sizes = average(x!, positive, Math.abs);
    return [
      boundEach(result!, (i, value) => {
        const divisor = by[i % by.length]!;
        const summed = compensatedSumBound(counts[i % by.length]!, 1, sizes[i]! * divisor, value * divisor);
        return (
          ((1 + roundings.divide * unitRoundoff) * summed) / divisor + roundings.divide * unitRoundoff * Math.abs(value)
        );
      }),
    ];
  },
  differentiable: () => [true],
  examples: (seed) => averageExamples(seed, 'input'),
};

/**
 * The transpose of `averagePool`: ȳ […, output sizes] → […, input sizes].
 *
 * @example
 * const windows = { kernel: [2], stride: [2], padding: [[0, 0]], dilation: [1] } as const;
 * const attributes = { input: [4], output: [2], windows, divisor: 'window' } as const;
 * averagePoolGradient.reference([float64([6, 8])], attributes)[0]!.data; // [3, 3, 4, 4]
 */
export const averagePoolGradient: Operation<AveragePoolAttributes> = {
  name: 'averagePoolGradient',
  shape: averageShape('averagePoolGradient', backward),
  reference: ([cotangent], attributes) => [
    new Float64Tensor(
      pooledShape('averagePoolGradient', [cotangent!.shape], attributes, backward),
      spread(cotangent!, attributes).sum,
    ),
  ],
  kernel: ([cotangent], attributes) => [
    averagePoolGradientKernel(
      cotangent!,
      attributes,
      pooledShape('averagePoolGradient', [cotangent!.shape], attributes, backward),
    ),
  ],
  // Each of n terms is divided once (5u) and passes through at most n − 1 sums.
  errorBound: ([cotangent], attributes, [result]) => {
    const sizes = new Float64Tensor(cotangent!.shape, cotangent!.data.map(Math.abs));
    const { sum, terms } = spread(sizes, { ...attributes, divisor: sizeOfDivisor(attributes.divisor) });
    return [
      boundEach(
        result!,
        (i) => gamma(Math.max(terms[i]! - 1, 0) + roundings.divide) * sum[i]! + 2 * terms[i]! * smallestNormal,
      ),
    ];
  },
  differentiable: () => [true],
  examples: (seed) => averageExamples(seed, 'output'),
};

function sizeOfDivisor(divisor: AveragePoolAttributes['divisor']): AveragePoolAttributes['divisor'] {
  return typeof divisor === 'number' ? Math.abs(divisor) : divisor;
}

function averageShape(
  name: string,
  direction: readonly ['input' | 'output', 'input' | 'output'],
): (shapes: readonly Shape[], attributes: AveragePoolAttributes) => Shape[] {
  const rule = shapeRule(name, 1, direction);
  return (shapes, attributes) => {
    const { divisor } = attributes;
    if (typeof divisor === 'number' && !(Number.isFinite(divisor) && divisor !== 0)) {
      throw new ShapeError(name, shapes, `the divisor must be a finite number other than 0, not ${divisor}`);
    }
    return rule(shapes, attributes);
  };
}
