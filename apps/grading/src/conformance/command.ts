import { resolve } from 'node:path';

import { describeDevice, init } from '@gradbook/core-ops';
import { Command, CommanderError } from 'commander';

import { type ConformanceCase, readCases, UsageError } from './cases/read.ts';
import { familyNames, familyOf } from './families/index.ts';
import { type Outcome, outcomeOf } from './outcome.ts';
import { headings, outcomeLine, summarize } from './report.ts';

/** Where the command writes, and what relative paths are relative to. */
export interface Surroundings {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  readonly folder: string;
}

/** Exit codes that scripts rely on. */
const exit = { allPassed: 0, notAllPassed: 1, wrongCall: 2 } as const;

/**
 * The `conformance` command: runs every case below a folder and says how far each is from the truth.
 *
 * @param args what follows the command's name.
 * @returns the exit code: 0 when every case passes, 1 when one fails or is not supported, 2 for a wrong call or file.
 */
export async function conformance(args: readonly string[], { out, err, folder: base }: Surroundings): Promise<number> {
  let code: number = exit.allPassed;
  const command = new Command('conformance')
    .description('Runs conformance cases on WebGPU and compares outputs and gradients with the 64-bit truth.')
    .argument('<folder>', 'every *.json in it and below is a case')
    .option('--json', 'print one JSON object instead of a line per case')
    .option('--family <name>', `only the cases of one family: ${familyNames.join(', ')}`)
    .addHelpText(
      'after',
      `
Errors are the largest of all outputs and gradients, relative to max(1, the largest true value).
Each element may be off by max(4 × PyTorch's own float32 error, a bound derived from the operations computed).
Exit code: 0 all pass, 1 one fails or is not supported, 2 the call or a file is wrong.`,
    )
    .exitOverride()
    .configureOutput({ writeOut: out, writeErr: err })
    .action(async (given: string, options: { json?: boolean; family?: string }) => {
      code = await run(resolve(base, given), options, out);
    });
  try {
    await command.parseAsync(args, { from: 'user' });
    return code;
  } catch (error) {
    // Commander has already written its message; --help ends here too, with code 0.
    if (error instanceof CommanderError) return error.exitCode === 0 ? exit.allPassed : exit.wrongCall;
    if (!(error instanceof UsageError)) throw error;
    err(`conformance: ${error.message}\n`);
    return exit.wrongCall;
  }
}

async function run(
  folder: string,
  { json = false, family }: { json?: boolean; family?: string },
  out: (text: string) => void,
): Promise<number> {
  const cases = choose(await readCases(folder), folder, family);
  await init();
  const { name: adapter } = describeDevice();
  if (!json) out(`${headings}\n`);
  const outcomes: Outcome[] = [];
  for (const each of cases) {
    const outcome = await outcomeOf(each);
    outcomes.push(outcome);
    if (!json) out(`${outcomeLine(outcome)}\n`);
  }
  const summary = summarize(outcomes);
  const { pass, fail, unsupported, total } = summary;
  out(
    json
      ? `${JSON.stringify({ adapter, cases: outcomes, summary }, finite)}\n`
      : `\n${pass} of ${total} pass, ${fail} fail, ${unsupported} not supported, on ${adapter}\n`,
  );
  return pass === total ? exit.allPassed : exit.notAllPassed;
}

function choose(
  cases: readonly ConformanceCase[],
  folder: string,
  family: string | undefined,
): readonly ConformanceCase[] {
  if (family === undefined) return cases;
  if (!familyNames.includes(family)) {
    throw new UsageError(`--family ${family}: there is no such family; there are ${familyNames.join(', ')}`);
  }
  const chosen = cases.filter((each) => familyOf(each).name === family);
  if (chosen.length === 0) throw new UsageError(`${folder}: holds no case of the family ${family}`);
  return chosen;
}

/** JSON has no infinities: they are written as in the case files. */
function finite(_: string, value: unknown): unknown {
  if (typeof value !== 'number' || Number.isFinite(value)) return value;
  return Number.isNaN(value) ? 'nan' : value > 0 ? 'inf' : '-inf';
}
