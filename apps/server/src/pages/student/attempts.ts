import { type Html, html } from '@gradbook/grading/report';
import { rounded } from '@gradbook/grading/results';

import { showTime } from '../../courses/times.ts';
import type { GradedAttempt } from '../../review/grade/load.ts';
import type { OwnWork } from '../../submissions/mine.ts';
import { feedbackShown, type Viewing } from '../../submissions/visible-to-student.ts';
import { addresses } from './addresses.ts';
import { spanText } from './time-left.ts';

/** How a submission stands, in words; points where they are shown. */
function outcomeText({ grade }: GradedAttempt, viewing: Viewing): Html {
  switch (grade.state) {
    case 'none':
    case 'queued':
      return html`<span class="tag">in the queue</span>`;
    case 'grading':
      return html`<span class="tag note">being graded</span>`;
    case 'fault':
      return html`<span class="tag warning">not graded: our fault</span>`;
    case 'unreadable':
      return html`<span class="tag bad">could not be read</span>`;
    case 'graded': {
      if (feedbackShown(viewing) !== true) return html`<span class="tag">graded, not shown yet</span>`;
      const waiting = grade.waiting > 0 && html`<span class="tag note">${rounded(grade.waiting)} with a person</span>`;
      return html`<strong>${rounded(grade.points)}</strong> / ${rounded(grade.maximum)} ${waiting}`;
    }
  }
}

/** All attempts, the newest first; the one that counts is marked. */
export function attemptList(work: OwnWork, timeZone: string, viewing: Viewing, open?: string): Html {
  return html`<ol class="attempts" reversed>
    ${work.attempts.map((attempt) => {
      const { submission, grade } = attempt;
      const counts = submission.id === work.counting?.submission.id;
      const here = submission.id === open;
      return html`<li class="${here ? 'open' : ''}">
        <a href="${addresses.submission(submission.id)}" ${here && html`aria-current="page"`}
          >Attempt ${submission.attempt}</a
        >
        <span class="muted">${showTime(submission.handedInAt, timeZone)}</span>
        ${grade.late.seconds > 0 && html`<span class="tag warning">late by ${spanText(grade.late.seconds)}</span>`}
        <span class="outcome">${outcomeText(attempt, viewing)}</span>
        ${counts && html`<span class="tag good">counts</span>`}
      </li>`;
    })}
  </ol>`;
}
