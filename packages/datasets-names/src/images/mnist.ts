import { parseIdx } from './idx.ts';
import type { LabelledImages } from './labelled-images.ts';

/**
 * The digits of a pair of MNIST files (`train-images-idx3-ubyte` and `train-labels-idx1-ubyte`, or a set made alike).
 *
 * @param images an IDX file of bytes, [N, height, width]; not compressed.
 * @param labels an IDX file of bytes, [N].
 * @throws TypeError as {@link parseIdx}, for files of other shapes or types, and for a pair that does not belong together.
 *
 * @example
 * const images = Uint8Array.of(0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 2, 9, 8);
 * const labels = Uint8Array.of(0, 0, 8, 1, 0, 0, 0, 1, 4);
 * parseMnist(images, labels).shape; // [1, 1, 1, 2]
 */
export function parseMnist(images: Uint8Array, labels: Uint8Array): LabelledImages {
  const pixels = parseIdx(images, 'the file of images');
  const classes = parseIdx(labels, 'the file of labels');
  const [count = 0, height = 0, width = 0] = pixels.shape;
  if (!(pixels.data instanceof Uint8Array) || pixels.shape.length !== 3) {
    throw new TypeError(
      `parseMnist: the file of images is [${pixels.shape.join(', ')}]; expected bytes [N, height, width]`,
    );
  }
  if (!(classes.data instanceof Uint8Array) || classes.shape.length !== 1) {
    throw new TypeError(`parseMnist: the file of labels is [${classes.shape.join(', ')}]; expected bytes [N]`);
  }
  if (classes.shape[0] !== count) {
    throw new TypeError(`parseMnist: there are ${count} images but ${classes.shape[0]} labels; give files of one set`);
  }
  return { pixels: pixels.data, shape: [count, 1, height, width], labels: classes.data };
}
