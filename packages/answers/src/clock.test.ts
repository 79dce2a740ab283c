import { expect, test } from 'vitest';

import { computingTime } from './clock.ts';

test('time in which this thread waits does not count', () => {
  const before = [computingTime(), performance.now()] as const;
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200);
  const [computed, passed] = [computingTime() - before[0], performance.now() - before[1]];
  expect(passed).toBeGreaterThan(150);
  expect(computed).toBeLessThan(passed / 2);
});

test('time in which it computes counts', () => {
  const start = computingTime();
  let turns = 0;
  while (computingTime() - start < 5) turns += 1;
  expect(turns).toBeGreaterThan(0);
});
