import { mkdir, stat, writeFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';

import { InputError } from '@gradbook/answers';
import type { Assignment, Part } from '@gradbook/assignments';
import { studentTypes } from '@gradbook/sandbox';
import { Command } from 'commander';

import { loadAssignment } from '../assignment-files/load-assignment.ts';
import { printable } from '../terminal/printable.ts';

/** `gradbook start`: a folder for a student to begin an assignment in. */
export function startCommand(): Command {
  return new Command('start')
    .description(
      'Makes a folder to work on an assignment in: a text with a heading for every part, and files for code.',
    )
    .argument('<assignment>', 'the assignment (see: gradbook assignments), or the path of an assignment file')
    .argument('[folder]', 'the folder to make; called after the assignment unless given')
    .action(async (name: string, given: string | undefined) => {
      const { assignment } = await loadAssignment(name);
      const folder = resolve(given ?? assignment.id);
      const files = await startFiles(assignment);
      for (const path of files.keys()) await refuseExisting(join(folder, path));
      for (const [path, text] of files) {
        await mkdir(dirname(join(folder, path)), { recursive: true });
        await writeFile(join(folder, path), text, { flag: 'wx' });
      }
      const shown = printable(relative(process.cwd(), folder) || '.');
      const code = assignment.parts.some((part) => part.functions !== undefined);
      process.stdout.write(
        `Made ${[...files.keys()].map((path) => printable(join(shown, path))).join(', ')}.\n\n` +
          `Write your answers into ${join(shown, 'answers.md')}${code ? ', your code into the modules beside it' : ''}.\n` +
          (code
            ? `Check your code as you write it:\n  gradbook check ${shown} --assignment ${printable(name)} --watch\n`
            : ''),
      );
    });
}

/** What the folder begins with, by path. */
async function startFiles(assignment: Assignment): Promise<ReadonlyMap<string, string>> {
  const files = new Map<string, string>([['answers.md', answersOf(assignment)]]);
  const starter = assignment.starter ?? {};
  for (const [path, text] of Object.entries(starter)) files.set(path, text);
  if (Object.keys(starter).some((path) => path.endsWith('.ts'))) {
    files.set('gradbook.d.ts', await studentTypes());
    files.set('tsconfig.json', `${JSON.stringify(editorSettings, null, 2)}\n`);
  }
  return files;
}

/** For editors: the module `gradbook` is the one described beside the code. */
const editorSettings = {
  compilerOptions: {
    target: 'es2024',
    lib: ['es2024'],
    module: 'esnext',
    moduleResolution: 'bundler',
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    types: [],
    allowImportingTsExtensions: true,
  },
  include: ['*.ts'],
};

/** A heading for every part, its question above the place for the answer. */
function answersOf({ title, parts }: Assignment): string {
  const sections = parts.map(
    (part) => `## ${part.id}\n\n> ${part.question.replaceAll('\n', '\n> ')}\n\n${hint(part)}**Answer:**\n`,
  );
  return `# ${title}\n\n${sections.join('\n')}`;
}

function hint({ kind, files, functions = [] }: Part): string {
  if (files === undefined) return '';
  if (kind === 'code') {
    return `Code: ${functions.map(({ name }) => `\`${name}\``).join(', ')} in \`${files[0]!}\`.\n\n`;
  }
  return `${files.length === 1 ? 'File' : 'Files'}: ${files.map((file) => `\`${file}\``).join(', ')}.\n\n`;
}

async function refuseExisting(path: string): Promise<void> {
  if ((await stat(path).catch(() => undefined)) === undefined) return;
  throw new InputError(
    `${relative(process.cwd(), path)} exists already`,
    'a folder in which nothing would be overwritten',
    'choose another folder, or move what is there',
  );
}
