import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';

import { findSubmissions, InputError, loadSubmission } from '@gradbook/answers';
import { type Assignment, assignments, findAssignment, type PartKind } from '@gradbook/assignments';
import { init } from '@gradbook/core-ops';
import { afterAll, beforeAll, expect } from 'vitest';

import { gradeSubmission } from '../grading/grade-submission.ts';
import type { GradedSubmission } from '../grading/graded.ts';
import { page } from '../report/page.ts';
import { resultsOf } from '../results/results.ts';

/** An answer that stands under the label of every part that is graded. */
export interface HostileAnswer {
  readonly name: string;
  readonly answer: string;
  /** Parts for which it happens to be right: a rule for all of them would have an exception otherwise. */
  readonly rightFor?: readonly string[];
  /** The document is refused as a whole. */
  readonly refused?: true;
}

/** Milliseconds after which a case counts as hanging: many times what the slowest needs, on a slow machine too. */
export const hangGuard = 120_000;

/** Kinds that a person reads, or that are files: a hostile text cannot be graded as one of them. */
const otherwise: ReadonlySet<PartKind> = new Set(['text', 'code', 'log', 'trace', 'record']);

/** The parts of an assignment that are graded without a person. */
export function gradedParts(assignment: Assignment): string[] {
  return assignment.parts.filter(({ kind }) => !otherwise.has(kind)).map(({ id }) => id);
}

/** A submission that gives the same answer to some parts. */
function answering(parts: readonly string[], answer: string): string {
  return parts.map((id) => `## ${id}\n\n${answer}\n`).join('\n');
}

/** Of how many kinds a case meets one part each: which ones, goes round. */
const kindsACase = 5;
/** `GRADBOOK_HOSTILE=all`: of every kind. */
const everyKind = process.env['GRADBOOK_HOSTILE'] === 'all';

/**
 * Parts of several kinds that are graded, by assignment. All parts of a kind are judged by the same function, so each case goes
 * to another one of them, and the kinds take turns: every text to every part of six assignments would take minutes of reading
 * the same thing again.
 */
function partsInTurn(turn: number): ReadonlyMap<Assignment, readonly string[]> {
  const all = assignments.flatMap((assignment) =>
    assignment.parts.filter(({ kind }) => !otherwise.has(kind)).map(({ id, kind }) => ({ assignment, id, kind })),
  );
  const kinds = [...Map.groupBy(all, ({ kind }) => kind).values()];
  const taken = everyKind ? kinds.length : kindsACase;
  const inTurn = Array.from({ length: taken }, (_, index) => kinds[(turn * taken + index) % kinds.length]!);
  const chosen = inTurn.map((parts) => parts[turn % parts.length]!);
  return new Map(
    [...Map.groupBy(chosen, ({ assignment }) => assignment)].map(([assignment, parts]) => [
      assignment,
      parts.map(({ id }) => id),
    ]),
  );
}

/** What became of a path: the message of a refusal, or the grades. */
export type Outcome =
  | { readonly kind: 'refused'; readonly message: string }
  | { readonly kind: 'graded'; readonly submissions: readonly GradedSubmission[] };

/** The whole way of a submission, as the command goes it. Anything thrown that is no InputError is a crash, and fails the test. */
export async function outcomeOf(path: string, assignment: Assignment): Promise<Outcome> {
  try {
    const submissions: GradedSubmission[] = [];
    for (const { name, path: place } of await findSubmissions([path])) {
      const submission = await loadSubmission(place);
      submissions.push(await gradeSubmission({ ...submission, name }, assignment, { seed: 0 }));
    }
    return { kind: 'graded', submissions };
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return { kind: 'refused', message: error.message };
  }
}

/** Nothing hostile is right; whoever is not right is told why; results and report can be written. */
export async function expectNoFullMarks(outcome: Outcome, rightFor: readonly string[] = []): Promise<void> {
  expect(outcome.kind).toBe('graded');
  if (outcome.kind !== 'graded') return;
  for (const submission of outcome.submissions) {
    for (const { part, judgement, points } of submission.parts) {
      if (otherwise.has(part.kind) || rightFor.includes(part.id)) continue;
      expect.soft(judgement.verdict, `${part.id}, read as ${judgement.given.slice(0, 200)}`).not.toBe('correct');
      expect.soft(points, part.id).toBeLessThan(part.points);
      if (judgement.verdict !== 'unanswered') expect.soft(judgement.feedback.join(), part.id).not.toBe('');
      // The grader's own errors are sent to a person, but no input should provoke one.
      expect.soft(judgement.feedback.join(' '), part.id).not.toContain('The grader failed');
    }
    expect(resultsOf(submission, 'student').tests).toHaveLength(submission.parts.length);
    const report = page({ graded: [submission], unreadable: [], device: await init(), figures: new Map() });
    // The head holds the fonts, which are long and the same in each.
    expect(report.slice(report.indexOf('<body>'))).not.toMatch(
      /<(?:script|iframe|img|object|embed|form|input|link|base)\b|<[^>]*\son\w+\s*=|href="(?!#|https?:|mailto:)/i,
    );
  }
}

/** Refused with what was given, what was expected and what to do. */
export function expectRefused(outcome: Outcome, message = /./): void {
  expect(outcome.kind).toBe('refused');
  if (outcome.kind !== 'refused') return;
  expect(outcome.message).toMatch(/^.+\. Expected .+\. To mend it: .+\.$/s);
  expect(outcome.message).toMatch(message);
  expect(outcome.message.length).toBeLessThan(1_000);
}

/** Runs the answers as tests do: a folder, a device, and somebody who ends the process if it hangs. */
export function hostileSetup(): {
  readonly folder: string;
  readonly run: (hostile: HostileAnswer) => Promise<void>;
  readonly watch: <T>(name: string, work: () => Promise<T>) => Promise<T>;
} {
  const folder = mkdtempSync(join(tmpdir(), 'gradbook-hostile-'));
  const watchdog = new Watchdog();
  beforeAll(async () => {
    await init();
    // References are computed once; no case should pay for them.
    for (const assignment of assignments) {
      await outcomeOf(place(folder, answering(gradedParts(assignment), 'x')), assignment);
    }
  });
  afterAll(async () => {
    await watchdog.stop();
    rmSync(folder, { recursive: true, force: true });
  });
  const watch = <T>(name: string, work: () => Promise<T>): Promise<T> => watchdog.during(name, work);
  return {
    folder,
    watch,
    run: ({ name, answer, rightFor, refused }) =>
      watch(name, async () => {
        // Only a document with many parts is too long.
        const targets = refused === true ? new Map([[rnnHomework, gradedParts(rnnHomework)]]) : partsInTurn(turns++);
        for (const [assignment, parts] of targets) {
          const outcome = await outcomeOf(place(folder, answering(parts, answer)), assignment);
          if (refused === true) expectRefused(outcome);
          else await expectNoFullMarks(outcome, rightFor);
        }
      }),
  };
}

/** The assignment that most cases are handed in for. */
export const rnnHomework: Assignment = findAssignment('rnn-homework')!;

let count = 0;
let turns = 0;

/** Writes a submission and returns its path. */
export function place(folder: string, content: string | Uint8Array, name = 'answers.md'): string {
  count += 1;
  const path = join(folder, `${count}-${name}`);
  writeFileSync(path, content);
  return path;
}

/** A loop that never yields cannot be timed out from within: another thread names the case and ends the process. */
class Watchdog {
  readonly #worker: Worker;

  constructor() {
    this.#worker = new Worker(
      `const { parentPort } = require('node:worker_threads');
       let timer;
       parentPort.on('message', (name) => {
         clearTimeout(timer);
         if (name === null) return;
         timer = setTimeout(() => {
           require('node:fs').writeSync(2, 'hangs: ' + name + '\\n');
           process.kill(process.pid, 'SIGKILL');
         }, 150000);
       });`,
      { eval: true },
    );
    this.#worker.unref();
  }

  async during<T>(name: string, work: () => Promise<T>): Promise<T> {
    this.#worker.postMessage(name);
    try {
      return await work();
    } finally {
      this.#worker.postMessage(null);
    }
  }

  async stop(): Promise<void> {
    await this.#worker.terminate();
  }
}
