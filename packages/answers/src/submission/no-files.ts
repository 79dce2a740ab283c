import { InputError } from './input-error.ts';
import type { FoundSubmission, Submission, SubmissionLimits } from './submission.ts';

/** Stands in for the loader where a bundle is made for a browser: there are no paths to read. */
export async function load(path: string, _limits: SubmissionLimits): Promise<Submission> {
  throw noFiles(path);
}

/** Stands in for the search for submissions: a browser has no folders to look through. */
export async function find(paths: readonly string[]): Promise<FoundSubmission[]> {
  throw noFiles(paths.join(', '));
}

/** Stands in for the unpacking of uploads. */
export async function unpack(): Promise<Map<string, Uint8Array>> {
  throw noFiles('an upload');
}

/** Stands in for the reading of files. */
export function submission(name: string): Submission {
  throw noFiles(name);
}

function noFiles(path: string): InputError {
  return new InputError(
    `"${path}" was given in a browser, which has no files to read by path`,
    "a submission's text",
    'read the file with the File API and hand its text to readParts()',
  );
}
