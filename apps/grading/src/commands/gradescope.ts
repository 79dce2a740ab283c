import { extname, resolve } from 'node:path';

import { InputError } from '@gradbook/answers';
import type { SandboxLevel } from '@gradbook/sandbox';
import { Command, InvalidArgumentError } from 'commander';

import { loadAssignment } from '../assignment-files/load-assignment.ts';
import { sandboxLevel } from '../code/lazy-sandbox.ts';
import { buildZip } from '../gradescope/build-zip.ts';
import { checkOutputs } from '../output/check-outputs.ts';
import { writeWhole } from '../output/write-file.ts';
import { type Visibility, visibilities } from '../results/schema.ts';
import { printable } from '../terminal/printable.ts';
import { wholeNumber } from './numbers.ts';

interface GradescopeFlags {
  readonly output?: string;
  readonly visibility: Visibility;
  readonly timeout: number;
  readonly seed: number;
  readonly requireSandbox?: SandboxLevel;
}

const explanation = `
Upload the zip under Configure Autograder, on an image of Ubuntu 22.04 or newer.
Building the image installs Node, Deno and the graphics driver from npm; grading
needs no network. docs/gradescope.md tells more.

Exit codes: 0 written; 2 the call is wrong; 1 the zip could not be made.`;

/** `gradbook gradescope`: an assignment as an autograder for Gradescope. */
export function gradescopeCommand(): Command {
  return new Command('gradescope')
    .description('Makes the zip that Gradescope takes as an autograder.')
    .argument('<assignment>', 'the assignment (see: gradbook assignments), or the path of an assignment file')
    .option('--output <file.zip>', 'where to write it; gradescope-<assignment>.zip unless given')
    .option(
      '--visibility <when>',
      `when students see results: ${visibilities.join(', ')}`,
      visibilityOf,
      'visible' as const,
    )
    .option('--timeout <minutes>', 'what Gradescope allows for a submission', minutes, 10)
    .option('--require-sandbox <level>', 'refuse to run code in a weaker sandbox', sandboxLevel)
    .option('--seed <number>', 'seed of the random points at which formulas are compared', wholeNumber, 0)
    .addHelpText('after', explanation)
    .action(async (named: string, flags: GradescopeFlags) => {
      const loaded = await loadAssignment(named);
      const path = flags.output ?? `gradescope-${loaded.assignment.id}.zip`;
      if (extname(path) !== '.zip') {
        throw new InputError(`--output ${path} does not end in .zip`, 'a zip, as Gradescope takes it', 'name it .zip');
      }
      await checkOutputs({ results: path }, false);
      const { visibility, seed, requireSandbox } = flags;
      const own = loaded.source === undefined ? named : resolve(named);
      const zip = await buildZip(own, loaded, {
        assignment: own,
        visibility,
        seconds: secondsOf(flags.timeout),
        seed,
        ...(requireSandbox === undefined ? {} : { requireSandbox }),
      });
      await writeWhole(path, zip);
      const size = (zip.length / 2 ** 20).toFixed(1);
      process.stdout.write(`${printable(resolve(path))}: ${size} MiB, ${loaded.assignment.title}\n`);
    });
}

/** Enough of Gradescope's time is left for starting and for handing over what was earned. */
function secondsOf(minutes: number): number {
  return Math.max(1, Math.round(60 * minutes - Math.min(45, 15 * minutes)));
}

function minutes(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !(value > 0 && value <= 60))
    throw new InvalidArgumentError('minutes above 0 and up to 60 are expected');
  return value;
}

function visibilityOf(text: string): Visibility {
  const found = visibilities.find((each) => each === text);
  if (found === undefined) throw new InvalidArgumentError(`one of ${visibilities.join(', ')} is expected`);
  return found;
}
