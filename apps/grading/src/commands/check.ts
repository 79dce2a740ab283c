import { relative, resolve } from 'node:path';

import { InputError, loadSubmission, type Submission } from '@gradbook/answers';
import type { Assignment } from '@gradbook/assignments';
import { init } from '@gradbook/core-ops';
import { Command } from 'commander';

import { loadAssignment } from '../assignment-files/load-assignment.ts';
import { LazySandbox } from '../code/lazy-sandbox.ts';
import type { GradedSubmission } from '../grading/graded.ts';
import { type GradeOptions, gradeSubmission } from '../grading/grade-submission.ts';
import { onInterruption } from '../interruption.ts';
import { watchFolders } from '../preview/watch.ts';
import { resultsOf } from '../results/results.ts';
import { colours as pc } from '../terminal/colours.ts';
import { plainText } from '../terminal/plain-text.ts';
import { columns, printable, wrapped } from '../terminal/printable.ts';
import { verdicts } from '../terminal/verdicts.ts';
import { namesIn } from '../grading/names-folder.ts';

interface CheckFlags {
  readonly assignment: string;
  readonly names?: string;
  readonly watch?: true;
  readonly json?: true;
}

const explanation = `
Only public tests are run, and only parts that ask for code or data are checked:
written answers are graded when they are handed in. Nothing is sent anywhere.

Exit codes: 0 all public tests pass; 1 some fail, or the checker itself failed;
2 the call or a file is wrong.`;

/** `gradbook check`: the public tests of an assignment on one's own files; `end` is told the exit code. */
export function checkCommand(end: (code: number) => void): Command {
  return new Command('check')
    .description('Runs the public tests of code and data on your own files, with the feedback that grading gives.')
    .argument('[folder]', 'the folder of the submission', '.')
    .requiredOption(
      '--assignment <id>',
      'the assignment (see: gradbook assignments), or the path of an assignment file',
    )
    .option(
      '--names <folder>',
      'names that a training log is about, beside the bundled ones: <Language>.txt, a name a line',
    )
    .option('--watch', 'check again whenever a file changes, until Ctrl-C')
    .option('--json', 'print the results as JSON on standard output, nothing else')
    .addHelpText('after', explanation)
    .action(async (folder: string, flags: CheckFlags) => {
      const { assignment } = await loadAssignment(flags.assignment);
      const checked: Assignment = { ...assignment, parts: assignment.parts.filter((part) => part.files !== undefined) };
      if (checked.parts.length === 0) {
        throw new InputError(
          `${assignment.id} asks for no code and no data`,
          'an assignment with parts that can be checked before handing in',
          'hand it in: written answers are graded then',
        );
      }
      const names = flags.names === undefined ? undefined : await namesIn(flags.names);
      await init();
      await using sandbox = new LazySandbox();
      const once = async (): Promise<boolean> => {
        const graded = await check(folder, checked, { runner: sandbox, ...(names ? { names } : {}) });
        if (flags.json === true) process.stdout.write(`${JSON.stringify(resultsOf(graded, 'student'), null, 2)}\n`);
        else process.stdout.write(shown(graded, folder));
        return answered(graded).every(({ judgement }) => judgement.verdict === 'correct');
      };
      if (flags.watch !== true) {
        end((await once()) ? 0 : 1);
        return;
      }
      await watching(folder, once);
    });
}

/** What is there is checked; a folder needs no answers.md for that. */
async function check(
  folder: string,
  assignment: Assignment,
  options: Pick<GradeOptions, 'runner' | 'names'>,
): Promise<GradedSubmission> {
  const submission = await loadSubmission(folder, {}, { textOptional: true });
  return gradeSubmission(withoutText(submission), assignment, { seed: 0, ...options, publicOnly: true });
}

/** Written answers are not judged before they are handed in. */
function withoutText(submission: Submission): Submission {
  return { ...submission, text: '' };
}

function answered({ parts }: GradedSubmission): GradedSubmission['parts'] {
  return parts.filter(({ judgement }) => judgement.verdict !== 'unanswered');
}

function shown(graded: GradedSubmission, folder: string): string {
  const width = columns();
  const parts = answered(graded);
  const missing = graded.parts.filter((part) => !parts.includes(part));
  const lines = parts.flatMap(({ part, judgement }) => {
    const { sign, word, paint } = verdicts[judgement.verdict];
    return [
      `${pc.bold(part.id)} ${part.title}: ${paint(`${sign} ${word}`)}`,
      ...judgement.feedback.map((sentence) => wrapped(`  ${plainText(sentence)}`, width, '    ')),
      '',
    ];
  });
  const rest =
    missing.length === 0
      ? []
      : [
          wrapped(
            `Not there yet: ${missing.map(({ part }) => `${part.id} (${part.files![0]!})`).join(', ')}.`,
            width,
            '  ',
          ),
        ];
  if (parts.length === 0) lines.push(`Nothing to check was found in ${printable(resolve(folder))}.`);
  return `${[...lines, ...rest].join('\n')}\n${pc.dim(`public tests, ${graded.seconds.toFixed(1)} s`)}\n`;
}

/** Checks on every change until the process is interrupted; what is wrong with the files is told and waited out. */
async function watching(folder: string, once: () => Promise<boolean>): Promise<void> {
  let wake: (() => void) | undefined;
  let changed = true;
  const ended = new AbortController();
  const stop = watchFolders([resolve(folder, 'any')], () => {
    changed = true;
    wake?.();
  });
  onInterruption(() => {
    stop();
    ended.abort();
    wake?.();
  });
  while (!ended.signal.aborted) {
    if (changed) {
      changed = false;
      if (process.stdout.isTTY) process.stdout.write('\u001b[2J\u001b[3J\u001b[H');
      await attempt(once);
      process.stdout.write(
        pc.dim(`Watching ${printable(relative(process.cwd(), resolve(folder)) || '.')}. Ctrl-C ends it.\n`),
      );
    } else {
      await new Promise<void>((resolved) => {
        wake = resolved;
      });
    }
  }
}

async function attempt(once: () => Promise<boolean>): Promise<void> {
  try {
    await once();
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    process.stdout.write(`${pc.red(printable(error.message))}\n`);
  }
}
