import { type Html, html } from '@gradbook/grading/report';
import { rounded } from '@gradbook/grading/results';

import type { Visible, VisiblePart } from '../../submissions/visible-to-student.ts';
import { spanText } from './time-left.ts';

type Graded = Extract<Visible, { kind: 'graded' }>;

interface Segment {
  readonly id: string;
  readonly sign: string;
  readonly points: number;
  readonly words: string;
}

/** Points, where they come from, and what being late took. */
export function scoreOf(graded: Graded, lateRule: { readonly kind: string; readonly share?: number }): Html {
  const { points, maximum, sum, late, final, waiting } = graded;
  return html`<section class="score-of" aria-label="Points">
    <p class="score"><strong>${rounded(points)}</strong> of ${rounded(maximum)} points${!final && ' so far'}</p>
    ${bar(graded.parts)}
    ${
      late.deducted > 0 &&
      html`<p class="late">
        <strong>Late:</strong> it came ${spanText(late.seconds)} after the deadline. ${late.days}
        ${late.days === 1 ? 'day' : 'days'} at ${rounded((lateRule.share ?? 0) * 100)} % of ${rounded(maximum)} points:
        ${rounded(sum)} − ${rounded(late.deducted)} = ${rounded(points)}.
      </p>`
    }
    ${
      waiting > 0 &&
      html`<p class="waits">
        <strong>${rounded(waiting)} points wait for a person.</strong> What could not be decided with certainty is read
        by the staff: it counts nothing yet, and it is not lost.
      </p>`
    }
  </section>`;
}

function sum(some: readonly VisiblePart[], of: (part: VisiblePart) => number): number {
  return some.reduce((total, part) => total + of(part), 0);
}

function bar(parts: readonly VisiblePart[]): Html {
  const decided = parts.filter((part) => part.decided);
  const by = (verdict: VisiblePart['verdict']): readonly VisiblePart[] =>
    parts.filter((part) => !part.decided && part.verdict === verdict);
  const earned = (some: readonly VisiblePart[]): number => sum(some, (part) => part.points ?? 0);
  const waiting = sum(
    parts.filter((part) => part.points === undefined),
    (part) => part.maximum,
  );
  const all: Segment[] = [
    { id: 'correct', sign: '✔', points: earned(by('correct')), words: 'for correct answers' },
    { id: 'partial', sign: '◐', points: earned(by('partial')), words: 'for partly correct ones' },
    { id: 'decided', sign: '✎', points: earned(decided), words: 'given by a person' },
    { id: 'needs_review', sign: '?', points: waiting, words: 'wait for a person' },
  ];
  const rest = sum(parts, (part) => part.maximum) - all.reduce((total, { points }) => total + points, 0);
  const shown = [...all, { id: 'lost', sign: '', points: rest, words: 'not earned' }].filter(
    ({ points }) => rounded(points) > 0,
  );
  return html`<div class="bar" aria-hidden="true">
      ${shown.map(({ id, points }) => html`<span class="${id}" style="flex-grow:${points.toFixed(3)}"></span>`)}
    </div>
    <ul class="legend">
      ${shown.map(
        ({ id, sign, points, words }) =>
          html`<li class="${id}">
            <strong>${rounded(points)}</strong> <span aria-hidden="true">${sign}</span> ${words}
          </li>`,
      )}
    </ul>`;
}
