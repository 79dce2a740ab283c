import type { Judgement } from '../judgement.ts';
import type { PartContent } from '../reader/content.ts';
import { answerBlocks, lastLine, proseOf } from './prose.ts';

/** Words by which an answer says of what it wrote that it is not so, not its own, or something else than was asked. */
const withdrawing: readonly RegExp[] = [
  /\b(?:is|are|was|were|be|seems?|looks)\s+(?:(?:all|both|clearly|actually|plainly|of course|obviously|surely)\s+)*(?:wrong|incorrect|false|untrue)\b/i,
  /\b(?:not|n['’]t)\s+(?:(?:quite|really|the)\s+)?(?:right|correct|true|valid)\b/i,
  /\bnone of (?:these|those|them|the (?:above|following)|this)\b/i,
  /\b(?:do|does)(?:\s+not|n['’]t)\s+hold\b/i,
  /\b(?:one|you|we|i|some|people|many|students?|somebody|someone)\s+(?:might|may|could|would|often|first|initially)\s+(?:\w+\s+)?(?:think|thought|say|said|believe|believed|expect|expected|guess|guessed|assume|assumed)\b/i,
  /\b(?:tempting|tempted)\b/i,
  /\b(?:ignore|disregard|scratch|forget)\s+(?:this|that|the above|all|everything|it)\b/i,
  /\b(?:reversed|backwards|in reverse(?: order)?|negated)\s*[.)!]*\s*$/im,
  /\b(?:maybe|perhaps|possibly|not sure|unsure|no idea|i (?:do not|don['’]t|can['’]?t) (?:know|remember|recall)|i doubt|doubtful)\b/i,
  /\b(?:anything|everything|nothing) but\b|\bany(?:thing)? (?:other|else)\b/i,
  /\b(?:they|these|those|it|the two|both)\s+differ\b|\bnot (?:identical|equal|the same)\b/i,
  /\bleast likely\b|\bnot the (?:most likely|likeliest|best)\b/i,
  /\b(?:correction|wait|edit)\s*[,:]\s*(?:yes|no)\b|\bno,?\s+wait\b|\bwait,?\s+(?:yes|no)\b/i,
  /\b(?:classmate|friend|colleague|neighbou?r|somebody else|someone else|chatgpt)\b/i,
  /\b(?:is|are) (?:only|just|merely) (?:an? )?(?:upper|lower) bound\b|\bup to (?:a|an|some) (?:constant|factor)\b/i,
  /\b(?:mistake to|nobody|no one|looks like|used to be|is what (?:one|you|we) gets?|would be (?:too|the result|only))\b/i,
  /\bcorrection:\s*(?:the (?:scores?|numbers?|values?)|[-−]?\s?\d)/i,
  /\b(?:more|less|fewer|greater|longer|shorter)\s+than\s+[~≈]?\.?\d/i,
  // A cell that says no.
  /\|\s*no\s*(?:\||$)/im,
  /\bnot\s+[~≈]?\s*\.?\d/i,
  /%\s*(?:error|wrong|loss)\b/i,
];

/** Words by which the sentence around an answer makes another thing of it than what its formula says. */
const changing: readonly RegExp[] = [
  /\b(?:twice|half of|double|tripled?|the (?:negative|reciprocal|inverse|reverse|transpose|square|root|mirror image) of|negated|rotated|mirrored|flipped|interchanged|exchanged|swapped)\b/i,
  /\b(?:faster|slower|better|worse|other|different)\s+(?:than|from)\b/i,
  /(?:^|\s)(?:times|minus|plus|divided by|multiplied by)\b\s*(?:$|[$\w(])/im,
  /\b(?:x?or|either)\b(?!\s+(?:equivalently|why|simply|in other words|rather|the other way))/i,
];

/** An item of a task list that is not ticked; Markdown leaves no trace of the box in the text. */
const untickedItem = /^[ \t]*[-*+][ \t]+\[ \]/m;

/** The sentence around the last formula, and what follows it; without a formula the last line. */
function lastStatement(content: PartContent): string {
  const blocks = answerBlocks(content);
  const last = blocks.findLastIndex((block) => block.kind === 'math');
  if (last < 0) return lastLine(proseOf(blocks));
  const before = blocks[last - 1];
  const lead = before?.kind === 'text' ? (before.text.split(/[.!?\n]\s/).at(-1) ?? '') : '';
  return `${lead.slice(-120)} $ ${proseOf(blocks.slice(last + 1))}`;
}

/**
 * What earned marks is only kept where the answer stands by it: an answer that denies, retracts or merely supposes what
 * it writes goes to a person. Words cannot be weighed by a machine, so no mark is given or taken for them.
 */
export function heldTo(content: PartContent, judgement: Judgement): Judgement {
  if (judgement.verdict !== 'correct' && judgement.verdict !== 'partial') return judgement;
  const text = proseOf(answerBlocks(content));
  const around = lastStatement(content);
  const match =
    withdrawing.map((pattern) => pattern.exec(text)).find((found) => found !== null) ??
    changing.map((pattern) => pattern.exec(around)).find((found) => found !== null) ??
    untickedItem.exec(content.source?.text ?? '');
  if (!match) return judgement;
  return {
    ...judgement,
    verdict: 'needs_review',
    share: 0,
    feedback: [
      `The answer says "${match[0].trim().slice(0, 60)}": whether it stands by what it writes, a person has to read.`,
      ...judgement.feedback,
    ],
  };
}

/** Where an answer begins to correct itself, as an offset in the document; undefined where it does not. */
export function correctionAt(content: PartContent): number | undefined {
  let at: number | undefined;
  for (const block of answerBlocks(content)) {
    if (block.kind !== 'text') continue;
    const match = /\b(?:correction|corrected|edit|erratum|wait|sorry|i mean|rather)\b/i.exec(block.text);
    if (match) at = block.start + match.index;
  }
  return at;
}
