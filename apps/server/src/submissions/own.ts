import type { RequestContext } from '../http/context.ts';
import type { GradedAttempt } from '../review/grade/load.ts';
import { type OwnWork, ownWork } from './mine.ts';
import { loadVisible, type Viewing, type Visible } from './visible-to-student.ts';

/** A submission as its student sees it. */
export interface OwnSubmission {
  readonly work: OwnWork;
  readonly attempt: GradedAttempt;
  readonly viewing: Viewing;
  readonly visible: Visible;
}

/** Loads the submission of a request as its student sees it, whoever asks. */
export async function ownSubmission(
  services: RequestContext['var']['services'],
  assignment: RequestContext['var']['assignment'],
  submission: RequestContext['var']['submission'],
): Promise<OwnSubmission> {
  const work = await ownWork(services, assignment, submission.userId);
  const attempt = work.attempts.find((each) => each.submission.id === submission.id)!;
  const viewing = { feedback: assignment.feedback, dueAt: work.window.dueAt, now: services.now() };
  return { work, attempt, viewing, visible: await loadVisible(services.connection.database, attempt, viewing) };
}
