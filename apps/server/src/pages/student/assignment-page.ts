import { type Html, html, markdown } from '@gradbook/grading/report';
import { rounded } from '@gradbook/grading/results';

import { may } from '../../access/policy.ts';
import { showTime } from '../../courses/times.ts';
import type { PartOutline } from '../../database/schema/index.ts';
import type { RequestContext } from '../../http/context.ts';
import { currentVersion } from '../../submissions/hand-in.ts';
import { type AssignmentRow, type OwnWork, ownWork } from '../../submissions/mine.ts';
import { type HandInWindow, isOpen } from '../../submissions/window.ts';
import { assignmentTabs } from '../course-tabs.ts';
import { layout } from '../layout.ts';
import { addresses, wayTo } from './addresses.ts';
import { attemptList } from './attempts.ts';
import { deadline, pointsOf } from './time-left.ts';

/** An assignment: when it is due, what it asks, what one has handed in. */
export async function assignmentPage(c: RequestContext): Promise<Html> {
  const { services, assignment, course, role } = c.var;
  const staff = may('staff.read', role);
  const work = await ownWork(services, assignment, c.var.person!.id, staff);
  const { outline } = await currentVersion(services.connection.database, assignment.id);
  const now = services.now();
  const viewing = { feedback: assignment.feedback, dueAt: work.window.dueAt, now };
  const handIn = addresses.handIn(course.slug, assignment.slug);
  const write = addresses.write(course.slug, assignment.slug);
  return layout(c, {
    title: assignment.title,
    path: wayTo(c).slice(0, 1),
    mathematics: true,
    ...(staff ? { tabs: assignmentTabs(c, addresses.assignment(course.slug, assignment.slug)) } : {}),
    body: html`<h1>${assignment.title}</h1>
      ${facts(assignment, work.window, course.timeZone, now, outline)}
      ${
        isOpen(work.window)
          ? html`<p class="actions hand-in-ways">
              <a class="button main" href="${handIn}">Upload files</a>
              <a class="button" href="${write}">Write in the page</a>
            </p>`
          : html`<p class="flash warning">${whyClosed(work.window, assignment, course.timeZone)}</p>`
      }
      ${
        work.attempts.length > 0 &&
        html`<section aria-labelledby="attempts">
          <h2 id="attempts">What you have handed in</h2>
          ${attemptList(work, course.timeZone, viewing)} ${countsText(assignment, work)}
        </section>`
      }
      <section aria-labelledby="parts">
        <h2 id="parts">What is asked</h2>
        <ol class="questions">
          ${outline.map(question)}
        </ol>
      </section>`,
  });
}

function facts(
  { lateRule, mostAttempts, feedback }: AssignmentRow,
  window: HandInWindow,
  timeZone: string,
  now: Date,
  outline: readonly PartOutline[],
): Html {
  const points = outline.filter(({ extraCredit }) => extraCredit !== true).reduce((sum, part) => sum + part.points, 0);
  return html`<dl class="facts">
    <dt>Due</dt>
    <dd>${deadline(window, timeZone, now)}</dd>
    ${
      window.dueAt !== null &&
      html`<dt>If late</dt>
        <dd>${lateText(lateRule, window, timeZone)}</dd>`
    }
    <dt>Points</dt>
    <dd>${rounded(points)} in ${outline.length} parts</dd>
    <dt>Attempts</dt>
    <dd>${attemptsText(mostAttempts, window)}</dd>
    <dt>Feedback</dt>
    <dd>${feedbackText(feedback.show, window)}</dd>
  </dl>`;
}

function attemptsText(most: number | null, { attempts, attemptsLeft }: HandInWindow): string {
  if (most === null) return attempts === 0 ? 'as often as you like' : `${attempts} so far; as often as you like`;
  return `${attempts} of ${most} used, ${attemptsLeft ?? 0} left`;
}

function feedbackText(show: 'always' | 'afterDue' | 'never', { dueAt }: HandInWindow): string {
  if (show === 'always' || (show === 'afterDue' && !dueAt)) return 'as soon as it is graded';
  return show === 'afterDue' ? 'after the deadline' : 'the staff tells you';
}

function lateText(rule: AssignmentRow['lateRule'], { closesAt }: HandInWindow, timeZone: string): Html {
  if (rule.kind === 'accept') return html`taken in, nothing is deducted`;
  if (rule.kind === 'refuse') return html`not taken in`;
  const grace = rule.graceMinutes > 0 ? ` after ${rule.graceMinutes} minutes of grace` : '';
  return html`${rounded(rule.share * 100)} % of the maximum for each day that began${grace}; closes
  ${closesAt ? showTime(closesAt, timeZone) : ''}`;
}

/** Why nothing can be handed in now. */
export function whyClosed({ state, closesAt, attempts }: HandInWindow, { opensAt }: AssignmentRow, zone: string): Html {
  if (state === 'notYet' && opensAt) return html`It opens on ${showTime(opensAt, zone)}.`;
  if (state === 'closed' && closesAt) {
    return html`It closed on ${showTime(closesAt, zone)}. Where something kept you from it, ask the staff for an
    extension.`;
  }
  if (state === 'noAttempts') return html`You have handed in ${attempts} times, as often as is allowed.`;
  return html`It is not published.`;
}

function countsText({ counts }: AssignmentRow, { attempts }: OwnWork): Html | false {
  if (attempts.length < 2) return false;
  return html`<p class="muted small">
    ${counts === 'best' ? 'The attempt with the most points counts.' : 'The last attempt counts.'}
  </p>`;
}

function question({ id, title, points, extraCredit, question: asked, files = [] }: PartOutline): Html {
  return html`<li>
    <h3>
      <span class="id">${id}</span> ${title}
      <span class="points">${pointsOf(points, extraCredit)}</span>
    </h3>
    ${asked !== undefined && html`<div class="question">${markdown(asked)}</div>`}
    ${files.length > 0 && html`<p class="small muted">File: <code>${files[0]}</code></p>`}
  </li>`;
}
