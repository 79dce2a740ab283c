import type { Judgement } from '../../judgement.ts';
import type { PartContent } from '../../reader/content.ts';
import { answerBlocks, proseOf } from '../prose.ts';
import { unsettledWords } from '../wording/held.ts';
import { announcing, type ExtraWords } from '../wording/lexicon.ts';
import { passageOf } from '../wording/passage.ts';
import type { Passage } from '../wording/tokens.ts';

/** Words by which an answer says of what it wrote that it is not so, not its own, or something else than was asked. */
const withdrawing: readonly RegExp[] = [
  /\b(?:is|are|was|were|be|seems?|looks)\s+(?:(?:all|both|clearly|actually|plainly|of course|obviously|surely)\s+)*(?:wrong|incorrect|false|untrue)\b/i,
  /\b(?:not|n['’]t)\s+(?:(?:quite|really|the)\s+)?(?:right|correct|true|valid)\b/i,
  /\bnone of (?:these|those|them|the (?:above|following)|this)\b/i,
  /\b(?:do|does)(?:\s+not|n['’]t)\s+hold\b/i,
  /\b(?:one|you|we|i|some|people|many|students?|somebody|someone)\s+(?:might|may|could|would|often|first|initially)\s+(?:\w+\s+)?(?:think|thought|say|said|believe|believed|expect|expected|guess|guessed|assume|assumed)\b/i,
  /\b(?:tempting|tempted)\b/i,
  /\b(?:some|many|people|students|others)\s+(?:think|say|claim|believe|argue)\b/i,
  /\b(?:ignore|disregard|scratch|forget)\s+(?:this|that|the above|all|everything|it)\b/i,
  /\b(?:reversed|backwards|in reverse(?: order)?|negated)\s*[.)!]*\s*$/im,
  /\b(?:maybe|perhaps|possibly|not sure|unsure|no idea|i (?:do not|don['’]t|can['’]?t) (?:know|remember|recall)|i doubt|doubtful)\b/i,
  /\b(?:anything|everything|nothing) but\b|\bany(?:thing)? (?:other|else)\b/i,
  /\b(?:they|these|those|it|the two|both)\s+differ\b|\bnot (?:identical|equal|the same)\b/i,
  /\bleast likely\b|(?:\bnot|n['’]t) the (?:most likely|likeliest|best)\b/i,
  /\b(?:correction|wait|edit)\s*[,:]\s*(?:yes|no)\b|\bno,?\s+wait\b|\bwait,?\s+(?:yes|no)\b/i,
  /\b(?:classmate|friend|colleague|neighbou?r|somebody else|someone else|chatgpt)\b/i,
  /\b(?:mistake to|nobody|no one|looks like|used to be|is what (?:one|you|we) gets?|would be (?:too|the result|only))\b/i,
  /\bcorrection:\s*(?:the (?:scores?|numbers?|values?)|[-−]?\s?\d)/i,
];

/** Words that withdraw a number or a cell; where the answer is in words they argue for it. */
const withdrawingNumbers: readonly RegExp[] = [
  /\b(?:more|less|fewer|greater|longer|shorter)\s+than\s+[~≈]?\.?\d/i,
  // A cell that says no.
  /\|\s*no\s*(?:\||$)/im,
  /\bnot\s+[~≈]?\s*\.?\d/i,
  /%\s*(?:error|wrong|loss)\b/i,
];

/** Words that weaken a formula or a number; where a choice is made in words they argue for it. */
const weakening: readonly RegExp[] = [
  /\b(?:is|are) (?:only|just|merely) (?:an? )?(?:upper|lower) bound\b|\bup to (?:a|an|some) (?:constant|factor)\b/i,
];

/** An item of a task list that is not ticked; Markdown leaves no trace of the box in the text. */
const untickedItem = /^[ \t]*[-*+][ \t]+\[ \]/m;

/** Where in a part the answer stands, for reading the words around it. */
export interface Standing {
  /** Offsets in the document of the statements that were judged. */
  readonly positions?: readonly number[];
  /** The answer's text with the places that were judged, for kinds that read words; instead of `positions`. */
  readonly passage?: Passage;
  /** Further words that are harmless in this kind of answer. */
  readonly extras?: readonly ExtraWords[];
  /** The answer itself is in words, whose reader weighs them: then only what is taken back goes to a person. */
  readonly inWords?: boolean;
  /** With `inWords`: its formulas are the answer, so that one which the text only supposes goes to a person as well. */
  readonly formulas?: boolean;
  /** Reasons are asked for beside the answer, in words of any kind: only those directly around a formula can change it. */
  readonly argued?: boolean;
}

/** Words that make another thing of a formula beside which they stand. */
const changing: readonly RegExp[] = [
  /\b(?:twice|half of|double|tripled?|the (?:negative|reciprocal|inverse|reverse|transpose|square|root|mirror image) of|negated|rotated|mirrored|flipped|interchanged|exchanged|swapped)\b/i,
  /\b(?:better|worse|other|different)\s+(?:than|from)\b/i,
  /(?:^|\s)(?:times|minus|plus|divided by|multiplied by)\b\s*(?:$|[$\w(])/im,
  /\b(?:x?or|either)\b(?!\s+(?:equivalently|why|simply|in other words|rather|the other way))/i,
];

/** Words by which the clause that leads to a formula only supposes it, or gives it to somebody else. */
const supposing =
  /\b(?:would(?:n['’]t| not)?|should have|might|could have|supposedly|allegedly|claims?|claimed|unless|suppose|pretend|naively|wrongly|mistakenly)\b/i;

/** What in the clause that leads to a formula supposes it alone. */
function supposedNearby(content: PartContent): string | undefined {
  const blocks = answerBlocks(content);
  for (const [index, block] of blocks.entries()) {
    const before = blocks[index - 1];
    if (block.kind !== 'math' || before?.kind !== 'text') continue;
    const lead = before.text.split(/[.!?;]\s|\n/).at(-1) ?? '';
    const found = supposing.exec(lead.replaceAll(announcing, '').slice(-160));
    if (found) return found[0];
  }
  return undefined;
}

/** What in the clauses directly around a formula, or around a line that is one, makes another thing of it. */
function changedNearby(content: PartContent): string | undefined {
  const blocks = answerBlocks(content);
  const near = blocks.flatMap((block, index) => {
    if (block.kind !== 'math') return [];
    const [before, after] = [blocks[index - 1], blocks[index + 1]];
    const lead = before?.kind === 'text' ? (before.text.split(/[.!?\n]\s/).at(-1) ?? '') : '';
    const tail = after?.kind === 'text' ? after.text.split(/[.!?,;\n]/)[0]! : '';
    return [`${lead.slice(-60)} $ ${tail.slice(0, 60)}`];
  });
  const text = near.length > 0 ? near.join('\n') : proseOf(blocks);
  return changing.map((pattern) => pattern.exec(text)?.[0]).find((found) => found !== undefined);
}

/**
 * What earned marks is only kept where the answer stands by it. Around the answer every word has to be one that is known to
 * change nothing ({@link unsettledWords}), and nowhere may the text deny or retract what it writes: what does goes to a
 * person. Words cannot be weighed by a machine, so no mark is given or taken for them.
 *
 * @param standing where the answer is; without it the last formula is taken for it.
 */
export function heldTo(content: PartContent, judgement: Judgement, standing: Standing = {}): Judgement {
  if (judgement.verdict !== 'correct' && judgement.verdict !== 'partial') return judgement;
  const text = proseOf(answerBlocks(content));
  const withdrawn =
    [
      ...withdrawing,
      ...(standing.inWords === true ? [] : weakening),
      ...(standing.inWords === true || standing.argued === true ? [] : withdrawingNumbers),
    ]
      .map((pattern) => pattern.exec(text)?.[0])
      .find((found) => found !== undefined) ?? untickedItem.exec(content.source?.text ?? '')?.[0];
  const said =
    withdrawn ??
    (standing.inWords === true
      ? standing.formulas === true
        ? supposedNearby(content)
        : undefined
      : standing.argued === true
        ? (changedNearby(content) ?? supposedNearby(content))
        : unsettledWords(standing.passage ?? passageOf(content, standing.positions), standing.extras));
  if (said === undefined) return judgement;
  const reason =
    withdrawn === undefined
      ? `The answer stands beside the words "${said.slice(0, 80)}": whether they change it, a person has to read.`
      : `The answer says "${said.trim().slice(0, 60)}": whether it stands by what it writes, a person has to read.`;
  return { ...judgement, verdict: 'needs_review', share: 0, feedback: [reason, ...judgement.feedback] };
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
