import { type Html, html, markdown, verdictBadge } from '@gradbook/grading/report';

import { may } from '../../access/policy.ts';
import type { RequestContext } from '../../http/context.ts';
import { namesOf } from '../../review/people.ts';
import {
  isChange,
  type PartChange,
  regradeReport,
  type RegradeReport,
  type Said,
  type StudentChange,
} from '../../review/regrades/report.ts';
import type { RegradeEntry } from '../../review/regrades/start.ts';
import { problemNote } from '../form.ts';
import { baseOf, counted, momentOf, pointsText, staffPage, submissionHref } from './frame.ts';
import { regradeOf, regradeTag } from './regrades.ts';
import type { Again } from './submission.ts';

/** A regrade: whose grade changes and why, part by part; while it is a dry run, the forms to apply or drop it. */
export async function regradePage(c: RequestContext, again?: Again): Promise<Html> {
  const { assignment, services, course, role } = c.var;
  const { database } = services.connection;
  const entry = await regradeOf(c);
  const { regrade, version, by } = entry;
  const dropped = regrade.state === 'dropped';
  const report = dropped ? undefined : await regradeReport(database, assignment, regrade);
  const names = await namesOf(database, course.id);
  return staffPage(c, {
    title: `Regrade by version ${version.number}`,
    section: 'regrades',
    width: 'wide',
    mathematics: true,
    path: [{ title: 'Regrades', href: `${baseOf(c)}/regrades` }],
    body: html`${problemNote(again?.problem)}
      <div class="head">
        <h1>Regrade by version ${version.number}</h1>
        ${regradeTag(entry)}
      </div>
      <p class="muted">
        ${regrade.reason} · ${by},
        ${momentOf(c, regrade.createdAt)}${regrade.decidedAt !== null && html` · decided ${momentOf(c, regrade.decidedAt)}`}
      </p>
      ${
        report
          ? shown(c, entry, report, names)
          : html`<div class="empty">
              <p>It was dropped.</p>
              <p>Nobody's grade was changed by it.</p>
            </div>`
      }
      ${report && regrade.state === 'dryRun' && may('regrade.write', role) && decision(c, entry, report, names)}`,
  });
}

type Names = ReadonlyMap<string, string>;

function shown(c: RequestContext, { regrade }: RegradeEntry, report: RegradeReport, names: Names): Html {
  const { submissions, waiting, faults, unreadable, changes, unchanged, conflicts, stays } = report;
  const raised = changes.filter(({ difference }) => difference > 0).length;
  const lowered = changes.filter(({ difference }) => difference < 0).length;
  const done = submissions - waiting - faults.length;
  const would = regrade.state === 'applied' ? '' : ' would';
  return html`${
      waiting > 0 &&
      html`<div class="flash">
        <p>
          <label for="progress"><strong>Grading:</strong> ${done} of ${submissions}.</label> What is below is about
          those; load the page again to see more.
        </p>
        <progress id="progress" max="${submissions}" value="${done}"></progress>
      </div>`
    }
    <ul class="tiles">
      <li class="${raised > 0 ? 'up' : ''}">
        <div>
          <span class="what">Raised</span><span class="value"><strong>${raised}</strong></span
          ><span class="note">grades${would} go up</span>
        </div>
      </li>
      <li class="${lowered > 0 ? 'down' : ''}">
        <div>
          <span class="what">Lowered</span><span class="value"><strong>${lowered}</strong></span
          ><span class="note">grades${would} go down</span>
        </div>
      </li>
      <li>
        <div>
          <span class="what">Same points</span
          ><span class="value"><strong>${changes.length - raised - lowered}</strong></span
          ><span class="note">but something else is said</span>
        </div>
      </li>
      <li>
        <div>
          <span class="what">Unchanged</span><span class="value"><strong>${unchanged}</strong></span
          ><span class="note">nothing changes</span>
        </div>
      </li>
      <li class="${conflicts.length > 0 ? 'urgent' : ''}">
        <div>
          <span class="what">Decisions by people</span><span class="value"><strong>${stays}</strong> stay</span
          ><span class="note"
            >${conflicts.length > 0 ? `${conflicts.length} stand over what changed` : 'none is in conflict'}</span
          >
        </div>
      </li>
    </ul>
    ${faults.length > 0 && problems(c, 'Not graded: our fault', faults, names)}
    ${unreadable.length > 0 && problems(c, 'Unreadable by this version', unreadable, names)}
    ${
      changes.length === 0
        ? waiting === 0 && html`<div class="empty"><p>No grade changes.</p></div>`
        : html`<h2>Whose grade${would ? ' would change' : ' changed'}, and why</h2>
            ${changes.map((change) => changeCard(c, change, names))}`
    }`;
}

function problems(c: RequestContext, title: string, attempts: RegradeReport['faults'], names: Names): Html {
  return html`<details class="card">
    <summary>${title}: ${attempts.length}</summary>
    <ul>
      ${attempts.map(
        ({ submission, grading }) =>
          html`<li>
            <a href="${submissionHref(c, submission.id)}">${names.get(submission.userId) ?? submission.userId}</a>:
            ${grading?.problem ?? ''}
          </li>`,
      )}
    </ul>
  </details>`;
}

function changeCard(c: RequestContext, change: StudentChange, names: Names): Html {
  const { userId, before, after, parts, difference } = change;
  const name = names.get(userId) ?? userId;
  const look = difference > 0 ? 'good' : difference < 0 ? 'bad' : '';
  const sign = difference > 0 ? '+' : '';
  return html`<section class="card change-card">
    <div class="head">
      <h3><a href="${submissionHref(c, after.submission.id)}">${name}</a></h3>
      <p class="from-to">
        ${pointsText(before.grade.points)} <span aria-hidden="true">→</span><span class="unseen"> becomes </span>
        <strong>${pointsText(after.grade.points)}</strong>
        <span class="tag ${look}">${difference === 0 ? 'same points' : `${sign}${pointsText(difference)}`}</span>
      </p>
    </div>
    ${before.attempt !== after.attempt && html`<p>Attempt ${after.attempt} would count instead of attempt ${before.attempt}.</p>`}
    ${
      before.grade.late.deducted !== after.grade.late.deducted &&
      html`<p>
        Being late takes ${pointsText(after.grade.late.deducted)} points instead of
        ${pointsText(before.grade.late.deducted)}.
      </p>`
    }
    ${parts.length > 0 && (before.grade.state === 'graded' ? comparison(name, parts) : fresh(name, before, parts))}
  </section>`;
}

/** What was not graded before: its parts are shown on demand, since all of them are new. */
function fresh(name: string, { grade, grading }: StudentChange['before'], parts: StudentChange['parts']): Html {
  const was = grade.state === 'fault' ? 'It was not graded, by our fault' : 'It could not be read';
  return html`<p>${was}${grading?.problem != null && html` (${grading.problem})`}; this version grades it.</p>
    <details>
      <summary>${counted(parts.length, 'part')}</summary>
      ${comparison(name, parts)}
    </details>`;
}

function comparison(name: string, parts: StudentChange['parts']): Html {
  return html`<div class="scroll" tabindex="0" role="group" aria-label="Parts of ${name}">
    <table class="list compare">
      <thead>
        <tr>
          <th scope="col">Part</th>
          <th scope="col">Before</th>
          <th scope="col">After</th>
        </tr>
      </thead>
      <tbody>
        ${parts.map(partLine)}
      </tbody>
    </table>
  </div>`;
}

function partLine(change: PartChange): Html {
  const { partId, title, before, after, override, overrideFate } = change;
  return html`<tr>
    <th scope="row">
      ${partId} <span class="hint">${title}</span>
      ${
        override &&
        html`<br /><span class="tag ${overrideFate === 'conflict' ? 'warning' : 'note'}"
            >a person gave
            ${pointsText(override.points!)}${overrideFate === 'conflict' ? ', over what changed' : ', stays'}</span
          >`
      }
    </th>
    <td>${saidOf(before)}</td>
    <td>${isChange(change) ? saidOf(after) : html`<span class="muted">the same</span>`}</td>
  </tr>`;
}

function saidOf(said: Said | undefined): Html {
  if (!said) return html`<span class="muted">not graded</span>`;
  const { verdict, points, maximum, feedback } = said;
  const badge = verdictBadge({ verdict, share: 0, given: '', feedback: [] });
  return html`${badge}
    <span class="points">${verdict === 'needs_review' ? '?' : pointsText(points)} / ${pointsText(maximum)}</span>
    ${feedback.map((sentence) => markdown(sentence))}`;
}

function decision(c: RequestContext, { regrade }: RegradeEntry, report: RegradeReport, names: Names): Html {
  const { waiting, faults, conflicts, digest, changes, submissions } = report;
  const action = `${baseOf(c)}/regrades/${regrade.id}`;
  const owner = new Map(changes.map(({ userId, after }) => [after.submission.id, names.get(userId) ?? userId]));
  return html`<section class="card decision" aria-labelledby="decide">
    <h2 id="decide">Apply or drop</h2>
    <form method="post" action="${action}/apply" class="fields">
      <input type="hidden" name="digest" value="${digest}" />
      ${
        conflicts.length > 0 &&
        html`<fieldset>
          <legend>Decisions by people over what changes</legend>
          <p class="hint">
            They keep counting unless you take them back: ticked ones are taken back, and the new version's points
            count.
          </p>
          ${conflicts.map(
            ({ submissionId, partId, override, before, after }) =>
              html`<label class="choice">
                <input type="checkbox" name="withdraw" value="${submissionId} ${partId}" />
                <span
                  >${owner.get(submissionId)}, ${partId}: a person gave ${pointsText(override!.points!)}; the grader
                  gave ${before ? pointsText(before.points) : 'nothing'}, now
                  ${after ? pointsText(after.points) : 'nothing'}</span
                >
              </label>`,
          )}
        </fieldset>`
      }
      ${
        faults.length > 0 &&
        html`<label class="choice"
          ><input type="checkbox" name="leave" value="yes" /><span
            >${counted(faults.length, 'submission')} that could not be graded keep the grade they have</span
          ></label
        >`
      }
      <div class="actions">
        <button class="main" ${waiting > 0 && html`disabled`}>
          Apply to ${counted(submissions - faults.length, 'submission')}
        </button>
        ${waiting > 0 && html`<span class="muted">when all are graded</span>`}
      </div>
    </form>
    <div class="actions">
      ${faults.length > 0 && html`<form method="post" action="${action}/retry"><button>Grade the faults again</button></form>`}
      <form method="post" action="${action}/drop"><button class="danger">Drop it</button></form>
    </div>
  </section>`;
}
