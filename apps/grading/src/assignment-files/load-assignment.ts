import { stat } from 'node:fs/promises';
import { extname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

import { InputError } from '@gradbook/answers';
import { type Assignment, assignments, defineAssignment, findAssignment } from '@gradbook/assignments';
import { z } from 'zod';

import { importAfresh } from './resolve-hooks.ts';

/** An assignment with what it was loaded from. */
export interface LoadedAssignment {
  readonly assignment: Assignment;
  /** The file's modules and their hash; none for a bundled assignment. */
  readonly source?: { readonly files: readonly string[]; readonly sha256: string };
}

const extensions = ['.ts', '.mts', '.js', '.mjs'];

/** What an assignment file has to export by default; functions are called with what the types say. */
const schema = z.object({
  id: z.string(),
  title: z.string(),
  summary: z.string(),
  points: z.number().optional(),
  parts: z.array(
    z.looseObject({
      id: z.string(),
      title: z.string(),
      kind: z.string(),
      points: z.number(),
      question: z.string(),
      judge: z.custom((value) => typeof value === 'function', 'a function is expected'),
    }),
  ),
});

/**
 * A bundled assignment by its id, or one from a file of the course's own: a module whose default export is what
 * `defineAssignment` returns. The file runs as code of this program: load only what the course wrote.
 *
 * @throws InputError for an unknown id, a file that is not there, does not load, or exports something else.
 */
export async function loadAssignment(nameOrPath: string): Promise<LoadedAssignment> {
  const bundled = findAssignment(nameOrPath);
  if (bundled) return { assignment: bundled };
  if (!extensions.includes(extname(nameOrPath))) {
    const known = assignments.map(({ id }) => id).join(', ');
    throw new InputError(
      `the assignment "${nameOrPath}" is not known`,
      `one of ${known}, or the path of an assignment file (${extensions.join(', ')})`,
      'choose one of them, or make a file with: gradbook new',
    );
  }
  const path = resolve(nameOrPath);
  const found = await stat(path).catch(() => undefined);
  if (!found?.isFile()) {
    throw new InputError(
      `the assignment file ${nameOrPath} ${found ? 'is not a file' : 'does not exist'}`,
      'a TypeScript or JavaScript module that exports an assignment by default',
      'check the path, or make one with: gradbook new',
    );
  }
  return importAssignment(path, nameOrPath);
}

async function importAssignment(path: string, shown: string): Promise<LoadedAssignment> {
  const expected = 'a module whose default export is what defineAssignment() returns';
  const { module, watched } = await importAfresh(pathToFileURL(path)).catch((error: unknown) => {
    throw new InputError(`the assignment file ${shown} does not load: ${messageOf(error)}`, expected, 'mend the file');
  });
  const read = schema.safeParse(module['default']);
  if (!read.success) {
    const [issue] = read.error.issues;
    const where = issue!.path.length > 0 ? ` at ${issue!.path.join('.')}` : '';
    throw new InputError(
      `the default export of ${shown} is no assignment${where}: ${issue!.message}`,
      expected,
      'begin with: export default defineAssignment({ … })',
    );
  }
  try {
    // The schema has looked at what every part needs; the rest is optional and checked by its users.
    const assignment = defineAssignment(module['default'] as Assignment);
    return { assignment, source: { files: [...watched.files], sha256: watched.sha256 } };
  } catch (error) {
    throw new InputError(`the assignment in ${shown} is not valid: ${messageOf(error)}`, expected, 'mend the file');
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}
