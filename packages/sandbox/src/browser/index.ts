import { SandboxError } from '../protocol/sandbox-error.ts';
import type { Submission } from '../protocol/data.ts';
import { completeLimits, type SandboxLimits } from '../protocol/limits.ts';
import { readReply } from '../protocol/replies.ts';
import { SandboxSession } from '../protocol/session.ts';
import { checkSubmission } from '../protocol/submission.ts';
import { WorkerChannel } from './worker-channel.ts';

export { checkTensor, type TensorCheck, type TensorExpectation } from '../protocol/check-tensor.ts';
export type { Data, Submission } from '../protocol/data.ts';
export { defaultLimits, type SandboxLimits } from '../protocol/limits.ts';
export type { Outcome, StackLine, StudentError, Value, Violation } from '../protocol/outcome.ts';
export { SandboxError } from '../protocol/sandbox-error.ts';
export { type CallOptions, type Confinement, SandboxSession } from '../protocol/session.ts';
export { SubmissionError } from '../protocol/submission.ts';

/** How a submission is run in a page. */
export interface BrowserOptions {
  /** Limits that differ from defaultLimits; a page cannot limit memory or processor time. */
  readonly limits?: Partial<SandboxLimits>;
}

/**
 * Loads a submission in a worker of a frame that has no origin and may load nothing: for students' checks of their own
 * work, with the same protocol as in Node. What a student's own browser says of the student's work proves nothing to others.
 *
 * @throws SubmissionError when the files are no submission.
 * @throws SandboxError when the browser starts no worker.
 * @example
 * await openInBrowser({ files: { 'cell.ts': 'export const one = 1;' }, entry: 'model.ts' }); // throws SubmissionError
 */
export async function openInBrowser(submission: Submission, options: BrowserOptions = {}): Promise<SandboxSession> {
  const limits = completeLimits(options.limits);
  const files = checkSubmission(submission, limits);
  const channel = new WorkerChannel(limits);
  const frame = await channel.next(performance.now() + limits.startMs);
  if (frame === undefined || readReply(frame).type !== 'ready') {
    const why = channel.ending?.message ?? `it was not ready after ${limits.startMs} ms`;
    channel.close();
    throw new SandboxError(
      `the browser starts no sandbox: ${why}. Does the page's own policy forbid frames or workers?`,
    );
  }
  const session = new SandboxSession(channel, 'browser', limits, async () => channel.close());
  await session.load(files, submission);
  return session;
}
