import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { chooseStridedTile, meetings } from './strided-tiles.ts';
import { chooseFilterTile, chooseTile, columnsTouched } from './tiles.ts';

test('columns touched by neighbouring placements, each once', () => {
  expect(columnsTouched(3, { taps: 3, dilation: 1, stride: 1 })).toEqual([0, 1, 2, 3, 4]);
  expect(columnsTouched(2, { taps: 2, dilation: 3, stride: 2 })).toEqual([0, 2, 3, 5]);
});

test('tiles divide the result where they can', () => {
  for (const width of [7, 14, 28]) {
    const tile = chooseTile({ channels: 16, width, taps: 3, dilation: 1, stride: 1 });
    expect([16 % tile.channels, width % tile.positions]).toEqual([0, 0]);
  }
});

test('tiles are never larger than what there is to compute, nor than a thread should keep', () => {
  const size = fc.integer({ min: 1, max: 40 });
  fc.assert(
    fc.property(size, size, size, fc.integer({ min: 1, max: 7 }), (channels, inChannels, width, taps) => {
      const row = { taps, dilation: 1, stride: 1, width };
      const tile = chooseTile({ ...row, channels });
      expect(tile.positions).toBeLessThanOrEqual(width);
      expect(tile.channels * tile.positions).toBeLessThanOrEqual(64);
      const filter = chooseFilterTile({ ...row, outChannels: channels, inChannels, rows: taps });
      expect(filter.positions).toBeLessThanOrEqual(width);
      expect(filter.outChannels * filter.inChannels * filter.rows * taps).toBeLessThanOrEqual(64);
      // A channel of padding more than half of the tile would be a worse choice than half the tile.
      expect(tile.channels).toBeLessThan(2 * channels);
    }),
    { seed: 3 },
  );
});

test('which tap of a strided row meets which position, and through which column', () => {
  // x[p] = Σ y[o] w[k] over 2o = p − k.
  expect(meetings(2, { taps: 3, dilation: 1, stride: 2 })).toEqual([
    { position: 0, tap: 0, column: 0 },
    { position: 0, tap: 2, column: -1 },
    { position: 1, tap: 1, column: 0 },
  ]);
  // Nothing lies on the odd positions where both step by two.
  expect(meetings(2, { taps: 2, dilation: 2, stride: 2 }).map(({ position }) => position)).toEqual([0, 0]);
});

test('strided tiles are whole steps of the filter, of no more than a thread should keep', () => {
  const size = fc.integer({ min: 1, max: 40 });
  const few = fc.integer({ min: 1, max: 7 });
  fc.assert(
    fc.property(size, size, few, few, fc.integer({ min: 1, max: 8 }), (channels, width, taps, dilation, stride) => {
      const tile = chooseStridedTile({ channels, width, taps, dilation, stride });
      expect(tile.positions % stride).toBe(0);
      expect(tile.positions).toBeLessThan(width + stride);
      expect(tile.channels * tile.positions).toBeLessThanOrEqual(64);
      expect(tile.channels).toBeLessThan(2 * channels);
    }),
    { seed: 3 },
  );
});
