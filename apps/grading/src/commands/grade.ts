import { availableParallelism } from 'node:os';

import { findSubmissions, type FoundSubmission } from '@gradbook/answers';
import { type DeviceDescription, init } from '@gradbook/core-ops';
import type { SandboxLevel } from '@gradbook/sandbox';
import { Command } from 'commander';

import { type LoadedAssignment, loadAssignment } from '../assignment-files/load-assignment.ts';
import { gradeBatch } from '../batch/grade-batch.ts';
import { ResultsFolder } from '../batch/results-folder.ts';
import { LazySandbox, sandboxLevel } from '../code/lazy-sandbox.ts';
import { flagCopies } from '../grading/copies.ts';
import { gradeAll } from '../grading/grade-all.ts';
import type { GradedSubmission, UnreadableSubmission } from '../grading/graded.ts';
import { sampleFingerprints } from '../grading/sample-fingerprints.ts';
import { checkOutputs } from '../output/check-outputs.ts';
import { writeWhole } from '../output/write-file.ts';
import { writeReport } from '../report/write-report.ts';
import { type Audience, resultsOf } from '../results/results.ts';
import { colours as pc } from '../terminal/colours.ts';
import { printGrades } from '../terminal/print-grades.ts';
import { printable } from '../terminal/printable.ts';
import { progress } from '../terminal/progress.ts';
import { TimeLeft } from '../terminal/time-left.ts';
import { namesIn } from '../grading/names-folder.ts';
import { positiveNumber, wholeNumber } from './numbers.ts';

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
  readonly fresh?: true;
  readonly workers: number;
}

const examples = `
Examples:
  gradbook grade homework/answers.md --assignment rnn-homework
  gradbook grade alice.zip --assignment rnn-homework --report report.html
  gradbook grade submissions/ --assignment rnn-homework --results results/

With --results the grades of several submissions are kept as they come: the same
command started again goes on where it was interrupted.

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
    .option('--fresh', 'grade everything anew, also what an earlier start has kept')
    .option(
      '--workers <number>',
      'processes that grade several submissions at once',
      positiveNumber,
      Math.max(1, Math.min(4, Math.floor(availableParallelism() / 2))),
    )
    .addHelpText('after', examples)
    .action(async (paths: string[], flags: GradeFlags) => end(await grade(paths, flags)));
}

/** What the grading of one or of many leaves to be told. */
interface Outcome {
  readonly graded: readonly GradedSubmission[];
  readonly unreadable: readonly UnreadableSubmission[];
  /** Those on which the grader itself failed. */
  readonly failed: readonly UnreadableSubmission[];
  readonly device: DeviceDescription;
  readonly sandbox: string | undefined;
}

/**
 * Grades `paths` as the flags say. Returns 0; 2 where a submission could not be read, 1 where the grader failed on one: the others are
 * graded all the same.
 */
async function grade(paths: readonly string[], flags: GradeFlags): Promise<number> {
  const loaded = await loadAssignment(flags.assignment);
  const found = await findSubmissions(paths);
  const several = found.length > 1;
  await checkOutputs(flags, several);
  const outcome = several ? await gradeMany(found, loaded, flags) : await gradeOne(found, loaded, flags);
  const { graded, unreadable, failed } = outcome;
  tellProblems(outcome, several);
  const code = failed.length > 0 ? 1 : unreadable.length > 0 ? 2 : 0;
  if (graded.length === 0) return code;

  const audience = audienceOf(flags);
  // Grades first: whatever goes wrong with the report, they are safe.
  if (flags.results !== undefined && !several) {
    await writeWhole(flags.results, `${JSON.stringify(resultsOf(graded[0]!, audience), null, 2)}\n`);
  }
  if (flags.json === true) printJson(graded, audience, several);
  else printGrades({ ...outcome, results: flags.results });
  if (flags.report !== undefined) {
    const device = await init();
    const path = await writeReport(flags.report, { graded, unreadable: [...unreadable, ...failed], device });
    if (flags.json !== true) process.stdout.write(`Report:  ${printable(path)}\n`);
  }
  return code;
}

/** One submission is graded in this process. */
async function gradeOne(
  found: readonly FoundSubmission[],
  { assignment, source }: LoadedAssignment,
  flags: GradeFlags,
): Promise<Outcome> {
  const names = flags.names === undefined ? undefined : await namesIn(flags.names);
  await using sandbox = new LazySandbox(flags.requireSandbox);
  if (flags.requireSandbox !== undefined) await sandbox.start();
  const device = await init();
  const bar = progress(assignment.parts.length);
  const all = await gradeAll(found, assignment, {
    seed: flags.seed,
    onProgress: bar.at,
    runner: sandbox,
    ...(names ? { names } : {}),
    ...(source === undefined ? {} : { source: source.sha256 }),
  }).finally(bar.stop);
  return { ...all, failed: [], device, sandbox: sandbox.description };
}

/** Many are graded in processes of their own, and kept as they come where results are written. */
async function gradeMany(
  found: readonly FoundSubmission[],
  { assignment }: LoadedAssignment,
  flags: GradeFlags,
): Promise<Outcome> {
  await using folder =
    flags.results === undefined
      ? undefined
      : await ResultsFolder.open(flags.results, found, { fresh: flags.fresh === true });
  if (folder && folder.journal.damaged > 0) {
    process.stderr.write(
      `${folder.journal.damaged} of the grades that were kept were damaged; what they were for is graded anew.\n`,
    );
  }
  const total = found.length * assignment.parts.length;
  const bar = progress(total);
  const places = new Map<GradedSubmission, number>();
  const time = new TimeLeft();
  const batch = await gradeBatch(found, {
    assignment,
    named: flags.assignment,
    seed: flags.seed,
    workers: flags.workers,
    ...(flags.requireSandbox === undefined ? {} : { requireSandbox: flags.requireSandbox }),
    ...(flags.names === undefined ? {} : { names: flags.names }),
    ...(folder ? { journal: folder.journal } : {}),
    onGraded: async (graded, index) => {
      places.set(graded, index);
      await folder?.write(graded, index, audienceOf(flags));
    },
    onProgress: ({ done, gradedNow, label }) => bar.at(done, label, time.words(gradedNow, total - done)),
  }).finally(bar.stop);
  if (batch.kept > 0) {
    process.stderr.write(
      `${batch.kept} of ${found.length} submissions had been graded before and are as they were (--fresh grades them anew).\n`,
    );
  }
  // What several have in common is seen when all are there; grades are kept as they are alone.
  const compared = flagCopies(batch.graded, await sampleFingerprints(assignment, found));
  for (const [place, graded] of compared.entries()) {
    const alone = batch.graded[place]!;
    if (graded !== alone) await folder?.write(graded, places.get(alone)!, audienceOf(flags));
  }
  return { ...batch, graded: compared };
}

function audienceOf(flags: GradeFlags): Audience {
  return flags.showExpected === true ? 'staff' : 'student';
}

/** What was not graded, and parts on which the grader failed, on standard error. */
function tellProblems({ graded, unreadable, failed }: Outcome, several: boolean): void {
  const tell = (what: string, name: string, problem: string): void => {
    process.stderr.write(`${pc.red(what)}: ${printable(several ? `${name}: ${problem}` : problem)}\n`);
  };
  for (const { name, problem } of unreadable) tell('not graded', name, problem);
  for (const { name, problem } of failed) tell('not graded, the grader failed', name, problem);
  for (const { name, parts } of graded) {
    for (const { part, fault } of parts) {
      if (fault) tell('the grader failed on a part', name, `${part.id}: ${fault.message.split('\n', 1)[0]!}`);
    }
  }
}

function printJson(graded: readonly GradedSubmission[], audience: Audience, several: boolean): void {
  const results = graded.map((submission) => resultsOf(submission, audience));
  process.stdout.write(`${JSON.stringify(several ? results : results[0], null, 2)}\n`);
}
