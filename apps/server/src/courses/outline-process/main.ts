/** Loads an assignment file, tells its outline to the program that started it, and ends. */
import { InputError } from '@gradbook/answers';
import { loadAssignment } from '@gradbook/grading/assignment-file';

import { outlineOf } from '../outline.ts';

async function outline(path: string): Promise<unknown> {
  try {
    const { assignment, source } = await loadAssignment(path);
    return { type: 'outline', outline: outlineOf(assignment, source?.sha256) };
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const { given, expected, remedy } = error;
    return { type: 'refused', problem: { given, expected, remedy } };
  }
}

const answer = await outline(process.argv[2]!);
// The file may have left something running.
process.send!(answer, () => process.exit());
