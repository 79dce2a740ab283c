import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';

import { findSubmissions, InputError, loadSubmission, type Submission } from '@gradbook/answers';
import { type Assignment, assignments, findAssignment } from '@gradbook/assignments';
import { type DeviceDescription, init } from '@gradbook/core-ops';
import { Command, InvalidArgumentError } from 'commander';
import pc from 'picocolors';

import { gradeSubmission } from '../grading/grade-submission.ts';
import type { GradedSubmission, UnreadableSubmission } from '../grading/graded.ts';
import { writeReport } from '../report/write-report.ts';
import { type Audience, resultsOf } from '../results/results.ts';
import { progress } from '../terminal/progress.ts';
import { summaryLine, verdictTable } from '../terminal/verdict-table.ts';

/** The options of `gradbook grade`. */
export interface GradeFlags {
  readonly assignment: string;
  readonly results?: string;
  readonly report?: string;
  readonly json?: true;
  readonly seed: number;
  readonly showExpected?: true;
}

/** `gradbook grade`: grades submissions, prints the verdicts, writes results and report. */
export function gradeCommand(): Command {
  return new Command('grade')
    .description('Grades submissions: a Markdown file, a folder with answers.md, a zip of one, or folders of those.')
    .argument('<paths...>', 'submissions')
    .requiredOption('--assignment <id>', 'the assignment they answer (see: gradbook assignments)')
    .option('--results <file>', 'write results.json for Gradescope; a folder for several submissions')
    .option('--report <file.html>', 'write a report with formulas and figures')
    .option('--json', 'print the results as JSON on standard output, nothing else')
    .option('--show-expected', 'put what was expected into results and JSON, where students may see it')
    .option('--seed <number>', 'seed of the random points at which formulas are compared', wholeNumber, 0)
    .action((paths: string[], flags: GradeFlags) => grade(paths, flags));
}

/** Grades `paths` as the flags say. */
export async function grade(paths: readonly string[], flags: GradeFlags): Promise<void> {
  const assignment = findAssignment(flags.assignment);
  if (!assignment) {
    const known = assignments.map(({ id }) => id).join(', ');
    throw new InputError(
      `the assignment "${flags.assignment}" is not known`,
      `one of ${known}`,
      'choose one of them with --assignment',
    );
  }
  const found = await findSubmissions(paths);
  const device = await init();
  const { graded, unreadable } = await gradeAll(found, assignment, flags);
  for (const { problem } of unreadable) process.stderr.write(`${pc.red('not graded')}: ${problem}\n`);
  if (unreadable.length > 0) process.exitCode = 2;
  if (graded.length === 0) return;

  const audience: Audience = flags.showExpected === true ? 'staff' : 'student';
  if (flags.results !== undefined)
    await writeResults(flags.results, graded, audience, paths.length > 1 || found.length > 1);
  const report = flags.report === undefined ? undefined : await writeReport(flags.report, graded, unreadable, device);
  if (flags.json === true) printJson(graded, audience);
  else print(graded, device, flags, report);
}

/** Grades one submission after the other; one that cannot be read does not stop the rest. */
async function gradeAll(
  found: readonly { readonly name: string; readonly path: string }[],
  assignment: Assignment,
  flags: GradeFlags,
): Promise<{ graded: GradedSubmission[]; unreadable: UnreadableSubmission[] }> {
  const graded: GradedSubmission[] = [];
  const unreadable: UnreadableSubmission[] = [];
  const bar = progress(found.length * assignment.parts.length);
  try {
    for (const [index, entry] of found.entries()) {
      let submission: Submission;
      try {
        submission = await loadSubmission(entry.path);
      } catch (error) {
        if (!(error instanceof InputError)) throw error;
        unreadable.push({ name: entry.name, problem: error.message });
        bar.at((index + 1) * assignment.parts.length, entry.name);
        continue;
      }
      const onPart = (part: { readonly id: string }, position: number): void =>
        bar.at(index * assignment.parts.length + position, `${entry.name} ${part.id}`);
      graded.push(await gradeSubmission({ ...submission, name: entry.name }, assignment, { seed: flags.seed, onPart }));
      bar.at((index + 1) * assignment.parts.length, entry.name);
    }
  } finally {
    bar.stop();
  }
  return { graded, unreadable };
}

function print(
  graded: readonly GradedSubmission[],
  device: DeviceDescription,
  flags: GradeFlags,
  report: string | undefined,
): void {
  const width = Math.min(process.stdout.columns ?? 80, 120);
  for (const submission of graded) {
    process.stdout.write(`${pc.bold(submission.name)}: ${submission.assignment.title}\n`);
    process.stdout.write(`${verdictTable(submission, width)}\n${summaryLine(submission)}\n`);
    for (const note of submission.notes) process.stdout.write(`${pc.dim(`note: ${note}`)}\n`);
    process.stdout.write('\n');
  }
  process.stdout.write(`References computed on ${device.name} (WebGPU, ${device.via}).\n`);
  if (flags.results !== undefined) process.stdout.write(`Results: ${resolve(flags.results)}\n`);
  if (report !== undefined) process.stdout.write(`Report:  ${report}\n`);
}

function printJson(graded: readonly GradedSubmission[], audience: Audience): void {
  const results = graded.map((submission) => resultsOf(submission, audience));
  process.stdout.write(`${JSON.stringify(results.length === 1 ? results[0] : results, null, 2)}\n`);
}

async function writeResults(
  path: string,
  graded: readonly GradedSubmission[],
  audience: Audience,
  several: boolean,
): Promise<void> {
  await mkdir(several ? path : dirname(resolve(path)), { recursive: true });
  for (const submission of graded) {
    const file = several ? join(path, `${submission.name.replaceAll(/[^\p{L}\p{N}._-]+/gu, '_')}.json`) : path;
    await writeFile(file, `${JSON.stringify(resultsOf(submission, audience), null, 2)}\n`);
  }
}

function wholeNumber(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new InvalidArgumentError('a whole number is expected, as in --seed 7');
  return value;
}
