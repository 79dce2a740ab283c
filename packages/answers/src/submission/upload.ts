import { megabytes, overTotal, skipped, withoutWrapper } from './entries.ts';
import { InputError } from './input-error.ts';
import type { SubmissionLimits, UploadedFile } from './submission.ts';
import { readZip } from './zip.ts';

const markdown = /\.(?:md|markdown|mdown|txt)$/i;
const deepest = 12;
const longestPath = 400;

/** The files of a submission that came over a network, by their paths in it. */
export async function unpack(
  uploaded: readonly UploadedFile[],
  limits: SubmissionLimits,
): Promise<Map<string, Uint8Array>> {
  for (const { path } of uploaded) checkPath(plain(path));
  const files = await filesOf(uploaded, limits);
  for (const path of files.keys()) checkPath(path);
  const folders = new Set([...files.keys()].flatMap(foldersOf));
  const both = [...files.keys()].find((path) => folders.has(path));
  if (both !== undefined) {
    throw new InputError(`${both} is a file and a folder`, 'one of them', 'give the file another name');
  }
  return files;
}

async function filesOf(uploaded: readonly UploadedFile[], limits: SubmissionLimits): Promise<Map<string, Uint8Array>> {
  const given = uploaded.filter(({ path }) => !skipped(plain(path)));
  const [only] = given;
  if (only === undefined) {
    throw new InputError(
      uploaded.length === 0 ? 'No file came' : 'Only files of the system came, such as .DS_Store',
      'a Markdown file, several files, a folder or a zip',
      'choose the files of the homework',
    );
  }
  if (given.length === 1) {
    const shown = plain(only.path).split('/').at(-1)!;
    if (isZip(only.bytes) || /\.zip$/i.test(shown)) {
      const files = withoutWrapper(await readZip(only.bytes, shown, limits));
      if (files.size > 0) return files;
      throw new InputError(`${shown} has no files`, 'the files of the homework', 'pack the folder again');
    }
    if (markdown.test(shown)) return new Map([['answers.md', checked(shown, only.bytes, limits.textBytes)]]);
  }
  return several(given, limits);
}

function several(given: readonly UploadedFile[], limits: SubmissionLimits): Map<string, Uint8Array> {
  if (given.length > limits.files) {
    throw new InputError(
      `${given.length} files came`,
      `at most ${limits.files}`,
      'leave out what the assignment does not name',
    );
  }
  const files = new Map<string, Uint8Array>();
  let total = 0;
  for (const { path: named, bytes } of given) {
    const path = plain(named);
    if (files.has(path)) {
      throw new InputError(`Two files are called ${path}`, 'each name once', 'keep the one that counts');
    }
    total += bytes.length;
    if (total > limits.totalBytes) throw overTotal(limits);
    files.set(path, checked(path, bytes, limits.fileBytes));
  }
  return withoutWrapper(files);
}

/** A path as submissions have them; browsers of some systems write backslashes. */
function plain(path: string): string {
  return path.replaceAll('\\', '/').normalize('NFC');
}

/** The folders that a path names: of `a/b/c` these are `a` and `a/b`. */
function foldersOf(path: string): readonly string[] {
  return [...path.matchAll(/\//g)].map(({ index }) => path.slice(0, index));
}

function checkPath(path: string): void {
  const names = path.split('/');
  const wrong =
    names.some((name) => name === '' || name === '.' || name === '..') ||
    // oxlint-disable-next-line no-control-regex
    /[\0-\u001f\u007f]|^[a-zA-Z]:/.test(path) ||
    // Half a surrogate pair has no bytes to be kept as.
    !path.isWellFormed();
  if (wrong) {
    throw new InputError(
      `The path ${JSON.stringify(path.slice(0, 80))} leaves the submission or is none`,
      'plain relative paths',
      'give the file an ordinary name',
    );
  }
  if (path.length > longestPath || names.length > deepest) {
    throw new InputError(
      `The path ${path.slice(0, 80)}… is too long or too deep`,
      `at most ${longestPath} characters and ${deepest} folders`,
      'move the files up',
    );
  }
}

function checked(path: string, bytes: Uint8Array, most: number): Uint8Array {
  if (bytes.length <= most) return bytes;
  throw new InputError(
    `${path} has ${megabytes(bytes.length)}`,
    `at most ${megabytes(most)}`,
    'leave out what the assignment does not name, or make it smaller',
  );
}

function isZip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x50 && bytes[1] === 0x4b && (bytes[2] === 3 || bytes[2] === 5);
}
