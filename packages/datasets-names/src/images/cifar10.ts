import type { LabelledImages } from './labelled-images.ts';

const side = 32;
const pixelBytes = 3 * side * side;
const recordBytes = 1 + pixelBytes;

/**
 * The classes of CIFAR-10; a label is an index into it.
 *
 * @example
 * cifar10Classes[3]; // 'cat'
 */
export const cifar10Classes: readonly string[] = [
  'airplane',
  'automobile',
  'bird',
  'cat',
  'deer',
  'dog',
  'frog',
  'horse',
  'ship',
  'truck',
];

/**
 * Reads a file of CIFAR-10's binary version (`data_batch_1.bin` and so on): for every image a byte for its class, then 1024 bytes
 * each of red, green and blue, row by row (Krizhevsky 2009).
 *
 * @param file the file's bytes; several files can be joined.
 * @param name what messages call the file.
 * @returns images [N, 3, 32, 32].
 * @throws TypeError for a file that is empty, compressed or cut off, and for a byte that is no class.
 *
 * @example
 * const { shape, labels } = parseCifar10(Uint8Array.of(6, ...new Uint8Array(3072)));
 * shape; // [1, 3, 32, 32]
 * cifar10Classes[labels[0]!]; // 'frog'
 */
export function parseCifar10(file: Uint8Array, name = 'the file'): LabelledImages {
  if (file[0] === 0x1f && file[1] === 0x8b) {
    throw new TypeError(`parseCifar10: ${name} is compressed (gzip); unpack the archive first`);
  }
  const rest = file.length % recordBytes;
  if (file.length === 0 || rest !== 0) {
    throw new TypeError(
      `parseCifar10: ${name} has ${file.length} bytes, ${rest} more than whole images of ${recordBytes}; it is empty, cut off, or not CIFAR-10's binary version`,
    );
  }
  const count = file.length / recordBytes;
  const pixels = new Uint8Array(count * pixelBytes);
  const labels = Uint8Array.from({ length: count }, (_, image) => {
    const start = image * recordBytes;
    const label = file[start]!;
    if (label >= cifar10Classes.length) {
      throw new TypeError(`parseCifar10: image ${image} of ${name} has the class ${label}; expected 0 to 9`);
    }
    pixels.set(file.subarray(start + 1, start + recordBytes), image * pixelBytes);
    return label;
  });
  return { pixels, shape: [count, 3, side, side], labels };
}
