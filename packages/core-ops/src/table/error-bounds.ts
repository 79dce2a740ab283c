/**
 * How far a kernel may be from the definition, and why.
 *
 * Model. u = 2⁻²⁴ is float32's unit roundoff: WGSL requires +, −, × to be correctly rounded, every driver rounds to
 * nearest, so fl(a ∘ b) = (a ∘ b)(1 + δ), |δ| ≤ u. Division is within 2.5 units in the last place (one unit is at most
 * 2u of the value): |δ| ≤ 5u. inverseSqrt is within 2 units (4u); sqrt is allowed the error of 1 / inverseSqrt: 9u.
 * Values below 2⁻¹²⁶ may be flushed to zero, on reading and on writing: every bound holds an absolute 2⁻¹²⁶ for
 * results, and functions that are steep at zero (log, 1/x) promise nothing for inputs that small.
 * Results above float32's largest number are infinite on the device: the bound there is infinite.
 *
 * The elementary functions are our own (`kernels/functions.ts`); counting their roundings, to first order:
 * - exp: r = x − k ln 2 is exact but for k·ln2Low and the last subtraction, |Δr| ≤ u|r| ≤ 0.35u; 1 + p(r) rounds once
 *   (u) over an error of at most 4u in terms of size 0.42 (1.7u); scaling is exact. 3.1u → EXP = 4.
 * - expm1: k = 0: r + r²p, 1u + 4u·0.2 < 2u. Else 2ᵏ(e + (1 − 2⁻ᵏ)): e's error 2u·0.42, sum rounded, and the sum is at
 *   least 0.2 where e is 0.3 (k = 1): (2·0.3 + 1·0.2 + 0.2)u/0.2 = 5u → EXPM1 = 6.
 * - log, log1p: the small terms s(h + R) and h carry 9u (a division, three roundings), they are at most 0.2 of the
 *   result; then two subtractions: 2u + 1.8u; against k ln 2 nothing cancels by more than half: LOG = 6.
 *   log1p's correction c/u is itself below u, its error second order.
 * - tanh = −e/(2 + e): e 6u, the sum 1u + 6u·e/(2+e) (opposite sign), division 5u: TANH = 13.
 * - sigmoid = 1/(1 + e^−|x|): 4u·½ + 1u + 5u, and 4u more in the numerator for x < 0: SIGMOID = 12.
 * - softplus = max(x, 0) + log1p(e^−|x|), both positive: 4u (log1p is below its argument) + 6u + 1u = 11 → SOFTPLUS = 11.
 * - erf: x·P: argument 2u·|P′/P|, Horner 2u, product 1u; 1 − eq: the product is at most 0.16 with 4u + 2·16u·… : ERF = 8.
 * - sin, cos: r is reduced with an absolute error below u|r| + |x|·2⁻⁴⁶ up to |x| = 12,000, the series rounds to 3u:
 *   4u|result| + 2⁻⁴⁶|x| + (for cos and odd quadrants) second order. Beyond, k π/2 itself is rounded: 8u|x|, at most 2.
 * - pow: log|a| carries an absolute error of 0.05u|log a| after two-part arithmetic (s R: 4u of a hundredth), times b:
 *   0.05u|b log a|; exp of it 4u; two second-order terms: (6 + 0.1 |b log a|)u.
 *
 * Sums of n terms use Ogita, Rump and Oishi's compensated summation (Sum2, SIAM J. Sci. Comput. 26, 2005):
 * |error| ≤ u|s| + γ²ₙ₋₁ Σ|x|, γₙ = nu/(1 − nu). A long axis is summed in several passes, each of which rounds its
 * partial sums once: u|s| + ((passes − 1) u + γ²) Σ|x|.
 * Matrix products add four terms, then such groups in blocks of {@link matmulBlock}, then blocks: {@link matmulRoundings}
 * counts what a term passes through: γ with that many roundings, times |A||B| (Higham, Accuracy and Stability, §3.5).
 */
import { Float64Tensor } from '../values/float64-tensor.ts';

/** Half the distance from 1 to the next float32 number. */
export const unitRoundoff: number = 2 ** -24;
/** The smallest normal float32 number: below it, devices may flush to zero. */
export const smallestNormal: number = 2 ** -126;
/** The largest finite float32 number. */
const largestFloat32: number = (2 - 2 ** -23) * 2 ** 127;

/** Errors of the elementary functions in units of u, relative to the result: see above. */
export const roundings = {
  divide: 5,
  inverseSqrt: 4,
  sqrt: 9,
  exp: 4,
  expm1: 6,
  log: 6,
  tanh: 13,
  sigmoid: 12,
  softplus: 11,
  erf: 8,
} as const;

/** Terms of a matrix product that are added before their sum joins that of the block. */
export const matmulGroup = 4;
/** Terms of a matrix product that are added before their sum joins the total. */
export const matmulBlock = 32;

/**
 * Roundings that a term of a matrix product passes through at most: its product, 3 additions in its group, 8 of groups in its block,
 * then those of blocks, of which up to 3 are for terms left over from the last group. Where long sums are split into chunks
 * of blocks, blocks in a chunk and chunks are together at most one more than all blocks. And no term is in more sums than there
 * are other terms.
 */
export function matmulRoundings(inner: number): number {
  const inBlock = 1 + (matmulGroup - 1) + matmulBlock / matmulGroup;
  return Math.min(inner, inBlock + Math.ceil(inner / matmulBlock) + 1 + (matmulGroup - 1));
}

/** γₙ = n u / (1 − n u): what n roundings can do to a product of n factors (1 + δ). */
export function gamma(roundingCount: number): number {
  const nu = roundingCount * unitRoundoff;
  return nu < 1 ? nu / (1 - nu) : Infinity;
}

/**
 * An element's bound from its error in exact arithmetic of normal numbers: the flush of tiny values is added, and
 * results that float32 cannot hold are not bounded.
 */
function deviceBound(error: number, result: number): number {
  if (!Number.isFinite(result) || Number.isNaN(error)) return 0;
  return Math.abs(result) + error >= largestFloat32 ? Infinity : error + smallestNormal;
}

/** The bound of an operation that only copies, selects or compares: nothing but tiny values that are flushed. */
export function copyBound(result: number): number {
  const size = Math.abs(result);
  if (size > largestFloat32) return Infinity;
  return size < smallestNormal ? size : 0;
}

/** Bounds for every element of an output, from a function of the element's position and value. */
export function boundEach(output: Float64Tensor, error: (index: number, result: number) => number): Float64Tensor {
  return new Float64Tensor(
    output.shape,
    output.data.map((result, i) => deviceBound(error(i, result), result)),
  );
}

/** Bounds for outputs whose elements are inputs' elements, indices or truth values. */
export function copyBounds(
  _inputs: readonly Float64Tensor[],
  _attributes: unknown,
  outputs: readonly Float64Tensor[],
): Float64Tensor[] {
  return outputs.map((output) => new Float64Tensor(output.shape, output.data.map(copyBound)));
}

/**
 * The bound of a compensated sum.
 *
 * @param length terms in the sum
 * @param passes how many times (partial) sums are rounded
 * @param size Σ|x|
 * @param result Σx
 */
export function compensatedSumBound(length: number, passes: number, size: number, result: number): number {
  const lost = (passes - 1) * unitRoundoff + gamma(Math.max(length - 1, 0)) ** 2;
  return unitRoundoff * Math.abs(result) + lost * size + length * smallestNormal;
}
