import type { Person, Services } from '../../http/context.ts';
import type { AssignmentRow } from '../grade/load.ts';
import { releaseClaim } from '../queue/claims.ts';
import { type Decision, type Target, writeOverrides } from './write.ts';

/** Decides about a part of one submission; a claim on it ends. @throws Refusal as writeOverrides() does. */
export async function decide(
  { connection }: Pick<Services, 'connection'>,
  given: {
    readonly assignment: AssignmentRow;
    readonly person: Person;
    readonly decision: Decision;
    readonly target: Target;
  },
): Promise<void> {
  const { assignment, person, decision, target } = given;
  await connection.database.transaction(async (transaction) => {
    await writeOverrides(transaction, { assignment, person, source: 'review', decision, targets: [target] });
    await releaseClaim(transaction, target.submissionId, decision.partId);
  });
}
