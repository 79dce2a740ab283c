import type { Verdict } from '@gradbook/answers';
import { colours as pc } from './colours.ts';

/** How each verdict looks in a terminal: a sign, a word and a colour, so that none of them carries it alone. */
export const verdicts: Readonly<
  Record<Verdict, { readonly sign: string; readonly word: string; readonly paint: (text: string) => string }>
> = {
  correct: { sign: '✔', word: 'correct', paint: pc.green },
  partial: { sign: '◐', word: 'partly', paint: pc.yellow },
  incorrect: { sign: '✘', word: 'incorrect', paint: pc.red },
  needs_review: { sign: '?', word: 'a person', paint: pc.cyan },
  unanswered: { sign: '–', word: 'no answer', paint: pc.dim },
};
