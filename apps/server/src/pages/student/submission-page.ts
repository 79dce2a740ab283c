import { type Figure, figuresOf, type Html, html, verdictBadge } from '@gradbook/grading/report';

import { may } from '../../access/policy.ts';
import { showTime } from '../../courses/times.ts';
import type { RequestContext } from '../../http/context.ts';
import { type FileEntry, fileEntries } from '../../submissions/files.ts';
import { ownSubmission } from '../../submissions/own.ts';
import { type SecondLookRow, secondLooksOf } from '../../submissions/second-looks.ts';
import type { Visible, VisiblePart } from '../../submissions/visible-to-student.ts';
import { isOpen } from '../../submissions/window.ts';
import { layout } from '../layout.ts';
import { addresses, wayTo } from './addresses.ts';
import { attemptList } from './attempts.ts';
import { anchorOf, partSection, pointsText } from './part-section.ts';
import { scoreOf } from './score.ts';

/** The page of a submission: how far it is, then points, reasons, figures. */
export async function submissionPage(c: RequestContext): Promise<Html> {
  const { services, course, assignment, submission, own, role } = c.var;
  const { work, viewing, visible } = await ownSubmission(services, assignment, submission);
  const { database } = services.connection;
  const [files, looks] = await Promise.all([
    fileEntries(database, submission.id),
    secondLooksOf(database, submission.id),
  ]);
  const waits = visible.kind === 'waiting';
  return layout(c, {
    title: `${assignment.title}, attempt ${submission.attempt}`,
    path: wayTo(c),
    mathematics: true,
    ...(waits ? { scripts: ['progress'] } : {}),
    body: html`<div class="head">
        <h1>${assignment.title}</h1>
        <p class="muted">Attempt ${submission.attempt}, ${showTime(submission.handedInAt, course.timeZone)}</p>
      </div>
      ${
        !own &&
        may('staff.read', role) &&
        html`<p class="flash">
          This is what the student sees.
          <a href="/courses/${course.slug}/submissions/${submission.id}">The whole report</a>
        </p>`
      }
      ${await body(visible, { c, looks })}
      ${
        work.attempts.length > 1 &&
        html`<section aria-labelledby="history">
          <h2 id="history">All attempts</h2>
          ${attemptList(work, course.timeZone, viewing, submission.id)}
        </section>`
      }
      ${fileList(files, submission.id)}
      ${
        own &&
        isOpen(work.window) &&
        html`<p class="actions">
          <a class="button" href="${addresses.handIn(course.slug, assignment.slug)}">Hand in again</a>
        </p>`
      }`,
  });
}

interface Given {
  readonly c: RequestContext;
  readonly looks: readonly SecondLookRow[];
}

async function body(visible: Visible, given: Given): Promise<Html> {
  const { course, submission } = given.c.var;
  switch (visible.kind) {
    case 'waiting':
      return progress(visible.state, submission.id);
    case 'hidden':
      return html`<div class="card">
        <p>
          <strong>It is graded.</strong> ${
            visible.until
              ? html`You see how after the deadline, ${showTime(visible.until, course.timeZone)}.`
              : 'The staff shows you how.'
          }
        </p>
      </div>`;
    case 'fault':
      return html`<div class="flash warning" role="status">
        <p>
          <strong>Not graded: our fault.</strong> The server failed while it graded this submission. It is no zero and
          nothing is lost: the staff sees it and has it graded again.
        </p>
      </div>`;
    case 'unreadable':
      return html`<div class="flash bad" role="status">
        <p><strong>It could not be read.</strong> ${visible.problem}</p>
      </div>`;
    case 'graded':
      return graded(visible, given);
  }
}

function progress(state: 'queued' | 'grading', id: string): Html {
  return html`<section id="progress" class="progress card" data-submission="${id}" aria-labelledby="progress-title">
    <h2 id="progress-title">Handed in</h2>
    <p id="progress-words" role="status">${state === 'queued' ? 'It is in the queue.' : 'It is being graded.'}</p>
    <progress id="progress-bar" aria-labelledby="progress-title"></progress>
    <p class="hint">You can close this page: it is graded all the same.</p>
    <noscript
      ><p><a href="${addresses.submission(id)}">Look again</a></p></noscript
    >
  </section>`;
}

async function graded(visible: Extract<Visible, { kind: 'graded' }>, { c, looks }: Given): Promise<Html> {
  const { assignment, course, submission, own } = c.var;
  const sections = await Promise.all(
    visible.parts.map(async (part, position) =>
      partSection(part, {
        submissionId: submission.id,
        position,
        timeZone: course.timeZone,
        figures: await partFigures(part, position),
        looks: looks.filter(({ partId }) => partId === part.id),
        mayAsk: own,
      }),
    ),
  );
  return html`${scoreOf(visible, assignment.lateRule)}
    ${
      visible.notes.length > 0 &&
      html`<ul class="notes">
        ${visible.notes.map((note) => html`<li>${note}</li>`)}
      </ul>`
    }
    ${atAGlance(visible.parts)}
    <h2 class="unseen">Part by part</h2>
    ${sections}`;
}

/** The figures of a part, drawn anew for each request: what they are drawn from is kept. */
export function partFigures(part: VisiblePart, position: number): Promise<readonly Figure[]> {
  return figuresOf(part.drawn, part.judgement, `part-${position + 1}`);
}

function atAGlance(parts: readonly VisiblePart[]): Html {
  return html`<table class="summary">
    <caption class="unseen">
      All parts
    </caption>
    <thead>
      <tr>
        <th scope="col">Part</th>
        <th scope="col" class="title">Question</th>
        <th scope="col">Verdict</th>
        <th scope="col" class="points">Points</th>
      </tr>
    </thead>
    <tbody>
      ${parts.map(
        (part, position) =>
          html`<tr>
            <td class="id"><a href="#${anchorOf(position)}">${part.id}</a></td>
            <td class="title">${part.title}</td>
            <td>
              ${
                part.decided
                  ? html`<span class="verdict decided"><span aria-hidden="true">✎</span> by a person</span>`
                  : verdictBadge(part.judgement)
              }
            </td>
            <td class="points">${pointsText(part)}</td>
          </tr>`,
      )}
    </tbody>
  </table>`;
}

function fileList(files: readonly FileEntry[], id: string): Html {
  return html`<details class="files">
    <summary>What was handed in: ${files.length} ${files.length === 1 ? 'file' : 'files'}</summary>
    <ul>
      ${files.map(
        ({ path, size }) =>
          html`<li>
            <a href="/submissions/${id}/file?path=${encodeURIComponent(path)}" download>${path}</a>
            <span class="muted small">${size} bytes</span>
          </li>`,
      )}
    </ul>
  </details>`;
}
