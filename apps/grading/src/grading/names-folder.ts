import { InputError } from '@gradbook/answers';
import type { LanguageNames } from '@gradbook/datasets-names';
import { readNamesFolder } from '@gradbook/datasets-names/node';

/** The names in a folder that was given on the command line. */
export async function namesIn(folder: string): Promise<readonly LanguageNames[]> {
  try {
    return await readNamesFolder(folder);
  } catch (error) {
    throw new InputError(
      `--names ${folder} cannot be read: ${error instanceof Error ? error.message : String(error)}`,
      'a folder with a text file for each language, such as Czech.txt, in UTF-8',
      'name the folder that was trained with',
    );
  }
}
