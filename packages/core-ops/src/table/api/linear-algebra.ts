import type { Value } from '../../values/value.ts';
import * as table from '../linear-algebra.ts';
import { apply } from '../support.ts';

/** Which operands of a matrix product are read transposed (their last two axes swapped). */
export interface MatmulOptions {
  readonly transposeA?: boolean;
  readonly transposeB?: boolean;
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
export function matmul<V extends Value>(a: V, b: V, { transposeA = false, transposeB = false }: MatmulOptions = {}): V {
  return apply(table.matmul, [a, b], { transposeA, transposeB });
}
