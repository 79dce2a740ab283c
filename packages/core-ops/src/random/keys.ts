import { threefry2x32 } from './threefry.ts';

/**
 * What random numbers come from: two 32-bit words, plain data. The same key gives the same numbers every time and
 * everywhere, so use a key once: {@link splitKey} it for independent ones.
 */
export type Key = readonly [number, number];

/**
 * A key from a seed, as `jax.random.key` makes it.
 *
 * @param seed a whole number from 0 to 2⁵³ − 1.
 *
 * @example
 * key(7); // [0, 7]
 */
export function key(seed: number): Key {
  if (!Number.isSafeInteger(seed) || seed < 0) {
    throw new RangeError(`key: the seed is ${seed}; it must be a whole number from 0 to 2⁵³ − 1`);
  }
  return [Math.floor(seed / 2 ** 32), seed >>> 0];
}

/**
 * Independent keys from one, as `jax.random.split` makes them: child i is threefry2x32(key, i).
 *
 * @example
 * const [forWeights, forData] = splitKey(key(0));
 * forWeights; // [1797259609, 2579123966]
 */
export function splitKey(parent: Key, count = 2): Key[] {
  if (!Number.isSafeInteger(count) || count < 0) {
    throw new RangeError(`splitKey: the number of keys is ${count}; it must be a whole number`);
  }
  return Array.from({ length: count }, (_, index) => threefry2x32(parent, wordsOf(index)));
}

/**
 * The key for a number: one of a step, an epoch, a student, without splitting up to it. As `jax.random.fold_in`; what
 * splitKey() gives at that place, so do not use both on one key.
 *
 * @param data a whole number from 0 to 2³² − 1.
 *
 * @example
 * const base = key(0);
 * foldIn(base, 3)[0] === foldIn(base, 4)[0]; // false
 */
export function foldIn(parent: Key, data: number): Key {
  if (!Number.isSafeInteger(data) || data < 0 || data > 0xffffffff) {
    throw new RangeError(`foldIn: the number is ${data}; it must be a whole number from 0 to 2³² − 1`);
  }
  return threefry2x32(parent, [0, data]);
}

/** The 64 random bits at a place of a key's stream, as two words. */
export function bitsAt(parent: Key, index: number): readonly [number, number] {
  return threefry2x32(parent, wordsOf(index));
}

/** A whole number below `bound` (at most 2³²), each equally likely: words that would favour some are drawn again. */
export function integerBelow(parent: Key, index: number, bound: number): number {
  const fair = Math.floor(2 ** 32 / bound) * bound;
  for (let draw = 0; ; draw++) {
    // Every place has a stream of its own, so how often one draws does not move the next.
    const [word] = draw === 0 ? bitsAt(parent, index) : threefry2x32(foldIn(parent, draw), wordsOf(index));
    if (word < fair) return word % bound;
  }
}

function wordsOf(index: number): [number, number] {
  return [Math.floor(index / 2 ** 32), index >>> 0];
}
