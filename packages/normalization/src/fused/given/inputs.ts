import type { NormAttributes } from '../attributes.ts';

/** What a normalization with given statistics takes: x as for one with its own, and a number for each channel of the others. */
export interface GivenInputs<V> {
  readonly x: V;
  /** μ and σ², [C]. */
  readonly mean: V;
  readonly variance: V;
  /** γ and β, [C]. */
  readonly weight?: V | undefined;
  readonly bias?: V | undefined;
}

/** A list of inputs by their names, the same for the cotangents that come of them. */
export function givenInputs<V>(values: readonly V[], { weighted, biased }: NormAttributes): GivenInputs<V> {
  const [x, mean, variance] = values as readonly [V, V, V];
  return {
    x,
    mean,
    variance,
    ...(weighted ? { weight: values[3]! } : {}),
    ...(biased ? { bias: values[weighted ? 4 : 3]! } : {}),
  };
}

/** The inputs in the order in which operations take them. */
export function listOf<V>({ x, mean, variance, weight, bias }: GivenInputs<V>): V[] {
  return [x, mean, variance, ...(weight ? [weight] : []), ...(bias ? [bias] : [])];
}
