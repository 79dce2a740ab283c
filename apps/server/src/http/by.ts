import { actorOf } from '../access/audit.ts';
import type { By } from '../courses/people.ts';
import type { RequestContext } from './context.ts';

/** The person of a request that only somebody who is signed in can make. */
export function byOf(c: RequestContext): By {
  return { ...actorOf(c), person: c.var.person! };
}
