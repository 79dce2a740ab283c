import { createHash } from 'node:crypto';
import { readdir, realpath, stat } from 'node:fs/promises';
import { basename, extname, join, resolve } from 'node:path';
import { decodeText } from './decode.ts';
import { megabytes, skipped, textPath, withoutWrapper } from './entries.ts';
import { readFolder, readRegular, unreadable } from './folder.ts';
import { InputError } from './input-error.ts';
import type { FoundSubmission, LoadOptions, Submission, SubmissionLimits } from './submission.ts';
export { unpack } from './upload.ts';
import { readZip } from './zip.ts';

const markdown = /\.(?:md|markdown|mdown|txt)$/i;
const expected = 'a Markdown file, a folder with answers.md, or a zip of one';

export async function load(path: string, limits: SubmissionLimits, options: LoadOptions): Promise<Submission> {
  // A link given by the caller is the caller's; links inside a submission are not followed.
  const real = await realpath(path).catch((error: unknown) => {
    throw unreadable(path, error);
  });
  const kind = await stat(real);
  const name = nameOf(path);
  if (kind.isDirectory())
    return submission(name, basename(path), withoutWrapper(await readFolder(real, limits)), limits, options);
  const shown = basename(path);
  if (!kind.isFile())
    throw new InputError(`${shown} is neither a file nor a folder`, expected, 'name the submission itself');
  const zipped = /\.zip$/i.test(path);
  if (!zipped && !markdown.test(path)) {
    throw new InputError(
      extname(path) === '' ? `${shown} has no extension` : `${shown} is a ${extname(path)} file`,
      expected,
      'export the homework as Markdown, or pack its folder as a zip',
    );
  }
  const bytes = await readRegular(real, shown, zipped ? limits.totalBytes : limits.textBytes);
  const isZip = bytes[0] === 0x50 && bytes[1] === 0x4b && (bytes[2] === 3 || bytes[2] === 5);
  if (zipped || isZip) {
    if (bytes.length === 0) throw new InputError(`${shown} is empty`, expected, 'pack the folder again');
    return submission(name, shown, withoutWrapper(await readZip(bytes, shown, limits)), limits, options);
  }
  return submission(name, shown, new Map([['answers.md', bytes]]), limits, options);
}

/** Reads a submission from its files. @param shown what messages call it. */
export function submission(
  name: string,
  shown: string,
  given: ReadonlyMap<string, Uint8Array>,
  limits: SubmissionLimits,
  { textOptional = false }: LoadOptions,
): Submission {
  const hasText = [...given.keys()].some((each) => !each.includes('/') && /\.(?:md|markdown)$/i.test(each));
  const withoutText = textOptional && !hasText;
  const files = withoutText ? new Map([...given, ['answers.md', new Uint8Array()] as const]) : given;
  const { path, note } = textPath(files, shown);
  const bytes = files.get(path)!;
  if (bytes.length > limits.textBytes) {
    throw new InputError(
      `${path} in ${shown} has ${megabytes(bytes.length)}`,
      `at most ${megabytes(limits.textBytes)} of text`,
      'keep logs, data and pictures in files of their own',
    );
  }
  const { text, notes } = withoutText
    ? { text: '', notes: [] }
    : decodeText(bytes, files.size === 1 && path === 'answers.md' ? shown : path);
  const others = new Map([...files].filter(([each]) => each !== path).sort(([a], [b]) => (a < b ? -1 : 1)));
  return {
    name,
    text,
    files: others,
    sha256: digest(bytes, others),
    notes: [...(note === undefined ? [] : [note]), ...notes],
  };
}

/** Over names and contents with their lengths, so that nothing can slide from one into the other. */
function digest(text: Uint8Array, files: ReadonlyMap<string, Uint8Array>): string {
  const hash = createHash('sha256');
  for (const [path, bytes] of [['answers.md', text] as const, ...files]) {
    const name = Buffer.from(path, 'utf8');
    const lengths = Buffer.alloc(16);
    lengths.writeBigUInt64BE(BigInt(name.length), 0);
    lengths.writeBigUInt64BE(BigInt(bytes.length), 8);
    hash.update(lengths).update(name).update(bytes);
  }
  return hash.digest('hex');
}

function nameOf(path: string): string {
  const base = basename(resolve(path));
  return base.replace(/\.(?:zip|md|markdown|mdown|txt)$/i, '') || base;
}

export async function find(paths: readonly string[]): Promise<FoundSubmission[]> {
  const found: FoundSubmission[] = [];
  const names = new Set<string>();
  const add = (path: string): void => {
    const name = nameOf(path);
    let unique = name;
    for (let count = 2; names.has(unique); count += 1) unique = `${name}-${count}`;
    names.add(unique);
    found.push({ name: unique, path });
  };
  for (const path of paths) {
    const kind = await stat(path).catch((error: unknown) => {
      throw unreadable(path, error);
    });
    if (!kind.isDirectory()) {
      add(path);
      continue;
    }
    const entries = (await readdir(path, { withFileTypes: true })).filter(({ name }) => !skipped(name));
    if (entries.some(({ name }) => name.toLowerCase() === 'answers.md')) {
      add(path);
      continue;
    }
    const inside = entries
      .filter((entry) => entry.isDirectory() || (entry.isFile() && /\.(?:md|markdown|zip)$/i.test(entry.name)))
      .map(({ name }) => name)
      .sort(new Intl.Collator('en', { numeric: true }).compare);
    if (inside.length === 0) {
      throw new InputError(`${path} holds no submission`, `${expected}, or a folder of these`, 'check the path');
    }
    for (const name of inside) add(join(path, name));
  }
  if (found.length === 0) throw new InputError('No path was given', expected, 'name at least one submission');
  return found;
}
