import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { zip } from '../../src/hostile/hand-made-zip.ts';
import { codeFile } from './code.ts';
import { hostileKinds } from './hostile.ts';
import { Random } from './random.ts';
import { writtenAnswers } from './written.ts';

/** How large a class is. */
export interface ClassOptions {
  readonly submissions: number;
  /** How many of the submissions mean harm: one of every kind, then again. */
  readonly hostile: number;
  readonly seed: number;
}

/**
 * Writes a class of rnn-homework into a folder that is there: Markdown files, folders and zips, with written answers right and wrong and, in
 * most, a module. Hostile ones stand between the others. The same options make the same class.
 *
 * @returns the names of the hostile submissions with what they are.
 */
export function makeClass(folder: string, { submissions, hostile, seed }: ClassOptions): ReadonlyMap<string, string> {
  const kinds = new Map<string, string>();
  const every = Math.max(1, Math.floor(submissions / Math.max(1, hostile)));
  const digits = String(submissions).length;
  for (let index = 0; index < submissions; index += 1) {
    const name = `student-${String(index + 1).padStart(digits, '0')}`;
    const path = join(folder, name);
    if (index % every === every - 1 && kinds.size < hostile) {
      const { kind, write } = hostileKinds[kinds.size % hostileKinds.length]!;
      write(path);
      kinds.set(name, kind);
    } else writeStudent(path, new Random(seed, index));
  }
  return kinds;
}

function writeStudent(path: string, random: Random): void {
  const answers = writtenAnswers(random);
  const code = random.in(85) ? codeFile(random) : undefined;
  if (!code && random.in(50)) {
    writeFileSync(`${path}.md`, answers);
    return;
  }
  if (random.in(40)) {
    const entries = [['answers.md', answers] as const, ...(code ? [code] : [])];
    writeFileSync(`${path}.zip`, zip(entries.map(([name, data]) => ({ name, data, method: 'deflated' }))));
    return;
  }
  mkdirSync(path);
  writeFileSync(join(path, 'answers.md'), answers);
  if (code) writeFileSync(join(path, code[0]), code[1]);
}
