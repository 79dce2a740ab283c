import { type Html, html } from '@gradbook/grading/report';

import { rounded } from '@gradbook/grading/results';

import { showTime } from '../../courses/times.ts';
import type { HandInWindow } from '../../submissions/window.ts';

const units = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
] as const;

/** A span in words, in its two largest units: "2 days 3 hours". */
export function spanText(seconds: number): string {
  let rest = Math.max(0, Math.floor(seconds));
  const words: string[] = [];
  for (const [unit, size] of units) {
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count > 0 && words.length < 2) words.push(`${count} ${unit}${count === 1 ? '' : 's'}`);
    else if (words.length > 0) break;
  }
  return words.length === 0 ? 'less than a minute' : words.join(' ');
}

/** The deadline in the course's zone, with the time that is left. */
export function deadline(window: HandInWindow, timeZone: string, now: Date): Html {
  const { dueAt, extended, state, closesAt, lateSeconds } = window;
  if (!dueAt) return html`<span class="muted">No deadline</span>`;
  const left = (dueAt.getTime() - now.getTime()) / 1_000;
  const words =
    left > 0
      ? html`<span class="left">${spanText(left)} left</span>`
      : state === 'late' && closesAt
        ? html`<span class="left"
            >late by ${spanText(lateSeconds)}; closes in ${spanText((closesAt.getTime() - now.getTime()) / 1_000)}</span
          >`
        : html`<span class="left">${spanText(-left)} ago</span>`;
  return html`<span class="deadline"
    >${showTime(dueAt, timeZone)} ${extended && html`<span class="tag note">extended</span>`} ${words}</span
  >`;
}

/** Points in words. */
export function pointsOf(points: number, extraCredit = false): string {
  return `${rounded(points)} ${points === 1 ? 'point' : 'points'}${extraCredit ? ' extra' : ''}`;
}

/** Where somebody stands with an assignment, as a word. */
export function standing({ state, attempts }: HandInWindow): Html {
  const handedIn = attempts > 0;
  switch (state) {
    case 'draft':
      return html`<span class="tag">draft</span>`;
    case 'notYet':
      return html`<span class="tag">not open yet</span>`;
    case 'late':
      return handedIn ? html`<span class="tag good">✔ handed in</span>` : html`<span class="tag warning">late</span>`;
    case 'closed':
    case 'noAttempts':
      return handedIn ? html`<span class="tag good">✔ handed in</span>` : html`<span class="tag bad">closed</span>`;
    case 'open':
      return handedIn ? html`<span class="tag good">✔ handed in</span>` : html`<span class="tag note">open</span>`;
  }
}
