import { type Html, html } from '@gradbook/grading/report';

import type { Difference, ReplayedPart } from '../../grading/replay.ts';
import type { RequestContext } from '../../http/context.ts';
import { counted, pointsText, staffPage, submissionHref } from './frame.ts';

/** The grade of a submission computed again from its record, beside the one that was kept. */
export async function replayPage(c: RequestContext): Promise<Html> {
  const { submission, services } = c.var;
  const { equal, score, circumstances, parts } = await services.replays.run(submission.id);
  const href = submissionHref(c, submission.id);
  const different = parts.filter(({ differences }) => differences.length > 0);
  return staffPage(c, {
    title: 'Computed again',
    section: 'submissions',
    path: [{ title: 'Submission', href }],
    body: html`<h1>Computed again</h1>
      ${
        equal
          ? html`<div class="flash good">
              <p>
                <strong>The same grade:</strong> ${pointsText(score.now)} of ${pointsText(score.maximum)} points, every
                part alike.
              </p>
            </div>`
          : html`<div class="flash bad">
              <p>
                <strong>Not the same:</strong> ${pointsText(score.before)} points then, ${pointsText(score.now)} now;
                ${counted(different.length, 'part')} of ${parts.length}
                ${different.length === 1 ? 'differs' : 'differ'}.
              </p>
            </div>`
      }
      ${different.map(partOf)}
      <h2>What it was computed with</h2>
      ${
        circumstances.length === 0
          ? html`<p>The same versions, code, adapter and seed.</p>`
          : html`<p>These are not the same any more.</p>
              ${table('Circumstances', circumstances)}`
      }
      <p><a href="${href}">Back to the submission</a></p>`,
  });
}

function partOf({ id, differences }: ReplayedPart): Html {
  return html`<h2>Part ${id}</h2>
    ${table(`Part ${id}`, differences)}`;
}

function table(label: string, differences: readonly Difference[]): Html {
  return html`<div class="scroll" tabindex="0" role="group" aria-label="${label}">
    <table class="list compare">
      <thead>
        <tr>
          <th scope="col">Of</th>
          <th scope="col">Then</th>
          <th scope="col">Now</th>
        </tr>
      </thead>
      <tbody>
        ${differences.map(
          ({ of, before, now }) =>
            html`<tr>
              <th scope="row">${of}</th>
              <td>${textOf(before)}</td>
              <td>${textOf(now)}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? 'nothing');
}
