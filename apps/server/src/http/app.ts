import { InputError } from '@gradbook/answers';
import { OpenAPIHono } from '@hono/zod-openapi';
import { HTTPException } from 'hono/http-exception';

import { errorPage } from '../pages/error-page.ts';
import type { Env, RequestContext, Services } from './context.ts';
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

/** The whole server as one Hono application. */
export function createApp(services: Services, subjects: readonly Routes[]): Routes {
  const app = routes();
  app.use(async (c, next) => {
    c.set('services', services);
    await next();
  });
  for (const subject of subjects) app.route('/', subject);
  app.notFound((c) => refuse(c, new Refusal(404, `the address ${c.req.path}`, 'a page that is there', 'go to /')));
  app.onError((error, c) => refuse(c, error));
  return app;
}

function refuse(c: RequestContext, error: unknown): Response | Promise<Response> {
  const refusal = refusalOf(error);
  const status = refusal?.status ?? 500;
  if (status === 500) console.error(error);
  const shown = refusal ?? { given: 'the server failed', expected: 'that it does not', remedy: 'try again later' };
  const { given, expected, remedy } = shown as Refusal;
  if (c.req.path.startsWith('/api/')) return c.json({ error: { given, expected, remedy } }, status);
  if (status === 401 && c.req.method === 'GET') return c.redirect(`/sign-in?to=${encodeURIComponent(c.req.path)}`);
  return c.html(errorPage(c, { status, given, expected, remedy }).source, status);
}

function refusalOf(error: unknown): Refusal | undefined {
  if (error instanceof Refusal) return error;
  if (error instanceof InputError) return new Refusal(422, error.given, error.expected, error.remedy);
  if (error instanceof HTTPException && error.status < 500) {
    return new Refusal(error.status as 400, error.message, 'a request that the server understands', 'go back');
  }
  return undefined;
}
