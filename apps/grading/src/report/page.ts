import type { DeviceDescription } from '@gradbook/core-ops';

import type { GradedSubmission, UnreadableSubmission } from '../grading/graded.ts';
import { mistakeGroups } from '../grading/mistake-groups.ts';
import { rounded } from '../results/results.ts';
import type { Figure } from './figures.ts';
import { Html, html } from './html.ts';
import { markdown } from './markdown.ts';
import { style } from './style.ts';
import { anchorOf, submissionSection } from './submission.ts';

/** What a report shows. */
export interface ReportContent {
  readonly graded: readonly GradedSubmission[];
  readonly unreadable: readonly UnreadableSubmission[];
  readonly device: DeviceDescription;
  /** Figures by the anchor of the part that they belong to. */
  readonly figures: ReadonlyMap<string, readonly Figure[]>;
}

/** The whole report as one HTML document that needs nothing else: no script, no file, no network. */
export function page(content: ReportContent): string {
  const { graded, unreadable, device } = content;
  const heading = graded[0]?.assignment.title ?? 'Nothing could be graded';
  const title = graded.length === 1 ? `${heading}: ${graded[0]!.name}` : `${heading}: ${graded.length} submissions`;
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta
          http-equiv="Content-Security-Policy"
          content="default-src 'none'; style-src 'unsafe-inline'; font-src data:; img-src data:; base-uri 'none'; form-action 'none'"
        />
        <meta name="referrer" content="no-referrer" />
        <title>${title}</title>
        <style>
          ${new Html(style())}
        </style>
      </head>
      <body>
        <main>
          <header class="page">
            <p class="brand">Gradbook report</p>
            <h1>${heading}</h1>
          </header>
          ${graded.length > 1 && overview(graded)} ${graded.length > 1 && mistakes(graded)}
          ${unreadable.length > 0 && problems(unreadable)}
          ${graded.map((submission, index) => submissionSection(submission, index, content.figures))}
        </main>
        <footer>
          <p>
            For those who grade: this report shows what was expected. References computed on ${device.name}
            (${device.kind}, WebGPU through ${device.via}, driver ${device.driver || 'not named'}).
          </p>
        </footer>
      </body>
    </html> `.source;
}

function overview(graded: readonly GradedSubmission[]): Html {
  return html`<table class="summary">
    <caption>
      ${graded.length} submissions
    </caption>
    <thead>
      <tr>
        <th scope="col">Submission</th>
        <th scope="col" class="points">Points</th>
        <th scope="col" class="points">Waiting</th>
      </tr>
    </thead>
    <tbody>
      ${graded.map(
        (submission, index) =>
          html`<tr>
            <td><a href="#s${index}">${submission.name}</a></td>
            <td class="points">${rounded(submission.score)} / ${rounded(submission.maximum)}</td>
            <td class="points">${rounded(submission.waiting)}</td>
          </tr>`,
      )}
    </tbody>
  </table>`;
}

/** Recognised mistakes with links to all answers that hold them: what is graded once is graded alike. */
function mistakes(graded: readonly GradedSubmission[]): Html | false {
  const groups = mistakeGroups(graded);
  const partIds = graded[0]?.parts.map(({ part }) => part.id) ?? [];
  return (
    groups.length > 0 &&
    html`<table class="summary">
      <caption>
        Recognised mistakes
      </caption>
      <thead>
        <tr>
          <th scope="col">Part</th>
          <th scope="col">Mistake</th>
          <th scope="col">Submissions</th>
        </tr>
      </thead>
      <tbody>
        ${groups.map(
          ({ part, mistake, sentence, submissions }) =>
            html`<tr>
              <td class="id">${part}</td>
              <td>${markdown(sentence)}<code>${mistake}</code></td>
              <td>
                ${submissions.map(
                  (index) => html`<a href="#${anchorOf(index, partIds.indexOf(part))}">${graded[index]!.name}</a> `,
                )}
              </td>
            </tr>`,
        )}
      </tbody>
    </table>`
  );
}

function problems(unreadable: readonly UnreadableSubmission[]): Html {
  return html`<section class="problems">
    <h2>Not graded</h2>
    <ul>
      ${unreadable.map(({ name, problem }) => html`<li><strong>${name}</strong>: ${problem}</li>`)}
    </ul>
  </section>`;
}
