import { expect, test } from 'vitest';

import { readSafetensors, writeSafetensors } from './safetensors.ts';

const arrays = [
  { name: 'w', shape: [2, 1], data: Float32Array.of(1.5, -0) },
  { name: 'nothing', shape: [0, 3], data: new Float32Array() },
  { name: 'b', shape: [], data: Float32Array.of(NaN) },
];

test('the layout is that of the format', () => {
  const file = writeSafetensors({ arrays: arrays.slice(0, 1), metadata: { format: 'pt' } });
  const view = new DataView(file.buffer);
  const length = Number(view.getBigUint64(0, true));
  expect(length % 8).toBe(0);
  expect(JSON.parse(new TextDecoder().decode(file.subarray(8, 8 + length)))).toEqual({
    __metadata__: { format: 'pt' },
    w: { dtype: 'F32', shape: [2, 1], data_offsets: [0, 8] },
  });
  expect([...file.subarray(8 + length)]).toEqual([0, 0, 0xc0, 0x3f, 0, 0, 0, 0x80]);
});

test('what was written is read, bit for bit', () => {
  const metadata = { epochs: '[1]' };
  expect(readSafetensors(writeSafetensors({ arrays, metadata }))).toEqual({ arrays, metadata });
});

test('damaged files are refused', () => {
  const file = writeSafetensors({ arrays, metadata: {} });
  expect(() => readSafetensors(file.subarray(0, 5))).toThrow('fewer than its header');
  expect(() => readSafetensors(file.subarray(0, 20))).toThrow('fewer than its header');
  expect(() => readSafetensors(file.subarray(0, file.length - 1))).toThrow('entry of b does not fit');
  const broken = Uint8Array.from(file);
  broken[8] = 0;
  expect(() => readSafetensors(broken)).toThrow('not JSON');
  expect(() => writeSafetensors({ arrays: [arrays[0]!, arrays[0]!], metadata: {} })).toThrow('names of their own');
  expect(() => writeSafetensors({ arrays: [{ ...arrays[0]!, shape: [3] }], metadata: {} })).toThrow('[3]');
});
