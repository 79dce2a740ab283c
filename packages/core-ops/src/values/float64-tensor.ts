import type { Shape } from './value.ts';

/**
 * A dense row-major array of float64 numbers: what the definitions of the table compute with.
 * Integers and booleans (0 or 1) are held as float64 as well; `dtype` says which they are.
 *
 * @example
 * const x = new Float64Tensor([2, 2], [1, 2, 3, 4]);
 * x.data[3]; // 4
 */
export class Float64Tensor {
  readonly shape: Shape;
  readonly data: Float64Array;
  readonly dtype: 'float64' | 'int32' | 'bool';

  constructor(shape: Shape, data: ArrayLike<number>, dtype: 'float64' | 'int32' | 'bool' = 'float64') {
    const size = sizeOf(shape);
    if (data.length !== size) {
      throw new RangeError(
        `Float64Tensor: ${data.length} numbers given for shape [${shape.join(', ')}], which holds ${size}`,
      );
    }
    this.shape = [...shape];
    this.data = data instanceof Float64Array ? data : Float64Array.from(data);
    this.dtype = dtype;
  }
}

/**
 * The number of elements in a shape; a scalar's is 1.
 *
 * @example
 * sizeOf([2, 3]); // 6
 */
export function sizeOf(shape: Shape): number {
  let size = 1;
  for (const length of shape) size *= length;
  return size;
}
