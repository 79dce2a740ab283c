import { Float64Tensor, type Key, normal, type Shape, ShapeError, sizeOf, uniform } from '@gradbook/core-ops';
import { Matrix, QrDecomposition } from 'ml-matrix';

/**
 * Makes a parameter of a shape [outputs, inputs] from a key.
 *
 * @example
 * const ones: Initializer = (_, shape) => new Float64Tensor(shape, new Float64Array(sizeOf(shape)).fill(1));
 */
export type Initializer = (key: Key, shape: Shape) => Float64Tensor;

/**
 * How the fan of a weight is counted and what it is multiplied by.
 *
 * @example
 * const options: KaimingOptions = { fan: 'out', gain: 1 };
 */
export interface KaimingOptions {
  /** Whether the variance of the outputs (`'in'`, the default) or that of the gradients (`'out'`) is kept. */
  readonly fan?: 'in' | 'out';
  /** √2 unless given, for ReLU; 5/3 for tanh, 1 for none. */
  readonly gain?: number;
}

/**
 * Uniform numbers on (−bound, bound).
 *
 * @throws RangeError for a bound that is not above 0.
 * @example
 * const { data } = uniformInitializer(0.5)(key(0), [4, 3]);
 * data.every((weight) => Math.abs(weight) <= 0.5); // true
 */
export function uniformInitializer(bound: number): Initializer {
  requireAbove('uniformInitializer', 'bound', bound);
  return (key, shape) => uniform(key, shape, { low: -bound, high: bound });
}

/**
 * Uniform numbers on (−a, a) with a = gain · √(6 / (inputs + outputs)), of variance gain² · 2 / (inputs + outputs) (Glorot
 * and Bengio 2010; PyTorch's `xavier_uniform_`).
 *
 * @throws ShapeError for a shape that is no matrix's.
 * @example
 * const { data } = xavierUniform()(key(0), [2, 4]);
 * data.every((weight) => Math.abs(weight) <= 1); // true, for √(6 / 6) = 1
 */
export function xavierUniform(gain = 1): Initializer {
  requireAbove('xavierUniform', 'gain', gain);
  return (key, shape) => {
    const [outputs, inputs] = fans('xavierUniform', shape);
    const bound = gain * Math.sqrt(6 / (inputs + outputs));
    return uniform(key, shape, { low: -bound, high: bound });
  };
}

/**
 * Normal numbers of mean 0 and deviation gain · √(2 / (inputs + outputs)) (Glorot and Bengio 2010; PyTorch's
 * `xavier_normal_`).
 *
 * @throws ShapeError for a shape that is no matrix's.
 * @example
 * xavierNormal()(key(0), [2, 4]).shape; // [2, 4]
 */
export function xavierNormal(gain = 1): Initializer {
  requireAbove('xavierNormal', 'gain', gain);
  return (key, shape) => {
    const [outputs, inputs] = fans('xavierNormal', shape);
    return scaledNormal(key, shape, gain * Math.sqrt(2 / (inputs + outputs)));
  };
}

/**
 * Uniform numbers on (−a, a) with a = gain · √(3 / fan) (He et al. 2015; PyTorch's `kaiming_uniform_`).
 *
 * @throws ShapeError for a shape that is no matrix's.
 * @example
 * const { data } = kaimingUniform()(key(0), [2, 6]);
 * data.every((weight) => Math.abs(weight) <= 1); // true, for √2 · √(3 / 6) = 1
 */
export function kaimingUniform({ fan = 'in', gain = Math.SQRT2 }: KaimingOptions = {}): Initializer {
  requireAbove('kaimingUniform', 'gain', gain);
  return (key, shape) => {
    const [outputs, inputs] = fans('kaimingUniform', shape);
    const bound = gain * Math.sqrt(3 / (fan === 'in' ? inputs : outputs));
    return uniform(key, shape, { low: -bound, high: bound });
  };
}

/**
 * Normal numbers of mean 0 and deviation gain / √fan (He et al. 2015; PyTorch's `kaiming_normal_`).
 *
 * @throws ShapeError for a shape that is no matrix's.
 * @example
 * kaimingNormal({ fan: 'out' })(key(0), [2, 6]).shape; // [2, 6]
 */
export function kaimingNormal({ fan = 'in', gain = Math.SQRT2 }: KaimingOptions = {}): Initializer {
  requireAbove('kaimingNormal', 'gain', gain);
  return (key, shape) => {
    const [outputs, inputs] = fans('kaimingNormal', shape);
    return scaledNormal(key, shape, gain / Math.sqrt(fan === 'in' ? inputs : outputs));
  };
}

/**
 * A matrix with orthonormal rows or columns, whichever are fewer, times gain: the Q of the QR decomposition of a matrix of
 * normal numbers, the signs chosen so that R has a positive diagonal, which makes every such matrix equally likely (Saxe et
 * al. 2014; Mezzadri 2007; PyTorch's `orthogonal_`). As a recurrent weight it keeps the length of what passes through it.
 *
 * @throws ShapeError for a shape that is no matrix's.
 * @example
 * const { data } = orthogonal()(key(0), [2, 2]);
 * const [a, b, c, d] = data;
 * [a! * a! + b! * b!, c! * c! + d! * d!]; // [1, 1]
 * (a! * c! + b! * d!).toFixed(12).replace('-', ''); // '0.000000000000'
 */
export function orthogonal(gain = 1): Initializer {
  requireAbove('orthogonal', 'gain', gain);
  return (key, shape) => {
    const [rows, columns] = fans('orthogonal', shape);
    const tall = rows >= columns;
    const [longer, shorter] = tall ? [rows, columns] : [columns, rows];
    const random = normal(key, [longer, shorter]);
    const { orthogonalMatrix, upperTriangularMatrix } = new QrDecomposition(
      Matrix.from1DArray(longer, shorter, random.data),
    );
    const data = new Float64Array(sizeOf(shape));
    for (let row = 0; row < longer; row++) {
      for (let column = 0; column < shorter; column++) {
        const sign = upperTriangularMatrix.get(column, column) < 0 ? -gain : gain;
        data[tall ? row * columns + column : column * columns + row] = sign * orthogonalMatrix.get(row, column);
      }
    }
    return new Float64Tensor(shape, data);
  };
}

function scaledNormal(key: Key, shape: Shape, deviation: number): Float64Tensor {
  const { data } = normal(key, shape);
  return new Float64Tensor(
    shape,
    data.map((value) => value * deviation),
  );
}

/** [outputs, inputs] */
function fans(operation: string, shape: Shape): readonly [number, number] {
  const [outputs, inputs] = shape;
  if (shape.length === 2 && outputs && inputs) return [outputs, inputs];
  throw new ShapeError(operation, [shape], 'it takes the shape of a matrix, [outputs, inputs]');
}

function requireAbove(operation: string, name: string, value: number): void {
  if (value > 0 && Number.isFinite(value)) return;
  throw new RangeError(`${operation}: ${name} is ${value}; expected a finite number above 0`);
}
