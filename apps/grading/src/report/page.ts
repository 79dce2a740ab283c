import type { DeviceDescription } from '@gradbook/core-ops';

import type { GradedSubmission, UnreadableSubmission } from '../grading/graded.ts';
import { rounded } from '../results/results.ts';
import { verdicts } from '../terminal/verdicts.ts';
import type { Figure } from './figures.ts';
import { Html, html } from './html.ts';
import { partCard, pointsOf, verdictBadge } from './part-card.ts';
import { style } from './style.ts';

/** What a report shows. */
export interface ReportContent {
  readonly graded: readonly GradedSubmission[];
  readonly unreadable: readonly UnreadableSubmission[];
  readonly device: DeviceDescription;
  /** Figures by the id of the part that they belong to. */
  readonly figures: ReadonlyMap<string, readonly Figure[]>;
}

/** The whole report as one HTML document that needs nothing else: no script, no file, no network. */
export function page(content: ReportContent): string {
  const { graded, unreadable, device } = content;
  const title =
    graded.length === 1 ? `${graded[0]!.name}: ${graded[0]!.assignment.title}` : `${graded.length} submissions`;
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta
          http-equiv="Content-Security-Policy"
          content="default-src 'none'; style-src 'unsafe-inline'; font-src data:; img-src data:"
        />
        <title>${title}</title>
        <style>
          ${new Html(style())}
        </style>
      </head>
      <body>
        ${graded.length > 1 && overview(graded)} ${unreadable.length > 0 && problems(unreadable)}
        ${graded.map((submission, index) => submissionSection(submission, index, content))}
        <footer class="muted">
          <p>
            References computed on ${device.name} (${device.kind}, WebGPU through ${device.via}, driver
            ${device.driver || 'not named'}).
          </p>
        </footer>
      </body>
    </html> `.source;
}

function overview(graded: readonly GradedSubmission[]): Html {
  return html`<h1>${graded.length} submissions</h1>
    <table class="summary">
      <thead>
        <tr>
          <th>Submission</th>
          <th class="points">Points</th>
          <th class="points">Waiting</th>
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

function problems(unreadable: readonly UnreadableSubmission[]): Html {
  return html`<h2>Not graded</h2>
    <ul>
      ${unreadable.map(({ name, problem }) => html`<li><strong>${name}</strong>: ${problem}</li>`)}
    </ul>`;
}

function submissionSection(submission: GradedSubmission, index: number, { figures }: ReportContent): Html {
  const anchor = (position: number): string => `s${index}-p${position}`;
  return html`<article id="s${index}">
    <h1>${submission.assignment.title}</h1>
    <p class="muted">${submission.name}</p>
    <div class="total">
      <strong>${rounded(submission.score)} / ${rounded(submission.maximum)}</strong><span>points</span>
      ${submission.waiting > 0 && html`<span class="muted">${rounded(submission.waiting)} more wait for a person</span>`}
    </div>
    ${bar(submission)}
    ${
      submission.notes.length > 0 &&
      html`<ul class="muted">
        ${submission.notes.map((note) => html`<li>${note}</li>`)}
      </ul>`
    }
    <table class="summary">
      <thead>
        <tr>
          <th>Part</th>
          <th class="title">Question</th>
          <th>Verdict</th>
          <th class="points">Points</th>
        </tr>
      </thead>
      <tbody>
        ${submission.parts.map(
          (graded, position) =>
            html`<tr>
              <td class="id"><a href="#${anchor(position)}">${graded.part.id}</a></td>
              <td class="title">${graded.part.title}</td>
              <td>${verdictBadge(graded.judgement)}</td>
              <td class="points">${pointsOf(graded)}</td>
            </tr>`,
        )}
      </tbody>
    </table>
    <h2>Part by part</h2>
    ${submission.parts.map((graded, position) => partCard(graded, anchor(position), index === 0 ? (figures.get(graded.part.id) ?? []) : []))}
    <h2>Record</h2>
    <p class="muted">With these the grade can be computed again.</p>
    <dl class="record">
      <dt>Gradbook</dt>
      <dd>${submission.record.gradbook}</dd>
      <dt>Assignment</dt>
      <dd>${submission.assignment.id}, sha256 ${submission.record.assignment_sha256}</dd>
      <dt>Submission</dt>
      <dd>sha256 ${submission.record.submission_sha256}</dd>
      <dt>Adapter</dt>
      <dd>${submission.record.adapter}</dd>
      <dt>Seed</dt>
      <dd>${submission.record.seed}</dd>
    </dl>
  </article>`;
}

/** The points as a bar: earned, lost, waiting; the table below says the same in words. */
function bar(submission: GradedSubmission): Html {
  const total = submission.parts.reduce((sum, { part }) => sum + part.points, 0) || 1;
  const segments = (['correct', 'partial', 'needs_review'] as const).map((verdict) => {
    const points = submission.parts
      .filter(({ judgement }) => judgement.verdict === verdict)
      .reduce((sum, { part, points }) => sum + (verdict === 'needs_review' ? part.points : points), 0);
    return { verdict, points };
  });
  const label = segments.map(({ verdict, points }) => `${rounded(points)} points ${verdicts[verdict].word}`).join(', ');
  return html`<div class="bar" role="img" aria-label="${label}">
    ${segments.map(
      ({ verdict, points }) =>
        html`<span style="width:${((100 * points) / total).toFixed(2)}%;background:var(--${verdict})"></span>`,
    )}
  </div>`;
}
