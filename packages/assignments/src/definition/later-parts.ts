import { judgeText, needsReview, unanswered } from '@gradbook/answers';

import type { Part, PartKind } from './assignment.ts';

interface Description {
  readonly id: string;
  readonly title: string;
  readonly points: number;
  readonly question: string;
  readonly optional?: boolean;
}

/** A part in words: shown to a person with its rubric. */
export function textPart(part: Description & { readonly words?: number; readonly rubric: string }): Part {
  const { words, rubric, ...description } = part;
  return {
    ...description,
    kind: 'text',
    judge: (content) => judgeText(content, { rubric, ...(words === undefined ? {} : { words }) }),
  };
}

/** A part that this version does not grade: it goes to a person, and says so. */
export function notGradedYet(part: Description & { readonly kind: PartKind }): Part {
  return {
    ...part,
    judge: (content) => {
      const text = judgeText(content);
      return text.verdict === 'unanswered'
        ? unanswered()
        : needsReview(text.given, [`Not graded yet (${part.kind}): a person looks at it.`]);
    },
  };
}

/** A part that is kept and shown, and earns nothing: sources, hours. */
export function recordedPart(part: Omit<Description, 'points' | 'optional'>): Part {
  return {
    ...part,
    kind: 'record',
    points: 0,
    judge: (content) => {
      const text = judgeText(content);
      if (text.verdict === 'unanswered') return text;
      return { verdict: 'correct', share: 1, given: text.given, feedback: ['Recorded; no points are given for it.'] };
    },
  };
}
