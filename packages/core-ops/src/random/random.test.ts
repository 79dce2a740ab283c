import { expect, test } from 'vitest';

import { float64, read } from '../values/convert.ts';
import { init } from '../device/init.ts';
import { inverseNormal } from './inverse-normal.ts';
import { foldIn, integerBelow, type Key, key, splitKey } from './keys.ts';
import { categorical, normal, permutation, randomInts, uniform } from './sampling.ts';
import { threefry2x32 } from './threefry.ts';

const hex = (words: readonly number[]): string[] => words.map((word) => word.toString(16).padStart(8, '0'));

/** A bound on |mean − expected| that a fair draw exceeds with probability below 1e-9 (six standard errors). */
const sixSigma = (deviation: number, count: number): number => (6 * deviation) / Math.sqrt(count);

/** Pearson's χ² of counts against probabilities. */
const chiSquare = (counts: readonly number[], probabilities: readonly number[]): number => {
  const total = counts.reduce((a, b) => a + b, 0);
  return counts.reduce((sum, count, index) => {
    const expected = total * probabilities[index]!;
    return sum + (count - expected) ** 2 / expected;
  }, 0);
};

test('threefry2x32 gives the known answers of Random123 (kat_vectors: threefry2x32, 20 rounds)', () => {
  expect(hex(threefry2x32([0, 0], [0, 0]))).toEqual(['6b200159', '99ba4efe']);
  expect(hex(threefry2x32([0xffffffff, 0xffffffff], [0xffffffff, 0xffffffff]))).toEqual(['1cb996fc', 'bb002be7']);
  expect(hex(threefry2x32([0x13198a2e, 0x03707344], [0x243f6a88, 0x85a308d3]))).toEqual(['c4923a9c', '483df7a0']);
});

test('keys and uniform numbers are those of jax.random (threefry, partitionable)', () => {
  expect(key(2 ** 32 + 5)).toEqual([1, 5]);
  expect(splitKey(key(0))).toEqual([
    [1797259609, 2579123966],
    [928981903, 3453687069],
  ]);
  expect(uniform(key(0), []).data[0]).toBe(0.9476670026779175);
});

test('keys of one parent differ, and so do those of different parents', () => {
  const parent = key(42);
  const all = [parent, ...splitKey(parent, 500), ...splitKey(foldIn(parent, 1000), 500), ...splitKey(key(43), 500)];
  expect(new Set(all.map(String)).size).toBe(all.length);
  // split's child i is foldIn's for i: stated, because who mixes both on one key would meet the same key twice.
  expect(foldIn(parent, 3)).toEqual(splitKey(parent, 4)[3]);
  for (const seed of [-1, 0.5, Number.NaN, 2 ** 53]) expect(() => key(seed)).toThrow(RangeError);
  expect(() => foldIn(parent, 2 ** 32)).toThrow('2³² − 1');
});

test('the normal quantile agrees with published values, in the middle and in both tails', () => {
  // Wichura's own check values, and the two-sided 5 % point.
  const known: [number, number][] = [
    [0.25, -0.6744897501960817],
    [0.001, -3.090232306167813],
    [1e-20, -9.262340089798409],
    [0.975, 1.959963984540054],
  ];
  for (const [probability, quantile] of known) {
    expect(Math.abs(inverseNormal(probability) / quantile - 1)).toBeLessThan(1e-14);
  }
  expect(inverseNormal(0.5)).toBe(0);
});

test('uniform numbers fill their interval evenly, and are float32', () => {
  const count = 20_000;
  const { data } = uniform(key(3), [count], { low: -2, high: 6 });
  expect(Math.min(...data)).toBeGreaterThanOrEqual(-2);
  expect(Math.max(...data)).toBeLessThan(6);
  expect(data.every((x) => x === Math.fround(x))).toBe(true);
  expect(Math.abs(data.reduce((a, b) => a + b, 0) / count - 2)).toBeLessThan(sixSigma(8 / Math.sqrt(12), count));
  const counts = Array.from({ length: 16 }, (_, bin) => data.filter((x) => Math.floor((x + 2) * 2) === bin).length);
  // 15 degrees of freedom: above 60 with probability 2e-7.
  expect(
    chiSquare(
      counts,
      counts.map(() => 1 / 16),
    ),
  ).toBeLessThan(60);
  // Neighbours in the stream are uncorrelated.
  const products = data.slice(1).reduce((sum, x, index) => sum + (x - 2) * (data[index]! - 2), 0) / (count - 1);
  expect(Math.abs(products)).toBeLessThan(sixSigma(64 / 12, count));
  expect(() => uniform(key(3), [2], { low: 1, high: 1 })).toThrow(RangeError);
  // Between neighbouring float32 numbers nothing rounds up to the bound.
  expect(uniform(key(3), [64], { low: 1, high: 1 + 2 ** -23 }).data.every((x) => x === 1)).toBe(true);
});

test('normal numbers have the moments of the standard normal distribution', () => {
  const count = 20_000;
  const { data } = normal(key(4), [count]);
  const moment = (power: number): number => data.reduce((sum, x) => sum + x ** power, 0) / count;
  // Variances of x, x², x³, x⁴: 1, 2, 15, 96.
  expect(Math.abs(moment(1))).toBeLessThan(sixSigma(1, count));
  expect(Math.abs(moment(2) - 1)).toBeLessThan(sixSigma(Math.sqrt(2), count));
  expect(Math.abs(moment(3))).toBeLessThan(sixSigma(Math.sqrt(15), count));
  expect(Math.abs(moment(4) - 3)).toBeLessThan(sixSigma(Math.sqrt(96), count));
});

test('whole numbers are equally likely, for bounds that do not divide 2³² too', () => {
  const { data, dtype } = randomInts(key(5), [20_000], -3, 4);
  expect(dtype).toBe('int32');
  const counts = Array.from({ length: 7 }, (_, bin) => data.filter((x) => x === bin - 3).length);
  // 6 degrees of freedom: above 45 with probability 5e-8.
  expect(
    chiSquare(
      counts,
      counts.map(() => 1 / 7),
    ),
  ).toBeLessThan(45);
  // A bound of 3·2³⁰ rejects a quarter of the words; taking them modulo would make the low third twice as likely.
  const bound = 3 * 2 ** 30;
  const low = Array.from({ length: 6000 }, (_, index) => integerBelow(key(6), index, bound)).filter(
    (x) => x < bound / 3,
  ).length;
  expect(Math.abs(low / 6000 - 1 / 3)).toBeLessThan(sixSigma(Math.sqrt(2 / 9), 6000));
  expect(() => randomInts(key(5), [1], 4, 4)).toThrow('the lower first');
  expect(Math.max(...randomInts(key(5), [10], 0, 1).data)).toBe(0);
});

test('every order of three is equally likely', () => {
  const names = ['0,1,2', '0,2,1', '1,0,2', '1,2,0', '2,0,1', '2,1,0'];
  const orders = splitKey(key(8), 6000).map((own) => permutation(own, 3).data.join());
  const counts = names.map((name) => orders.filter((order) => order === name).length);
  expect(counts.reduce((a, b) => a + b, 0)).toBe(6000);
  // 5 degrees of freedom: above 42 with probability 6e-8.
  expect(
    chiSquare(
      counts,
      counts.map(() => 1 / 6),
    ),
  ).toBeLessThan(42);
  expect([...permutation(key(2), 0).data]).toEqual([]);
});

test('categorical samples have the probabilities of softmax, row by row, the first sample like all others', () => {
  const logits = float64([
    [Math.log(0.1), Math.log(0.2), Math.log(0.7)],
    [5, -Infinity, 5],
  ]);
  const samples = 6000;
  const drawn = categorical(key(9), logits, { samples });
  expect(drawn.shape).toEqual([samples, 2]);
  const column = (row: number): number[] =>
    Array.from({ length: samples }, (_, sample) => drawn.data[sample * 2 + row]!);
  const counts = [0, 1, 2].map((name) => column(0).filter((x) => x === name).length);
  // 2 degrees of freedom: above 36 with probability 2e-8.
  expect(chiSquare(counts, [0.1, 0.2, 0.7])).toBeLessThan(36);
  expect(column(1).includes(1)).toBe(false);
  const first = splitKey(key(10), 3000).map((own) => categorical(own, logits).data[0]!);
  const firstCounts = [0, 1, 2].map((name) => first.filter((x) => x === name).length);
  expect(chiSquare(firstCounts, [0.1, 0.2, 0.7])).toBeLessThan(36);
});

test('categorical refuses what is no distribution', () => {
  const refused = [
    [Number.NaN, 0],
    [-Infinity, -Infinity],
    [Infinity, 0],
  ];
  for (const logits of refused) expect(() => categorical(key(0), float64(logits))).toThrow('distribution 0');
  expect(() => categorical(key(0), float64(1))).toThrow('a last axis');
});

test('a tensor on the device holds the same numbers', async () => {
  await init();
  const own: Key = key(11);
  expect([...(await read(normal(own, [3, 2], { kind: 'webgpu' })))]).toEqual([...normal(own, [3, 2]).data]);
  const ints = randomInts(own, [4], 0, 100, { kind: 'webgpu' });
  expect(ints.dtype).toBe('int32');
  expect([...(await read(ints))]).toEqual([...randomInts(own, [4], 0, 100).data]);
});
