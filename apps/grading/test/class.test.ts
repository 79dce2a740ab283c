import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { type Results, resultsSchema } from '../src/results/schema.ts';
import { makeClass } from './class/make-class.ts';
import { type Ended, gradbook } from './command.ts';

const root = mkdtempSync(join(tmpdir(), 'gradbook-class-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const rnn = ['--assignment', 'rnn-homework'] as const;
const [handedIn, target] = [join(root, 'class'), join(root, 'results')];

function resultsOf(name: string): Results {
  return resultsSchema.parse(JSON.parse(readFileSync(join(target, `${name}.json`), 'utf8')));
}

describe('a class of twelve, four of them hostile', () => {
  let hostile: ReadonlyMap<string, string>;
  let ended: Ended;
  beforeAll(async () => {
    mkdirSync(handedIn);
    hostile = makeClass(handedIn, { submissions: 12, hostile: 4, seed: 3 });
    ended = await gradbook(['grade', handedIn, ...rnn, '--results', target]);
  }, 300_000);

  it('is graded to the end, and what was refused is named with the reason', () => {
    expect(ended.code).toBe(2);
    expect([...hostile.values()]).toEqual([
      'a zip bomb that tells its size',
      'a symbolic link to a file of the system',
      'a megabyte of dollar signs',
      'files, processes, the network and the end of the process',
    ]);
    expect(ended.err).toMatch(/not graded: student-03: .* times its size/);
    expect(ended.err).toMatch(/not graded: student-06: .*symbolic link/);
    expect(ended.err).not.toContain('grader failed');
    expect(ended.err).toMatch(/grading: 50 %, .+ left/);
    expect(readdirSync(target).filter((name) => !name.startsWith('.'))).toHaveLength(10);
  });

  it('ends in a table of 80 columns: a line each, the class as a whole, and mistakes that were made more than once', () => {
    const lines = stripVTControlCharacters(ended.out).split('\n');
    expect(lines.filter((line) => [...line].length > 80)).toEqual([]);
    for (let k = 1; k <= 12; k += 1) {
      const name = `student-${String(k).padStart(2, '0')}`;
      expect(lines.filter((line) => line.startsWith(`${name} `))).toHaveLength(1);
    }
    expect(ended.out).toMatch(/10 graded, 2 not: mean [\d.]+, median [\d.]+, from [\d.]+ to [\d.]+ of 53 points\./);
    expect(ended.out).toContain('The same mistakes');
  });

  it('gives the hostile ones nothing', () => {
    for (const name of hostile.keys()) {
      if (!readdirSync(target).includes(`${name}.json`)) continue;
      expect(resultsOf(name).score).toBe(0);
    }
  });

  it('grades everybody as if there were nobody else', async () => {
    const name = readdirSync(handedIn).find((each) => each.startsWith('student-07'));
    const alone = await gradbook(['grade', join(handedIn, name!), ...rnn, '--json']);
    const results = resultsSchema.parse(JSON.parse(alone.out));
    expect({ ...results, execution_time: 0 }).toEqual({ ...resultsOf('student-07'), execution_time: 0 });
  });
});
