import type { FoundSubmission } from '@gradbook/answers';
import type { Assignment } from '@gradbook/assignments';
import type { DeviceDescription } from '@gradbook/core-ops';

import type { GradedPart, GradedSubmission, UnreadableSubmission } from '../grading/graded.ts';
import { onInterruption } from '../interruption.ts';
import { Attempts } from './attempts.ts';
import type { Journal } from './journal.ts';
import { gradeOfText, partOfText } from './kept-grade.ts';
import { GradingProcess, ordinaryPatienceMs, type Outcome } from './worker/grading-process.ts';
import type { Setting, Task } from './worker/messages.ts';

/** How many submissions are graded, and with what. */
export interface BatchOptions extends Omit<Setting, 'known' | 'assignment' | 'partByPart'> {
  readonly assignment: Assignment;
  /** The assignment as it was named in the call: grading processes load it by this. */
  readonly named: string;
  /** Processes that grade at once. */
  readonly workers: number;
  /** Where grades are kept as they come, and found again. */
  readonly journal?: Journal;
  /** Told of every grade, new or kept, once it is safe. */
  readonly onGraded?: (graded: GradedSubmission, index: number) => Promise<void>;
  readonly onProgress?: (progress: BatchProgress) => void;
  /** Told of every part as soon as it is graded; again where a submission is graded once more. */
  readonly onPart?: (graded: GradedPart, position: number, index: number) => void;
  /** Milliseconds without a sign of life after which a grading process counts as hanging. */
  readonly patienceMs?: number;
}

/** How far a batch is. */
interface BatchProgress {
  /** Parts that are done, kept ones included, of all parts of all submissions. */
  readonly done: number;
  /** Of these, those that were graded now: what the time that is left can be told from. */
  readonly gradedNow: number;
  /** What is being done. */
  readonly label: string;
}

/** What became of the submissions of a batch, in their order. */
export interface Batch {
  readonly graded: readonly GradedSubmission[];
  /** Those that could not be read at all, with the reason. */
  readonly unreadable: readonly UnreadableSubmission[];
  /** Those on which the grader itself failed. */
  readonly failed: readonly UnreadableSubmission[];
  /** How many grades an earlier start had kept. */
  readonly kept: number;
  readonly device: DeviceDescription;
  readonly sandbox: string | undefined;
}

type Result =
  | { readonly kind: 'graded'; readonly graded: GradedSubmission }
  | { readonly kind: 'unreadable' | 'failed'; readonly problem: string };

/**
 * Grades many submissions in processes of their own. Whatever becomes of a process costs the part that it was judging, after
 * a second attempt in another process; the rest goes on. Grades are kept in the journal before they are told.
 *
 * @throws Error when no grading process can begin; what was graded so far is kept.
 */
export async function gradeBatch(found: readonly FoundSubmission[], options: BatchOptions): Promise<Batch> {
  const batch = new BatchRun(found, options);
  const stop = onInterruption(() => batch.killNow());
  try {
    const slots = Math.min(options.workers, found.length);
    await Promise.all(Array.from({ length: slots }, () => batch.work()));
    return batch.outcome();
  } finally {
    await batch.end();
    stop();
  }
}

class BatchRun {
  readonly #found: readonly FoundSubmission[];
  readonly #options: BatchOptions;
  readonly #queue: Task[];
  readonly #results = new Map<number, Result>();
  readonly #processes = new Set<GradingProcess>();
  readonly #attempts = new Attempts();
  readonly #underWay = new Map<number, number>();
  #kept = 0;
  #ending = false;
  #device: DeviceDescription | undefined;
  #sandbox: string | undefined;

  constructor(found: readonly FoundSubmission[], options: BatchOptions) {
    this.#found = found;
    this.#options = options;
    this.#queue = found.map(({ name, path }, index) => ({ index, name, path, skip: [] }));
  }

  /** Grades what nobody else has taken, until nothing is left. */
  async work(): Promise<void> {
    let process: GradingProcess | undefined;
    for (let task = this.#queue.shift(); task !== undefined && !this.#ending; task = this.#queue.shift()) {
      process ??= await this.#start();
      const { index, name } = task;
      const { assignment, onPart } = this.#options;
      const outcome = await process.grade(
        task,
        (position) => {
          this.#underWay.set(index, position);
          this.#tell(`${name} ${assignment.parts[position]?.id ?? ''}`);
        },
        (position, part) => onPart?.(partOfText(part, assignment), position, index),
      );
      const again = this.#attempts.again(task, outcome, assignment.parts);
      this.#underWay.delete(index);
      if (again) {
        await this.#discard(process);
        process = undefined;
        this.#queue.unshift(again);
        continue;
      }
      await this.#settle(task, outcome);
      this.#tell(name);
    }
    if (process) await this.#discard(process);
  }

  async #start(): Promise<GradingProcess> {
    const {
      named,
      seed,
      requireSandbox,
      names,
      textOptional = false,
      journal,
      patienceMs = ordinaryPatienceMs,
      onPart,
    } = this.#options;
    const setting: Setting = {
      assignment: named,
      seed,
      textOptional,
      partByPart: onPart !== undefined,
      ...(requireSandbox === undefined ? {} : { requireSandbox }),
      ...(names === undefined ? {} : { names }),
      known: journal?.keys ?? [],
    };
    const { process, device } = await GradingProcess.start(setting, patienceMs);
    this.#device ??= device;
    this.#processes.add(process);
    return process;
  }

  async #discard(process: GradingProcess): Promise<void> {
    await process.kill();
    this.#processes.delete(process);
  }

  async #settle(task: Task, outcome: Outcome): Promise<void> {
    const { assignment, journal, onGraded } = this.#options;
    const { index } = task;
    if (outcome.type === 'unreadable') this.#results.set(index, { kind: 'unreadable', problem: outcome.problem });
    else if (outcome.type === 'failed') this.#results.set(index, { kind: 'failed', problem: outcome.message });
    else if (outcome.type === 'died') {
      this.#results.set(index, { kind: 'failed', problem: `reading it ended the grading process: it ${outcome.how}` });
    } else {
      const known = outcome.type === 'known';
      const text = known ? journal!.gradeOf(outcome.key)! : outcome.grade;
      if (known) this.#kept += 1;
      else {
        this.#sandbox ??= outcome.sandbox;
        // A fault of the machine is worth another attempt at the next start.
        if (!outcome.faults.some(({ of }) => of === 'machine')) await journal?.append(outcome.key, text);
      }
      const graded = gradeOfText(text, assignment);
      this.#results.set(index, { kind: 'graded', graded });
      await onGraded?.(graded, index);
    }
  }

  #tell(label: string): void {
    const each = this.#options.assignment.parts.length;
    const underWay = [...this.#underWay.values()].reduce((sum, position) => sum + position, 0);
    const done = this.#results.size * each + underWay;
    this.#options.onProgress?.({ done, gradedNow: done - this.#kept * each, label });
  }

  outcome(): Batch {
    const ordered = this.#found.map(({ name }, index) => ({ name, result: this.#results.get(index)! }));
    const problems = (kind: Result['kind']): UnreadableSubmission[] =>
      ordered.flatMap(({ name, result }) =>
        result.kind === kind && result.kind !== 'graded' ? [{ name, problem: result.problem }] : [],
      );
    return {
      graded: ordered.flatMap(({ result }) => (result.kind === 'graded' ? [result.graded] : [])),
      unreadable: problems('unreadable'),
      failed: problems('failed'),
      kept: this.#kept,
      device: this.#device!,
      sandbox: this.#sandbox,
    };
  }

  /** Ends all grading processes without waiting. */
  killNow(): void {
    for (const process of this.#processes) process.killNow();
  }

  /** Ends all grading processes. */
  async end(): Promise<void> {
    this.#ending = true;
    await Promise.all([...this.#processes].map((process) => process.kill()));
  }
}
