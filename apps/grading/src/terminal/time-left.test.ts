import { expect, test } from 'vitest';

import { durationWords, TimeLeft } from './time-left.ts';

test('the time that is left follows from what was done', () => {
  let now = 1_000;
  const time = new TimeLeft(() => now);
  expect(time.words(0, 10)).toBeUndefined();
  now += 6_000;
  expect(time.words(3, 10)).toBe('20 s');
  expect(time.words(3, 0)).toBe('0 s');
  now += 6_000;
  expect(time.words(1, 20)).toBe('4 min');
});

test.each([
  [0, '0 s'],
  [99_400, '99 s'],
  [100_000, '2 min'],
  [3_540_000, '59 min'],
  [3_600_000, '1 h'],
  [5_400_000, '1 h 30 min'],
])('%i ms are %s', (milliseconds, words) => {
  expect(durationWords(milliseconds)).toBe(words);
});
