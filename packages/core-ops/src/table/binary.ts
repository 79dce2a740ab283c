import { Float64Tensor, sizeOf } from '../values/float64-tensor.ts';
import type { Shape } from '../values/value.ts';
import { maximum64, minimum64, pow64 } from './definitions.ts';
import { boundEach, copyBound, copyBounds, roundings, smallestNormal, unitRoundoff as u } from './error-bounds.ts';
import { zipElements } from './kernels/elementwise.ts';
import { errorFree, exponential, logarithm, power } from './kernels/functions.ts';
import { kernelDtype } from './kernels/wgsl.ts';
import type { Example, Operation } from './operation.ts';
import { type Seeded, seeded } from './seeded.ts';
import { broadcastShapes, broadcastStrides, expectInputs, stridedPositions } from './shapes.ts';
import { isIntegral } from './support.ts';

/** What tells one elementwise function of two arguments from another. */
interface BinaryDefinition {
  readonly name: string;
  readonly define: (a: number, b: number) => number;
  /** WGSL over `a` and `b`. */
  readonly wgsl: string;
  readonly library?: string;
  /** WGSL for two int32 operands where the result is int32 too; without it integers are computed as floats. */
  readonly wgslInteger?: string;
  /** Error of an element in exact arithmetic of normal numbers. */
  readonly error: (result: number, a: number, b: number) => number;
  /** Random operands that suit the operation; the second is to be far from any kink. */
  readonly operands?: (random: Seeded, shapes: readonly [Shape, Shape]) => readonly [Float64Tensor, Float64Tensor];
  /** Pairs worth trying. */
  readonly telling?: readonly (readonly [number, number])[];
}

const exact = (result: number): number => copyBound(result);

/** Applies f to the elements of two or three broadcast inputs. */
export function zip64(
  operation: string,
  inputs: readonly Float64Tensor[],
  f: (a: number, b: number, c: number) => number,
  dtype: 'float64' | 'int32' | 'bool',
): Float64Tensor {
  const shape = broadcastShapes(
    operation,
    inputs.map((input) => input.shape),
  );
  const size = sizeOf(shape);
  const data = new Float64Array(size);
  const [a, b, c] = inputs.map(({ data }) => data);
  if (inputs.every((input) => input.data.length === size || input.data.length === 1)) {
    // All that is repeated is single numbers, so all else lies in the same order.
    const [stepA, stepB, stepC] = inputs.map((input) => (input.data.length === 1 ? 0 : 1));
    for (let i = 0; i < size; i++) {
      data[i] = f(a![i * stepA!]!, b![i * stepB!]!, c === undefined ? 0 : c[i * stepC!]!);
    }
    return new Float64Tensor(shape, data, dtype);
  }
  const positions = inputs.map((input) => stridedPositions(shape, broadcastStrides(input.shape, shape)));
  const [pa, pb, pc] = positions;
  for (let i = 0; i < size; i++) data[i] = f(a![pa![i]!]!, b![pb![i]!]!, c === undefined ? 0 : c[pc![i]!]!);
  return new Float64Tensor(shape, data, dtype);
}

/** Random operands of broadcasting shapes, of a scalar, of an axis of length 1 and of one of length 0. */
function pairExamples(seed: number, operands: NonNullable<BinaryDefinition['operands']>): Example[] {
  const random = seeded(seed);
  const shapes: readonly (readonly [Shape, Shape])[] = [
    [
      [3, 4],
      [3, 4],
    ],
    [[2, 3, 4], [4]],
    [
      [2, 1, 3],
      [4, 1],
    ],
    [[], [5]],
    [
      [2, 3, 1, 2],
      [2, 1, 3, 1],
    ],
    [[], []],
    [[0, 3], [3]],
  ];
  return shapes.map((pair, i) => ({ inputs: operands(random, pair), attributes: {}, smooth: i > 0 && i < 3 }));
}

function binary(definition: BinaryDefinition): Operation {
  const { name, define, wgsl, library = '', wgslInteger, error, telling = [] } = definition;
  const operands =
    definition.operands ?? ((random, [a, b]): [Float64Tensor, Float64Tensor] => [random.normal(a), random.normal(b)]);
  const shape = (shapes: readonly Shape[]): Shape[] => {
    expectInputs(name, shapes, 2);
    return [broadcastShapes(name, shapes)];
  };
  return {
    name,
    shape,
    reference: ([a, b]) => {
      const integers = wgslInteger !== undefined && isIntegral(a!) && isIntegral(b!);
      return [zip64(name, [a!, b!], (x, y) => define(x, y), integers ? 'int32' : 'float64')];
    },
    kernel: ([a, b]) => {
      const [shaped] = shape([a!.shape, b!.shape]);
      kernelDtype(name, a!);
      kernelDtype(name, b!);
      const integers = wgslInteger !== undefined && isIntegral(a!) && isIntegral(b!);
      return [
        integers
          ? zipElements({ name, expression: wgslInteger }, [a!, b!], shaped!, ['i32', 'i32'], 'int32')
          : zipElements({ name, expression: wgsl, library }, [a!, b!], shaped!, ['f32', 'f32'], 'float32'),
      ];
    },
    errorBound: ([a, b], _attributes, [output]) => {
      const errors = zip64(name, [a!, b!], (x, y) => error(define(x, y), x, y), 'float64');
      return [boundEach(output!, (i) => errors.data[i]!)];
    },
    differentiable: () => [true, true],
    examples: (seed) => [
      ...pairExamples(seed, operands),
      ...(telling.length > 0
        ? [
            {
              inputs: [0, 1].map(
                (side) =>
                  new Float64Tensor(
                    [telling.length],
                    telling.map((pair) => Math.fround(pair[side]!)),
                  ),
              ),
              attributes: {},
            },
          ]
        : []),
      ...(wgslInteger === undefined
        ? []
        : [{ inputs: [seeded(seed).integers([2, 3], -9, 9), seeded(seed + 1).integers([3], -9, 9)], attributes: {} }]),
    ],
  };
}

const rounded = (result: number): number => u * Math.abs(result);
/** Operands whose elements never meet: no ties. */
const apart: NonNullable<BinaryDefinition['operands']> = (random, [a, b]) => [
  random.distinct(a),
  new Float64Tensor(
    b,
    random.distinct(b).data.map((x) => Math.fround(x + 0.15)),
  ),
];

export const add: Operation = binary({
  name: 'add',
  define: (a, b) => a + b,
  wgsl: 'a + b',
  wgslInteger: 'a + b',
  error: rounded,
  telling: [
    [1e4, 1e-4],
    [1, -1],
    [1e8, -1],
    [3e38, -3e38],
  ],
});
export const sub: Operation = binary({
  name: 'sub',
  define: (a, b) => a - b,
  wgsl: 'a - b',
  wgslInteger: 'a - b',
  error: rounded,
  telling: [
    [1e4, 1e-4],
    [1, 1],
    [1e8, 1],
    [3e38, 3e38],
  ],
});
export const mul: Operation = binary({
  name: 'mul',
  define: (a, b) => a * b,
  wgsl: 'a * b',
  wgslInteger: 'a * b',
  error: rounded,
  telling: [
    [0, -3],
    [1e-30, 1e-30],
    [1e30, 1e-30],
    [1e30, 1e30],
  ],
});
export const div: Operation = binary({
  name: 'div',
  define: (a, b) => a / b,
  wgsl: 'a / b',
  error: (result, _a, b) =>
    Math.abs(b) < smallestNormal || Math.abs(b) > 2 ** 126 ? Infinity : roundings.divide * u * Math.abs(result),
  operands: (random, [a, b]) => [random.normal(a), random.uniform(b, 0.5, 2)],
  telling: [
    [1, 3],
    [-1, 3],
    [1e30, 1e-5],
    [49, 49],
    [0, 5],
    [1e-20, 1e10],
  ],
});
export const pow: Operation = binary({
  name: 'pow',
  define: pow64,
  wgsl: 'accuratePow(a, b)',
  library: errorFree + exponential + logarithm + power,
  error: (result, a, b) =>
    Math.abs(a) < smallestNormal && a !== 0
      ? Infinity
      : a === 0
        ? 0
        : (6 + 0.1 * Math.abs(b * Math.log(Math.abs(a)))) * u * Math.abs(result),
  operands: (random, [a, b]) => [random.uniform(a, 0.3, 3), random.uniform(b, -3, 3)],
  telling: [
    [2, 10],
    [-2, 3],
    [-2, 4],
    [0, 2],
    [0, 0],
    [-1.5, 2],
    [10, 30],
    [10, -30],
    [1.0001, 1e5],
    [0.999, 1e4],
    [1e30, 1.2],
    [1, 1e20],
    [-1, 7],
    [3, 0.5],
    [1.9999999, -100],
    [0.7, 200],
    [1.5, -210],
  ],
});
export const maximum: Operation = binary({
  name: 'maximum',
  define: maximum64,
  wgsl: 'select(max(a, b), uniforms.NAN, isnan(a) || isnan(b))',
  wgslInteger: 'max(a, b)',
  error: exact,
  operands: apart,
  telling: [
    [1, 1],
    [-1, 1],
    [0, -3],
  ],
});
export const minimum: Operation = binary({
  name: 'minimum',
  define: minimum64,
  wgsl: 'select(min(a, b), uniforms.NAN, isnan(a) || isnan(b))',
  wgslInteger: 'min(a, b)',
  error: exact,
  operands: apart,
  telling: [
    [1, 1],
    [-1, 1],
    [0, -3],
  ],
});

/** A row for a comparison: its output is bool, and false wherever an operand is NaN. */
function comparison(name: string, symbol: string, define: (a: number, b: number) => boolean): Operation {
  const shape = (shapes: readonly Shape[]): Shape[] => {
    expectInputs(name, shapes, 2);
    return [broadcastShapes(name, shapes)];
  };
  return {
    name,
    shape,
    reference: ([a, b]) => [zip64(name, [a!, b!], (x, y) => Number(define(x, y)), 'bool')],
    kernel: ([a, b]) => {
      const [shaped] = shape([a!.shape, b!.shape]);
      const integers = isIntegral(a!) && isIntegral(b!);
      const expression = integers
        ? `select(0, 1, a ${symbol} b)`
        : `select(0, 1, a ${symbol} b && !isnan(a) && !isnan(b))`;
      const as = integers ? 'i32' : 'f32';
      return [zipElements({ name, expression }, [a!, b!], shaped!, [as, as], 'bool')];
    },
    errorBound: copyBounds,
    differentiable: () => [false, false],
    examples: (seed) => {
      const random = seeded(seed);
      return [
        { inputs: [random.integers([3, 4], 0, 3), random.integers([4], 0, 3)], attributes: {} },
        ...pairExamples(seed, (source, [a, b]) => {
          const whole = (shape: Shape): Float64Tensor => new Float64Tensor(shape, source.integers(shape, -2, 3).data);
          return [whole(a), whole(b)];
        }).map(({ inputs, attributes }) => ({ inputs, attributes })),
      ];
    },
  };
}

export const equal: Operation = comparison('equal', '==', (a, b) => a === b);
export const less: Operation = comparison('less', '<', (a, b) => a < b);
export const greater: Operation = comparison('greater', '>', (a, b) => a > b);
export const lessEqual: Operation = comparison('lessEqual', '<=', (a, b) => a <= b);
export const greaterEqual: Operation = comparison('greaterEqual', '>=', (a, b) => a >= b);

export const binaryOperations: readonly Operation[] = [add, sub, mul, div, pow, maximum, minimum];
export const comparisonOperations: readonly Operation[] = [equal, less, greater, lessEqual, greaterEqual];
