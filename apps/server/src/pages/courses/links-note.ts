import { type Html, html } from '@gradbook/grading/report';

import type { Invited } from '../../courses/people.ts';

/** One-time links to send out, as a table and as CSV for a mail merge: they are shown once. */
export function linksNote(invited: readonly Invited[]): Html {
  const csv = ['name,email,link', ...invited.map(({ name, email, link }) => [name, email, link].map(quoted).join(','))];
  return html`<p>
      <strong>One-time links.</strong> Send each person theirs: whoever opens it first chooses the password. They are
      shown this once.
    </p>
    <div class="scroll" tabindex="0" role="region" aria-label="One-time links">
      <table class="list">
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col">E-mail address</th>
            <th scope="col">Link</th>
          </tr>
        </thead>
        <tbody>
          ${invited.map(
            ({ name, email, link }) =>
              html`<tr>
                <th scope="row">${name}</th>
                <td>${email}</td>
                <td><code class="copy">${link}</code></td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
    ${
      invited.length > 1 &&
      html`<details>
        <summary>All as CSV</summary>
        <textarea class="code" rows="6" readonly aria-label="All links as CSV">${csv.join('\n')}</textarea>
      </details>`
    }`;
}

/** A CSV field. One that a spreadsheet would take for a formula begins with an apostrophe. */
function quoted(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return `"${safe.replaceAll('"', '""')}"`;
}
