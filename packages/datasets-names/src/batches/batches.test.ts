import { init, key, read } from '@gradbook/core-ops';
import { beforeAll, describe, expect, test } from 'vitest';

import { batchesByLength } from './buckets.ts';
import { encodeNames, labelBatch, oneHotBatch } from './encode.ts';

const lengths = Array.from({ length: 103 }, (_, i) => 2 + ((7 * i) % 13));

/** The steps between the shortest and the longest sequence of a batch, over all batches. */
function padding(pool: number): number {
  const batches = batchesByLength(lengths, { batchSize: 8, key: key(1), pool });
  return batches.reduce((sum, batch) => {
    const own = batch.map((index) => lengths[index]!);
    return sum + Math.max(...own) - Math.min(...own);
  }, 0);
}

describe('batchesByLength', () => {
  test.each([1, 2, 8, Infinity])('with a pool of %d every example is in one batch, none is too large', (pool) => {
    const batches = batchesByLength(lengths, { batchSize: 8, key: key(1), pool });
    expect(batches.flat().sort((a, b) => a - b)).toEqual(lengths.map((_, index) => index));
    expect(batches).toHaveLength(13);
    expect(Math.max(...batches.map((batch) => batch.length))).toBe(8);
  });

  test('a larger pool leaves less padding', () => {
    expect(padding(Infinity)).toBeLessThan(padding(4));
    expect(padding(4)).toBeLessThan(padding(1));
  });

  test('the key decides the order; without one it stays', () => {
    const one = batchesByLength(lengths, { batchSize: 8, key: key(1) });
    expect(batchesByLength(lengths, { batchSize: 8, key: key(1) })).toEqual(one);
    expect(batchesByLength(lengths, { batchSize: 8, key: key(2) })).not.toEqual(one);
    expect(batchesByLength([3, 3, 3], { batchSize: 2 })).toEqual([[0, 1], [2]]);
    expect(batchesByLength([], { batchSize: 2 })).toEqual([]);
  });

  test('refuses sizes that are none', () => {
    expect(() => batchesByLength([1], { batchSize: 0 })).toThrow('batchSize is 0');
    expect(() => batchesByLength([1], { batchSize: 1, pool: 1.5 })).toThrow('pool is 1.5');
  });
});

describe('encodings', () => {
  const examples = [
    { name: 'ba', label: 1 },
    { name: 'c', label: 0 },
  ];
  beforeAll(() => init());

  test('time first or batch first, −1 in padding', () => {
    expect(encodeNames(examples, { alphabet: 'abc' })).toEqual({
      indices: Int32Array.of(1, 2, 0, -1),
      shape: [2, 2],
      lengths: [2, 1],
      labels: Int32Array.of(1, 0),
      depth: 3,
    });
    expect([...encodeNames(examples, { alphabet: 'abc', batchFirst: true }).indices]).toEqual([1, 0, 2, -1]);
  });

  test('one-hot vectors and labels are the same on the device', async () => {
    const batch = encodeNames(examples, { alphabet: 'abc' });
    const exact = [0, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0];
    expect([...oneHotBatch(batch).data]).toEqual(exact);
    const onDevice = oneHotBatch(batch, { kind: 'webgpu' });
    expect([...(await read(onDevice))]).toEqual(exact);
    expect(onDevice.shape).toEqual([2, 2, 3]);
    expect(labelBatch(batch).dtype).toBe('int32');
    expect([...(await read(labelBatch(batch, { kind: 'webgpu' })))]).toEqual([1, 0]);
  });

  test('refuses what has no encoding', () => {
    expect(() => encodeNames([])).toThrow('no example');
    expect(() => encodeNames([{ name: 'É', label: 0 }])).toThrow('"É"');
    expect(() => encodeNames([{ name: '', label: 0 }])).toThrow('empty');
  });
});
