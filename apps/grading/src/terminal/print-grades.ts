import { resolve } from 'node:path';

import type { DeviceDescription } from '@gradbook/core-ops';

import type { GradedSubmission, UnreadableSubmission } from '../grading/graded.ts';
import { mistakeGroups } from '../grading/mistake-groups.ts';
import { colours as pc } from './colours.ts';
import { columns, printable, wrapped } from './printable.ts';
import { classLines, mistakesTable, overviewTable, summaryLine, verdictTable } from './verdict-table.ts';

/** Above this many, a line for each submission says more than a table for each. */
const mostInFull = 5;

/** Prints what became of submissions: a table for each, or for many a line each; then what they have in common. */
export function printGrades(outcome: {
  readonly graded: readonly GradedSubmission[];
  readonly unreadable: readonly UnreadableSubmission[];
  readonly failed: readonly UnreadableSubmission[];
  readonly device: DeviceDescription;
  /** The sandbox that code ran in. */
  readonly sandbox: string | undefined;
  /** Where results were written. */
  readonly results: string | undefined;
}): void {
  const { graded, unreadable, failed, device, sandbox, results } = outcome;
  const width = columns();
  const notGraded = [...unreadable, ...failed];
  if (graded.length > mostInFull) {
    process.stdout.write(`${overviewTable(graded, notGraded, width)}\n\n`);
    for (const line of classLines(graded, notGraded.length)) process.stdout.write(`${wrapped(line, width)}\n`);
    process.stdout.write('\n');
  } else for (const submission of graded) printSubmission(submission, width);
  const shared = mistakeGroups(graded).filter(({ submissions }) => submissions.length > 1);
  if (shared.length > 0) process.stdout.write(`${pc.bold('The same mistakes')}\n${mistakesTable(shared, width)}\n\n`);
  process.stdout.write(`${wrapped(`References computed on ${device.name} (WebGPU, ${device.via}).`, width)}\n`);
  if (sandbox !== undefined)
    process.stdout.write(`${wrapped(`Code ran in the sandbox at level ${sandbox}.`, width)}\n`);
  if (results !== undefined) process.stdout.write(`Results: ${printable(resolve(results))}\n`);
}

function printSubmission(submission: GradedSubmission, width: number): void {
  const title = wrapped(`${printable(submission.name)}: ${submission.assignment.title}`, width, '  ');
  process.stdout.write(`${pc.bold(title)}\n${verdictTable(submission, width)}\n${summaryLine(submission)}\n`);
  for (const note of submission.notes)
    process.stdout.write(`${pc.dim(wrapped(`note: ${printable(note)}`, width, '  '))}\n`);
  process.stdout.write('\n');
}
