import { expect, test } from 'vitest';

import { benchCommand } from './command.ts';
import type { BenchReport, Suite } from './contract.ts';
import { resultTable } from './output/table.ts';
import { suites } from './suites/index.ts';

const tiny: Suite = {
  name: 'tiny',
  description: 'nothing much',
  runtimes: ['node'],
  load: async () => [
    {
      name: 'adding up a million numbers, which has a long name',
      settings: { warmUp: 1, minRounds: 3, maxRounds: 3, budget: 0 },
      prepare: async () => ({
        tolerance: 0,
        ours: { name: 'ours', run: async () => undefined, outputs: async () => [[1]] },
        peers: [
          { name: 'tfjs', run: async () => undefined, outputs: async () => [[1]] },
          { name: 'pytorch', absent: 'no Python' },
        ],
      }),
    },
  ],
};

async function run(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  let [out, err] = ['', ''];
  const code = await benchCommand(args, { out: (text) => (out += text), err: (text) => (err += text) }, [
    ...suites,
    tiny,
  ]);
  return { code, out, err };
}

test('the last line of standard output is the JSON', async () => {
  const { code, out } = await run('tiny', '--json');
  expect(code).toBe(0);
  const report = JSON.parse(out.trimEnd().split('\n').at(-1)!) as BenchReport;
  expect(report.machine).toContain('cores');
  expect(out).toContain(report.adapter);
  expect(report.benchmarks).toHaveLength(1);
  const [{ name, ours, peers, absent }] = report.benchmarks as [BenchReport['benchmarks'][number]];
  expect(name).toContain('a million numbers');
  expect(ours.runs).toBe(3);
  expect(Object.keys(peers['tfjs']!).sort()).toEqual(['max_ms', 'median_ms', 'min_ms', 'ratio']);
  expect(absent).toEqual({ pytorch: 'no Python' });
  expect(out).toContain('pytorch is not here: no Python');
});

test('the table fits 80 columns', () => {
  const times = { median_ms: 1234.5, min_ms: 1000.25, max_ms: 65432.1 };
  const table = resultTable([
    {
      name: 'conv2d 3×3, 32→64, 28×28, B=16 with input and weight gradient',
      ours: { ...times, runs: 9 },
      peers: { tfjs: { ...times, ratio: 0.00123 }, 'jax-js': { ...times, ratio: 123 } },
    },
  ]);
  expect(Math.max(...table.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
  expect(table.replaceAll(/\s+/g, ' ')).toContain('1235 (1000–65432)');
  expect(table).not.toContain('…');
});

test('help lists the suites; a wrong name or a suite that a page cannot run is said', async () => {
  const help = await run('--help');
  expect(help.code).toBe(0);
  for (const { name, description } of suites) expect(help.out).toMatch(new RegExp(`${name} +${description}`));
  const wrong = await run('birds');
  expect([wrong.code, wrong.err]).toEqual([2, expect.stringContaining('Allowed choices are startup')]);
  expect(await run('startup', '--browser')).toMatchObject({
    code: 2,
    err: expect.stringContaining('without --browser'),
  });
});
