import { type Html, html } from '@gradbook/grading/report';
import { z } from 'zod';

import type { RequestContext } from '../../http/context.ts';
import { type ExportRow, exportContent } from '../../review/exports/exports.ts';
import { attemptsOf, countingOf, type GradedAttempt } from '../../review/grade/load.ts';
import { namesOf } from '../../review/people.ts';
import { counted, lateTag, momentOf, pointsText, queryOf, staffPage, statusTag, submissionHref } from './frame.ts';

const shows = {
  all: 'everybody',
  graded: 'graded',
  waiting: 'waits for a person',
  pending: 'being graded',
  faults: 'our fault',
  unreadable: 'unreadable',
  late: 'late',
  missing: 'not handed in',
  attempts: 'all attempts',
} as const;

const sorts = { name: 'Name', points: 'Points', waiting: 'Waiting', time: 'Handed in' } as const;

const query = z.object({
  show: z.enum(Object.keys(shows) as [keyof typeof shows]).catch('all'),
  sort: z.enum(Object.keys(sorts) as [keyof typeof sorts]).catch('name'),
  down: z.literal('1').optional().catch(undefined),
  q: z.string().max(200).catch(''),
  page: z.coerce.number().int().min(1).catch(1),
});
type Query = z.infer<typeof query>;

const perPage = 100;

interface Row {
  readonly userId: string;
  readonly name: string;
  readonly email: string;
  readonly attempt: GradedAttempt | undefined;
}

/** Who has handed in what, and how it stands. */
export async function submissionsPage(c: RequestContext): Promise<Html> {
  const asked = query.parse(c.req.query());
  const rows = sorted(filtered(await rowsOf(c, asked), asked), asked);
  const pages = Math.max(1, Math.ceil(rows.length / perPage));
  const page = Math.min(asked.page, pages);
  const shown = rows.slice((page - 1) * perPage, page * perPage);
  return staffPage(c, {
    title: 'Submissions',
    section: 'submissions',
    body: html`<h1>Submissions</h1>
      ${filterForm(asked)}
      <p class="muted" role="status">${counted(rows.length, asked.show === 'attempts' ? 'attempt' : 'student')}</p>
      ${
        shown.length === 0
          ? html`<div class="empty">
              <p>Nothing is like that.</p>
              <p>Show everybody, or search for something else.</p>
            </div>`
          : table(c, shown, asked)
      }
      ${pages > 1 && pager(asked, page, pages)}`,
  });
}

async function rowsOf(c: RequestContext, { show }: Query): Promise<readonly Row[]> {
  const { assignment, course } = c.var;
  const { database } = c.var.services.connection;
  const { rows } = await exportContent(database, assignment);
  const attempts = await attemptsOf(database, assignment);
  const names = await namesOf(database, course.id);
  const emails = new Map(rows.map(({ student }) => [student.id, student.email]));
  const rowOf = (attempt: GradedAttempt): Row => {
    const { userId } = attempt.submission;
    return { userId, name: names.get(userId) ?? userId, email: emails.get(userId) ?? '', attempt };
  };
  if (show === 'attempts') return attempts.map(rowOf);
  const counting = countingOf(attempts, assignment.counts);
  const missing = rows.filter(({ attempt }: ExportRow) => !attempt);
  return [
    ...[...counting.values()].map(rowOf),
    ...missing.map(({ student: { id, name, email } }) => ({ userId: id, name, email, attempt: undefined })),
  ];
}

function filtered(rows: readonly Row[], { show, q }: Query): readonly Row[] {
  const sought = q.trim().toLowerCase();
  return rows
    .filter(({ attempt }) => isShown(attempt, show))
    .filter(({ name, email }) => sought === '' || `${name}\n${email}`.toLowerCase().includes(sought));
}

function isShown(attempt: GradedAttempt | undefined, show: Query['show']): boolean {
  if (show === 'all' || show === 'attempts') return true;
  if (!attempt || show === 'missing') return !attempt && show === 'missing';
  const { state, final, late } = attempt.grade;
  if (show === 'late') return late.seconds > 0;
  if (show === 'faults') return state === 'fault';
  if (show === 'unreadable') return state === 'unreadable' && !final;
  if (show === 'pending') return ['none', 'queued', 'grading'].includes(state);
  return state === 'graded' && final === (show === 'graded');
}

function sorted(rows: readonly Row[], { sort, down }: Query): readonly Row[] {
  const valueOf = ({ attempt }: Row): number => {
    if (!attempt) return -1;
    if (sort === 'points') return attempt.grade.points;
    return sort === 'waiting' ? attempt.grade.waiting : attempt.submission.handedInAt.getTime();
  };
  const byName = (a: Row, b: Row): number =>
    a.name.localeCompare(b.name) ||
    a.userId.localeCompare(b.userId) ||
    (a.attempt?.attempt ?? 0) - (b.attempt?.attempt ?? 0);
  const ordered = rows.toSorted((a, b) => (sort === 'name' ? 0 : valueOf(a) - valueOf(b)) || byName(a, b));
  return down === '1' ? ordered.toReversed() : ordered;
}

function filterForm({ show, q, sort, down }: Query): Html {
  return html`<form class="filter" method="get" role="search">
    <div class="field">
      <label for="q">Name or address</label>
      <input id="q" name="q" type="search" value="${q}" autocomplete="off" />
    </div>
    <div class="field">
      <label for="show">Show</label>
      <select id="show" name="show">
        ${Object.entries(shows).map(
          ([value, text]) => html`<option value="${value}" ${value === show && html`selected`}>${text}</option>`,
        )}
      </select>
    </div>
    <input type="hidden" name="sort" value="${sort}" />
    ${down && html`<input type="hidden" name="down" value="1" />`}
    <button>Show</button>
  </form>`;
}

function table(c: RequestContext, rows: readonly Row[], asked: Query): Html {
  return html`<div class="scroll" tabindex="0" role="group" aria-label="Submissions">
    <table class="list">
      <thead>
        <tr>
          ${heading('name', asked)} ${heading('time', asked)}
          <th scope="col">Status</th>
          ${heading('points', asked)} ${heading('waiting', asked)}
        </tr>
      </thead>
      <tbody>
        ${rows.map((row) => line(c, row))}
      </tbody>
    </table>
  </div>`;
}

function heading(sort: keyof typeof sorts, asked: Query): Html {
  const open = asked.sort === sort;
  const down = open && asked.down !== '1' ? '1' : undefined;
  const href = queryOf({ show: asked.show, q: asked.q, sort, down });
  const direction = asked.down === '1' ? 'descending' : 'ascending';
  return html`<th
    scope="col"
    class="${sort === 'points' || sort === 'waiting' ? 'number' : ''}"
    ${open && html`aria-sort="${direction}"`}
  >
    <a href="${href}"
      >${sorts[sort]}${open && html` <span aria-hidden="true">${asked.down === '1' ? '↓' : '↑'}</span>`}</a
    >
  </th>`;
}

function line(c: RequestContext, { name, email, attempt }: Row): Html {
  if (!attempt) {
    return html`<tr>
      <th scope="row">${name}<br /><span class="hint">${email}</span></th>
      <td class="muted">not handed in</td>
      <td></td>
      <td class="number muted">–</td>
      <td class="number"></td>
    </tr>`;
  }
  const { grade, submission } = attempt;
  return html`<tr>
    <th scope="row">
      <a href="${submissionHref(c, submission.id)}">${name}</a>
      <br /><span class="hint">${email}</span>
    </th>
    <td>
      ${momentOf(c, submission.handedInAt)}<br /><span class="hint">attempt ${submission.attempt}</span>
      ${lateTag(attempt)}
    </td>
    <td>${statusTag(attempt)}</td>
    <td class="number">
      ${grade.state === 'graded' || grade.final ? html`${pointsText(grade.points)} / ${pointsText(grade.maximum)}` : '–'}
    </td>
    <td class="number">${grade.waiting > 0 ? pointsText(grade.waiting) : ''}</td>
  </tr>`;
}

function pager({ show, q, sort, down }: Query, page: number, pages: number): Html {
  const to = (other: number): string => queryOf({ show, q, sort, down, page: String(other) });
  return html`<nav class="actions" aria-label="Pages">
    ${page > 1 && html`<a class="button" rel="prev" href="${to(page - 1)}">Previous</a>`}
    <span>Page ${page} of ${pages}</span>
    ${page < pages && html`<a class="button" rel="next" href="${to(page + 1)}">Next</a>`}
  </nav>`;
}
