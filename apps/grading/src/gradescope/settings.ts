import { readFileSync } from 'node:fs';

import { sandboxLevels } from '@gradbook/sandbox';
import { z } from 'zod';

import { visibilities } from '../results/schema.ts';

/** What an autograder is set to: the file `settings.json` in its zip. */
export const settingsSchema = z.strictObject({
  assignment: z.string().min(1),
  visibility: z.enum(visibilities),
  /** Seconds from the start until what is not graded is left to a person: less than Gradescope allows. */
  seconds: z.number().positive(),
  seed: z.number().int(),
  requireSandbox: z.enum(sandboxLevels).optional(),
});

/** The settings of an autograder. */
export type Settings = z.infer<typeof settingsSchema>;

/** Reads `settings.json`. @throws Error that names the file and what is wrong in it. */
export function readSettings(file: URL): Settings {
  const read = settingsSchema.safeParse(JSON.parse(readFileSync(file, 'utf8')));
  if (read.success) return read.data;
  throw new Error(`${file.pathname} is not as \`gradbook gradescope\` writes it: ${z.prettifyError(read.error)}`);
}
