import { mkdirSync, readdirSync } from 'node:fs';

import { Command } from 'commander';

import { positiveNumber, wholeNumber } from '../src/commands/numbers.ts';
import { type ClassOptions, makeClass } from '../test/class/make-class.ts';

/** Writes a class of submissions to rnn-homework to try the grader with. */
await new Command('make-class')
  .description('Writes a class of made-up submissions to rnn-homework, some of them hostile, into a new folder.')
  .argument('<folder>', 'a folder that is not there yet, or is empty')
  .option('--submissions <number>', 'how many', positiveNumber, 200)
  .option('--hostile <number>', 'how many of them are hostile', wholeNumber, 20)
  .option('--seed <number>', 'the same seed makes the same class', wholeNumber, 0)
  .action((folder: string, options: ClassOptions) => {
    mkdirSync(folder, { recursive: true });
    if (readdirSync(folder).length > 0) throw new Error(`${folder} is not empty; name a new folder`);
    const hostile = makeClass(folder, options);
    process.stdout.write(`${options.submissions} submissions in ${folder}, of which are hostile:\n`);
    for (const [name, kind] of hostile) process.stdout.write(`  ${name}: ${kind}\n`);
  })
  .parseAsync();
