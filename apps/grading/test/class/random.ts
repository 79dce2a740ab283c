import { foldIn, key, randomInts } from '@gradbook/core-ops';

/** Choices that follow from a seed and nothing else. */
export class Random {
  readonly #seed: ReturnType<typeof key>;
  #drawn = 0;

  constructor(seed: number, place: number) {
    this.#seed = foldIn(key(seed), place);
  }

  /** A whole number from 0 to below `end`. */
  below(end: number): number {
    return randomInts(foldIn(this.#seed, this.#drawn++), [1], 0, end).data[0]!;
  }

  /** True in so many of a hundred cases. */
  in(percent: number): boolean {
    return this.below(100) < percent;
  }

  of<T>(choices: readonly T[]): T {
    return choices[this.below(choices.length)]!;
  }
}
