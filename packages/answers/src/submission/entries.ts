import { InputError } from './input-error.ts';
import type { SubmissionLimits } from './submission.ts';

/** Files that systems and editors leave behind: no part of a submission, in a folder or a zip. */
export function skipped(path: string): boolean {
  return path
    .split('/')
    .some(
      (name) =>
        name.startsWith('.') ||
        name === '__MACOSX' ||
        /^(?:thumbs\.db|desktop\.ini)$/i.test(name) ||
        name === '__pycache__',
    );
}

/** A size for people. */
export function megabytes(bytes: number): string {
  return bytes < 2 ** 20 ? `${bytes} bytes` : `${(bytes / 2 ** 20).toFixed(1)} MiB`;
}

export function overTotal(limits: SubmissionLimits): InputError {
  return new InputError(
    'The submission is too large',
    `at most ${megabytes(limits.totalBytes)} in all`,
    'leave out what the assignment does not name',
  );
}

/** Takes a folder that everything stands in off the paths, as zips made by right click have one. */
export function withoutWrapper(files: ReadonlyMap<string, Uint8Array>): Map<string, Uint8Array> {
  let inner = new Map(files);
  for (;;) {
    const paths = [...inner.keys()];
    const top = paths[0]?.split('/')[0];
    if (top === undefined || !paths.every((path) => path.startsWith(`${top}/`))) return inner;
    inner = new Map([...inner].map(([path, bytes]) => [path.slice(top.length + 1), bytes]));
  }
}

/** The path of the text among the files of a submission, with a note where it is not called answers.md. */
export function textPath(files: ReadonlyMap<string, Uint8Array>, name: string): { path: string; note?: string } {
  const paths = [...files.keys()];
  const named = paths.filter((path) => path.toLowerCase() === 'answers.md');
  if (named.includes('answers.md') && named.length === 1) return { path: 'answers.md' };
  if (named.length > 1) {
    throw new InputError(`${name} has ${named.join(' and ')}`, 'one answers.md', 'keep the one that counts');
  }
  if (named.length === 1) return { path: named[0]! };
  const texts = paths.filter(
    (path) => !path.includes('/') && /\.(?:md|markdown)$/i.test(path) && !/^readme\./i.test(path),
  );
  if (texts.length === 1) return { path: texts[0]!, note: `${texts[0]!} was read as answers.md.` };
  const found = paths.length === 0 ? 'nothing' : paths.slice(0, 5).join(', ') + (paths.length > 5 ? ', …' : '');
  throw new InputError(
    `${name} has no answers.md (it has ${found})`,
    'answers.md beside the other files',
    'name the Markdown file with the answers answers.md',
  );
}
