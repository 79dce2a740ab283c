import type { MiddlewareHandler } from 'hono';

import type { Env } from './context.ts';
import { Refusal } from './refusal.ts';

/**
 * Refuses requests that change something where a browser says that another site's page sent them, or that carry cookies and do not
 * say where they come from: browsers always do. Scripts that sign in by a token send no cookies. Cookies are `SameSite=Lax` too.
 */
export function sameSiteOnly(own: URL): MiddlewareHandler<Env> {
  return async (c, next) => {
    if (/^(?:GET|HEAD|OPTIONS)$/.test(c.req.method)) return next();
    const site = c.req.header('sec-fetch-site');
    const origin = c.req.header('origin');
    // The address by which the request came counts beside the configured one: localhost and 127.0.0.1 are the same server.
    const ours = origin === own.origin || origin === new URL(c.req.url).origin;
    const said = site !== undefined || origin !== undefined;
    const fine = said ? site === 'same-origin' || (site === undefined && ours) : c.req.header('cookie') === undefined;
    if (fine) return next();
    throw new Refusal(
      403,
      `a request from ${origin ?? (said ? 'another site' : 'an unknown page')}`,
      `one from a page of ${own.origin}`,
      'open the page there and send the form again; scripts sign in by a token (see /account) and send no cookies',
    );
  };
}
