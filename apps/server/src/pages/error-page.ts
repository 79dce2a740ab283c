import { type Html, html } from '@gradbook/grading/report';

import type { RequestContext } from '../http/context.ts';
import { layout } from './layout.ts';

/** What a refusal looks like to a person. */
export function errorPage(
  c: RequestContext,
  { status, given, expected, remedy }: { status: number; given: string; expected: string; remedy: string },
): Html {
  const title = status === 404 ? 'Not found' : status === 403 ? 'Not allowed' : 'That did not work';
  return layout(c, {
    title,
    body: html`<h1>${title}</h1>
      <dl>
        <dt>What came</dt>
        <dd>${given}</dd>
        <dt>What was expected</dt>
        <dd>${expected}</dd>
        <dt>What to do</dt>
        <dd>${remedy}</dd>
      </dl>`,
  });
}
