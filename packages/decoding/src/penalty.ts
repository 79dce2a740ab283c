/**
 * How the length of a sequence enters its rank: a number α divides the score by T^α; `{ wu: α }` by
 * ((5 + T) / 6)^α, T being the number of tokens. 0 ranks by the score alone.
 *
 * Source of the second: Wu et al., Google's Neural Machine Translation System, 2016, equation 14.
 */
export type LengthPenalty = number | { readonly wu: number };

/** What the score of a sequence of that many tokens is divided by. */
export function lengthDivisor(penalty: LengthPenalty, length: number): number {
  return typeof penalty === 'number' ? length ** penalty : ((5 + length) / 6) ** penalty.wu;
}
