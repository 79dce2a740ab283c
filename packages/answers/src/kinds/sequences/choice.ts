import type { PartContent } from '../../reader/content.ts';
import type { Judgement } from '../../judgement.ts';
import { correct, incorrect, needsReview, partial, unanswered } from '../judgements.ts';
import { answerBlocks, lastLine, proseOf, saysNothing } from '../prose.ts';
import { type Mention, readSequences, unwrapped, writtenNumber } from './read-sequences.ts';
import { judgeMentions, type SequencesSpec } from './sequences.ts';
import { heldTo } from '../claims/withdrawal.ts';

/** One way to answer a question with a choice. */
export interface Choice {
  readonly id: string;
  /** How the choice is said; a sentence that matches none of any choice's patterns says nothing. */
  readonly says: readonly RegExp[];
}

/**
 * Yes or no, as the first word of a sentence or as the question's verb affirmed or denied.
 *
 * @param affirmed how a sentence says yes without the word.
 * @param denied how a sentence says no without the word.
 * @returns the choices `yes` and `no`.
 *
 * @example
 * yesNo(/does return/, /does not return/).map(({ id }) => id); // ['yes', 'no']
 */
export function yesNo(affirmed: RegExp, denied: RegExp): readonly Choice[] {
  return [
    {
      id: 'yes',
      says: [
        /^(?:answer\s*[:.]?\s*)?(?:(?:actually|well|wait|sorry|hmm|ok(?:ay)?|so|but|and|then)[\s,]+){0,2}(?:yes|yeah|yep|true)\b/i,
        /\bno doubt (?:that )?(?:it|this|that|beam search|the algorithm)\s+(?:does|did|will|would|is)(?!\s*(?:not|n['’]t)\b)/i,
        /^(?:(?:no doubt|no[,;:]|yes[,;:]?)\s+)?(?:it|this|that|beam search|the algorithm)\s+(?:does|did|will|would|is)\s*(?:[.,;:!]|$)/i,
        affirmed,
      ],
    },
    {
      id: 'no',
      says: [
        /^(?:answer\s*[:.]?\s*)?(?:(?:actually|well|wait|sorry|hmm|ok(?:ay)?|so|but|and|then)[\s,]+){0,2}(?:no|nope|false|not (?:necessarily|always|in (?:this|general)))\b(?! (?:wait|doubt|question|problem|matter|way|change|idea|difference|surprise|wonder))/i,
        /^(?:it|this|that|beam search|the algorithm)\s+(?:does|did|will|would|is)(?: not|n['’]t)\s*(?:[.,;:!]|$)/i,
        denied,
      ],
    },
  ];
}

/** The choice that a text makes: an id, `ambiguous` when it makes several, undefined when it makes none. */
function readChoice(
  text: string,
  choices: readonly Choice[],
): { id: string; sentence: string } | 'ambiguous' | undefined {
  const made = new Map<string, string>();
  for (const sentence of sentences(text)) {
    const matching = choices.filter((choice) => choice.says.some((pattern) => pattern.test(sentence)));
    // A sentence that fits several choices, such as a question, makes none.
    if (matching.length === 1 && !sentence.endsWith('?'))
      made.set(matching[0]!.id, made.get(matching[0]!.id) ?? sentence);
  }
  if (made.size > 1) return 'ambiguous';
  const [first] = made;
  return first && { id: first[0], sentence: first[1] };
}

/** Sentences and lines, with a label such as `d)` at the start taken off. */
function sentences(text: string): string[] {
  return text
    .split(/\n|(?<=[.!?;])\s+/)
    .map((sentence) => sentence.trim().replace(/^(?:[-*]\s*)?\(?(?:[a-z]|[ivx]{1,4}|\d{1,2})[).]{1,2}\s+/i, ''))
    .filter((sentence) => sentence !== '');
}

/** What a part that asks for a choice and the sequence that proves it accepts. */
export interface ChoiceWithSequenceSpec {
  readonly choices: readonly Choice[];
  readonly right: string;
  /** The sequence asked for, as {@link judgeSequences} takes it. */
  readonly sequence: SequencesSpec;
  /** Words that announce the sequence asked for where others are named beside it, as `most likely` does. */
  readonly announces: RegExp;
  /** Words that announce the other ones, as `beam search returns` does. */
  readonly announcesOther: RegExp;
}

/**
 * Judges a choice with the sequence that shows it: each counts half.
 *
 * @example
 * const spec: ChoiceWithSequenceSpec = {
 *   choices: yesNo(/does return/, /does not return/),
 *   right: 'no',
 *   sequence: {
 *     vocabulary: ['big', 'red', 'car', 'bus'],
 *     length: 2,
 *     expected: [{ tokens: ['big', 'car'], score: -1.2 }],
 *     scores: 'optional',
 *   },
 *   announces: /most likely/,
 *   announcesOther: /greedy/,
 * };
 * const content = contentOf({ id: '2(d)', text: 'No, the most likely one is big car.', start: 0, end: 35 });
 * judgeChoiceWithSequence(content, spec).verdict; // 'correct'
 */
export function judgeChoiceWithSequence(content: PartContent, spec: ChoiceWithSequenceSpec): Judgement {
  const text = proseOf(answerBlocks(content));
  const answers = readSequences(text, spec.sequence.vocabulary, spec.sequence.length).map(({ start, end }) => ({
    start,
    end,
  }));
  return heldTo(content, judgeStatedChoiceWithSequence(content, spec), {
    passage: { text, answers },
    extras: ['search', 'denial'],
  });
}

function judgeStatedChoiceWithSequence(content: PartContent, spec: ChoiceWithSequenceSpec): Judgement {
  const text = unwrapped(proseOf(answerBlocks(content)));
  if (saysNothing(text) || saysNothing(lastLine(text))) return unanswered();
  const choice = readChoice(text, spec.choices);
  const shownText = lastLine(text).slice(0, 400);
  if (choice === undefined || choice === 'ambiguous') {
    return needsReview(shownText, [
      choice === 'ambiguous'
        ? 'The answer makes more than one of the choices.'
        : 'No choice could be read in the answer.',
    ]);
  }
  const named = namedSequence(text, spec);
  const given = `${choice.id}${named === undefined || typeof named === 'string' ? '' : `; ${named.tokens.join(' ')}`}`;
  if (choice.id !== spec.right) return incorrect(given, [`The answer "${choice.id}" is not right.`]);
  if (named === 'ambiguous') {
    return needsReview(given, ['Several sequences are named; which of them is meant as the answer could not be told.']);
  }
  if (named === 'contrary') {
    return needsReview(given, ['A comparison in the answer speaks against the sequence that it names.']);
  }
  if (named === undefined)
    return partial(given, 0.5, [`"${choice.id}" is right; the sequence that shows it is missing.`]);
  const sequence = judgeMentions([named], spec.sequence);
  const evidence = sequence.expected === undefined ? {} : { expected: `${spec.right}; ${sequence.expected}` };
  if (sequence.verdict === 'correct') return correct(given, sequence.feedback, evidence);
  return partial(
    given,
    0.5 + sequence.share / 2,
    [`"${choice.id}" is right; the sequence is not.`, ...sequence.feedback],
    {
      ...evidence,
      ...(sequence.mistake === undefined ? {} : { mistake: sequence.mistake }),
    },
  );
}

/** The sequence that the text names as the one asked for. */
function namedSequence(text: string, spec: ChoiceWithSequenceSpec): Mention | 'ambiguous' | 'contrary' | undefined {
  const mentions = readSequences(text, spec.sequence.vocabulary, spec.sequence.length).filter(
    (mention) => mention.tokens.length === spec.sequence.length,
  );
  const distinct = new Map(mentions.map((mention) => [mention.tokens.join(' '), mention]));
  // `is not neural neural`; `neural neural is not found` says that it is the one that was missed.
  if (
    mentions.some((mention) =>
      /(?:\bnot|n['’]t|\bnever)\s+(?:the\s+)?["“'‘([]*\s*$/i.test(text.slice(0, mention.start)),
    )
  )
    return 'ambiguous';
  if (mentions.some((mention) => notGreater.test(text.slice(mention.end, mention.end + 120)))) return 'contrary';
  if (!comparisonsHold(text)) return 'contrary';
  if (distinct.size <= 1) {
    const only = mentions.find((mention) => mention.score) ?? mentions[0];
    // “No: beam search returns neural neural neural” names it as the wrong thing.
    const clauses = mentions.map((mention) => clauseAround(text, mention, mentions));
    const contrary = clauses.every(
      (clause) => spec.announcesOther.test(clause) && !spec.announces.test(clause) && !missing.test(clause),
    );
    return only && contrary ? 'ambiguous' : only;
  }
  const announced = new Map<string, Mention>();
  for (const mention of mentions) {
    const clause = clauseAround(text, mention, mentions);
    if (spec.announces.test(clause) && !spec.announcesOther.test(clause))
      announced.set(mention.tokens.join(' '), mention);
  }
  if (announced.size === 1) return [...announced.values()][0]!;
  return announced.size === 0 && distinct.size === 2 ? greaterOf(text, mentions) : 'ambiguous';
}

/** `… is not more likely`, `… (−1.46) isn’t better`: what is said of it speaks against it. */
const notGreater =
  /^["'”’)\]]*\s*(?:\([^)]{0,40}\)\s*)?(?:(?:is|was|has|does|scores?)\s*)?(?:not|n['’]t|never|no|hardly|less|least)\s+(?:(?:a|an|any|the|have|score|really|much)\s+){0,3}(?:more|better|bigger|higher|larger|greater|likel(?:y|ier)|probable)\b/i;

/** Whether all that the text says of two numbers is so: `−1.46 is bigger than −1.85`. */
function comparisonsHold(text: string): boolean {
  const said =
    /([-−–]?\d{0,6}\.\d{1,6})\)?[^\d.;\n]{0,40}?\b(?:(bigger|larger|greater|higher|better|more)|smaller|lower|less|worse)\s+(?:\w+\s+)?than\s+(?:(?:the|a|an|of)\s+)*([-−–]?\d{0,6}\.\d{1,6})/gi;
  return [...text.matchAll(said)].every(([, left, greater, right]) => {
    const difference = writtenNumber(left!).value - writtenNumber(right!).value;
    return greater === undefined ? difference < 0 : difference > 0;
  });
}

/** Of two sequences, each with its number, the one on the greater side of a sign that holds: `log p(A) = −1.4 > −1.9 = log p(B)`. */
function greaterOf(text: string, mentions: readonly Mention[]): Mention | 'ambiguous' {
  const [first, second] = mentions;
  if (mentions.length !== 2) return 'ambiguous';
  const between = text.slice(first!.end, second!.start);
  const [, left, sign, right] =
    /^["'”’)\s]*(?:[=:(]|\bwith\b)\s*([-−–]?\d*\.\d+)\)?\s*([<>])\s*([-−–]?\d*\.\d+)\s*=/.exec(between) ?? [];
  if (sign === undefined) return 'ambiguous';
  const isGreater = writtenNumber(left!).value > writtenNumber(right!).value;
  if (isGreater !== (sign === '>')) return 'ambiguous';
  return isGreater ? first! : second!;
}

const missing =
  /\bnot\b|n['’]t\b|\b(?:cannot|never|fail|miss|prun|discard|drop|thr[eo]w|lost|lose|eliminat|remov|ignor|reject|cut)/i;

/** The clause a mention stands in: cut at sentence ends, contrasting words and neighbouring sequences. */
function clauseAround(text: string, mention: Mention, mentions: readonly Mention[]): string {
  const from = Math.max(0, ...mentions.filter((other) => other.end <= mention.start).map((other) => other.end));
  const to = Math.min(
    text.length,
    ...mentions.filter((other) => other.start >= mention.end).map((other) => other.start),
  );
  const cut = /[.!?;\n]\s|\b(?:but|while|whereas|although|however|instead|because|since|than)\b/i;
  const before = text.slice(from, mention.start).split(new RegExp(cut.source, 'gi')).at(-1)!;
  const after = text.slice(mention.end, to).split(cut)[0]!;
  return `${before} ${after}`;
}
