import type { Judgement } from '../judgement.ts';
import type { PartContent } from '../reader/content.ts';
import { needsReview, unanswered } from './judgements.ts';
import { answerBlocks, countWords, lastLine, proseOf, saysNothing } from './prose.ts';

/** What a part in words asks for. */
export interface TextSpec {
  /** Roughly how many words are asked for. */
  readonly words?: number;
  /** What a person looks for, in Markdown. */
  readonly rubric?: string;
}

/**
 * Free text is kept and shown, its words are counted, and a person reads it: the grader never guesses.
 *
 * @example
 * const content = contentOf({ id: '5', text: 'The gate decides what is kept.', start: 0, end: 30 });
 * judgeText(content, { words: 100 }).verdict; // 'needs_review'
 */
export function judgeText(content: PartContent, spec: TextSpec = {}): Judgement {
  const blocks = answerBlocks(content);
  const text = proseOf(blocks);
  if (saysNothing(text) || saysNothing(lastLine(text))) return unanswered();
  const words = countWords(blocks);
  const asked = spec.words === undefined ? '' : `, about ${spec.words} are asked for`;
  const reasons = [`A person reads this: ${words} words${asked} (question text counts where it was handed in).`];
  // The rubric says what is looked for: that is for whoever marks, not for whoever writes.
  return needsReview(text.slice(0, 20_000), reasons, spec.rubric === undefined ? {} : { expected: spec.rubric });
}
