import { type Judgement, type PartContent, wordCount } from '@gradbook/answers';

/**
 * The verdict of a choice or a formula in a part that asks for reasons as well: those are for a person to read, and whoever
 * has to decide sees what to look for.
 */
export function withText(judgement: Judgement, content: PartContent, rubric: string): Judgement {
  if (judgement.verdict === 'unanswered') return judgement;
  if (judgement.verdict === 'needs_review') {
    const expected = [...(judgement.expected === undefined ? [] : [judgement.expected]), rubric].join('\n\n');
    return { ...judgement, expected };
  }
  const note = `The verdict is that of the choice or formula alone; a person reads the text beside it (${wordCount(content)} words in all).`;
  return { ...judgement, feedback: [...judgement.feedback, note] };
}
