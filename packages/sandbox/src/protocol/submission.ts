import type { Submission } from './data.ts';

/** What a submission may be made of. */
export interface SourceLimits {
  readonly sourceBytes: number;
  readonly sourceFiles: number;
}

/**
 * A submission that cannot be loaded as it is: what was given, what is needed and what to do.
 *
 * @example
 * await using sandbox = await createSandbox();
 * await sandbox.open({ files: { 'a.ts': '' }, entry: 'b.ts' }); // throws SubmissionError
 */
export class SubmissionError extends Error {
  override readonly name = 'SubmissionError';
}

/**
 * The files of a submission as pairs, checked before anything is started.
 *
 * @throws SubmissionError for paths that are none, files that are no modules, a missing entry, and sources beyond the limits.
 */
export function checkSubmission({ files, entry }: Submission, limits: SourceLimits): [path: string, text: string][] {
  const pairs = Object.entries(files);
  if (pairs.length > limits.sourceFiles) {
    throw new SubmissionError(`the submission has ${pairs.length} modules; at most ${limits.sourceFiles} are taken`);
  }
  let size = 0;
  for (const [path, text] of pairs) {
    if (!/^(?!\.)[\w.-]+(?:\/(?!\.)[\w.-]+)*\.m?[jt]s$/.test(path) || path.endsWith('.d.ts')) {
      throw new SubmissionError(
        `${JSON.stringify(path)} is no module's path; relative paths of letters, digits, '-', '_' and '.' that end in .ts, .mts, .js or .mjs are`,
      );
    }
    size += new TextEncoder().encode(text).length;
  }
  if (size > limits.sourceBytes) {
    throw new SubmissionError(`the submission's modules have ${size} bytes; at most ${limits.sourceBytes} are taken`);
  }
  if (!Object.hasOwn(files, entry)) {
    throw new SubmissionError(
      `the submission has no file ${entry}; it has ${pairs.map(([path]) => path).join(', ') || 'none'}`,
    );
  }
  return pairs;
}
