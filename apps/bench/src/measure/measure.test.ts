import { describe, expect, test } from 'vitest';

import type { BenchCase, Contestant, PeerHosts } from '../contract.ts';
import { disagreement, sumTolerance } from './agreement.ts';
import { DisagreementError, measureCase } from './measure.ts';
import { ratioOf, timesOf } from './statistics.ts';

const hosts: PeerHosts = { runtime: 'node', torch: async () => ({ name: 'pytorch', absent: 'not in a test' }) };

/** A clock that only work moves, and contestants that take as long as they say. */
function stage(takes: Readonly<Record<string, readonly number[]>>, outputs: Readonly<Record<string, number[]>> = {}) {
  let now = 0;
  const order: string[] = [];
  const contestant = (name: string): Contestant => {
    let calls = 0;
    return {
      name,
      run: async () => {
        order.push(name);
        now += takes[name]![calls++ % takes[name]!.length]!;
      },
      outputs: async () => [outputs[name] ?? [1, 2]],
      dispose: () => order.push(`${name} freed`),
    };
  };
  const bench: BenchCase = {
    name: 'a case',
    prepare: async ({ torch }) => ({
      tolerance: 1e-3,
      ours: contestant('ours'),
      peers: [
        ...Object.keys(takes)
          .filter((name) => name !== 'ours')
          .map(contestant),
        await torch({ code: '', inputs: [] }),
      ],
    }),
  };
  return { bench, order, clock: () => now };
}

const settings = { warmUp: 1, minRounds: 3, maxRounds: 10, budget: 0 };

test('median, least and greatest; ratio of the peer over ours', async () => {
  const { bench, clock } = stage({ ours: [100, 1, 5, 3], tfjs: [100, 10, 30, 20] });
  expect(await measureCase(bench, hosts, undefined, settings, clock)).toEqual({
    name: 'a case',
    ours: { median_ms: 3, min_ms: 1, max_ms: 5, runs: 3 },
    peers: { tfjs: { median_ms: 20, min_ms: 10, max_ms: 30, ratio: 6.67 } },
    absent: { pytorch: 'not in a test' },
  });
});

test('everybody warms up, then all run in turn, another first each round, and all are freed', async () => {
  const { bench, order, clock } = stage({ ours: [1], tfjs: [1], other: [1] });
  await measureCase(bench, hosts, undefined, settings, clock);
  expect(order.join(' ')).toBe(
    'ours tfjs other ours tfjs other tfjs other ours other ours tfjs ours freed tfjs freed other freed',
  );
});

test('rounds go on until the time is used, and end sooner where they take too long', async () => {
  const short = stage({ ours: [1], tfjs: [1] });
  const long = stage({ ours: [1000], tfjs: [1] });
  const more = { ...settings, minRounds: 5, budget: 14 };
  expect((await measureCase(short.bench, hosts, undefined, more, short.clock)).ours.runs).toBe(7);
  expect((await measureCase(long.bench, hosts, undefined, more, long.clock)).ours.runs).toBe(3);
});

test('a peer that computes something else is not timed', async () => {
  const { bench, order, clock } = stage({ ours: [1], tfjs: [1] }, { tfjs: [1, 2.01] });
  const failed = measureCase(bench, hosts, undefined, settings, clock);
  await expect(failed).rejects.toThrow(DisagreementError);
  await expect(failed).rejects.toThrow(
    /a case: tfjs computes something else than ours: output 0, element 1 is 2.01, ours 2/,
  );
  expect(order).toEqual(['ours freed', 'tfjs freed']);
});

describe('agreement', () => {
  test('is relative to the largest element, and NaN is none', () => {
    expect(disagreement([[100, 0]], [[100, 0.05]], 1e-3)).toBeUndefined();
    expect(disagreement([[100, 0]], [[100, 0.2]], 1e-3)).toContain('element 1 is 0.2, ours 0');
    expect(disagreement([[1]], [[Number.NaN]], 1)).toContain('NaN');
    expect(disagreement([[1]], [[1, 2]], 1)).toContain('2 numbers');
    expect(disagreement([[1]], [], 1)).toContain('0 outputs');
  });

  test('two orders of a float32 sum of products lie within its tolerance, and that means something', () => {
    const terms = 500;
    const draw = (seed: number) => Array.from({ length: terms }, (_, i) => Math.fround(Math.sin(seed + 1.7 * i * i)));
    const [a, b] = [draw(1), draw(2)];
    const sum = (order: readonly number[]) =>
      order.reduce((total, i) => Math.fround(total + Math.fround(a[i]! * b[i]!)), 0);
    const forwards = [...a.keys()];
    const apart = Math.abs(sum(forwards) - sum(forwards.toReversed()));
    expect(apart / Math.sqrt(terms)).toBeLessThan(sumTolerance(terms));
    expect(sumTolerance(terms)).toBeLessThan(2e-3);
  });
});

test('statistics', () => {
  expect(timesOf([4, 1, 3, 2])).toEqual({ median_ms: 2.5, min_ms: 1, max_ms: 4 });
  expect(() => timesOf([])).toThrow('no times were given');
  expect(ratioOf(10, 3)).toBe(3.33);
});
