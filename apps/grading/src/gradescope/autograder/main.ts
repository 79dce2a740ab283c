/**
 * What `run_autograder` starts: grades the submission in `submission/` and writes `results/results.json` after every
 * part, so that whatever ends the grading, what was earned by then stands there. Submission metadata is not read: the grade of a
 * submission does not depend on who hands it in, when, or what was handed in before.
 */
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

import { loadAssignment } from '../../assignment-files/load-assignment.ts';
import { type Batch, gradeBatch } from '../../batch/grade-batch.ts';
import { GradingProcess } from '../../batch/worker/grading-process.ts';
import { LazySandbox } from '../../code/lazy-sandbox.ts';
import type { GradedPart } from '../../grading/graded.ts';
import { readSettings, type Settings } from '../settings.ts';
import { finalResults, noResults, resultsSoFar } from './progress-results.ts';

const root = process.env['GRADBOOK_AUTOGRADER'] ?? '/autograder';
const settings = readSettings(new URL('../settings.json', import.meta.url));
const { assignment } = await loadAssignment(settings.assignment);

function write(text: string): void {
  const folder = join(root, 'results');
  mkdirSync(folder, { recursive: true });
  const draft = join(folder, '.results.json.new');
  writeFileSync(draft, text);
  renameSync(draft, join(folder, 'results.json'));
}

function settingOf({ seed, requireSandbox }: Settings): {
  readonly seed: number;
  readonly requireSandbox?: NonNullable<Settings['requireSandbox']>;
} {
  return { seed, ...(requireSandbox === undefined ? {} : { requireSandbox }) };
}

/** Opens what grading needs, once, while the image is built. */
async function check(): Promise<void> {
  const given = { ...settingOf(settings), assignment: settings.assignment, known: [] };
  const { process: grading, device } = await GradingProcess.start(given, 60_000);
  await grading.kill();
  await using sandbox = new LazySandbox(settings.requireSandbox);
  await sandbox.start();
  process.stdout.write(`${assignment.title}: ready.\nReferences on ${device.name} (WebGPU, ${device.via}).\n`);
  process.stdout.write(`Code in the sandbox at level ${sandbox.description}.\n`);
}

/** Grades the submission; returns whether the grader did its part. */
async function grade(): Promise<boolean> {
  const began = performance.now();
  const { visibility, seconds } = settings;
  const parts: (GradedPart | undefined)[] = [];
  const soFar = (why: string): void =>
    write(resultsSoFar(assignment, parts, { why, visibility, seconds: (performance.now() - began) / 1000 }));
  const unfinished = 'The grading ended before it came to this part: a person looks at it.';
  soFar(unfinished);

  const stop = new AbortController();
  const grading = gradeBatch([{ name: 'submission', path: join(root, 'submission') }], {
    ...settingOf(settings),
    assignment,
    named: settings.assignment,
    workers: 1,
    textOptional: true,
    onPart: (graded, position) => {
      if (stop.signal.aborted) return;
      parts[position] = graded;
      soFar(unfinished);
    },
  });
  const late = wait(seconds * 1000, 'late' as const, { ref: false });
  const ended: Batch | 'late' = await Promise.race([grading, late]);
  stop.abort();
  if (ended === 'late') {
    soFar(`The ${seconds} s that grading may take were over before this part was graded: a person looks at it.`);
    process.stdout.write(`Not finished after ${seconds} s; what was graded by then is in results.json.\n`);
    return true;
  }
  const [graded] = ended.graded;
  if (graded) {
    write(finalResults(graded, visibility));
    const faults = graded.parts.flatMap(({ part, fault }) => (fault ? [`${part.id}: ${fault.message}`] : []));
    for (const fault of faults) process.stdout.write(`The grader failed on a part: ${fault}\n`);
    process.stdout.write(`${graded.score} of ${graded.maximum} points on ${ended.device.name}.\n`);
    if (ended.sandbox !== undefined) process.stdout.write(`Code ran at level ${ended.sandbox}.\n`);
    return true;
  }
  const [unreadable] = ended.unreadable;
  const problem = ended.failed[0]?.problem ?? '';
  const message = unreadable?.problem ?? 'The grader failed, which is not the fault of the submission: tell the staff.';
  write(noResults(assignment, message, visibility));
  process.stdout.write(`${message}\n${problem}\n`);
  return unreadable !== undefined;
}

if (process.argv.includes('--check')) await check();
else process.exitCode = (await grade()) ? 0 : 1;
// Late or not: nothing that still runs is waited for.
process.exit();
