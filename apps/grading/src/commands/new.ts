import { cp, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { basename, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

import { InputError } from '@gradbook/answers';
import { assignments } from '@gradbook/assignments';
import { Command } from 'commander';

import { printable } from '../terminal/printable.ts';

const template = fileURLToPath(new URL('../../templates/assignment', import.meta.url));

/** `gradbook new`: a folder with an assignment to begin from. */
export function newCommand(): Command {
  return new Command('new')
    .description(
      'Makes a folder with an assignment to begin from: parts of the usual kinds, and a submission to try it with.',
    )
    .argument('<folder>', 'the folder to make; its name becomes the id of the assignment')
    .option('--title <title>', 'the title of the assignment; made from the id unless given')
    .action(async (folder: string, options: { readonly title?: string }) => {
      const made = await scaffold(folder, options.title);
      const file = printable(relative(process.cwd(), join(made, 'assignment.ts')));
      process.stdout.write(
        `Made ${printable(made)}.\n\n` +
          `Next:\n  gradbook lint ${file}       runs every reference, tries right and wrong answers\n` +
          `  gradbook preview ${file}    a page that follows your changes and judges answers you type\n` +
          `  gradbook grade ${printable(relative(process.cwd(), join(made, 'sample.md')))} --assignment ${file}\n`,
      );
    });
}

/** Copies the template into a folder that does not exist or is empty. */
async function scaffold(given: string, title: string | undefined): Promise<string> {
  const folder = resolve(given);
  const id = basename(folder);
  if (!/^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(id)) {
    throw new InputError(
      `the folder is called "${id}"`,
      'lower-case words joined by hyphens, since the name becomes the id of the assignment',
      'choose a name such as rnn-basics',
    );
  }
  if (assignments.some((assignment) => assignment.id === id)) {
    throw new InputError(`"${id}" is the id of a bundled assignment`, 'an id of its own', 'choose another name');
  }
  const existing = await stat(folder).catch(() => undefined);
  if (existing && (!existing.isDirectory() || (await readdir(folder)).length > 0)) {
    throw new InputError(`${given} exists already`, 'a folder that does not exist, or is empty', 'choose another name');
  }
  await mkdir(folder, { recursive: true });
  await cp(template, folder, { recursive: true });
  const path = join(folder, 'assignment.ts');
  const source = await readFile(path, 'utf8');
  const words = title ?? id.replaceAll('-', ' ').replace(/^./, (first) => first.toUpperCase());
  await writeFile(
    path,
    source
      .replace("'my-assignment'", () => `'${id}'`)
      .replace(
        "'My assignment'",
        () => `'${words.replaceAll('\\', '\\\\').replaceAll("'", "\\'").replaceAll(/\s+/g, ' ')}'`,
      ),
  );
  return folder;
}
