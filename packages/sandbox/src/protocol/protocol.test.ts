import { Float64Tensor } from '@gradbook/core-ops';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import type { Data } from './data.ts';
import { decodeValue, FrameError, FrameReader, type Frame } from './decode.ts';
import { encodeFrame, encodeValue } from './encode.ts';
import { readReply, studentError } from './replies.ts';

const limits = { depth: 30, nodes: 10_000, elements: 10_000, characters: 1_000_000, keepLists: true };
const frameLimits = { headerBytes: 2 ** 20, payloadBytes: 2 ** 20 };

function frames(bytes: Uint8Array, step = bytes.length): Frame[] {
  const reader = new FrameReader(frameLimits);
  const read: Frame[] = [];
  for (let i = 0; i < bytes.length; i += step) read.push(...reader.read(bytes.subarray(i, i + step)));
  return read;
}

function roundTrip(value: unknown, step?: number): Data {
  const parts = encodeValue(value, limits);
  const [frame, ...others] = frames(encodeFrame(`{"type":"value","id":1,"value":${parts.json}`, parts), step);
  expect(others).toEqual([]);
  return decodeValue(frame!);
}

const tensors = fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 3 }).chain((shape) => {
  const size = shape.reduce((product, length) => product * length, 1);
  return fc.array(fc.double(), { minLength: size, maxLength: size }).map((data) => new Float64Tensor(shape, data));
});
const { data: values } = fc.letrec<{ data: Data }>((tie) => ({
  data: fc.oneof(
    { maxDepth: 3 },
    tensors,
    fc.double(),
    fc.string(),
    fc.boolean(),
    fc.constantFrom(null, undefined),
    fc.array(tie('data'), { maxLength: 3 }),
    fc.dictionary(fc.oneof(fc.string(), fc.constant('__proto__')), tie('data'), { maxKeys: 3, noNullPrototype: true }),
  ),
}));

test('every value comes back as it was, however the bytes arrive', () => {
  fc.assert(
    fc.property(values, fc.integer({ min: 1, max: 50 }), (value, step) => {
      expect(roundTrip(value, step)).toEqual(value);
    }),
    { seed: 5, numRuns: 300 },
  );
});

test('a name like __proto__ is a name, and changes no prototype', () => {
  const value = roundTrip(JSON.parse('{"__proto__": {"polluted": true}, "constructor": 1}')) as object;
  expect(Object.entries(value)).toEqual([
    ['__proto__', { polluted: true }],
    ['constructor', 1],
  ]);
  expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
  expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
});

test.each([
  [() => 1, 'a function cannot be handed over'],
  [{ a: [1n] }, 'a bigint at a[0] cannot be handed over'],
  [Promise.resolve(1), 'a promise (is an await missing?)'],
  [new Map(), 'an object of class Map'],
  [{ data: new BigInt64Array(1), shape: [1] }, 'a BigInt64Array'],
  [{ data: new Float32Array(3), shape: [2, 2] }, 'has shape [2,2] and 3 numbers'],
  [{ data: new Float32Array(1), shape: Array.from({ length: 9 }, () => 1) }, 'more than 8 axes'],
  [{ data: new Float32Array(1), shape: [-1] }, 'lengths are whole numbers'],
  [new Float64Array(10_001), 'more than 10000 numbers'],
])('%o is no data, and the message says why', (value, message) => {
  expect(() => encodeValue(value, limits)).toThrow(message);
});

test('what contains itself is no data', () => {
  const circle: unknown[] = [];
  circle.push([circle]);
  expect(() => encodeValue(circle, limits)).toThrow('contains itself');
});

/** A frame of any header and payload, as somebody would forge it. */
function forged(header: unknown, payload: Uint8Array = new Uint8Array()): Uint8Array {
  const text = new TextEncoder().encode(typeof header === 'string' ? header : JSON.stringify(header));
  const bytes = new Uint8Array(8 + text.length + payload.length);
  new DataView(bytes.buffer).setUint32(0, text.length, true);
  new DataView(bytes.buffer).setUint32(4, payload.length, true);
  bytes.set(text, 8);
  bytes.set(payload, 8 + text.length);
  return bytes;
}

describe('a forged frame is refused', () => {
  const eight = new Uint8Array(8);
  const tensor = { dtype: 'float64', shape: [1] };
  test.each([
    ['a header that is no JSON', 'no json', undefined],
    ['a header that is a list', [], undefined],
    ['bytes that are no UTF-8', '"\ud800', undefined],
    ['a payload of 7 bytes', {}, new Uint8Array(7)],
    ['no tensors', { value: 1 }, undefined],
    ['numbers without a tensor', { value: 1, tensors: [] }, eight],
    ['a tensor without numbers', { value: ['tensor', 0], tensors: [tensor] }, undefined],
    ['a tensor that the value does not name', { value: 1, tensors: [tensor] }, eight],
    ['a tensor named twice', { value: ['list', ['tensor', 0], ['tensor', 0]], tensors: [tensor] }, eight],
    ['a tensor that does not exist', { value: ['tensor', 1], tensors: [tensor] }, eight],
    ['a tensor named by its method', { value: ['tensor', 'map'], tensors: [tensor] }, eight],
    ['a dtype that does not exist', { value: ['tensor', 0], tensors: [{ dtype: 'x', shape: [1] }] }, eight],
    ['a negative length', { value: ['tensor', 0], tensors: [{ dtype: 'float64', shape: [-1] }] }, eight],
    ['a fractional length', { value: ['tensor', 0], tensors: [{ dtype: 'float64', shape: [0.5, 2] }] }, eight],
    [
      'a size beyond all numbers',
      { value: ['tensor', 0], tensors: [{ dtype: 'float64', shape: [2 ** 40, 2 ** 40] }] },
      eight,
    ],
    [
      'a shape of nine axes',
      { value: ['tensor', 0], tensors: [{ dtype: 'float64', shape: [1, 1, 1, 1, 1, 1, 1, 1, 1] }] },
      eight,
    ],
    [
      'a bool that is none',
      { value: ['tensor', 0], tensors: [{ dtype: 'bool', shape: [1] }] },
      new Uint8Array([0, 0, 0, 0, 0, 0, 0, 64]),
    ],
    [
      'an int32 that is none',
      { value: ['tensor', 0], tensors: [{ dtype: 'int32', shape: [1] }] },
      new Uint8Array([0, 0, 0, 0, 0, 0, 224, 63]),
    ],
    ['a mark that does not exist', { value: ['eval', 'x'], tensors: [] }, undefined],
    ['a number that is none', { value: ['number', '7'], tensors: [] }, undefined],
    ['an object without a mark', { value: { a: 1 }, tensors: [] }, undefined],
    ['a name twice', { value: ['object', ['a', 1], ['a', 2]], tensors: [] }, undefined],
    ['an entry that is none', { value: ['object', 'ab'], tensors: [] }, undefined],
  ])('%s', (_, header, payload) => {
    expect(() => frames(forged(header, payload)).map(decodeValue)).toThrow(FrameError);
  });

  test('a value nested without end', () => {
    const value = `${'["list",'.repeat(50_000)}1${']'.repeat(50_000)}`;
    expect(() => frames(forged(`{"value":${value},"tensors":[]}`)).map(decodeValue)).toThrow(FrameError);
  });

  test('lengths beyond the limits, before anything is kept', () => {
    const reader = new FrameReader({ headerBytes: 100, payloadBytes: 100 });
    const bytes = new Uint8Array(8);
    new DataView(bytes.buffer).setUint32(4, 2 ** 31, true);
    expect(() => [...reader.read(bytes)]).toThrow('announces');
  });

  test.each([
    [{ type: 'verdict', passed: true }],
    [{ type: 'value', id: '1' }],
    [{ type: 'console', text: 5 }],
    [{ type: 'console', text: 'x'.repeat(70_000) }],
    [{ type: 'opened', exports: [1] }],
    [{ type: 'error', id: 1, name: 'a', message: 'b' }],
  ])('a reply that is none: %o', (header) => {
    expect(() => readReply({ header, payload: new Uint8Array() })).toThrow(FrameError);
  });
});

test('random bytes never give a value, and never anything but a FrameError', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      try {
        for (const frame of frames(bytes)) readReply(frame);
      } catch (error) {
        expect(error).toBeInstanceOf(FrameError);
      }
    }),
    { seed: 7, numRuns: 500 },
  );
});

test('a stack that was made to keep the reader busy is cut', () => {
  const stack = `${'at '.repeat(21_000)}\n    at run (submission:///a.ts:1:2)`;
  const error = { type: 'error', id: 1, name: 'Error', message: '', stack } as const;
  expect(readReply({ header: error, payload: new Uint8Array() })).toEqual(error);
  const start = process.cpuUsage().user;
  expect(studentError(error).stack).toEqual([{ file: 'a.ts', line: 1, column: 2, function: 'run' }]);
  // Uncut it takes minutes: 21,000 beginnings, each searched to the end of the line.
  expect(process.cpuUsage().user - start).toBeLessThan(2_000_000);
});
