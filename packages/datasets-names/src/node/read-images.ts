import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

import { parseCifar10 } from '../images/cifar10.ts';
import type { LabelledImages } from '../images/labelled-images.ts';
import { parseMnist } from '../images/mnist.ts';

/**
 * Images to train with, and images held back.
 *
 * @example
 * const one: LabelledImages = { pixels: Uint8Array.of(5), shape: [1, 1, 1, 1], labels: Uint8Array.of(2) };
 * const sets: ImageSets = { train: one, test: one };
 */
export interface ImageSets {
  readonly train: LabelledImages;
  readonly test: LabelledImages;
}

/**
 * Reads the four files of MNIST, `train-images-idx3-ubyte` and so on, from a folder; each may be compressed, with `.gz` at the end.
 *
 * @throws Error when a file cannot be read; TypeError for a damaged one, as `parseMnist`.
 *
 * @example
 * import { mkdtemp, writeFile } from 'node:fs/promises';
 * import { tmpdir } from 'node:os';
 * import { join } from 'node:path';
 *
 * const folder = await mkdtemp(join(tmpdir(), 'mnist-'));
 * for (const set of ['train', 't10k']) {
 *   await writeFile(join(folder, `${set}-images-idx3-ubyte`), Uint8Array.of(0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 2, 9, 8));
 *   await writeFile(join(folder, `${set}-labels-idx1-ubyte`), Uint8Array.of(0, 0, 8, 1, 0, 0, 0, 1, 4));
 * }
 * (await readMnistFolder(folder)).train.shape; // [1, 1, 1, 2]
 */
export async function readMnistFolder(folder: string): Promise<ImageSets> {
  const set = async (name: string): Promise<LabelledImages> =>
    parseMnist(
      await readPlainOrGzip(join(folder, `${name}-images-idx3-ubyte`)),
      await readPlainOrGzip(join(folder, `${name}-labels-idx1-ubyte`)),
    );
  return { train: await set('train'), test: await set('t10k') };
}

/**
 * Reads CIFAR-10's binary version from its folder: `data_batch_1.bin` to `data_batch_5.bin` and `test_batch.bin`.
 *
 * @throws Error when a file cannot be read; TypeError for a damaged one, as `parseCifar10`.
 *
 * @example
 * import { mkdtemp, writeFile } from 'node:fs/promises';
 * import { tmpdir } from 'node:os';
 * import { join } from 'node:path';
 *
 * const folder = await mkdtemp(join(tmpdir(), 'cifar-'));
 * const names = [1, 2, 3, 4, 5].map((part) => `data_batch_${part}.bin`);
 * for (const name of [...names, 'test_batch.bin']) await writeFile(join(folder, name), new Uint8Array(3073));
 * (await readCifar10Folder(folder)).train.shape; // [5, 3, 32, 32]
 */
export async function readCifar10Folder(folder: string): Promise<ImageSets> {
  const read = async (name: string): Promise<LabelledImages> => parseCifar10(await readFile(join(folder, name)), name);
  const parts = await Promise.all([1, 2, 3, 4, 5].map((part) => read(`data_batch_${part}.bin`)));
  const [, channels, height, width] = parts[0]!.shape;
  const labels = Uint8Array.from(parts.flatMap((part) => [...part.labels]));
  const pixels = new Uint8Array(labels.length * channels * height * width);
  let at = 0;
  for (const part of parts) {
    pixels.set(part.pixels, at);
    at += part.pixels.length;
  }
  return {
    train: { pixels, shape: [labels.length, channels, height, width], labels },
    test: await read('test_batch.bin'),
  };
}

async function readPlainOrGzip(path: string): Promise<Uint8Array> {
  const plain = await readIfThere(path);
  if (plain) return plain;
  const packed = await readIfThere(`${path}.gz`);
  if (!packed) throw new Error(`readMnistFolder: neither ${path} nor ${path}.gz is there`);
  try {
    return gunzipSync(packed);
  } catch (error) {
    throw new TypeError(`readMnistFolder: ${path}.gz cannot be unpacked; it is damaged or cut off`, { cause: error });
  }
}

async function readIfThere(path: string): Promise<Uint8Array | undefined> {
  try {
    return await readFile(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
