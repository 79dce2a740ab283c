import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { GradingProcess } from '@gradbook/grading/grading-process';

import type { BenchCase, Contestant } from '../../contract.ts';
import { type Files, fullHomework, threeCodeParts } from './submissions.ts';

const assignment = 'rnn-homework';
const command = fileURLToPath(import.meta.resolve('@gradbook/grading/command'));

/** Points by part. */
type Points = readonly number[];

/** Submissions in a folder of their own, which is taken in turn. */
class Submissions {
  readonly #root: string = mkdtempSync(join(tmpdir(), 'gradbook-bench-'));
  readonly #paths: readonly string[];

  constructor(all: readonly Files[]) {
    this.#paths = all.map((files, index) => {
      const path = join(this.#root, String(index));
      mkdirSync(path);
      for (const [name, text] of Object.entries(files)) writeFileSync(join(path, name), text);
      return path;
    });
  }

  get paths(): readonly string[] {
    return this.#paths;
  }

  /** Each contestant takes them in the same order. */
  inTurn(): () => string {
    let next = 0;
    return () => this.#paths[next++ % this.#paths.length]!;
  }

  remove(): void {
    rmSync(this.#root, { recursive: true, force: true });
  }
}

/** A contestant that grades submissions in turn. */
function grading(
  name: string,
  submissions: Submissions,
  grade: (path: string) => Promise<Points>,
  dispose: () => void,
): Contestant {
  const next = submissions.inTurn();
  return {
    name,
    run: async () => void (await grade(next())),
    outputs: async () => {
      const all: Points[] = [];
      for (const path of submissions.paths) all.push(await grade(path));
      return all;
    },
    dispose,
  };
}

/** A process that has graded before, as `gradbook grade` keeps one for a folder of submissions. */
async function warm(submissions: Submissions): Promise<Contestant> {
  const { process } = await GradingProcess.start({ assignment, seed: 0, known: [] }, 300_000);
  const grade = async (path: string): Promise<Points> => {
    const ended = await process.grade({ index: 0, name: 'submission', path, skip: [] }, () => undefined);
    if (ended.type !== 'graded' || ended.faults.length > 0)
      throw new Error(`bench grading: the submission was not graded: ${JSON.stringify(ended).slice(0, 500)}`);
    return (JSON.parse(ended.grade) as { readonly parts: readonly { readonly points: number }[] }).parts.map(
      ({ points }) => Math.round(100 * points) / 100,
    );
  };
  return grading('ours', submissions, grade, () => {
    process.killNow();
    submissions.remove();
  });
}

async function gradeAnew(path: string): Promise<Points> {
  const argv = [...process.execArgv, command, 'grade', path, '--assignment', assignment, '--json'];
  const { stdout } = await promisify(execFile)(process.execPath, argv, { maxBuffer: 2 ** 26 });
  return (JSON.parse(stdout) as { readonly tests: readonly { readonly score: number }[] }).tests.map(
    ({ score }) => score,
  );
}

/** The same by a process that is started for each submission: the command as users call it. */
function fresh(submissions: Submissions): Contestant {
  return grading('fresh-process', submissions, gradeAnew, () => undefined);
}

function caseOf(name: string, all: readonly Files[]): BenchCase {
  return {
    name,
    counted: 'submissions',
    // Every submission once before the clock is used.
    settings: { warmUp: all.length, minRounds: all.length, maxRounds: 5 * all.length, budget: 60_000 },
    prepare: async () => {
      const submissions = new Submissions(all);
      return { tolerance: 0, ours: await warm(submissions), peers: [fresh(submissions)] };
    },
  };
}

export const gradingCases: readonly BenchCase[] = [
  caseOf('a submission with three code parts', threeCodeParts),
  caseOf('rnn-homework, written answers and code', fullHomework),
];
