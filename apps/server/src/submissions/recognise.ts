import { readParts, readSubmission, type Submission } from '@gradbook/answers';

import type { PartOutline } from '../database/schema/index.ts';
import { uploadLimits } from './limits.ts';

/** A part of the assignment as it was found, or not, in what is handed in. */
export interface RecognisedPart {
  readonly id: string;
  readonly title: string;
  readonly found: boolean;
  /** The file that answers the part, where one does. */
  readonly file?: string;
  /** The text of the part, its label included; empty where a file alone answers it. */
  readonly text: string;
  /** What is doubtful about it, or why it was not found. */
  readonly notes: readonly string[];
}

/** What was recognised in a submission before anything is graded. */
export interface Recognised {
  readonly parts: readonly RecognisedPart[];
  /** The other files; those that no part asks for are kept all the same. */
  readonly files: readonly { readonly path: string; readonly bytes: number; readonly asked: boolean }[];
  /** Remarks on the whole: encodings, what was mended. */
  readonly notes: readonly string[];
}

/** A submission and what was recognised in it. */
export interface ReadUpload {
  readonly submission: Submission;
  readonly recognised: Recognised;
}

/**
 * Reads the files of a submission as the grader will.
 *
 * @throws InputError where they are no submission: no text and no file that a part asks for, a PDF, an empty text.
 */
export async function readUpload(
  files: ReadonlyMap<string, Uint8Array>,
  outline: readonly PartOutline[],
): Promise<ReadUpload> {
  const asked = new Set(outline.flatMap((part) => part.files ?? []));
  const alone = [...files.keys()].some((path) => asked.has(path));
  const submission = await readSubmission('What was handed in', files, uploadLimits, { textOptional: alone });
  return { submission, recognised: recognise(submission, outline) };
}

/** Cuts the text into the parts and looks for their files. */
export function recognise({ text, files, notes }: Submission, outline: readonly PartOutline[]): Recognised {
  const cut = readParts(
    text,
    outline.map(({ id, cues }) => ({ id, ...(cues ? { cues } : {}) })),
  );
  const asked = new Set(outline.flatMap((part) => part.files ?? []));
  const parts = outline.map(({ id, title, files: names = [] }): RecognisedPart => {
    const written = cut.parts.find((each) => each.id === id);
    const file = names.find((name) => files.has(name));
    const found = written !== undefined || file !== undefined;
    const doubts = cut.notes.filter(({ part }) => part === id).map(({ message }) => message);
    return {
      id,
      title,
      found,
      ...(file === undefined ? {} : { file }),
      text: written?.text ?? '',
      notes: [...doubts, ...(file === undefined ? elsewhere(names, files) : [])],
    };
  });
  const unlabelled =
    cut.parts.length === 0 && text.trim() !== ''
      ? ['No label of a part, such as "1(b)", was found in the whole text: a person will have to read it.']
      : [];
  return {
    parts,
    files: [...files].map(([path, bytes]) => ({ path, bytes: bytes.length, asked: asked.has(path) })),
    notes: [
      ...notes,
      ...unlabelled,
      ...cut.notes.filter(({ part }) => part === undefined).map(({ message }) => message),
    ],
  };
}

/** A file that a part asks for is looked for beside the text: one in a folder, or spelled otherwise, is not found. */
function elsewhere(names: readonly string[], files: ReadonlyMap<string, Uint8Array>): readonly string[] {
  const wanted = new Set(names.map((name) => name.toLowerCase()));
  const near = [...files.keys()].find((path) => wanted.has(path.split('/').at(-1)!.toLowerCase()));
  return near === undefined ? [] : [`${near} is not where ${names[0]} is looked for: beside the text, by that name.`];
}
