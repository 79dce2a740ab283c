import type { Judgement } from '../../judgement.ts';
import type { PartContent } from '../../reader/content.ts';
import { answerBlocks } from '../prose.ts';
import { heldTo } from './withdrawal.ts';

/** Words beside a formula or a number that make another one of it. */
const turning =
  /\b(?:twice|double[ds]?|tripled?|half|(?:negative|reciprocal|inverse|transpose|square|root|reverse|mirror image) of|negated?|rotated|mirrored|swapped|interchanged|exchanged|reversed|minus|plus|divided by|unless|except|other than|apart from|nearly|almost|would|should have|might|claims?|claimed|supposedly|allegedly|at (?:least|most)|(?:less|fewer|more|greater|smaller|larger) than|below|up to)\b/i;
/** Another answer beside one; “or simply” and its like offer none. */
const offering = /\b(?:either|x?or)\b(?!\s+(?:equivalently|why|simply|in other words|rather|zero|0|else|otherwise))/i;

/**
 * Holds a formula, a shape or a number to the words of its answer, which its kind reads for conditions, ranges and names: an
 * answer that takes back what it writes goes to a person, and so does one with a word that makes another thing of it.
 */
export function heldToWords(content: PartContent, judgement: Judgement): Judgement {
  const held = heldTo(content, judgement, { inWords: true });
  if (held.verdict !== 'correct' && held.verdict !== 'partial') return held;
  const prose = answerBlocks(content)
    .map((block) => (block.kind === 'text' ? block.text : ' $ '))
    .join(' ');
  const found = turning.exec(prose) ?? offering.exec(prose);
  if (!found) return held;
  return {
    ...held,
    verdict: 'needs_review',
    share: 0,
    feedback: [
      `The answer says "${found[0]}": whether that changes what it writes, a person has to read.`,
      ...held.feedback,
    ],
  };
}
