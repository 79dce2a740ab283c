import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import { z } from 'zod';

import type { RequestContext } from '../http/context.ts';

const name = 'gradbook_flash';
const schema = z.object({ kind: z.enum(['good', 'bad', 'warning']), text: z.string().max(500) });

/** A message about what was just done. */
export type Flash = z.infer<typeof schema>;

/** Says something on the page that is seen next: forms post, and redirect to a page. */
export function flash(c: RequestContext, kind: Flash['kind'], text: string): void {
  const value = Buffer.from(JSON.stringify({ kind, text: text.slice(0, 500) })).toString('base64url');
  setCookie(c, name, value, { httpOnly: true, sameSite: 'Lax', path: '/', maxAge: 60 });
}

/** The message for this page, which is then gone. */
export function takeFlash(c: RequestContext): Flash | undefined {
  const value = getCookie(c, name);
  if (value === undefined) return undefined;
  deleteCookie(c, name, { path: '/' });
  try {
    return schema.safeParse(JSON.parse(Buffer.from(value, 'base64url').toString())).data;
  } catch {
    return undefined;
  }
}
