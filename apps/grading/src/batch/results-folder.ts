import { rmSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

import type { FoundSubmission } from '@gradbook/answers';

import type { GradedSubmission } from '../grading/graded.ts';
import { onInterruption } from '../interruption.ts';
import { fileNames } from '../output/file-names.ts';
import { draftName, writeWhole } from '../output/write-file.ts';
import { type Audience, resultsOf } from '../results/results.ts';
import { Journal } from './journal.ts';
import { lock } from './lock.ts';

const journalName = '.gradbook-journal';
const lockName = '.gradbook-lock';

/** A folder of results, a file for each submission, and the journal from which an interrupted start goes on. */
export class ResultsFolder implements AsyncDisposable {
  readonly journal: Journal;
  readonly #folder: string;
  readonly #names: readonly string[];
  readonly #unlock: () => Promise<void>;
  readonly #done: () => void;

  private constructor(folder: string, names: readonly string[], journal: Journal, unlock: () => Promise<void>) {
    this.#folder = folder;
    this.#names = names;
    this.journal = journal;
    this.#unlock = unlock;
    this.#done = onInterruption(() => rmSync(join(folder, lockName), { force: true }));
  }

  /**
   * @param found the submissions whose results will be written: their names make those of the files.
   * @param fresh forgets what was kept.
   * @throws InputError when another process writes to it, or the journal cannot be read.
   */
  static async open(
    folder: string,
    found: readonly FoundSubmission[],
    { fresh }: { readonly fresh: boolean },
  ): Promise<ResultsFolder> {
    const unlock = await lock(join(folder, lockName));
    try {
      // Nobody else writes here: these are drafts of a process that was killed.
      for (const name of await readdir(folder)) if (draftName.test(name)) await rm(join(folder, name), { force: true });
      const journal = await Journal.open(join(folder, journalName), { fresh });
      const names = fileNames(
        found.map(({ name }) => name),
        '.json',
      );
      return new ResultsFolder(folder, names, journal, unlock);
    } catch (error) {
      await unlock();
      throw error;
    }
  }

  /** Writes the results of the submission at `index`. */
  async write(graded: GradedSubmission, index: number, audience: Audience): Promise<void> {
    const text = `${JSON.stringify(resultsOf(graded, audience), null, 2)}\n`;
    await writeWhole(join(this.#folder, this.#names[index]!), text);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.journal.close();
    this.#done();
    await this.#unlock();
  }
}
