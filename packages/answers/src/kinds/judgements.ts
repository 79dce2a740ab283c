import type { Judgement } from '../judgement.ts';

/** What backs a judgement besides its sentences: what was expected, a counterexample, the recognised mistake. */
export type Evidence = Partial<Omit<Judgement, 'verdict' | 'share' | 'given' | 'feedback'>>;

/** Everything asked is right. Feedback may still carry notes: not simplified, a name that was read as another. */
export function correct(given: string, feedback: readonly string[] = [], evidence: Evidence = {}): Judgement {
  return { verdict: 'correct', share: 1, given, feedback, ...evidence };
}

/** Some of what was asked is right; `share` is strictly between 0 and 1. */
export function partial(given: string, share: number, feedback: readonly string[], evidence: Evidence = {}): Judgement {
  if (!(share > 0 && share < 1)) throw new RangeError(`partial: the share is ${share}; it must lie between 0 and 1`);
  return { verdict: 'partial', share, given, feedback, ...evidence };
}

/** Nothing that was asked is right. A verdict without a reason is not allowed. */
export function incorrect(given: string, feedback: readonly string[], evidence: Evidence = {}): Judgement {
  if (feedback.length === 0) throw new RangeError('incorrect: a verdict needs a reason');
  return { verdict: 'incorrect', share: 0, given, feedback, ...evidence };
}

/**
 * A person decides; the reason says what could not be decided.
 *
 * @param given what was read as the answer, in Markdown.
 * @param reasons sentences, at least one.
 * @throws RangeError without a reason.
 *
 * @example
 * needsReview('a sketch', ['Pictures are not read.']).verdict; // 'needs_review'
 * needsReview('a sketch', []); // throws RangeError
 */
export function needsReview(given: string, reasons: readonly string[], evidence: Evidence = {}): Judgement {
  if (reasons.length === 0) throw new RangeError('needsReview: a verdict needs a reason');
  return { verdict: 'needs_review', share: 0, given, feedback: reasons, ...evidence };
}

/**
 * Nothing was handed in for the part.
 *
 * @example
 * unanswered().feedback; // ['No answer was found for this part.']
 */
export function unanswered(reason = 'No answer was found for this part.'): Judgement {
  return { verdict: 'unanswered', share: 0, given: '', feedback: [reason] };
}

/** How many of `total` items are right decides the verdict: all, some or none. */
export function byCount(
  given: string,
  right: number,
  total: number,
  feedback: readonly string[],
  evidence: Evidence = {},
): Judgement {
  if (right === total) return correct(given, feedback, evidence);
  return right > 0
    ? partial(given, right / total, feedback, evidence)
    : incorrect(given, feedback.length > 0 ? feedback : ['None of what was asked is right.'], evidence);
}
