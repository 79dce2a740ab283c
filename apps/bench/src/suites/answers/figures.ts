import type { Class } from '@gradbook/assignments/test/corpus';

import type { AnswerFigures, Share } from '../../contract.ts';

/** A labelled answer and the verdict that it got. */
export interface JudgedAnswer {
  readonly part: string;
  readonly note: string;
  readonly class: Class;
  readonly verdict: string;
}

/** Labels for which full marks are right, or at least not wrong. */
const mayBeRight: ReadonlySet<Class> = new Set(['correct', 'not wrong']);
const decidable: ReadonlySet<Class> = new Set(['correct', 'partial', 'incorrect']);

/** Counts verdicts by label. */
export function figuresOf(judged: readonly JudgedAnswer[]): AnswerFigures {
  const classes: Record<string, Record<string, number>> = {};
  for (const { class: label, verdict } of judged) {
    const verdicts = (classes[label] ??= {});
    verdicts[verdict] = (verdicts[verdict] ?? 0) + 1;
  }
  const right = judged.filter((each) => each.class === 'correct');
  const settled = judged.filter((each) => decidable.has(each.class));
  return {
    answers: judged.length,
    wrong_marked_right: judged
      .filter((each) => each.verdict === 'correct' && !mayBeRight.has(each.class))
      .map((each) => `${each.part}: ${each.note}`),
    right_not_marked_right: share(right, (each) => each.verdict !== 'correct'),
    decidable_sent_to_person: share(settled, (each) => each.verdict === 'needs_review'),
    classes,
  };
}

function share(all: readonly JudgedAnswer[], is: (each: JudgedAnswer) => boolean): Share {
  const count = all.filter(is).length;
  return { count, of: all.length, percent: all.length === 0 ? 0 : Number(((100 * count) / all.length).toFixed(2)) };
}
