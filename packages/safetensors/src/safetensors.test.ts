import { assert, nat, property } from 'fast-check';
import { describe, expect, it } from 'vitest';

import { kindOfFile, type NamedArray, readSafetensors, SafetensorsError, writeSafetensors } from './index.ts';

const arrays: readonly NamedArray[] = [
  { name: 'w', shape: [2, 1], data: Float32Array.of(1.5, -0) },
  { name: 'nothing', shape: [0, 3], data: new Float32Array() },
  { name: 'b', shape: [], data: Float32Array.of(NaN) },
  { name: 'exact', shape: [1], data: Float64Array.of(Math.PI) },
];

const text = new TextEncoder();

/** A file with any header, and so many zeros behind it. */
function fileOf(header: unknown, bytes: number, length?: bigint): Uint8Array {
  const json = text.encode(typeof header === 'string' ? header : JSON.stringify(header));
  const file = new Uint8Array(8 + json.length + bytes);
  new DataView(file.buffer).setBigUint64(0, length ?? BigInt(json.length), true);
  file.set(json, 8);
  return file;
}

const entry = (begin: number, end: number, more: object = {}): object => ({
  dtype: 'F32',
  shape: [(end - begin) / 4],
  data_offsets: [begin, end],
  ...more,
});

describe('writing', () => {
  it('has the layout of the format', () => {
    const file = writeSafetensors({ arrays: arrays.slice(0, 1), metadata: { format: 'pt' } });
    const length = Number(new DataView(file.buffer).getBigUint64(0, true));
    expect(length % 8).toBe(0);
    expect(JSON.parse(new TextDecoder().decode(file.subarray(8, 8 + length)))).toEqual({
      __metadata__: { format: 'pt' },
      w: { dtype: 'F32', shape: [2, 1], data_offsets: [0, 8] },
    });
    expect([...file.subarray(8 + length)]).toEqual([0, 0, 0xc0, 0x3f, 0, 0, 0, 0x80]);
  });

  it('refuses names that are not their own, and shapes that do not fit', () => {
    expect(() => writeSafetensors({ arrays: [arrays[0]!, arrays[0]!], metadata: {} })).toThrow('each needs its own');
    const reserved = { ...arrays[0]!, name: '__metadata__' };
    expect(() => writeSafetensors({ arrays: [reserved], metadata: {} })).toThrow('__metadata__');
    expect(() => writeSafetensors({ arrays: [{ ...arrays[0]!, shape: [3] }], metadata: {} })).toThrow('[3]');
  });
});

describe('reading', () => {
  it('gives back what was written, bit for bit', () => {
    const metadata = { epochs: '[1]', __proto__: 'a text' };
    const read = readSafetensors(writeSafetensors({ arrays, metadata }));
    expect(read).toEqual({
      arrays: arrays.map((array) => ({ ...array, type: array.name === 'exact' ? 'F64' : 'F32' })),
      metadata,
    });
    expect(Object.is(read.arrays[0]!.data[1], -0)).toBe(true);
  });

  it('reads a part of a larger buffer', () => {
    const file = writeSafetensors({ arrays, metadata: {} });
    const buffer = new Uint8Array(file.length + 7);
    buffer.set(file, 5);
    expect(readSafetensors(buffer.subarray(5, 5 + file.length)).arrays).toHaveLength(4);
  });

  it('widens 16 bits exactly', () => {
    const halves = [0x3c00, 0xc000, 0x7bff, 0x0001, 0x8000, 0x7c00, 0x7e00];
    const brains = [0x3f80, 0xc049, 0x7f80, 0x7fc0];
    const header = {
      half: entry(0, 14, { dtype: 'F16', shape: [7] }),
      brain: entry(14, 22, { dtype: 'BF16', shape: [2, 2] }),
    };
    const file = fileOf(header, 22);
    const view = new DataView(file.buffer, file.length - 22);
    [...halves, ...brains].forEach((bits, index) => view.setUint16(2 * index, bits, true));
    const [half, brain] = readSafetensors(file).arrays;
    expect([...half!.data]).toEqual([1, -2, 65504, 2 ** -24, -0, Infinity, NaN]);
    expect([...brain!.data]).toEqual([1, -3.140625, Infinity, NaN]);
    expect(brain).toMatchObject({ shape: [2, 2], type: 'BF16' });
  });
});

describe('files that are something else', () => {
  it.each<readonly [string, readonly number[], RegExp]>([
    ['zip', [0x50, 0x4b, 3, 4, 0, 0, 8, 8, 0, 0, 0, 0], /torch\.save.*run code.*save_file/],
    ['pickle', [0x80, 2, 0x8a, 0x0a, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20], /pickle.*run code/],
    ['hdf5', [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a], /HDF5/],
    ['numpy', [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0], /NumPy/],
    ['gguf', [0x47, 0x47, 0x55, 0x46, 3, 0, 0, 0], /GGUF/],
    ['gzip', [0x1f, 0x8b, 8, 0, 0, 0, 0, 0], /gzip/],
    ['lfs pointer', [...text.encode('version https://git-lfs.github.com/spec/v1')], /Git LFS/],
    ['unknown', [...text.encode('{"w": [1, 2, 3]}')], /fewer than its header/],
    ['unknown', [], /0 bytes/],
  ])('%s', (kind, bytes, message) => {
    const file = Uint8Array.from(bytes);
    expect(kindOfFile(file)).toBe(kind);
    expect(() => readSafetensors(file)).toThrow(message);
    expect(() => readSafetensors(file)).toThrow(SafetensorsError);
  });

  it('a header as long as a pickle, a zip or gzip begins is a header', () => {
    for (const length of [0x0280, 0x8b1f]) {
      const json = `${JSON.stringify({ w: entry(0, 4) })}`.padEnd(length, ' ');
      expect(kindOfFile(fileOf(json, 4))).toBe('safetensors');
      expect(readSafetensors(fileOf(json, 4)).arrays).toHaveLength(1);
    }
  });
});

describe('hostile headers', () => {
  it.each<readonly [string, Uint8Array, RegExp]>([
    ['longer than the file', fileOf({ w: entry(0, 4) }, 4, 1000n), /fewer than its header/],
    ['longer than any file', fileOf({ w: entry(0, 4) }, 4, 2n ** 64n - 1n), /fewer than its header/],
    ['no JSON', fileOf('{"w": ', 4), /not JSON/],
    ['no UTF-8', fileOf('{"w"}', 4).map((byte) => (byte === 0x77 ? 0xff : byte)), /not JSON/],
    ['a list', fileOf('[{"dtype":"F32"}]', 4), /begin with/],
    ['a byte order mark', fileOf('\ufeff{}', 0), /begin with/],
    ['deep', fileOf(`{"w":${'['.repeat(50_000)}${']'.repeat(50_000)}}`, 0), /deeper than 3/],
    ['a deep entry', fileOf({ w: entry(0, 4, { more: [[1]] }) }, 4), /deeper than 3/],
    ['one name twice', fileOf('{"w":{"dtype":"F32","shape":[],"data_offsets":[0,4]},"w":{}}', 4), /"w" twice/],
    ['one name twice, written differently', fileOf(String.raw`{"w":{},"\u0077":{}}`, 4), /"w" twice/],
    ['two shapes', fileOf('{"w":{"dtype":"F32","shape":[1],"shape":[0],"data_offsets":[0,4]}}', 4), /"shape" twice/],
    ['an entry that is a number', fileOf({ w: 3 }, 0), /"w" is no object/],
    ['an entry that is null', fileOf({ w: null }, 0), /"w" is no object/],
    ['metadata that is a number', fileOf({ __metadata__: { a: 1 } }, 0), /metadata.*"a"/],
    ['metadata that is a list', fileOf({ __metadata__: ['a'] }, 0), /no object/],
    ['no type', fileOf({ w: { shape: [1], data_offsets: [0, 4] } }, 4), /type none/],
    ['integers', fileOf({ steps: entry(0, 8, { dtype: 'I64', shape: [1] }) }, 8), /"I64"; F64, F32, F16, BF16/],
    ['the name of a property as a type', fileOf({ w: entry(0, 4, { dtype: 'toString' }) }, 4), /"toString"/],
    ['no shape', fileOf({ w: { dtype: 'F32', data_offsets: [0, 4] } }, 4), /without a shape/],
    ['a negative length', fileOf({ w: entry(0, 4, { shape: [-1, -1] }) }, 4), /without a shape/],
    ['a fraction', fileOf({ w: entry(0, 4, { shape: [0.5, 2] }) }, 4), /without a shape/],
    ['an immense shape', fileOf({ w: entry(0, 4, { shape: [2 ** 52, 2 ** 52] }) }, 4), /takes .* bytes/],
    [
      'a shape that overflows',
      fileOf({ w: entry(0, 0, { shape: [...Array<number>(40).fill(2 ** 52), 0] }) }, 0),
      /takes/,
    ],
    ['offsets beyond the file', fileOf({ w: entry(0, 4000) }, 4), /cut off/],
    ['offsets that run backwards', fileOf({ w: entry(4, 0, { shape: [1] }) }, 4), /bytes 4 to 0/],
    ['three offsets', fileOf({ w: entry(0, 4, { data_offsets: [0, 4, 8] }) }, 4), /two data_offsets/],
    ['offsets as texts', fileOf({ w: entry(0, 4, { data_offsets: ['0', '4'] }) }, 4), /two data_offsets/],
    ['overlapping arrays', fileOf({ a: entry(0, 8), b: entry(4, 12) }, 12), /"b" that overlaps/],
    ['the same bytes twice', fileOf({ a: entry(0, 8), b: entry(0, 8) }, 8), /"b" that overlaps/],
    ['a gap', fileOf({ a: entry(0, 4), b: entry(8, 12) }, 12), /4 bytes before the array "b"/],
    ['bytes behind the last array', fileOf({ a: entry(0, 4) }, 40), /36 bytes at its end/],
  ])('%s', (_, file, message) => {
    expect(() => readSafetensors(file)).toThrow(message);
    expect(() => readSafetensors(file)).toThrow(SafetensorsError);
  });

  it('limits what is read', () => {
    const file = writeSafetensors({ arrays, metadata: {} });
    expect(() => readSafetensors(file, { fileBytes: 100 })).toThrow('at most 100');
    expect(() => readSafetensors(file, { headerBytes: 100 })).toThrow('at most 100');
    expect(() => readSafetensors(file, { arrays: 3 })).toThrow('4 arrays; at most 3');
  });

  it('no prefix of a file, and no file with a byte changed, ends otherwise than read or refused', () => {
    const file = writeSafetensors({ arrays, metadata: { format: 'pt' } });
    for (let length = 0; length < file.length; length++) {
      expect(() => readSafetensors(file.subarray(0, length))).toThrow(SafetensorsError);
    }
    assert(
      property(nat(file.length - 1), nat(255), (at, byte) => {
        const changed = Uint8Array.from(file);
        changed[at] = byte;
        try {
          const read = readSafetensors(changed);
          for (const { shape, data } of read.arrays) {
            expect(data).toHaveLength(shape.reduce((product, length) => product * length, 1));
          }
        } catch (error) {
          expect(error).toBeInstanceOf(SafetensorsError);
        }
      }),
      { seed: 7, numRuns: 2000 },
    );
  });
});
