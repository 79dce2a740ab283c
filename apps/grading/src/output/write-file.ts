import { rmSync } from 'node:fs';
import { rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

import { onInterruption } from '../interruption.ts';

/** The names of drafts: what is left of one belongs to a process that was killed. */
export const draftName: RegExp = /^\..+\.\d+\.tmp$/;

/** Writes a file as a whole or not at all: whoever looks at `path` never sees half of it, not after Ctrl-C either. */
export async function writeWhole(path: string, content: string | Uint8Array): Promise<void> {
  const draft = join(dirname(path), `.${basename(path).slice(0, 100)}.${process.pid}.tmp`);
  const done = onInterruption(() => rmSync(draft, { force: true }));
  try {
    await writeFile(draft, content);
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  } finally {
    done();
  }
}
