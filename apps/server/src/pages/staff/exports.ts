import { type Html, html } from '@gradbook/grading/report';

import type { RequestContext } from '../../http/context.ts';
import { exportContent, type ExportFormat, exportFormats } from '../../review/exports/exports.ts';
import { baseOf, counted, staffPage } from './frame.ts';

const about: Readonly<Record<ExportFormat, readonly [title: string, what: string]>> = {
  gradbook: [
    'Everything (CSV)',
    'A row a student: every part, the sum, what being late took, what waits, the attempt.',
  ],
  canvas: [
    'Canvas',
    'For Import in its grade book. Students are found by SIS User ID (the ID of the people list) or SIS Login ID (the address); the second row holds the points possible.',
  ],
  moodle: [
    'Moodle',
    'For Import, CSV file, in its grader report: map "Email address" to email or "ID number" to idnumber, and both columns of the assignment.',
  ],
  gradescope: ['Gradescope', 'The columns of its own grade download, for whatever reads those.'],
};

/** The exports, with what is not in them yet. */
export async function exportsPage(c: RequestContext): Promise<Html> {
  const { assignment, services } = c.var;
  const { rows } = await exportContent(services.connection.database, assignment);
  const handedIn = rows.filter(({ attempt }) => attempt);
  const open = handedIn.filter(({ attempt }) => !attempt!.grade.final).length;
  return staffPage(c, {
    title: 'Export',
    section: 'exports',
    body: html`<h1>Export</h1>
      <p class="lead">
        The attempt that counts of each student, with decisions by people, the late rule and extensions taken into
        account.
      </p>
      ${
        open > 0 &&
        html`<div class="flash warning">
          <p>
            <strong>${counted(open, 'grade')} of ${handedIn.length} ${open === 1 ? 'is' : 'are'} not complete.</strong>
            Their cells are left empty: no zero is exported that nobody gave.
          </p>
        </div>`
      }
      <ul class="cards">
        ${exportFormats.map((format) => formatCard(c, format))}
      </ul>`,
  });
}

function formatCard(c: RequestContext, format: ExportFormat): Html {
  const [title, what] = about[format];
  return html`<li>
    <h2><a href="${baseOf(c)}/exports/${format}.csv" download>${title}</a></h2>
    <p class="muted">${what}</p>
  </li>`;
}
