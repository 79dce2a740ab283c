import { join, resolve } from 'node:path';

import { findSubmissions } from '@gradbook/answers';
import { type DeviceDescription, init } from '@gradbook/core-ops';
import type { SandboxLevel } from '@gradbook/sandbox';
import { Command } from 'commander';

import { loadAssignment } from '../assignment-files/load-assignment.ts';
import { colours as pc } from '../terminal/colours.ts';

import { gradeAll } from '../grading/grade-all.ts';
import type { GradedSubmission } from '../grading/graded.ts';
import { mistakeGroups } from '../grading/mistake-groups.ts';
import { LazySandbox, sandboxLevel } from '../code/lazy-sandbox.ts';
import { checkOutputs } from '../output/check-outputs.ts';
import { fileNames } from '../output/file-names.ts';
import { writeWhole } from '../output/write-file.ts';
import { writeReport } from '../report/write-report.ts';
import { type Audience, resultsOf } from '../results/results.ts';
import { columns, printable, wrapped } from '../terminal/printable.ts';
import { progress } from '../terminal/progress.ts';
import { mistakesTable, overviewTable, summaryLine, verdictTable } from '../terminal/verdict-table.ts';
import { namesIn } from './names.ts';
import { wholeNumber } from './numbers.ts';

/** The options of `gradbook grade`. */
interface GradeFlags {
  readonly assignment: string;
  readonly results?: string;
  readonly report?: string;
  readonly json?: true;
  readonly seed: number;
  readonly names?: string;
  readonly showExpected?: true;
  readonly requireSandbox?: SandboxLevel;
}

const examples = `
Examples:
  gradbook grade homework/answers.md --assignment rnn-homework
  gradbook grade alice.zip --assignment rnn-homework --report report.html
  gradbook grade submissions/ --assignment rnn-homework --results results/

Exit codes: 0 graded, whatever the scores; 2 the call or a submission is wrong;
1 the grader failed.`;

/** `gradbook grade`: grades submissions, prints the verdicts, writes results and report; `end` is told its exit code. */
export function gradeCommand(end: (code: number) => void): Command {
  return new Command('grade')
    .description('Grades submissions: a Markdown file, a folder with answers.md, a zip of one, or folders of those.')
    .argument('<paths...>', 'submissions')
    .requiredOption(
      '--assignment <id>',
      'the assignment they answer (see: gradbook assignments), or the path of an assignment file',
    )
    .option('--results <file>', 'write results.json for Gradescope; a folder for several submissions')
    .option('--report <file.html>', 'write a report with formulas and figures')
    .option('--json', 'print the results as JSON on standard output, nothing else')
    .option('--show-expected', 'put what was expected into results and JSON, where students may see it')
    .option(
      '--require-sandbox <level>',
      'refuse to run code in a weaker sandbox (full, namespaces, limits, permissions)',
      sandboxLevel,
    )
    .option(
      '--names <folder>',
      'names that training logs are about, beside the bundled ones: <Language>.txt, a name a line',
    )
    .option('--seed <number>', 'seed of the random points at which formulas are compared', wholeNumber, 0)
    .addHelpText('after', examples)
    .action(async (paths: string[], flags: GradeFlags) => end(await grade(paths, flags)));
}

/** Grades `paths` as the flags say. Returns 0, or 2 where a submission could not be read: the others are graded all the same. */
async function grade(paths: readonly string[], flags: GradeFlags): Promise<number> {
  const { assignment, source } = await loadAssignment(flags.assignment);
  const found = await findSubmissions(paths);
  const several = found.length > 1;
  await checkOutputs(flags, several);
  const names = flags.names === undefined ? undefined : await namesIn(flags.names);
  await using sandbox = new LazySandbox(flags.requireSandbox);
  if (flags.requireSandbox !== undefined) await sandbox.start();
  const device = await init();
  const bar = progress(found.length * assignment.parts.length);
  const { graded, unreadable } = await gradeAll(found, assignment, {
    seed: flags.seed,
    onProgress: bar.at,
    runner: sandbox,
    ...(names ? { names } : {}),
    ...(source === undefined ? {} : { source: source.sha256 }),
  }).finally(bar.stop);
  for (const { name, problem } of unreadable) {
    const text = several ? `${name}: ${problem}` : problem;
    process.stderr.write(`${pc.red('not graded')}: ${printable(text)}\n`);
  }
  const code = unreadable.length > 0 ? 2 : 0;
  if (graded.length === 0) return code;

  const audience: Audience = flags.showExpected === true ? 'staff' : 'student';
  // Grades first: whatever goes wrong with the report, they are safe.
  if (flags.results !== undefined) await writeResults(flags.results, graded, audience, several);
  if (flags.json === true) printJson(graded, audience, several);
  else print(graded, device, sandbox, flags);
  if (flags.report !== undefined) {
    const path = await writeReport(flags.report, { graded, unreadable, device });
    if (flags.json !== true) process.stdout.write(`Report:  ${printable(path)}\n`);
  }
  return code;
}

function print(
  graded: readonly GradedSubmission[],
  device: DeviceDescription,
  sandbox: LazySandbox,
  flags: GradeFlags,
): void {
  const width = columns();
  if (graded.length > mostInFull) process.stdout.write(`${overviewTable(graded, width)}\n\n`);
  else for (const submission of graded) printSubmission(submission, width);
  const shared = mistakeGroups(graded).filter(({ submissions }) => submissions.length > 1);
  if (shared.length > 0) process.stdout.write(`${pc.bold('The same mistakes')}\n${mistakesTable(shared, width)}\n\n`);
  process.stdout.write(`${wrapped(`References computed on ${device.name} (WebGPU, ${device.via}).`, width)}\n`);
  if (sandbox.description !== undefined)
    process.stdout.write(`${wrapped(`Code ran in the sandbox at level ${sandbox.description}.`, width)}\n`);
  if (flags.results !== undefined) process.stdout.write(`Results: ${printable(resolve(flags.results))}\n`);
}

/** Above this many, a line for each submission says more than a table for each. */
const mostInFull = 5;

function printSubmission(submission: GradedSubmission, width: number): void {
  const title = wrapped(`${printable(submission.name)}: ${submission.assignment.title}`, width, '  ');
  process.stdout.write(`${pc.bold(title)}\n${verdictTable(submission, width)}\n${summaryLine(submission)}\n`);
  for (const note of submission.notes)
    process.stdout.write(`${pc.dim(wrapped(`note: ${printable(note)}`, width, '  '))}\n`);
  process.stdout.write('\n');
}

function printJson(graded: readonly GradedSubmission[], audience: Audience, several: boolean): void {
  const results = graded.map((submission) => resultsOf(submission, audience));
  process.stdout.write(`${JSON.stringify(several ? results : results[0], null, 2)}\n`);
}

async function writeResults(
  path: string,
  graded: readonly GradedSubmission[],
  audience: Audience,
  several: boolean,
): Promise<void> {
  const names = fileNames(
    graded.map(({ name }) => name),
    '.json',
  );
  for (const [index, submission] of graded.entries()) {
    const file = several ? join(path, names[index]!) : path;
    await writeWhole(file, `${JSON.stringify(resultsOf(submission, audience), null, 2)}\n`);
  }
}
