import { type Html, html } from '@gradbook/grading/report';

import { may } from '../../access/policy.ts';
import type { RequestContext } from '../../http/context.ts';
import type { Refusal } from '../../http/refusal.ts';
import type { EffectivePart } from '../../review/effective-grade.ts';
import type { PastOverride } from '../../review/overrides/history.ts';
import { submissionView, type SubmissionView } from '../../review/submission-view.ts';
import { problemNote, type Values } from '../form.ts';
import { answerCard } from './answer-card.ts';
import { pointsField, textField } from './decision-form.ts';
import {
  anchorOf,
  baseOf,
  counted,
  lateTag,
  momentOf,
  pointsText,
  staffPage,
  statusTag,
  submissionHref,
} from './frame.ts';

/** Where a form came back from, with what was wrong in it. */
export interface Again {
  readonly problem: Refusal;
  readonly values: Values;
}

/** A submission as staff sees it: its grade, every part with the form to change it, files, history and record. */
export async function submissionPage(c: RequestContext, again?: Again): Promise<Html> {
  const { assignment, submission, services } = c.var;
  const view = await submissionView(services.connection.database, assignment, submission);
  const { student, attempt, kept, version } = view;
  const cards = await Promise.all(
    (kept?.parts ?? []).map((part) => {
      const effective = attempt.grade.parts.find(({ id }) => id === part.part);
      return answerCard(version, part, {
        effective,
        more: effective !== undefined && changeForm(c, view, effective, again),
      });
    }),
  );
  // Nothing was graded: a person can still decide about each part.
  const bare = kept ? [] : attempt.grade.parts.map((part) => bareCard(c, view, part, again));
  return staffPage(c, {
    title: student.name,
    section: 'submissions',
    mathematics: true,
    path: [{ title: student.name, href: submissionHref(c, submission.id) }],
    body: html`${problemNote(again?.problem)}
      <div class="head">
        <h1>${student.name}</h1>
        <p class="score">${scoreOf(view)}</p>
      </div>
      ${about(c, view)} ${standing(c, view)} ${summary(view)} ${cards.length + bare.length > 0 && html`<h2>Parts</h2>`}
      ${cards}
      ${
        bare.length > 0 &&
        html`<details class="by-hand" ${again && html`open`}>
          <summary>Decide about the parts by hand</summary>
          ${bare}
        </details>`
      }
      ${secondLooks(c, view)} ${files(view)} ${history(c, view)} ${gradings(c, view)}`,
  });
}

function scoreOf({ attempt: { grade } }: SubmissionView): Html {
  // What was not graded is no zero.
  if (grade.parts.every(({ by }) => by === 'nobody')) return html`no points yet, of ${pointsText(grade.maximum)}`;
  return html`<strong>${pointsText(grade.points)}</strong> of ${pointsText(grade.maximum)} points`;
}

function about(c: RequestContext, { student, attempt, attempts, counting }: SubmissionView): Html {
  const { grade, submission } = attempt;
  return html`<p class="tags">
      ${statusTag(attempt)} ${lateTag(attempt)}
      ${grade.waiting > 0 && html`<span class="tag warning">${pointsText(grade.waiting)} points wait</span>`}
      ${
        counting.submission.id === submission.id
          ? html`<span class="tag note">this attempt counts</span>`
          : html`<a class="tag" href="${submissionHref(c, counting.submission.id)}"
              >attempt ${counting.attempt} counts</a
            >`
      }
    </p>
    <p class="muted">
      ${student.email} · attempt ${submission.attempt}, ${momentOf(c, submission.handedInAt)} ·
      <a href="/submissions/${submission.id}">as the student sees it</a>
      ${
        attempts.length > 1 &&
        html` · attempts:
        ${attempts.map(({ attempt: number, submission: { id } }) =>
          id === submission.id
            ? html`<strong aria-current="true">${number}</strong> `
            : html`<a href="${submissionHref(c, id)}">${number}</a> `,
        )}`
      }
    </p>`;
}

/** What stands between the submission and a grade, with what to do about it. */
function standing(c: RequestContext, { attempt }: SubmissionView): Html | false {
  const { state, final } = attempt.grade;
  const problem = attempt.grading?.problem ?? 'no reason was kept';
  if (state === 'fault') {
    return html`<div class="flash bad">
      <p><strong>Not graded: our fault.</strong> ${problem}</p>
      ${againForm(c, attempt.submission.id)}
    </div>`;
  }
  if (state === 'unreadable' && !final) {
    return html`<div class="flash warning">
      <p><strong>It could not be read:</strong> ${problem}</p>
      <p>A person can decide about each part below, or have it graded again.</p>
      ${againForm(c, attempt.submission.id)}
    </div>`;
  }
  return (
    state !== 'graded' &&
    state !== 'unreadable' &&
    html`<div class="flash">It is being graded. Load the page again in a while.</div>`
  );
}

function againForm(c: RequestContext, id: string): Html {
  return html`<form method="post" action="${submissionHref(c, id)}/again"><button>Grade it again</button></form>`;
}

function summary({ attempt: { grade } }: SubmissionView): Html | false {
  const { parts, late } = grade;
  return (
    parts.some(({ by, verdict }) => by !== 'nobody' || verdict !== undefined) &&
    html`<div class="scroll" tabindex="0" role="group" aria-label="Points">
      <table class="list points">
        <thead>
          <tr>
            <th scope="col">Part</th>
            <th scope="col">Decided by</th>
            <th scope="col" class="number">Points</th>
          </tr>
        </thead>
        <tbody>
          ${parts.map(
            ({ id, title, points, maximum, by, extraCredit }) =>
              html`<tr>
                <th scope="row"><a href="#${anchorOf(id)}">${id}</a> ${title}</th>
                <td>
                  ${by === 'nobody' ? html`<span class="tag warning">nobody yet</span>` : by === 'person' ? 'a person' : 'the grader'}
                </td>
                <td class="number">
                  ${points === undefined ? '?' : pointsText(points)} / ${pointsText(maximum)}${extraCredit && ' extra'}
                </td>
              </tr>`,
          )}
          ${
            late.deducted > 0 &&
            html`<tr>
              <th scope="row">Late</th>
              <td>${counted(late.days, 'day')} that began after the grace</td>
              <td class="number">−${pointsText(late.deducted)}</td>
            </tr>`
          }
        </tbody>
      </table>
    </div>`
  );
}

function bareCard(c: RequestContext, view: SubmissionView, part: EffectivePart, again: Again | undefined): Html {
  return html`<section class="part unanswered" id="${anchorOf(part.id)}">
    <header>
      <h3><span class="id">${part.id}</span> ${part.title}</h3>
      <span class="points"
        >${part.points === undefined ? '?' : pointsText(part.points)} / ${pointsText(part.maximum)}</span
      >
    </header>
    ${changeForm(c, view, part, again)}
  </section>`;
}

function changeForm(c: RequestContext, view: SubmissionView, part: EffectivePart, again: Again | undefined): Html {
  const past = view.history.filter(({ partId }) => partId === part.id);
  const [newest] = past;
  const filled = again?.values['part'] === part.id ? again.values : undefined;
  const anchor = anchorOf(part.id);
  const action = `${submissionHref(c, view.attempt.submission.id)}/overrides`;
  return html`<details class="change" ${filled && html`open`}>
    <summary>
      ${part.by === 'nobody' ? 'Decide' : 'Change the points'}${past.length > 0 && html`, ${counted(past.length, 'decision')} so far`}
    </summary>
    ${
      past.length > 0 &&
      html`<ol class="history">
        ${past.map((each) => pastLine(c, each, false))}
      </ol>`
    }
    <form class="fields" method="post" action="${action}">
      <input type="hidden" name="part" value="${part.id}" />
      <input type="hidden" name="seen" value="${newest?.id ?? ''}" />
      ${pointsField(`${anchor}-points`, part.maximum, filled?.['points'] ?? (part.points === undefined ? '' : String(part.points)))}
      ${textField({
        id: `${anchor}-reason`,
        name: 'reason',
        label: 'Reason',
        hint: 'For the staff and the record.',
        value: filled?.['reason'],
        rows: 2,
        required: true,
      })}
      ${textField({
        id: `${anchor}-comment`,
        name: 'comment',
        label: 'Comment',
        hint: 'The student reads it beside the feedback.',
        value: filled?.['comment'] ?? part.override?.comment,
        rows: 2,
      })}
      <div class="actions">
        <button class="main" name="do" value="give">Give these points</button>
        ${part.override && html`<button name="do" value="withdraw">Let the grader's points count again</button>`}
      </div>
    </form>
  </details>`;
}

const sources: Readonly<Record<PastOverride['source'], string>> = {
  review: 'review',
  group: 'decision about a group',
  secondLook: 'second look',
  regrade: 'regrade',
};

function pastLine(c: RequestContext, each: PastOverride, withPart: boolean): Html {
  const { partId, points, by, createdAt, reason, comment, source } = each;
  return html`<li>
    ${withPart && html`<a href="#${anchorOf(partId)}">${partId}</a>: `}
    <strong>${points === null ? 'taken back' : `${pointsText(points)} points`}</strong> by ${by},
    ${momentOf(c, createdAt)} (${sources[source]}) <br />${reason}
    ${comment !== '' && html`<br /><span class="said">${comment}</span>`}
  </li>`;
}

function secondLooks(c: RequestContext, { secondLooks: looks }: SubmissionView): Html | false {
  return (
    looks.length > 0 &&
    html`<section>
      <h2>Second looks</h2>
      <ul class="plain">
        ${looks.map(
          ({ partId, request, answer }) =>
            html`<li class="card">
              <p><a href="#${anchorOf(partId)}">${partId}</a></p>
              <p class="said">${request}</p>
              ${
                answer === null
                  ? html`<p><a href="${baseOf(c)}/second-looks">Answer it</a></p>`
                  : html`<p><strong>Answer:</strong> ${answer}</p>`
              }
            </li>`,
        )}
      </ul>
    </section>`
  );
}

function files({ files: all, attempt }: SubmissionView): Html {
  return html`<section>
    <h2>Files</h2>
    ${
      all.length === 0
        ? html`<p class="muted">No files.</p>`
        : html`<ul class="files">
            ${all.map(
              ({ path, size }) =>
                html`<li>
                  <a href="/submissions/${attempt.submission.id}/file?path=${encodeURIComponent(path)}">${path}</a>
                  <span class="muted">${sizeText(size)}</span>
                </li>`,
            )}
          </ul>`
    }
  </section>`;
}

function history(c: RequestContext, { history: all }: SubmissionView): Html | false {
  return (
    all.length > 0 &&
    html`<section>
      <h2>Decisions</h2>
      <ol class="history">
        ${all.map((each) => pastLine(c, each, true))}
      </ol>
    </section>`
  );
}

function gradings(c: RequestContext, { gradings: all, attempt }: SubmissionView): Html {
  return html`<section>
    <h2>Gradings and their records</h2>
    <p class="muted">
      With a record the grade can be computed again: <code>gradbook replay ${attempt.submission.id}</code>
    </p>
    ${
      may('regrade.write', c.var.role) &&
      attempt.grade.state === 'graded' &&
      html`<form method="post" action="${submissionHref(c, attempt.submission.id)}/replay">
        <button>Compute it again and compare</button>
        <span class="hint">Nothing is changed; it may take a minute.</span>
      </form>`
    }
    ${all.map(({ grading, version }) => {
      const { record } = grading;
      return html`<details class="record-details">
        <summary>
          Version ${version.number}:
          ${grading.state}${grading.score !== null && html`, ${pointsText(grading.score)} points by the grader`}
          ${grading.id === attempt.grading?.id && html`<span class="tag note">counts</span>`}
        </summary>
        <dl class="facts">
          ${
            grading.finishedAt !== null &&
            html`<dt>Graded</dt>
              <dd>${momentOf(c, grading.finishedAt)}</dd>`
          }
          ${
            grading.problem !== null &&
            html`<dt>Problem</dt>
              <dd>${grading.problem}</dd>`
          }
          ${
            record !== null &&
            html`<dt>Gradbook</dt>
              <dd>${record.gradbook}, Node ${record.node}</dd>
              <dt>Assignment</dt>
              <dd><code>${record.assignment_sha256}</code></dd>
              <dt>Submission</dt>
              <dd><code>${record.submission_sha256}</code></dd>
              <dt>Code that graded</dt>
              <dd><code>${record.code_sha256}</code></dd>
              <dt>Packages</dt>
              <dd>${Object.entries(record.packages).map(([name, number]) => html`${name} ${number}<br />`)}</dd>
              <dt>Adapter</dt>
              <dd>${record.adapter}</dd>
              <dt>Seed</dt>
              <dd>${record.seed}</dd>`
          }
        </dl>
      </details>`;
    })}
  </section>`;
}

/** A size as people read it. */
function sizeText(bytes: number): string {
  if (bytes < 1_000) return counted(bytes, 'byte');
  return bytes < 1_000_000 ? `${(bytes / 1_000).toFixed(1)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}
