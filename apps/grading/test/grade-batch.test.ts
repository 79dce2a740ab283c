import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { findSubmissions } from '@gradbook/answers';
import { afterAll, describe, expect, test } from 'vitest';

import { probingAnswers, probingAssignment } from './class/probing-assignment.ts';
import { cacheCompiledModules } from '../src/compile-cache.ts';
import { loadAssignment } from '../src/assignment-files/load-assignment.ts';
import { type Batch, type BatchOptions, gradeBatch } from '../src/batch/grade-batch.ts';
import { Journal } from '../src/batch/journal.ts';

const root = mkdtempSync(join(tmpdir(), 'gradbook-batch-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

// Every grading process would compile the same modules otherwise.
cacheCompiledModules();

let count = 0;

/** A class in a folder of its own, with what its grading leaves. */
class Class {
  readonly folder: string = join(root, String(++count));
  readonly #named: string;

  constructor(submissions: Readonly<Record<string, string>>) {
    mkdirSync(join(this.folder, 'class'), { recursive: true });
    for (const [name, text] of Object.entries(submissions)) writeFileSync(join(this.folder, 'class', name), text);
    this.#named = probingAssignment(this.folder, { log: join(this.folder, 'log') });
  }

  async grade(options: Partial<BatchOptions> = {}): Promise<Batch> {
    const found = await findSubmissions([join(this.folder, 'class')]);
    const { assignment } = await loadAssignment(this.#named);
    const journal = await Journal.open(join(this.folder, 'journal'));
    try {
      return await gradeBatch(found, { assignment, named: this.#named, seed: 0, workers: 1, journal, ...options });
    } finally {
      await journal.close();
    }
  }

  /** The judgements that were begun since this was last asked. */
  begun(): string[] {
    const lines = readFileSync(join(this.folder, 'log'), 'utf8').split('\n').filter(Boolean);
    writeFileSync(join(this.folder, 'log'), '');
    return lines;
  }
}

/** Verdicts of all parts by submission. */
function verdicts({ graded }: Batch): Record<string, string> {
  return Object.fromEntries(
    graded.map(({ name, parts }) => [name, parts.map(({ judgement }) => judgement.verdict).join(' ')]),
  );
}

describe('gradeBatch', () => {
  test('a part whose judging ends a process, or hangs, costs itself alone', async () => {
    const all = new Class({
      'a.md': probingAnswers('fine', 'crash', 'fine'),
      'b.md': probingAnswers('fine', 'fine', 'hang'),
      'c.md': probingAnswers('fine', 'fine', 'fine'),
    });
    const batch = await all.grade({ patienceMs: 2_000 });
    expect(verdicts(batch)).toEqual({
      a: 'correct needs_review correct',
      b: 'correct correct needs_review',
      c: 'correct correct correct',
    });
    const faults = batch.graded.flatMap(({ parts }) => parts.flatMap(({ fault }) => fault ?? []));
    expect(faults).toEqual([
      { of: 'grader', message: expect.stringMatching(/was ended by SIGSEGV/) },
      { of: 'grader', message: expect.stringMatching(/gave no sign of life for 2 s/) },
    ]);
    expect(batch.graded[0]!.parts[1]!.judgement.feedback.join()).toMatch(/not the answer's fault/);
    // Two attempts each, and no third one at the next start.
    const begun = all.begun();
    for (const what of ['2 crash', '3 hang']) expect(begun.filter((line) => line === what)).toHaveLength(2);
    const again = await all.grade();
    expect(again.kept).toBe(3);
    expect(verdicts(again)).toEqual(verdicts(batch));
    expect(all.begun()).toEqual([]);
  });

  test('a bug in a judge is a fault of its part; nothing is tried again', async () => {
    const all = new Class({ 'a.md': probingAnswers('throw', 'fine', 'fine'), 'b.md': probingAnswers('fine') });
    const batch = await all.grade();
    expect(verdicts(batch)).toEqual({ a: 'needs_review correct correct', b: 'correct unanswered unanswered' });
    expect(batch.graded[0]!.parts[0]!.fault).toEqual({ of: 'grader', message: 'a bug' });
    expect(all.begun()).toEqual(['1 throw', '2 fine', '3 fine', '1 fine']);
  });

  test('a device that is lost is opened anew; what fails twice goes to a person, and is tried again at the next start', async () => {
    const all = new Class({
      'a.md': probingAnswers('fine', 'lose the device once', 'fine'),
      'b.md': probingAnswers('fine', 'fine', 'lose the device'),
      'c.md': probingAnswers('fine', 'fine', 'fine'),
    });
    const batch = await all.grade();
    expect(verdicts(batch)).toEqual({
      a: 'correct correct correct',
      b: 'correct correct needs_review',
      c: 'correct correct correct',
    });
    expect(batch.graded[1]!.parts[2]!.fault?.of).toBe('machine');
    all.begun();
    expect((await all.grade()).kept).toBe(2);
    expect(new Set(all.begun())).toEqual(new Set(['1 fine', '2 fine', '3 lose the device']));
  });

  test('what has changed is graded anew', async () => {
    const all = new Class({ 'a.md': probingAnswers('one', 'fine', 'fine'), 'b.md': probingAnswers('two') });
    expect((await all.grade()).kept).toBe(0);
    all.begun();
    writeFileSync(join(all.folder, 'class', 'a.md'), probingAnswers('three', 'fine', 'fine'));
    writeFileSync(join(all.folder, 'class', 'c.md'), readFileSync(join(all.folder, 'class', 'b.md')));
    expect((await all.grade()).kept).toBe(1);
    expect(all.begun()).toEqual(['1 three', '2 fine', '3 fine', '1 two']);
    const path = join(all.folder, 'probing.mjs');
    writeFileSync(path, readFileSync(path, 'utf8').replace('points: 1', 'points: 2'));
    const changed = await all.grade();
    expect(changed.kept).toBe(0);
    expect(changed.graded[0]).toMatchObject({ score: 6, maximum: 6 });
  });

  test('several processes share the work; the order is that of the list, and what cannot be read is told', async () => {
    const names = Array.from({ length: 9 }, (_, k) => `s${k}`);
    const all = new Class({
      ...Object.fromEntries(names.map((name) => [`${name}.md`, probingAnswers(name, 'fine', 'fine')])),
      's4.md': '',
    });
    const seen: string[] = [];
    const progress: number[] = [];
    const batch = await all.grade({
      workers: 3,
      onGraded: async ({ name }) => void seen.push(name),
      onProgress: ({ done }) => progress.push(done),
    });
    expect(batch.graded.map(({ name }) => name)).toEqual(names.filter((name) => name !== 's4'));
    expect(batch.unreadable).toEqual([{ name: 's4', problem: expect.stringContaining('empty') }]);
    expect(seen.toSorted()).toEqual(batch.graded.map(({ name }) => name));
    expect(progress.at(-1)).toBe(27);
    expect(all.begun().filter((line) => line.startsWith('1 '))).toHaveLength(8);
  });

  test('a call that is wrong ends before anything is graded', async () => {
    const all = new Class({ 'a.md': probingAnswers('fine'), 'b.md': probingAnswers('fine') });
    await expect(all.grade({ named: join(root, 'gone.mjs') })).rejects.toThrow(/does not exist.*To mend it/);
  });
});
