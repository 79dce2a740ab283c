import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

import { afterAll, describe, expect, it } from 'vitest';

import { Journal } from '../src/batch/journal.ts';
import { resultsSchema } from '../src/results/schema.ts';
import { probingAnswers, probingAssignment } from './class/probing-assignment.ts';
import { gradbook, gradbookRunning } from './command.ts';

const root = mkdtempSync(join(tmpdir(), 'gradbook-interrupted-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const names = Array.from({ length: 14 }, (_, k) => `s${String(k).padStart(2, '0')}`);
const unreadable = 's05';
const handedIn = join(root, 'class');
const log = join(root, 'log');
const journalOf = (results: string): string => join(results, '.gradbook-journal');

mkdirSync(handedIn);
for (const name of names) {
  writeFileSync(join(handedIn, `${name}.md`), name === unreadable ? '' : probingAnswers(name, name, name));
}
const assignment = probingAssignment(root, { log, delay: 40 });
const argv = (results: string): string[] => ['grade', handedIn, '--assignment', assignment, '--results', results];

/** Names of the submissions whose grades are kept. */
async function kept(results: string): Promise<string[]> {
  if (!existsSync(journalOf(results))) return [];
  const journal = await Journal.open(journalOf(results));
  await journal.close();
  return journal.keys.map((key) => (JSON.parse(journal.gradeOf(key)!) as { name: string }).name);
}

/** Names of the submissions of which a part was judged since this was last asked, by part. */
function judged(): string[] {
  if (!existsSync(log)) return [];
  const lines = readFileSync(log, 'utf8').split('\n').filter(Boolean);
  writeFileSync(log, '');
  return lines;
}

/** All results of a folder, without times; every file must be whole. */
function resultsIn(folder: string): Record<string, unknown> {
  const files = readdirSync(folder).filter((name) => !name.startsWith('.'));
  return Object.fromEntries(
    files.map((name) => {
      const results = resultsSchema.parse(JSON.parse(readFileSync(join(folder, name), 'utf8')));
      return [name, { ...results, execution_time: 0 }];
    }),
  );
}

const size = (path: string): number => (existsSync(path) ? statSync(path).size : 0);

/** Starts the command and kills it, and nothing else, as soon as `reached` says so. Returns false when it ended before. */
async function killed(results: string, reached: () => boolean): Promise<boolean> {
  const child = gradbookRunning(argv(results));
  const ended = once(child, 'exit');
  while (child.exitCode === null && !reached()) await wait(2);
  child.kill('SIGKILL');
  const [, signal] = (await ended) as [number | null, string | null];
  return signal === 'SIGKILL';
}

describe('a grading that is killed', () => {
  it('loses and repeats nothing, whenever it is killed', async () => {
    const [whole, broken] = [join(root, 'whole'), join(root, 'broken')];
    const uninterrupted = await gradbook(argv(whole));
    expect(uninterrupted.code).toBe(2);
    expect(judged()).toHaveLength(3 * (names.length - 1));

    // Moments: as soon as there is a folder; once the journal has its first line; after so many more bytes of it; when
    // a result file has just been written.
    const line = Math.round(size(journalOf(whole)) / names.length);
    const grown = (by: number): (() => boolean) => {
      const from = size(journalOf(broken));
      return () => size(journalOf(broken)) >= from + by;
    };
    const files = (): number =>
      existsSync(broken) ? readdirSync(broken).filter((name) => !name.startsWith('.')).length : 0;
    const more = (by: number): (() => boolean) => {
      const from = files();
      return () => files() >= from + by;
    };
    const moments: [moment: () => () => boolean, torn?: true][] = [
      [() => () => existsSync(broken)],
      [() => grown(1)],
      [() => grown(2 * line)],
      [() => grown(3 * line), true],
      [() => more(2)],
      [() => grown(3 * line), true],
    ];
    const ever = new Set<string>();
    for (const [moment, torn] of moments) {
      const before = await kept(broken);
      expect(await killed(broken, moment())).toBe(true);
      if (torn) {
        // As if the last line had been written by half.
        truncateSync(journalOf(broken), size(journalOf(broken)) - Math.floor(line / 2));
      }
      const lines = judged();
      for (const name of before) expect(lines.filter((each) => each.endsWith(name))).toEqual([]);
      for (const name of await kept(broken)) ever.add(name);
      resultsIn(broken);
    }
    expect(ever.size).toBeGreaterThanOrEqual(5);

    const before = await kept(broken);
    const last = await gradbook(argv(broken));
    expect(last.code).toBe(uninterrupted.code);
    expect(last.err).toContain(`${before.length} of ${names.length} submissions had been graded before`);
    expect(judged().toSorted()).toEqual(
      names
        .filter((name) => name !== unreadable && !before.includes(name))
        .flatMap((name) => ['1', '2', '3'].map((part) => `${part} ${name}`))
        .toSorted(),
    );
    // Nothing lost, nothing twice, and what is printed and written is the same.
    expect((await kept(broken)).toSorted()).toEqual(names.filter((name) => name !== unreadable));
    expect(resultsIn(broken)).toEqual(resultsIn(whole));
    expect(Object.keys(resultsIn(broken))).toHaveLength(names.length - 1);
    expect(last.out.replaceAll(broken, whole)).toBe(uninterrupted.out);
    expect(readdirSync(broken).filter((name) => name.startsWith('.'))).toEqual(['.gradbook-journal']);
    // And once more: nothing at all is graded.
    expect((await gradbook(argv(broken))).out.replaceAll(broken, whole)).toBe(uninterrupted.out);
    expect(judged()).toEqual([]);
  }, 600_000);

  it('goes on under way from a second start only when the first has ended', async () => {
    const results = join(root, 'two');
    const first = gradbookRunning(argv(results));
    const ended = once(first, 'exit');
    while (size(journalOf(results)) === 0) await wait(5);
    const second = await gradbook(argv(results));
    expect(second.code).toBe(2);
    expect(second.err).toMatch(/Another gradbook grade \(process \d+\) writes to the same results/);
    first.kill('SIGTERM');
    await ended;
    judged();
    expect((await gradbook(argv(results))).code).toBe(2);
  });

  it('grades everything anew with --fresh', async () => {
    judged();
    const results = join(root, 'two');
    const anew = await gradbook([...argv(results), '--fresh']);
    expect(anew.err).not.toContain('graded before');
    expect(judged()).toHaveLength(3 * (names.length - 1));
    expect(resultsIn(results)).toEqual(resultsIn(join(root, 'whole')));
  });
});
