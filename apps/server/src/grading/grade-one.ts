import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';

import { Attempts, type Task } from '@gradbook/grading/batch';

import type { Database } from '../database/connect.ts';
import { temporaryFolder, writeSubmission } from './materialise.ts';
import type { GradingOutcome } from './outcome.ts';
import type { Processes, Version } from './processes.ts';

/** What is to be graded. */
export interface Work {
  readonly submissionId: string;
  /** What the submission is called in notes and reports. */
  readonly name: string;
  readonly version: Version;
}

/** What the machine did wrong; another attempt, later or on another machine, may do better. */
class MachineFault extends Error {
  override readonly name = 'MachineFault';
}

/**
 * Grades a submission in a warm process. A part that ends two processes goes to a person, with the reason.
 *
 * @param onPart is told the position of each part before it is judged.
 * @param signal ends the grading: nobody waits for it any more.
 * @throws MachineFault when the machine, and not the submission, is why there is no grade.
 */
export async function gradeOne(
  database: Database,
  processes: Processes,
  work: Work,
  onPart: (position: number) => void,
  signal?: AbortSignal,
): Promise<GradingOutcome> {
  await using folder = await temporaryFolder();
  // Messages to the student name the folder.
  const path = join(folder.path, 'submission');
  await mkdir(path);
  const files = await writeSubmission(database, work.submissionId, path);
  const problem = unreadable(files, work.version);
  if (problem !== undefined) return { state: 'unreadable', problem };
  const attempts = new Attempts();
  let task: Task = { index: 0, name: work.name, path, skip: [] };
  for (;;) {
    signal?.throwIfAborted();
    const process = await processes.take(work.version);
    const give = (): void => process.process.killNow();
    signal?.addEventListener('abort', give);
    const outcome = await process.process.grade(task, onPart).finally(() => {
      signal?.removeEventListener('abort', give);
    });
    signal?.throwIfAborted();
    const again = attempts.again(task, outcome, work.version.outline);
    const healthy = outcome.type === 'unreadable' || (outcome.type === 'graded' && outcome.faults.length === 0);
    if (healthy) processes.giveBack(process);
    else await processes.end(process);
    if (again) {
      task = again;
      continue;
    }
    switch (outcome.type) {
      case 'graded': {
        const fault = outcome.faults.find(({ of }) => of === 'machine');
        if (fault) throw new MachineFault(fault.message);
        return { state: 'graded', grade: outcome.grade, code: process.code };
      }
      case 'unreadable':
        return { state: 'unreadable', problem: outcome.problem };
      case 'failed':
        throw new MachineFault(outcome.message);
      case 'died':
        throw new MachineFault(`the grading process ended while it read the submission: it ${outcome.how}`);
      case 'known':
        throw new Error('a grading process that knows no grades says that it knows one');
    }
  }
}

/** Code or data alone are a submission where the assignment asks for them by name; anything else needs a text. */
function unreadable(files: readonly string[], { outline }: Version): string | undefined {
  if (files.some((path) => /\.(?:md|markdown)$/i.test(path))) return undefined;
  const asked = outline.flatMap((part) => part.files ?? []);
  if (files.some((path) => asked.includes(path.split('/').at(-1)!))) return undefined;
  const given = files.length === 0 ? 'nothing' : files.slice(0, 5).join(', ') + (files.length > 5 ? ', …' : '');
  const wanted =
    asked.length === 0 ? 'answers.md' : `answers.md, or a file that the assignment names (${asked.join(', ')})`;
  return `The submission has no answers: it has ${given}. Expected ${wanted}. To mend it: hand it in again with the text in answers.md.`;
}
