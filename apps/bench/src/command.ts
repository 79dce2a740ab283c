import { cpus, totalmem } from 'node:os';

import { Argument, Command, CommanderError, InvalidArgumentError } from 'commander';

import { runInBrowser } from './browser/run.ts';
import type { BenchReport, CaseResult, Suite } from './contract.ts';
import { type Progress, terminalProgress } from './output/progress.ts';
import { answerLines } from './output/answers.ts';
import { absentLines, p95Lines, perMinuteLines, resultTable } from './output/table.ts';
import { torchHost } from './peers/torch.ts';
import { type RunListener, runSuites } from './run.ts';
import { suites } from './suites/index.ts';

/** Where the command writes. */
export interface Surroundings {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
}

interface Options {
  readonly json?: boolean;
  readonly browser?: boolean;
}

/**
 * The `bench` command.
 *
 * @param args what follows the command's name.
 * @param known the suites that can be named.
 * @returns the exit code: 0 when all was measured, 1 when something failed, 2 for a wrong call.
 */
export async function benchCommand(
  args: readonly string[],
  { out, err }: Surroundings,
  known: readonly Suite[] = suites,
): Promise<number> {
  const command = new Command('bench')
    .description(
      "Times Gradbook's operations beside their peers: results are compared, everybody warms up, then all run in turn in one run.",
    )
    .addArgument(
      new Argument('[name]', 'the suite to run; all of them unless given').choices(known.map(({ name }) => name)),
    )
    .option('--json', 'print the results as JSON, on the last line')
    .option('--browser', 'run in a headless Chromium instead of Node')
    .addHelpText('after', () => {
      const lines = known.map(({ name, description }) => `  ${name.padEnd(12)}${description}`);
      return (
        `\nSuites:\n${lines.join('\n')}\n\n` +
        'A ratio is the median of the peer over ours: above 1 ours is faster. tfjs runs op by op on the same adapter, jax-js on\n' +
        'WebAssembly in Node and on WebGPU in the browser, PyTorch where GRADBOOK_PYTHON (default: python3) has it.\n'
      );
    })
    .exitOverride()
    .configureOutput({ writeOut: out, writeErr: err })
    .action((name: string | undefined, options: Options) => run(name, options, known, { out, err }));
  try {
    await command.parseAsync(args, { from: 'user' });
    return 0;
  } catch (error) {
    if (error instanceof InvalidArgumentError) err(error.message);
    // Commander has already written its own messages; --help ends here too, with code 0.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    err(`bench: ${error instanceof Error ? error.message : String(error)}\n`);
    return 1;
  }
}

async function run(
  name: string | undefined,
  { json = false, browser = false }: Options,
  known: readonly Suite[],
  { out }: Surroundings,
): Promise<void> {
  const runtime = browser ? 'browser' : 'node';
  const chosen = known.filter(
    (suite) => (name === undefined || suite.name === name) && suite.runtimes.includes(runtime),
  );
  if (chosen.length === 0)
    throw new InvalidArgumentError(`bench: ${name} starts processes, which a page cannot: run it without --browser\n`);
  const benchmarks: CaseResult[] = [];
  let progress: Progress | undefined;
  let adapter = '';
  const listener: RunListener = {
    begun: (count, found) => {
      adapter = found;
      out(`${machineName()}\n${adapter}, in ${browser ? 'Chromium' : `Node ${process.version}`}\n\n`);
      progress = terminalProgress(count);
    },
    at: (bench, stage, done) => progress?.at(bench, stage, done),
    measured: (result) => benchmarks.push(result),
  };
  const torch = torchHost();
  try {
    if (browser) await runInBrowser(chosen, listener);
    else await runSuites(chosen, { runtime, torch: torch.contestant }, listener);
  } finally {
    progress?.stop();
    torch.stop();
  }
  out(`${resultTable(benchmarks)}\n`);
  for (const line of perMinuteLines(benchmarks)) out(`\n${line}\n`);
  for (const line of p95Lines(benchmarks)) out(`\n${line}\n`);
  for (const line of absentLines(benchmarks)) out(`\n${line}\n`);
  for (const line of answerLines(benchmarks)) out(`${line}\n`);
  const report: BenchReport = { machine: machineName(), adapter, benchmarks };
  if (json) out(`\n${JSON.stringify(report)}\n`);
}

/** Processor, cores, memory and system. */
function machineName(): string {
  const processors = cpus();
  const gigabytes = Math.round(totalmem() / 2 ** 30);
  const model = processors[0]?.model.trim() ?? 'unknown processor';
  return `${model}, ${processors.length} cores, ${gigabytes} GB, ${process.platform} ${process.arch}`;
}
