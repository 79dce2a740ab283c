import { judgeText, type TextSpec } from '@gradbook/answers';

import type { PartDescription } from '../parts/description.ts';
import type { Part } from './assignment.ts';

/**
 * A part in words: it is shown to a person with its rubric, and its words are counted.
 *
 * @param part the description, what a person looks for, and roughly how many words and which sections are asked for.
 *
 * @example
 * const part = textPart({
 *   id: '5',
 *   title: 'Why gates help',
 *   points: 2,
 *   question: 'Why do gates help against vanishing gradients?',
 *   rubric: 'Look for: the cell state passes gradients without a matrix product.',
 * });
 * part.kind; // 'text'
 */
export function textPart(part: PartDescription & Omit<TextSpec, 'rubric'> & { readonly rubric: string }): Part {
  const { words, sections, rubric, ...description } = part;
  return {
    ...description,
    kind: 'text',
    judge: (content) =>
      judgeText(content, {
        rubric,
        ...(words === undefined ? {} : { words }),
        ...(sections === undefined ? {} : { sections }),
      }),
  };
}

/**
 * A part that is kept and shown, and earns nothing: sources, hours.
 *
 * @example
 * recordedPart({ id: '7', title: 'Sources', question: 'What did you use?' }).points; // 0
 */
export function recordedPart(part: Omit<PartDescription, 'points' | 'optional'>): Part {
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
