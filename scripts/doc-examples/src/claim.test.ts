import { expect, test } from 'vitest';

import { check, checkThrows } from './check.ts';
import { readClaim } from './claim.ts';

const fails = (): never => {
  throw new RangeError('too large');
};
const holds = async (value: unknown, comment: string): Promise<boolean> =>
  check(1, value, comment).then(
    () => true,
    () => false,
  );

// Protects: a comment that is wrong fails, whatever kind of value it states.
test.each([
  [3, '3', '4'],
  [-0.5, '-0.5, one half', '0.5'],
  [1_000_000, '1_000_000', '1000001'],
  [0.1 + 0.2, '0.3', '0.3000001'],
  [Math.fround(0.1), '0.1', '0.1001'],
  [Infinity, 'Infinity', '-Infinity'],
  [NaN, 'NaN', '0'],
  [10n, '10n', '10'],
  [1.23456789, '1.234…', '1.235…'],
  ["it's", String.raw`'it\'s'`, "'its'"],
  ['<svg></svg>', "'<svg'…", "'svg'…"],
  [String.raw`\tanh`, String.raw`'\\tanh'`, String.raw`'\tanh'`],
  [true, 'true', 'false'],
  [undefined, 'undefined', 'null'],
  [[1, [2, 3]], '[1, [2, 3]]: nested', '[1, 2, 3]'],
  [[1, 2, 3], '[1, 2, …]', '[1, 3, …]'],
  [[1, 2], '[1, 2]', '[1, 2, 3]'],
  [[1, 2], '[1, 2]', '[1]'],
  [new Float32Array([0.1, 2]), '[0.1, 2]', '[0.2, 2]'],
  [{ a: 1, b: ['x'] }, "{ a: 1, b: ['x'] }", "{ a: 1, b: ['y'] }"],
  [{ a: 1, b: 2 }, '{ a: 1, … }', '{ a: 1 }'],
  [{ shape: [2, 2], data: new Float64Array([1, 2, 3, 4]) }, '[[1, 2], [3, 4]]', '[[1, 2, 3, 4]]'],
  [{ shape: [2, 2], data: new Float64Array([1, 2, 3, 4]) }, '[1, 2, 3, 4]', '[1, 2, 3, 5]'],
  [{ shape: [], data: async () => new Float32Array([14]) }, '14', '15'],
])('%o is %s, not %s', async (value, right, wrong) => {
  expect(await holds(value, right)).toBe(true);
  expect(await holds(value, wrong)).toBe(false);
});

test('a promise is not its value: the example lacks an await', async () => {
  expect(await holds(Promise.resolve(1), '1')).toBe(false);
});

test('a named error has to be thrown', async () => {
  await checkThrows(1, fails, 'throws RangeError: too large');
  await expect(checkThrows(1, fails, 'throws TypeError')).rejects.toThrow(/RangeError.*is thrown/s);
  await expect(checkThrows(1, () => 1, 'throws RangeError')).rejects.toThrow('nothing');
});

test.each(['the sum', '2 + 3', '3 steps', '[1, 2', "'open", '[1 2]', '{ a 1 }', 'true story', ''])(
  'prose is refused: %s',
  (comment) => {
    expect(() => readClaim(comment)).toThrow(SyntaxError);
  },
);
