import type { MiddlewareHandler } from 'hono';
import { routePath } from 'hono/route';

import type { Env } from './context.ts';

/**
 * Writes a line of JSON for each request when it is answered: when, its id, method, the route's pattern (never the address itself: it
 * may hold a one-time token), status, milliseconds, who. No contents, no queries, no headers.
 */
export function requestLog(log: (line: string) => void): MiddlewareHandler<Env> {
  return async (c, next) => {
    const begun = performance.now();
    await next();
    const person = c.get('person');
    log(
      JSON.stringify({
        at: new Date().toISOString(),
        id: c.var.requestId,
        method: c.req.method,
        route: routePath(c, -1),
        status: c.res.status,
        ms: Math.round(performance.now() - begun),
        ...(person === undefined ? {} : { person: person.id }),
        ip: c.var.address,
      }),
    );
  };
}
