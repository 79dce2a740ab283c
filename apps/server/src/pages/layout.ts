import { type Html, html } from '@gradbook/grading/report';

import { allow } from '../http/content-policy.ts';
import type { RequestContext } from '../http/context.ts';
import { takeFlash } from './flash.ts';
import { styleAddress } from './stylesheet.ts';

/** A page's own part. */
export interface Page {
  readonly title: string;
  /** Where the page stands: links to the pages above it. */
  readonly path?: readonly { readonly title: string; readonly href: string }[];
  readonly body: Html;
  /** Style sheets and scripts of libraries that the page needs. */
  readonly head?: Html;
  /** Scripts of src/client that the page needs, by their names. */
  readonly scripts?: readonly string[];
  /** `narrow` for a short form, `wide` for tables and work side by side. */
  readonly width?: 'narrow' | 'wide';
  /** Whether formulas stand in it: KaTeX sets them by style attributes. */
  readonly mathematics?: boolean;
  /** What stands between the frame and the page, such as the sections of a course. */
  readonly tabs?: Html;
}

/** The two fonts of nearly every formula are asked for at once: a line that is set anew when they come would make the page jump. */
const katexLinks = html`${['Main-Regular', 'Math-Italic'].map(
    (name) =>
      html`<link
        rel="preload"
        as="font"
        type="font/woff2"
        href="/assets/katex/fonts/KaTeX_${name}.woff2"
        crossorigin
      />`,
  )}<link rel="stylesheet" href="/assets/katex/katex.min.css" />`;

/** A page in the server's frame: skip link, way up, person, message, content. Nothing in it comes from another host. */
export function layout(c: RequestContext, page: Page): Html {
  const { title, path = [], body, scripts = [], width = '', tabs, mathematics = false, head } = page;
  const said = takeFlash(c);
  // Attributes alone: a style element, which could read the page by its selectors, stays forbidden.
  if (mathematics) allow(c, { 'style-src-attr': ["'unsafe-inline'"] });
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <link rel="icon" href="data:," />
        <title>${title} · Gradbook</title>
        ${mathematics && katexLinks}
        <link rel="stylesheet" href="${styleAddress}" />
        ${head} ${scripts.map((name) => html`<script type="module" src="/assets/${name}.js"></script>`)}
      </head>
      <body>
        <a class="skip" href="#content">Skip to content</a>
        <header class="frame">
          <div>
            <nav class="way" aria-label="Where you are">
              <ol>
                <li><a class="home" href="/">Gradbook</a></li>
                ${path.map(({ title: name, href }) => html`<li><a href="${href}">${name}</a></li>`)}
              </ol>
            </nav>
            ${me(c)}
          </div>
        </header>
        <main id="content" class="${width}" tabindex="-1">
          ${tabs} ${said && html`<div class="flash ${said.kind}" role="status">${said.text}</div>`} ${body}
        </main>
      </body>
    </html> `;
}

function me(c: RequestContext): Html | undefined {
  const person = c.var.person;
  if (!person) return undefined;
  return html`<div class="me">
    <a href="/account">${person.name}</a>
    <form method="post" action="/sign-out"><button class="link">Sign out</button></form>
  </div>`;
}

/** A section's link in a row of links; the one that is open is marked. */
export interface Tab {
  readonly title: string;
  readonly href: string;
}

/** A row of links to the sections of something; `open` is the address of the one that is shown. */
export function tabs(label: string, sections: readonly Tab[], open: string): Html {
  return html`<nav class="tabs" aria-label="${label}">
    <ul>
      ${sections.map(
        ({ title, href }) =>
          html`<li><a href="${href}" ${href === open ? html`aria-current="page"` : undefined}>${title}</a></li>`,
      )}
    </ul>
  </nav>`;
}
