import type { Task } from './worker/messages.ts';
import type { Outcome } from './worker/grading-process.ts';

/** Attempts at what ended a process or failed by the machine's fault. */
const mostAttempts = 2;

/** Counts what was tried, and says whether another process may do better. */
export class Attempts {
  /** How often each submission ended a process or failed, by the part that was judged. */
  readonly #made = new Map<string, number>();

  /**
   * The task once more, for another process, where that may help: after the first time that grading it ended a process or
   * failed; and without a part that ended two processes. None where the outcome stands.
   *
   * @param parts the assignment's parts, in its order.
   */
  again(task: Task, outcome: Outcome, parts: readonly { readonly id: string }[]): Task | undefined {
    const died = outcome.type === 'died';
    const machine = outcome.type === 'graded' && outcome.faults.some(({ of }) => of === 'machine');
    if (!died && !machine && outcome.type !== 'failed') return undefined;
    const position = died ? outcome.position : undefined;
    const place = `${task.index} ${position ?? ''}`;
    const attempts = (this.#made.get(place) ?? 0) + 1;
    this.#made.set(place, attempts);
    if (attempts < mostAttempts) return task;
    const part = position === undefined ? undefined : parts[position];
    if (!died || !part) return undefined;
    return { ...task, skip: [...task.skip, [part.id, `judging it ended the grading process: it ${outcome.how}`]] };
  }
}
