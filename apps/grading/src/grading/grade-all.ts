import { type FoundSubmission, InputError, loadSubmission } from '@gradbook/answers';
import { type Assignment, type CodeRunner, warmUpAssignment } from '@gradbook/assignments';
import type { LanguageNames } from '@gradbook/datasets-names';

import { breathe } from '../interruption.ts';
import { flagCopies } from './copies.ts';
import { gradeSubmission } from './grade-submission.ts';
import type { GradedSubmission, UnreadableSubmission } from './graded.ts';
import { sampleFingerprints } from './sample-fingerprints.ts';

/** What became of the submissions of one call. */
export interface GradedAll {
  readonly graded: readonly GradedSubmission[];
  /** Those that could not be read at all, with the reason. */
  readonly unreadable: readonly UnreadableSubmission[];
}

/** Grades one submission after the other; one that cannot be read does not stop the rest. */
export async function gradeAll(
  found: readonly FoundSubmission[],
  assignment: Assignment,
  options: {
    readonly seed: number;
    /** The hash of the file that the assignment comes from; none for a bundled one. */
    readonly source?: string;
    /** Where code that was handed in runs. */
    readonly runner?: CodeRunner;
    /** Names that training logs may be about, beside those that are bundled. */
    readonly names?: readonly LanguageNames[];
    readonly onProgress?: (done: number, label: string) => void;
  },
): Promise<GradedAll> {
  const graded: GradedSubmission[] = [];
  const unreadable: UnreadableSubmission[] = [];
  const each = assignment.parts.length;
  // Kernels are compiled while the first submission is read; a device that does not take one says so where it is needed.
  const warmUp = (code: boolean): Promise<unknown> =>
    warmUpAssignment(assignment, { seed: options.seed, parts: ({ kind }) => (kind === 'code') === code }).catch(
      () => undefined,
    );
  const warm = warmUp(false);
  let warmForCode: Promise<unknown> | undefined;
  for (const [index, { name, path }] of found.entries()) {
    try {
      const submission = await loadSubmission(path);
      await warm;
      // References of code are many, and nobody may have handed in any.
      if (options.runner && [...submission.files.keys()].some(isModule)) await (warmForCode ??= warmUp(true));
      graded.push(
        await gradeSubmission({ ...submission, name }, assignment, {
          seed: options.seed,
          ...(options.runner ? { runner: options.runner } : {}),
          ...(options.names ? { names: options.names } : {}),
          ...(options.source === undefined ? {} : { source: options.source }),
          onPart: async (part, position) => {
            options.onProgress?.(index * each + position, `${name} ${part.id}`);
            await breathe();
          },
        }),
      );
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      unreadable.push({ name, problem: error.message });
    }
    options.onProgress?.((index + 1) * each, name);
  }
  return { graded: flagCopies(graded, await sampleFingerprints(assignment, found)), unreadable };
}

/** Whether a file of a submission may be code that a part asks for. */
function isModule(path: string): boolean {
  return /\.m?[jt]s$/.test(path);
}
