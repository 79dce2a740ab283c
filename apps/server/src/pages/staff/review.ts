import { type Html, html } from '@gradbook/grading/report';

import type { RequestContext } from '../../http/context.ts';
import { Refusal } from '../../http/refusal.ts';
import { claimAnswer } from '../../review/queue/claims.ts';
import { nextItem, type ReviewItem, reviewItems } from '../../review/queue/queue.ts';
import { beginsAtMaximum, type RubricItem, rubricOf } from '../../review/rubrics/rubric.ts';
import { submissionView } from '../../review/submission-view.ts';
import { problemNote } from '../form.ts';
import { answerCard } from './answer-card.ts';
import { pointsField, textField } from './decision-form.ts';
import { baseOf, counted, momentOf, pointsText, queryOf, staffPage, submissionHref } from './frame.ts';
import { rubricEditor } from './rubric-editor.ts';
import type { Again } from './submission.ts';

/** The queue: for each part how many answers wait, and where to begin. */
export async function reviewPage(c: RequestContext): Promise<Html> {
  const items = await itemsOf(c);
  const waiting = items.filter((item) => item.waiting);
  const parts = [...Map.groupBy(items, ({ partId }) => partId)];
  return staffPage(c, {
    title: 'Review',
    section: 'review',
    body: html`<div class="head">
        <h1>Review</h1>
        ${waiting.length > 0 && html`<a class="button main" href="${nextHref(c)}">Start: ${counted(waiting.length, 'answer')}</a>`}
      </div>
      <p class="lead">
        What the grader does not decide by itself: free texts, answers that it could not read, and whatever it was in
        doubt about. Equal answers are quicker <a href="${baseOf(c)}/groups">graded once for all</a>.
      </p>
      ${
        parts.length === 0
          ? html`<div class="empty">
              <p>Nothing waits for a person.</p>
              <p>Answers appear here as soon as they are graded.</p>
            </div>`
          : html`<div class="scroll" tabindex="0" role="group" aria-label="Parts to review">
              <table class="list">
                <thead>
                  <tr>
                    <th scope="col">Part</th>
                    <th scope="col" class="number">Waiting</th>
                    <th scope="col" class="number">Decided</th>
                    <th scope="col">Progress</th>
                    <th scope="col"><span class="unseen">Begin</span></th>
                  </tr>
                </thead>
                <tbody>
                  ${parts.map(([partId, all]) => partLine(c, partId, all))}
                </tbody>
              </table>
            </div>`
      }`,
  });
}

function partLine(c: RequestContext, partId: string, items: readonly ReviewItem[]): Html {
  const waiting = items.filter((item) => item.waiting).length;
  const decided = items.length - waiting;
  const [first] = items;
  return html`<tr>
    <th scope="row">${partId} ${first!.title}</th>
    <td class="number">${waiting}</td>
    <td class="number">${decided}</td>
    <td>
      <progress max="${items.length}" value="${decided}" aria-label="${decided} of ${items.length} decided"></progress>
    </td>
    <td>
      ${
        waiting > 0
          ? html`<a class="button small" href="${nextHref(c, { part: partId })}"
              >Review<span class="unseen"> ${partId}</span></a
            >`
          : html`<a class="button small" href="${itemHref(c, first!)}"
              >Look again<span class="unseen"> at ${partId}</span></a
            >`
      }
    </td>
  </tr>`;
}

/** Sends a person to the next answer that waits and that nobody else looks at. */
export async function nextPage(c: RequestContext): Promise<Response> {
  const items = await itemsOf(c);
  const part = c.req.query('part') || undefined;
  const after = items.findIndex(
    ({ submissionId, partId }) => submissionId === c.req.query('after') && partId === (c.req.query('of') ?? part),
  );
  // The part that one is at first, then whatever else waits; where one part was asked for, that one alone.
  const here = nextItem(items, after, c.var.person!.id, part ?? c.req.query('of'));
  const next = here ?? (part === undefined ? nextItem(items, after, c.var.person!.id) : undefined);
  if (!next) return c.redirect(`${baseOf(c)}/review`, 303);
  return c.redirect(itemHref(c, next, part), 303);
}

/** Where the next answer is found. */
export function nextHref(
  c: RequestContext,
  query: { readonly part?: string | undefined; readonly after?: string; readonly of?: string } = {},
): string {
  return `${baseOf(c)}/review/next${queryOf(query)}`;
}

/** The page of one answer of the queue; `only` keeps to one part. */
export function itemHref(
  c: RequestContext,
  { submissionId, partId }: Pick<ReviewItem, 'submissionId' | 'partId'>,
  only?: string,
): string {
  return `/courses/${c.var.course.slug}/submissions/${submissionId}/review${queryOf({ part: partId, only })}`;
}

async function itemsOf(c: RequestContext): Promise<readonly ReviewItem[]> {
  const { assignment, services } = c.var;
  return reviewItems(services.connection.database, assignment, services.now());
}

/** One answer with its rubric: everything of it works by keyboard. */
export async function answerPage(c: RequestContext, again?: Again): Promise<Html> {
  const { assignment, submission, services, person } = c.var;
  const { database } = services.connection;
  const partId = c.req.query('part') ?? again?.values['part'] ?? '';
  const only = c.req.query('only') ?? again?.values['only'];
  const all = await itemsOf(c);
  const items = only === undefined || only === '' ? all : all.filter((item) => item.partId === only);
  const index = items.findIndex((item) => item.submissionId === submission.id && item.partId === partId);
  const item = items[index];
  const view = await submissionView(database, assignment, submission);
  const kept = view.kept?.parts.find(({ part }) => part === partId);
  const effective = view.attempt.grade.parts.find(({ id }) => id === partId);
  if (!kept || !effective) {
    throw new Refusal(404, `the part "${partId}" of this submission`, 'a part that was graded', 'go back to the queue');
  }
  const holder = await claimAnswer(database, {
    submissionId: submission.id,
    partId,
    userId: person!.id,
    now: services.now(),
  });
  const rubric = await rubricOf(database, assignment.id, partId);
  const past = view.history.filter((each) => each.partId === partId);
  const part = items.filter((each) => each.partId === partId);
  const before = items[index - 1];
  const after = items[index + 1];
  return staffPage(c, {
    title: `${partId} ${effective.title}`,
    section: 'review',
    width: 'wide',
    mathematics: true,
    scripts: ['review'],
    path: [{ title: 'Review', href: `${baseOf(c)}/review` }],
    body: html`${problemNote(again?.problem)}
      ${
        holder.userId !== person!.id &&
        html`<div class="flash warning">
          <p>
            <strong>${holder.name} looks at this answer now.</strong> Take another one, so that nobody decides twice.
          </p>
        </div>`
      }
      <div class="head">
        <h1>${partId} ${effective.title}</h1>
        <p class="muted">
          ${item && html`answer ${part.indexOf(item) + 1} of ${part.length} ·`}
          ${part.filter(({ waiting }) => waiting).length} wait
        </p>
      </div>
      <div
        class="review"
        data-review
        data-previous="${before ? itemHref(c, before, only) : ''}"
        data-next="${after ? itemHref(c, after, only) : ''}"
      >
        <div class="answer">
          <h2 class="unseen">The answer</h2>
          ${await answerCard(view.version, kept, { effective })}
          ${
            past.length > 0 &&
            html`<details class="change">
              <summary>${counted(past.length, 'decision')} so far</summary>
              <ol class="history">
                ${past.map(
                  ({ points, by, createdAt, reason }) =>
                    html`<li>
                      <strong>${points === null ? 'taken back' : `${pointsText(points)} points`}</strong> by ${by},
                      ${momentOf(c, createdAt)}<br />${reason}
                    </li>`,
                )}
              </ol>
            </details>`
          }
          <p class="small">
            <a href="${submissionHref(c, submission.id, partId)}">The whole submission</a> (shows who handed it in)
          </p>
        </div>
        <div class="decide">
          <h2 class="unseen">Your decision</h2>
          ${decideForm(c, { rubric, maximum: effective.maximum, current: past[0], points: effective.points, partId, only, again })}
          ${rubricEditor(c, partId, rubric, itemHref(c, { submissionId: submission.id, partId }, only))}
        </div>
      </div>
      <nav class="actions queue" aria-label="Queue">
        ${before ? html`<a class="button" rel="prev" href="${itemHref(c, before, only)}">Previous <kbd>K</kbd></a>` : html`<span class="muted">first of the queue</span>`}
        ${after ? html`<a class="button" rel="next" href="${itemHref(c, after, only)}">Next <kbd>J</kbd></a>` : html`<span class="muted">last of the queue</span>`}
      </nav>
      ${help()}`,
  });
}

interface DecideForm {
  readonly rubric: readonly RubricItem[];
  readonly maximum: number;
  readonly current:
    | { readonly id: string; readonly comment: string; readonly rubricItems: readonly string[] }
    | undefined;
  readonly points: number | undefined;
  readonly partId: string;
  readonly only: string | undefined;
  readonly again: Again | undefined;
}

function decideForm(c: RequestContext, form: DecideForm): Html {
  const { rubric, maximum, current, points, partId, only, again } = form;
  const action = `/courses/${c.var.course.slug}/submissions/${c.var.submission.id}/review`;
  const ticked = again ? (again.values['items'] ?? '').split(',') : (current?.rubricItems ?? []);
  return html`<form
    class="card decide-form"
    method="post"
    action="${action}"
    data-maximum="${maximum}"
    data-start="${beginsAtMaximum(rubric) ? maximum : 0}"
  >
    <input type="hidden" name="part" value="${partId}" />
    <input type="hidden" name="only" value="${only ?? ''}" />
    <input
      type="hidden"
      name="seen"
      value="${again?.problem.status === 409 ? (current?.id ?? '') : (again?.values['seen'] ?? current?.id ?? '')}"
    />
    <fieldset class="rubric">
      <legend>Rubric</legend>
      ${
        rubric.length === 0
          ? html`<p class="hint">No items yet. Add them below: each is ticked by its digit.</p>`
          : rubric.map(
              ({ id, label, points: worth }, index) =>
                html`<label class="choice item">
                  <input
                    type="checkbox"
                    name="item"
                    value="${id}"
                    data-points="${worth}"
                    data-key="${index + 1}"
                    ${ticked.includes(id) && html`checked`}
                  />
                  <kbd>${index + 1}</kbd>
                  <span class="label">${label}</span>
                  <span class="worth">${signed(worth)}</span>
                </label>`,
            )
      }
    </fieldset>
    ${pointsField('points', maximum, again?.values['points'] ?? (points === undefined ? '' : String(points)))}
    <p class="hint">
      Left empty, the ticked items give the points${beginsAtMaximum(rubric) && ', from the maximum down'}.
    </p>
    ${textField({
      id: 'comment',
      name: 'comment',
      label: 'Comment for the student',
      value: again?.values['comment'] ?? current?.comment,
      rows: 4,
    })}
    <div class="actions">
      <button class="main">Save and next <kbd>↵</kbd></button>
      <button name="stay" value="1">Save</button>
    </div>
  </form>`;
}

function signed(points: number): string {
  return points > 0 ? `+${pointsText(points)}` : pointsText(points);
}

function help(): Html {
  const keys = [
    ['1 – 9', 'tick an item of the rubric, or take it off'],
    ['J, K', 'next, previous answer'],
    ['Enter', 'save and go to the next that waits'],
    ['Ctrl + Enter', 'the same while you write a comment'],
    ['P', 'to the points'],
    ['C', 'to the comment'],
    ['Esc', 'out of a field'],
    ['?', 'this list'],
  ] as const;
  return html`<p class="small keys-note" hidden data-keys-note>
      Everything here has a key: <button class="link" type="button" data-help>show the keys (?)</button>
    </p>
    <dialog id="keys" aria-labelledby="keys-title">
      <h2 id="keys-title">Keys</h2>
      <dl class="keys">
        ${keys.map(
          ([key, what]) =>
            html`<dt><kbd>${key}</kbd></dt>
              <dd>${what}</dd>`,
        )}
      </dl>
      <form method="dialog"><button class="main">Close</button></form>
    </dialog>`;
}
