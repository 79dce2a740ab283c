import { key } from '@gradbook/core-ops';
import { describe, expect, test } from 'vitest';

import { bundledMnist } from './bundled-mnist.ts';
import { batchPixels, pixelStatistics } from './pixels.ts';

const images = {
  pixels: Uint8Array.from([0, 2, 4, 6, 10, 10, 10, 10, 8, 6, 4, 2, 10, 10, 10, 10]),
  shape: [2, 2, 2, 2],
  labels: Uint8Array.of(0, 1),
} as const;

describe('pixels', () => {
  const statistics = pixelStatistics(images);

  test('are normalised by channel; a channel without contrast is only centred', () => {
    // Of 0, 2, 4, 6, 8, 6, 4, 2: mean 4, variance (16 + 4 + 0 + 4 + 16 + 4 + 0 + 4)/8 = 6.
    expect(statistics).toEqual({ means: [4, 10], deviations: [Math.sqrt(6), 1] });
    const { data, shape } = batchPixels(images, [1], statistics);
    expect(shape).toEqual([1, 2, 2, 2]);
    expect([...data]).toEqual([4, 2, 0, -2, 0, 0, 0, 0].map((x, i) => Math.fround(x / (i < 4 ? Math.sqrt(6) : 1))));
  });

  test('are moved and mirrored by the key: every result is a cut of the image, and many cuts come up', () => {
    const seen = new Set<string>();
    for (let seed = 0; seed < 200; seed++) {
      const { data } = batchPixels(images, [0], { means: [0, 0], deviations: [1, 1] }, { key: key(seed), shift: 1 });
      seen.add(data.slice(0, 4).join(','));
    }
    const cuts = new Set<string>();
    for (const down of [-1, 0, 1]) {
      for (const right of [-1, 0, 1]) {
        const rows = [0, 1].map((row) => [0, 1].map((column) => pixelAt(row + down, column + right)));
        cuts.add(String(rows.flat()));
        cuts.add(String(rows.flatMap((row) => row.toReversed())));
      }
    }
    expect(seen).toEqual(cuts);
  });
});

test('the bundled digits: 10,000, of every digit a fifth held back, the same for the same seed', async () => {
  const { train, test: held } = await bundledMnist(1);
  expect([train.labels.length, held.labels.length]).toEqual([8000, 2000]);
  expect(train.pixels).toHaveLength(8000 * 784);
  const again = await bundledMnist(1);
  expect(again.test.pixels).toEqual(held.pixels);
  expect((await bundledMnist(2)).test.pixels).not.toEqual(held.pixels);
});

/** A pixel of the first image's first channel, 0 beyond its borders. */
function pixelAt(row: number, column: number): number {
  return row < 0 || row > 1 || column < 0 || column > 1 ? 0 : images.pixels[2 * row + column]!;
}
