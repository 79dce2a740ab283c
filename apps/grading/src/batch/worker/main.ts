/** A grading process: takes submissions one after another from the program that started it, and ends with it. */
import { InputError, loadSubmission } from '@gradbook/answers';
import { describeDevice, init } from '@gradbook/core-ops';
import type { LanguageNames } from '@gradbook/datasets-names';

import { type LoadedAssignment, loadAssignment } from '../../assignment-files/load-assignment.ts';
import { LazySandbox } from '../../code/lazy-sandbox.ts';
import { namesIn } from '../../grading/names-folder.ts';
import { gradeSubmission } from '../../grading/grade-submission.ts';
import { recordOf } from '../../grading/record.ts';
import { breathe } from '../../interruption.ts';
import { codeFingerprint, gradingCode } from '../code-fingerprint.ts';
import { textOfGrade, textOfPart } from '../kept-grade.ts';
import { keyOfGrade } from '../key.ts';
import type { Ended, Order, Report, Setting, Task } from './messages.ts';

interface Begun extends LoadedAssignment {
  readonly setting: Setting;
  readonly known: ReadonlySet<string>;
  readonly sandbox: LazySandbox;
  readonly names: readonly LanguageNames[] | undefined;
}

function send(report: Report): void {
  process.send?.(report);
}

async function begin(setting: Setting): Promise<Begun> {
  const loaded = await loadAssignment(setting.assignment);
  const names = setting.names === undefined ? undefined : await namesIn(setting.names);
  const sandbox = new LazySandbox(setting.requireSandbox);
  if (setting.requireSandbox !== undefined) await sandbox.start();
  const device = await init();
  send({ type: 'ready', device, code: gradingCode() });
  return { ...loaded, setting, sandbox, names, known: new Set(setting.known) };
}

async function grade(task: Task, { assignment, source, setting, known, sandbox, names }: Begun): Promise<Ended> {
  try {
    const options = { seed: setting.seed, ...(source === undefined ? {} : { source: source.sha256 }) };
    const submission = { ...(await loadSubmission(task.path, {}, setting)), name: task.name };
    const key = keyOfGrade(recordOf(assignment, submission, describeDevice().name, options), {
      name: task.name,
      requireSandbox: setting.requireSandbox,
      names,
      code: codeFingerprint(),
    });
    if (known.has(key)) return { type: 'known', key };
    const graded = await gradeSubmission(submission, assignment, {
      ...options,
      runner: sandbox,
      ...(names ? { names } : {}),
      skip: new Map(task.skip),
      onPart: async (_part, position) => {
        send({ type: 'part', position });
        await breathe();
      },
      onGraded: (part, position) => {
        if (setting.partByPart === true) send({ type: 'judged', position, part: textOfPart(part) });
      },
    });
    const faults = graded.parts.flatMap(({ fault }) => fault ?? []);
    return { type: 'graded', key, grade: textOfGrade(graded), faults, sandbox: sandbox.description };
  } catch (error) {
    if (error instanceof InputError) return { type: 'unreadable', problem: error.message };
    return { type: 'failed', message: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}

let begun: Promise<Begun | undefined> | undefined;

async function obey(order: Order): Promise<void> {
  if (order.type === 'begin') {
    begun = begin(order).catch((error: unknown) => {
      if (error instanceof InputError) {
        const { given, expected, remedy } = error;
        send({ type: 'refused', problem: { given, expected, remedy } });
      } else send({ type: 'broken', message: error instanceof Error ? (error.stack ?? error.message) : String(error) });
      return undefined;
    });
    return;
  }
  const ready = await begun;
  if (ready) send(await grade(order, ready));
}

process.on('message', (order: Order) => void obey(order));
// Without the program that would keep the grades there is nothing to grade for.
process.on('disconnect', () => process.exit());
// A terminal sends Ctrl-C to both, and so do those who stop services: the program decides.
for (const signal of ['SIGINT', 'SIGHUP', 'SIGTERM'] as const) process.on(signal, () => undefined);
