import { OpenAPIHono } from '@hono/zod-openapi';

import type { Env } from './context.ts';
import { Refusal } from './refusal.ts';

/** Routes of one subject: each has a guard. */
export type Routes = OpenAPIHono<Env>;

/** An empty set of routes; one that a schema refuses is answered like every refusal. */
export function routes(): Routes {
  return new OpenAPIHono<Env>({
    defaultHook: (result) => {
      if (result.success) return;
      const [issue] = result.error.issues;
      const where = issue!.path.length > 0 ? `"${issue!.path.join('.')}"` : 'the request';
      throw new Refusal(422, `${where}: ${issue!.message}`, 'what the API document says', 'see /api');
    },
  });
}
