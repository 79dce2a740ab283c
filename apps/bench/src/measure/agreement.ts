import type { Numbers } from '../contract.ts';

/** Half the distance from 1 to the next float32 number. */
const unitRoundoff = 2 ** -24;

/**
 * How far two float32 sums of `terms` products of normal random numbers may lie apart, in units of the largest of many
 * such sums. In whatever order it is added, each is within γₙ Σ|a||b| of the truth, γₙ = (n + 1) u (Higham, Accuracy and
 * Stability, §3.1); Σ|a||b| is about 2n/π, and the largest of many sums is above √n.
 */
export function sumTolerance(terms: number): number {
  return 2 * (terms + 1) * unitRoundoff * (2 / Math.PI) * Math.sqrt(terms);
}

/**
 * Says where a peer's outputs are not ours.
 *
 * @param tolerance in units of the largest element of our output.
 * @returns the first disagreement in words, or `undefined`.
 */
export function disagreement(
  ours: readonly Numbers[],
  theirs: readonly Numbers[],
  tolerance: number,
): string | undefined {
  if (ours.length !== theirs.length) return `${theirs.length} outputs, where ours are ${ours.length}`;
  for (const [o, own] of ours.entries()) {
    const other = theirs[o]!;
    if (own.length !== other.length) return `output ${o} has ${other.length} numbers, ours ${own.length}`;
    let largest = 0;
    for (let i = 0; i < own.length; i++) largest = Math.max(largest, Math.abs(own[i]!));
    for (let i = 0; i < own.length; i++) {
      const apart = Math.abs(own[i]! - other[i]!);
      // NaN is no agreement either.
      if (!(apart <= tolerance * largest)) {
        return `output ${o}, element ${i} is ${other[i]}, ours ${own[i]}: ${apart} apart, ${tolerance * largest} allowed`;
      }
    }
  }
  return undefined;
}
