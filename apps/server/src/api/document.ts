import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

import { html } from '@gradbook/grading/report';

import { guard } from '../http/guard.ts';
import { type Routes, routes } from '../http/routes.ts';
import { layout } from '../pages/layout.ts';

const info = {
  title: 'Gradbook',
  version: '1.0.0',
  description:
    'Courses, people, assignments, submissions and grades. A browser that is signed in may use it, and so may scripts that send a token from your account page as `Authorization: Bearer …`.',
};

/** Starts the page to try the API; it lies in a file of its own because pages run no inline scripts. */
const start = `
if (matchMedia('(prefers-color-scheme: dark)').matches) document.documentElement.classList.add('dark-mode');
SwaggerUIBundle({ url: '/api/openapi.json', dom_id: '#api', deepLinking: true, docExpansion: 'list', validatorUrl: null });
`;

/** What the page needs of swagger-ui-dist, by name; `null` is the script above. */
const files: Readonly<Record<string, { readonly type: string; readonly path: string | null }>> = {
  'swagger-ui.css': { type: 'text/css; charset=utf-8', path: 'swagger-ui.css' },
  'swagger-ui-bundle.js': { type: 'text/javascript; charset=utf-8', path: 'swagger-ui-bundle.js' },
  'start.js': { type: 'text/javascript; charset=utf-8', path: null },
};

/** The OpenAPI document of an application's routes, and a page to try them. */
export function documentRoutes(of: Routes): Routes {
  const pages = routes();
  pages.get('/api/openapi.json', guard('anyone'), (c) => {
    const document = of.getOpenAPI31Document({ openapi: '3.1.0', info, servers: [{ url: '/' }] });
    return c.json(document);
  });

  pages.get('/api', guard('anyone'), (c) =>
    c.html(
      layout(c, {
        title: 'API',
        width: 'wide',
        head: html`<link rel="stylesheet" href="/assets/swagger/swagger-ui.css" />
          <script src="/assets/swagger/swagger-ui-bundle.js" defer></script>
          <script src="/assets/swagger/start.js" defer></script>`,
        body: html`<h1>API</h1>
          <p>
            Try it here: requests are sent as the person who is signed in. Programs read
            <a href="/api/openapi.json">the OpenAPI document</a> and sign in by <a href="/account">a token</a>.
          </p>
          <div id="api"></div>`,
      }).source,
    ),
  );

  const folder = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));
  pages.get('/assets/swagger/:file', guard('anyone'), async (c) => {
    const file = files[c.req.param('file')];
    if (!file) return c.notFound();
    const bytes = file.path === null ? start : await readFile(join(folder, file.path));
    return c.body(bytes, 200, { 'Content-Type': file.type, 'Cache-Control': 'public, max-age=86400' });
  });
  return pages;
}
