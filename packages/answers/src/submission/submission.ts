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

/** What a submission may cost to read. Sizes are bytes. */
export interface SubmissionLimits {
  readonly textBytes: number;
  readonly fileBytes: number;
  readonly totalBytes: number;
  readonly files: number;
  /** How often larger than in the zip a file over one megabyte may be. */
  readonly compression: number;
}

/** Room for trained weights and logs; nothing that fills a disk or a memory. */
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
 * const submission = await loadSubmission('homework/answers.md');
 * submission.name // 'answers'
 * submission.files.size // 0
 */
export async function loadSubmission(path: string, limits: Partial<SubmissionLimits> = {}): Promise<Submission> {
  // Loaded on demand: the rest of the package runs in browsers.
  const { load } = await import('./load.ts');
  return load(path, { ...defaultSubmissionLimits, ...limits });
}

/**
 * Lists the submissions that paths name: a Markdown file, a zip or a folder with `answers.md` is one; any other folder
 * holds one in each of its Markdown files, zips and folders. Names are unique, in natural order within each folder.
 *
 * Runs in Node only. Throws {@link InputError} where a path does not exist or holds no submission.
 *
 * @example
 * const found = await findSubmissions(['handed-in']); // handed-in/a.md, handed-in/b.zip, handed-in/c/answers.md
 * found.map((each) => each.name) // ['a', 'b', 'c']
 */
export async function findSubmissions(paths: readonly string[]): Promise<FoundSubmission[]> {
  const { find } = await import('./load.ts');
  return find(paths);
}
