import { init, key, read } from '@gradbook/core-ops';
import { beforeAll, describe, expect, test } from 'vitest';

import { runningAverages } from './running-average.ts';
import { temporalOrder, temporalOrderClasses, temporalOrderSymbols } from './temporal-order.ts';

beforeAll(() => init());

describe('runningAverages', () => {
  test.each(['normal', 'uniform'] as const)('%s: the mean of the numbers so far', async (distribution) => {
    const options = { count: 3, steps: 7, distribution };
    const { x, y } = runningAverages(key(3), options);
    for (let n = 0; n < 3; n++) {
      for (let t = 0; t < 7; t++) {
        const seen = x.data.slice(7 * n, 7 * n + t + 1);
        const expected = seen.reduce((sum, number) => sum + number, 0) / seen.length;
        expect(y.data[7 * n + t]).toBe(expected);
      }
    }
    const onDevice = runningAverages(key(3), { ...options, kind: 'webgpu' });
    expect([...(await read(onDevice.y))]).toEqual([...Float32Array.from(y.data)]);
    expect(runningAverages(key(3), options).x.data).toEqual(x.data);
    expect(runningAverages(key(4), options).x.data).not.toEqual(x.data);
  });

  test('refuses sizes that are none', () => {
    expect(() => runningAverages(key(0), { count: 0, steps: 2 })).toThrow('count is 0');
  });
});

describe('temporalOrder', () => {
  const batch = temporalOrder(key(2), { count: 400 });

  test('sequences are as in the source: B … E, one mark in [10, 22], one in [50, 66], 100 to 110 steps', () => {
    for (const text of batch.texts) {
      expect(text).toMatch(/^B[a-d]*[XY][a-d]*[XY][a-d]*E$/);
      const [first, second] = [...text.matchAll(/[XY]/g)].map(({ index }) => index);
      expect(first).toBeGreaterThanOrEqual(10);
      expect(first).toBeLessThanOrEqual(22);
      expect(second).toBeGreaterThanOrEqual(50);
      expect(second).toBeLessThanOrEqual(66);
      expect(text.length).toBeGreaterThanOrEqual(100);
      expect(text.length).toBeLessThanOrEqual(110);
    }
  });

  test('the class is the order of the marks', () => {
    const classOf: Record<string, string> = { XX: 'Q', XY: 'R', YX: 'S', YY: 'U' };
    const labels = [...batch.labels.data].map((label) => temporalOrderClasses[label]);
    expect(labels).toEqual(batch.texts.map((text) => classOf[text.replace(/[^XY]/g, '')]));
  });

  test('all classes and lengths come about equally often', () => {
    // Of 400 draws with probability 1/4 the count has the standard deviation √(400 · 3/16) = 8.7; five of them are allowed.
    for (let label = 0; label < 4; label++) {
      const count = batch.labels.data.filter((own) => own === label).length;
      expect(Math.abs(count - 100)).toBeLessThan(5 * 8.7);
    }
    expect(new Set(batch.lengths).size).toBe(11);
  });

  test('inputs are the one-hot symbols, zeros past the end, the same on the device', async () => {
    const options = { count: 5, minSteps: 10, maxSteps: 14 };
    const { x, texts } = temporalOrder(key(9), options);
    const [, steps = 0, depth = 0] = x.shape;
    const expected = texts.flatMap((text) =>
      Array.from({ length: steps }, (_, t) =>
        temporalOrderSymbols.map((symbol) => (text[t] === symbol ? 1 : 0)),
      ).flat(),
    );
    expect(depth).toBe(8);
    expect([...x.data]).toEqual(expected);
    expect([...(await read(temporalOrder(key(9), { ...options, kind: 'webgpu' }).x))]).toEqual(expected);
  });

  test('refuses lengths that are none', () => {
    expect(() => temporalOrder(key(0), { count: 1, minSteps: 9 })).toThrow('from 9 to 19');
    expect(() => temporalOrder(key(0), { count: 1, minSteps: 20, maxSteps: 19 })).toThrow('from 20 to 19');
    expect(() => temporalOrder(key(0), { count: 0 })).toThrow('count is 0');
  });
});
