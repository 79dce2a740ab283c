import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { readCifar10Folder, readMnistFolder } from '../node/index.ts';
import { parseCifar10 } from './cifar10.ts';
import { parseIdx } from './idx.ts';
import { parseMnist } from './mnist.ts';

/** An IDX file of bytes. */
function idx(shape: readonly number[], data: readonly number[], code = 8): Uint8Array {
  const file = new Uint8Array(4 + 4 * shape.length + data.length);
  file.set([0, 0, code, shape.length]);
  shape.forEach((length, axis) => new DataView(file.buffer).setUint32(4 + 4 * axis, length));
  file.set(data, 4 + 4 * shape.length);
  return file;
}

/** A record of CIFAR-10 with pixels that all differ from their neighbours. */
function image(label: number): number[] {
  return [label, ...Array.from({ length: 3072 }, (_, i) => (i + label) % 256)];
}

describe('parseIdx', () => {
  test.each([
    [0x08, [255], new Uint8Array([255])],
    [0x09, [255], new Int8Array([-1])],
    [0x0b, [255, 254], new Int16Array([-2])],
    [0x0c, [0, 1, 0, 0], new Int32Array([65_536])],
    [0x0d, [0x3f, 0xc0, 0, 0], new Float32Array([1.5])],
    [0x0e, [0xbf, 0xf8, 0, 0, 0, 0, 0, 0], new Float64Array([-1.5])],
  ])('type %d, big-endian', (code, bytes, data) => {
    expect(parseIdx(idx([1], bytes, code))).toEqual({ shape: [1], data });
  });

  test('several axes, in a part of a larger buffer', () => {
    const file = idx([2, 1, 2], [1, 2, 3, 4]);
    const larger = new Uint8Array(file.length + 3);
    larger.set(file, 3);
    expect(parseIdx(larger.subarray(3))).toEqual({ shape: [2, 1, 2], data: Uint8Array.of(1, 2, 3, 4) });
  });

  test.each([
    ['empty', new Uint8Array(), 'begins with the bytes (none)'],
    ['text', new TextEncoder().encode('<html>'), 'begins with the bytes 3c 68 74 6d'],
    ['compressed', gzipSync(idx([1], [1])), 'compressed'],
    ['of another type', idx([1], [1], 7), 'begins with the bytes 00 00 07 01'],
    ['cut off in its header', idx([2, 2], [1, 2, 3, 4]).subarray(0, 10), 'cut off in its header: 10 of 12 bytes'],
    ['cut off', idx([2, 2], [1, 2, 3]), 'cut off: 15 bytes, but the shape [2, 2] needs 16'],
    ['too long', idx([2, 2], [1, 2, 3, 4, 5]), 'too long'],
    ['of absurd lengths', idx([4_000_000_000, 4_000_000_000], [1]), 'cut off'],
  ])('a file that is %s is refused', (_, file, message) => {
    expect(() => parseIdx(file)).toThrow(message);
  });
});

test('a pair of MNIST files has to belong together', () => {
  const images = idx([2, 1, 2], [1, 2, 3, 4]);
  expect(parseMnist(images, idx([2], [7, 9]))).toEqual({
    pixels: Uint8Array.of(1, 2, 3, 4),
    shape: [2, 1, 1, 2],
    labels: Uint8Array.of(7, 9),
  });
  expect(() => parseMnist(images, idx([3], [7, 9, 1]))).toThrow('2 images but 3 labels');
  expect(() => parseMnist(idx([2], [7, 9]), images)).toThrow('the file of images is [2]');
});

describe('parseCifar10', () => {
  test('a class, then the planes of red, green and blue', () => {
    const { pixels, shape, labels } = parseCifar10(Uint8Array.from([...image(3), ...image(9)]));
    expect(shape).toEqual([2, 3, 32, 32]);
    expect([...labels]).toEqual([3, 9]);
    // Image 1, green, row 2, column 5.
    expect(pixels[3072 + 1024 + 2 * 32 + 5]).toBe((1024 + 2 * 32 + 5 + 9) % 256);
  });

  test('damaged files are refused', () => {
    expect(() => parseCifar10(new Uint8Array())).toThrow('has 0 bytes');
    expect(() => parseCifar10(Uint8Array.from(image(3)).subarray(1), 'a.bin')).toThrow('a.bin has 3072 bytes');
    expect(() => parseCifar10(Uint8Array.from(image(10)))).toThrow('image 0 of the file has the class 10');
    expect(() => parseCifar10(gzipSync(Uint8Array.from(image(1))))).toThrow('compressed');
  });
});

describe('folders', () => {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'gradbook-images-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  test('MNIST, compressed or not', async () => {
    await writeFile(join(folder, 'train-images-idx3-ubyte'), idx([1, 1, 1], [5]));
    await writeFile(join(folder, 'train-labels-idx1-ubyte.gz'), gzipSync(idx([1], [2])));
    await expect(readMnistFolder(folder)).rejects.toThrow('t10k-images-idx3-ubyte.gz is there');
    await writeFile(join(folder, 't10k-images-idx3-ubyte'), idx([1, 1, 1], [6]));
    await writeFile(join(folder, 't10k-labels-idx1-ubyte.gz'), gzipSync(idx([1], [3])).subarray(0, 12));
    await expect(readMnistFolder(folder)).rejects.toThrow('damaged or cut off');
    await writeFile(join(folder, 't10k-labels-idx1-ubyte'), idx([1], [3]));
    const { train, test: held } = await readMnistFolder(folder);
    expect([train.pixels[0], train.labels[0], held.pixels[0], held.labels[0]]).toEqual([5, 2, 6, 3]);
  });

  test('CIFAR-10: five files to train with, in order, and one held back', async () => {
    const names = [1, 2, 3, 4, 5].map((part) => `data_batch_${part}.bin`);
    await Promise.all(
      [...names, 'test_batch.bin'].map((name, index) =>
        writeFile(join(folder, name), Uint8Array.from([index, ...new Uint8Array(3072).fill(index)])),
      ),
    );
    const { train, test: held } = await readCifar10Folder(folder);
    expect([...train.labels]).toEqual([0, 1, 2, 3, 4]);
    expect(train.shape).toEqual([5, 3, 32, 32]);
    expect(train.pixels[4 * 3072]).toBe(4);
    expect([...held.labels]).toEqual([5]);
  });
});
