import type { Value } from '../../values/value.ts';
import * as table from '../linear-algebra.ts';
import { apply } from '../support.ts';

/** How a matrix product reads its operands. */
export interface MatmulOptions {
  /** Whether an operand is read transposed (its last two axes swapped). */
  readonly transposeA?: boolean;
  readonly transposeB?: boolean;
  /**
   * `float16` stores the operands in 16 bits while they are multiplied, which halves the memory that moves on a GPU; products and sums
   * stay float32's. Each operand is rounded once, by 2⁻¹¹ of itself at most; below 2⁻¹⁴ it becomes 0, from 65,520 on infinite. So every
   * product of two elements is off by about a thousandth of itself at most. Derivatives are computed in float32: cotangents are often too
   * small. Default `float32`.
   */
  readonly storage?: 'float32' | 'float16';
}

/**
 * The matrix product of a [batch…, n, k] and b [batch…, k, m]: [batch…, n, m], with c_ij = Σ_k a_ik b_kj.
 * Leading axes broadcast by NumPy's rule. The order of additions is fixed, so that results repeat exactly.
 *
 * @throws ShapeError when an operand has fewer than two axes, the inner lengths differ or the leading axes do not
 * broadcast.
 * @example
 * matmul(float64([[1, 2], [3, 4]]), float64([[5], [6]])).data; // [17, 39]
 */
export function matmul<V extends Value>(
  a: V,
  b: V,
  { transposeA = false, transposeB = false, storage = 'float32' }: MatmulOptions = {},
): V {
  const attributes = { transposeA, transposeB };
  return apply(table.matmul, [a, b], storage === 'float16' ? { ...attributes, storage } : attributes);
}
