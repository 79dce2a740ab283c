/** What a student handed in: one text and the files beside it. */
export interface Submission {
  /** The file's or folder's name without its extension. */
  readonly name: string;
  /** The text of answers.md, decoded. */
  readonly text: string;
  /** The other files by their path in the submission, with forward slashes. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** SHA-256 of all names and contents, in hexadecimal: the same for a folder, a zip of it, and, without other files, the Markdown file alone. */
  readonly sha256: string;
  /** What was mended or left out on the way, as sentences. */
  readonly notes: readonly string[];
}

/** Where a submission lies. */
export interface FoundSubmission {
  /** Unique among those found together. */
  readonly name: string;
  readonly path: string;
}

/** A file as it came over a network. */
export interface UploadedFile {
  /** The path in the folder that was chosen, or the file's name. */
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** What a submission may cost to read. Sizes are bytes. */
export interface SubmissionLimits {
  readonly textBytes: number;
  readonly fileBytes: number;
  readonly totalBytes: number;
  readonly files: number;
  /** How often larger than in the zip a file over one megabyte may be. */
  readonly compression: number;
}

/**
 * What {@link loadSubmission} takes besides limits.
 *
 * @example
 * const options: LoadOptions = { textOptional: true };
 */
export interface LoadOptions {
  /** Whether a folder without a text is a submission too, with an empty one: code alone. False unless given. */
  readonly textOptional?: boolean;
}

/**
 * Room for trained weights and logs; nothing that fills a disk or a memory.
 *
 * @example
 * defaultSubmissionLimits.files; // 500
 */
export const defaultSubmissionLimits: SubmissionLimits = {
  textBytes: 8 * 2 ** 20,
  fileBytes: 64 * 2 ** 20,
  totalBytes: 192 * 2 ** 20,
  files: 500,
  compression: 300,
};

/**
 * Reads a submission: one Markdown file, a folder with `answers.md` and files beside it, or a zip of such a folder.
 *
 * Nothing outside the folder is read: symbolic links, `..`, absolute paths and special files are refused, as are zips
 * that unpack beyond the limits. System files (`__MACOSX`, `.DS_Store`, names with a leading dot) are left out, and a
 * single folder around everything is looked through. Text is UTF-8, or UTF-16 with a byte order mark; anything else is
 * read as Windows-1252 with a note.
 *
 * Runs in Node only. Throws {@link InputError} with what to do where the path is no submission.
 *
 * @example
 * import { mkdtemp, writeFile } from 'node:fs/promises';
 * import { tmpdir } from 'node:os';
 * import { join } from 'node:path';
 *
 * const folder = await mkdtemp(join(tmpdir(), 'submission-'));
 * await writeFile(join(folder, 'answers.md'), '1(a) $x = 2$');
 * const submission = await loadSubmission(join(folder, 'answers.md'));
 * submission.name // 'answers'
 * submission.text // '1(a) $x = 2$'
 * submission.files.size // 0
 */
export async function loadSubmission(
  path: string,
  limits: Partial<SubmissionLimits> = {},
  options: LoadOptions = {},
): Promise<Submission> {
  // Loaded on demand: the rest of the package runs in browsers.
  const { load } = await import('#load-submission');
  return load(path, { ...defaultSubmissionLimits, ...limits }, options);
}

/**
 * Lists the submissions that paths name: a Markdown file, a zip or a folder with `answers.md` is one; any other folder
 * holds one in each of its Markdown files, zips and folders. Names are unique, in natural order within each folder.
 *
 * Runs in Node only. Throws {@link InputError} where a path does not exist or holds no submission.
 *
 * @example
 * import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
 * import { tmpdir } from 'node:os';
 * import { join } from 'node:path';
 *
 * const folder = await mkdtemp(join(tmpdir(), 'handed-in-'));
 * await writeFile(join(folder, 'a.md'), '1(a) $x = 2$');
 * await mkdir(join(folder, 'b'));
 * await writeFile(join(folder, 'b', 'answers.md'), '1(a) $x = 3$');
 * const found = await findSubmissions([folder]);
 * found.map((each) => each.name) // ['a', 'b']
 */
export async function findSubmissions(paths: readonly string[]): Promise<FoundSubmission[]> {
  const { find } = await import('#load-submission');
  return find(paths);
}

/**
 * The files of a submission that was uploaded, by their paths in it: one Markdown file (which becomes `answers.md`), one zip
 * (which is unpacked in memory), or several files with their paths. What {@link loadSubmission} refuses is refused here too:
 * paths that leave the folder, links in zips, bombs, sizes beyond the limits. Nothing is written.
 *
 * Runs in Node only. Throws {@link InputError} with what to do.
 *
 * @example
 * const bytes = new TextEncoder().encode('1(a) $x = 2$');
 * const files = await unpackUpload([{ path: 'homework.md', bytes }]);
 * [...files.keys()] // ['answers.md']
 * const alone = await readSubmission('homework', files);
 * alone.text // '1(a) $x = 2$'
 */
export async function unpackUpload(
  uploaded: readonly UploadedFile[],
  limits: Partial<SubmissionLimits> = {},
): Promise<ReadonlyMap<string, Uint8Array>> {
  const { unpack } = await import('#load-submission');
  return unpack(uploaded, { ...defaultSubmissionLimits, ...limits });
}

/**
 * Reads a submission from its files in memory: what {@link loadSubmission} makes of a folder that holds them.
 *
 * Runs in Node only. Throws {@link InputError} where the files are no submission.
 *
 * @example
 * const files = new Map([['answers.md', new TextEncoder().encode('1(a) $x = 3$')]]);
 * const read = await readSubmission('homework', files);
 * read.name // 'homework'
 */
export async function readSubmission(
  name: string,
  files: ReadonlyMap<string, Uint8Array>,
  limits: Partial<SubmissionLimits> = {},
  options: LoadOptions = {},
): Promise<Submission> {
  const { submission } = await import('#load-submission');
  return submission(name, name, files, { ...defaultSubmissionLimits, ...limits }, options);
}
