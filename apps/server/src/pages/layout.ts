import { type Html, html } from '@gradbook/grading/report';

import type { RequestContext } from '../http/context.ts';

/** A page's own part. */
export interface Page {
  readonly title: string;
  /** Where the page stands: links to the pages above it. */
  readonly path?: readonly { readonly title: string; readonly href: string }[];
  readonly body: Html;
  /** Scripts of src/client that the page needs, by their names. */
  readonly scripts?: readonly string[];
}

/** A page in the server's frame: skip link, way up, person, content. Nothing in it comes from another host. */
export function layout(c: RequestContext, { title, path = [], body, scripts = [] }: Page): Html {
  const person = c.var.person;
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title} · Gradbook</title>
        <link rel="stylesheet" href="/assets/style.css" />
        ${scripts.map((name) => html`<script type="module" src="/assets/${name}.js"></script>`)}
      </head>
      <body>
        <a class="skip" href="#content">Skip to content</a>
        <header class="frame">
          <nav aria-label="Where you are">
            <a href="/">Gradbook</a>
            ${path.map(({ title: name, href }) => html`<a href="${href}">${name}</a>`)}
          </nav>
          ${person && html`<span class="person">${person.name}</span>`}
        </header>
        <main id="content">${body}</main>
      </body>
    </html> `;
}
