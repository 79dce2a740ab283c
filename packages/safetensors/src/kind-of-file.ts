/**
 * What a file of weights is, by its first bytes: `zip` is what `torch.save` writes (pickles and raw numbers in an archive), `pickle`
 * what it wrote before PyTorch 1.6; loading either runs code from the file.
 *
 * @example
 * const kind: WeightFileKind = 'pickle';
 */
export type WeightFileKind =
  | 'safetensors'
  | 'zip'
  | 'pickle'
  | 'hdf5'
  | 'numpy'
  | 'gguf'
  | 'gzip'
  | 'lfs pointer'
  | 'unknown';

const beginnings: readonly (readonly [WeightFileKind, readonly number[]])[] = [
  ['zip', [0x50, 0x4b, 0x03, 0x04]],
  ['hdf5', [0x89, 0x48, 0x44, 0x46]],
  ['numpy', [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59]],
  ['gguf', [0x47, 0x47, 0x55, 0x46]],
  ['gzip', [0x1f, 0x8b]],
  ['lfs pointer', [...new TextEncoder().encode('version https://git-lfs')]],
];

/**
 * What a file of weights is, by its first bytes alone: nothing is unpacked or run.
 *
 * @returns `'safetensors'` where a header that fits the file begins; whether it holds what it says, `readSafetensors` finds out.
 *
 * @example
 * kindOfFile(Uint8Array.of(0x80, 2, 0x63)); // 'pickle'
 */
export function kindOfFile(file: Uint8Array): WeightFileKind {
  // First: the length of a header may have the first bytes of something else.
  if (headerFits(file)) return 'safetensors';
  const found = beginnings.find(([, bytes]) => bytes.every((byte, index) => file[index] === byte));
  if (found) return found[0];
  // Protocols 2 to 5 begin with PROTO, the protocol's number and an operation, none of which is 0.
  return file[0] === 0x80 && file[1]! >= 2 && file[1]! <= 5 && file[2] !== 0 ? 'pickle' : 'unknown';
}

function headerFits(file: Uint8Array): boolean {
  if (file.length < 10 || file[8] !== 0x7b) return false;
  const length = new DataView(file.buffer, file.byteOffset, 8).getBigUint64(0, true);
  return length >= 2n && length <= BigInt(file.length - 8);
}
