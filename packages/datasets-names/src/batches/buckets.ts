import { foldIn, type Key, permutation } from '@gradbook/core-ops';

/**
 * What {@link batchesByLength} takes.
 *
 * @example
 * const options: BatchOptions = { batchSize: 32, key: key(0), pool: 10 };
 */
export interface BatchOptions {
  /** The largest number of examples in a batch. */
  readonly batchSize: number;
  /** Shuffles examples and batches; without it both stay in order. */
  readonly key?: Key;
  /**
   * How many batches are drawn at a time to be sorted by length; 1 for batches of any lengths, Infinity unless given: all
   * are sorted, so that batches have the least padding, and differ the most from one another.
   */
  readonly pool?: number;
}

/**
 * Puts sequences of about the same length together: examples are shuffled, then pool by pool sorted by length and cut into
 * batches, whose order is shuffled. Every example is in one batch.
 *
 * @param lengths of the sequences.
 * @returns for every batch the indices of its examples.
 * @throws RangeError for a batch size or a pool that is not a whole number of at least 1.
 *
 * @example
 * batchesByLength([5, 2, 5, 2, 3], { batchSize: 2 }); // [[1, 3], [4, 0], [2]]
 */
export function batchesByLength(
  lengths: readonly number[],
  { batchSize, key, pool = Infinity }: BatchOptions,
): readonly (readonly number[])[] {
  if (!Number.isSafeInteger(batchSize) || batchSize < 1) {
    throw new RangeError(`batchesByLength: batchSize is ${batchSize}; expected a whole number of at least 1`);
  }
  if (!(pool === Infinity || (Number.isSafeInteger(pool) && pool >= 1))) {
    throw new RangeError(`batchesByLength: pool is ${pool}; expected a whole number of at least 1, or Infinity`);
  }
  const order = orderOf(lengths.length, key && foldIn(key, 0));
  const batches: number[][] = [];
  for (const drawn of chunks(order, batchSize * pool)) {
    // The sort is stable, so examples of one length stay shuffled.
    batches.push(
      ...chunks(
        [...drawn].sort((a, b) => lengths[a]! - lengths[b]!),
        batchSize,
      ),
    );
  }
  return orderOf(batches.length, key && foldIn(key, 1)).map((index) => batches[index]!);
}

function orderOf(count: number, key: Key | undefined): number[] {
  return key ? [...permutation(key, count).data] : Array.from({ length: count }, (_, index) => index);
}

function chunks(items: readonly number[], size: number): number[][] {
  const count = items.length === 0 ? 0 : Math.ceil(items.length / Math.min(size, items.length));
  return Array.from({ length: count }, (_, index) =>
    items.slice(index * Math.min(size, items.length), (index + 1) * size),
  );
}
