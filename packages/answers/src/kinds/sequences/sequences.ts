import type { Judgement } from '../../judgement.ts';
import type { PartContent } from '../../reader/content.ts';
import { byCount, incorrect, needsReview, unanswered } from '../judgements.ts';
import { answerBlocks, lastLine, proseOf, saysNothing } from '../prose.ts';
import {
  logProbabilities,
  type Mention,
  readSequences,
  scoreIn,
  unwrapped,
  type WrittenNumber,
} from './read-sequences.ts';
import { heldTo } from '../claims/withdrawal.ts';

/** A sequence that is right, with its total log-probability. */
export interface ExpectedSequence {
  readonly tokens: readonly string[];
  readonly score: number;
}

/** A wrong way of searching whose result can be recognised. */
export interface SequencesMistake {
  readonly id: string;
  /** What the student reads. */
  readonly sentence: string;
  readonly sequences: readonly (readonly string[])[];
}

/** A wrong way of scoring, recognised by the number that it gives for a right sequence. */
export interface ScoreMistake {
  readonly id: string;
  /** What the student reads. */
  readonly sentence: string;
  /** The score that the wrong way gives to a sequence. */
  readonly scoreOf: (tokens: readonly string[]) => number;
}

/** What a part that asks for a set of sequences accepts. */
export interface SequencesSpec {
  readonly vocabulary: readonly string[];
  /** Tokens of every sequence that is asked for. */
  readonly length: number;
  readonly expected: readonly ExpectedSequence[];
  /** Other sets that are right as well: the ways in which ties can be broken. */
  readonly alternatives?: readonly (readonly ExpectedSequence[])[];
  /** Whether log-probabilities are asked for. Where they are not, they still count when given. */
  readonly scores: 'required' | 'optional';
  readonly mistakes?: readonly SequencesMistake[];
  readonly scoreMistakes?: readonly ScoreMistake[];
  /** The log-probability of any sequence, or undefined where there is none: lets the feedback say what a wrong one scores. */
  readonly scoreOf?: (tokens: readonly string[]) => number | undefined;
  /** Where a wrong sequence goes wrong, as a sentence that does not name the right ones; undefined where nothing is to be said. */
  readonly whyNot?: (tokens: readonly string[]) => string | undefined;
}

/**
 * Judges a set of sequences, such as the hypotheses a beam keeps. Order does not matter; of several mentions of one
 * sequence the last with a score counts. All right is correct, some right is partial, and right sequences with wrong
 * log-probabilities are partial.
 *
 * @example
 * const spec: SequencesSpec = {
 *   vocabulary: ['big', 'red', 'car', 'bus'],
 *   length: 2,
 *   expected: [{ tokens: ['big', 'car'], score: -1.2 }, { tokens: ['red', 'car'], score: -2.5 }],
 *   scores: 'optional',
 * };
 * const judge = (text: string) => judgeSequences(contentOf({ id: '2', text, start: 0, end: text.length }), spec);
 * judge('red car and big car').verdict; // 'correct'
 * judge('red car and red bus').verdict; // 'partial'
 */
export function judgeSequences(content: PartContent, spec: SequencesSpec): Judgement {
  const text = proseOf(answerBlocks(content));
  const answers = readSequences(text, spec.vocabulary, spec.length).map(({ start, end }) => ({ start, end }));
  return heldTo(content, judgeStatedSequences(content, spec), { passage: { text, answers }, extras: ['search'] });
}

function judgeStatedSequences(content: PartContent, spec: SequencesSpec): Judgement {
  const text = unwrapped(proseOf(answerBlocks(content)));
  if (saysNothing(text) || saysNothing(lastLine(text))) return unanswered();
  const read = readSequences(text, spec.vocabulary, spec.length);
  const mentions = spec.expected.length === 1 ? wordByWord(text, read, spec.length) : read;
  const named = mentions.filter((mention) => mention.tokens.length === spec.length);
  const shown = lastLine(text).slice(0, 300);
  if (named.length === 0) {
    return mentions.length > 0
      ? wrongLength(mentions, spec)
      : needsReview(shown, [`No sequence over the vocabulary ${spec.vocabulary.join(', ')} could be read.`]);
  }
  const kept = named.filter((mention) => !isRejected(text, mention));
  if (kept.length === 0) return needsReview(shown, ['The sequences that are named are said not to be the answer.']);
  const given = distinct(kept);
  if (given.length > spec.expected.length) return judgeCrowded(text, kept, spec);
  return judgeMentions(spec.expected.length === 1 ? [withScore(text, given[0]!)] : given, spec);
}

/**
 * The sequences of one length that an answer stands by, for parts that build on it: each once, in reading order.
 *
 * @example
 * const content = contentOf({ id: '2', text: 'red car, and not big bus', start: 0, end: 24 });
 * readSequenceSet(content, { vocabulary: ['big', 'red', 'car', 'bus'], length: 2 }); // [['red', 'car']]
 */
export function readSequenceSet(
  content: PartContent,
  { vocabulary, length }: Pick<SequencesSpec, 'vocabulary' | 'length'>,
): readonly (readonly string[])[] {
  const text = unwrapped(proseOf(answerBlocks(content)));
  const kept = readSequences(text, vocabulary, length).filter(
    (mention) => mention.tokens.length === length && !isRejected(text, mention),
  );
  return distinct(kept).map(({ tokens }) => tokens);
}

const rejecting =
  /\b(?:prun|drop|discard|eliminat|remov|reject|exclud|lost|los(?:e|ing)\b|worst|lowest|least|rest\b|others?\b|remaining|thrown|cut off)/i;
const keeping =
  /\b(?:keep|kept|stor|retain|remain|return|result|top|best|select|surviv|choos|chosen|final|output|answer|find|found)/i;
const concluding = new RegExp(`${keeping.source}|\\b(?:so|thus|hence|therefore)\\b`, 'i');
const denied =
  /\b(?:not|never|neither|nor|isn['’]t|aren['’]t|without|instead of|rather than|except(?: for)?|besides|other than|apart from)\s+(?:\w+\s+){0,2}["“'‘([]*\s*$/i;
const deniedBehind =
  /^["”'’)\]]*\s*(?:\([^)]{0,30}\)\s*)?(?:is|are|was|were|will|would|can|should)?\s*(?:not|never|n['’]t)\b/i;

/** Whether the text says of a sequence that it is not the answer: denied, or in a sentence about what was thrown away. */
function isRejected(text: string, mention: Mention): boolean {
  const before = text
    .slice(Math.max(0, mention.start - 200), mention.start)
    .split(/[.;\n]\s*/)
    .at(-1)!;
  const after = text.slice(mention.end, mention.end + 200).split(/[;\n]|\.(?:\s|$)/)[0]!;
  if (denied.test(before) || deniedBehind.test(after)) return true;
  const governing = lastWord(before) ?? firstWord(after);
  return governing === 'rejecting';
}

/** What the last such word before a sequence says of it; a word with a comma behind it, as in “after pruning,”, says nothing. */
function lastWord(before: string): 'keeping' | 'rejecting' | undefined {
  const words = new RegExp(`(${rejecting.source})\\w*|(${keeping.source})\\w*`, 'gi');
  const last = [...before.matchAll(words)].findLast((match) => before[match.index + match[0].length] !== ',');
  return last && (last[1] === undefined ? 'keeping' : 'rejecting');
}

/** What the first such word behind a sequence says of it. */
function firstWord(after: string): 'keeping' | 'rejecting' | undefined {
  const [rejected, kept] = [after.search(rejecting), after.search(keeping)];
  if (rejected < 0) return kept < 0 ? undefined : 'keeping';
  return kept >= 0 && kept < rejected ? 'keeping' : 'rejecting';
}

/**
 * More sequences are named than asked for: working is shown. The last ones are the answer where the text draws a
 * conclusion or repeats them; in one flat list, or with an “or” between them, only a person can tell which are meant.
 */
function judgeCrowded(text: string, named: readonly Mention[], spec: SequencesSpec): Judgement {
  const order = [...named].sort((a, b) => a.start - b.start);
  const given = distinct(order);
  const whole = judgeMentions(given, spec);
  const last = lastGroup(order, spec.expected.length);
  const earlier = order.filter((mention) => mention.start < last[0]!.start);
  const between = text.slice(earlier.at(-1)?.end ?? 0, last[0]!.start);
  const repeated = last.every((mention) => earlier.some((other) => same(other.tokens, mention.tokens)));
  const either = order.slice(1).some((mention, index) => /\bor\b/i.test(text.slice(order[index]!.end, mention.start)));
  const concluded = repeated || concluding.test(between);
  if (concluded && !either) {
    const scored = last.map((mention) =>
      mention.score ? mention : (given.find((other) => same(other.tokens, mention.tokens)) ?? mention),
    );
    const end = judgeMentions(scored, spec);
    if (end.verdict === 'correct') return end;
  }
  const allNamed = bestTarget(given, spec).every((sequence) =>
    given.some((mention) => same(sequence.tokens, mention.tokens)),
  );
  if (!allNamed) return whole;
  return needsReview(
    whole.given,
    [
      `${given.length} sequences are named where ${spec.expected.length} are asked for; which of them are the answer could not be told.`,
    ],
    whole.expected === undefined ? {} : { expected: whole.expected },
  );
}

/** The last `count` different sequences, in reading order. */
function lastGroup(order: readonly Mention[], count: number): Mention[] {
  const group: Mention[] = [];
  for (const mention of order.toReversed()) {
    if (group.some((other) => same(other.tokens, mention.tokens))) continue;
    if (group.length === count) break;
    group.unshift(mention);
  }
  return group;
}

/** One sequence that is stated word by word, `w_1 = the, w_2 = red, …`, put together; its score is the last one named. */
function wordByWord(text: string, mentions: readonly Mention[], length: number): readonly Mention[] {
  if (length < 2 || mentions.length !== length || mentions.some((mention) => mention.tokens.length !== 1))
    return mentions;
  const [first, last] = [mentions[0]!, mentions.at(-1)!];
  const rest = text.slice(last.end);
  const score = scoreIn(rest.split(/\n|\.\s/).findLast((line) => logProbabilities(line).length > 0) ?? '');
  return [
    {
      tokens: mentions.flatMap((mention) => mention.tokens),
      start: first.start,
      end: last.end,
      ...(score ? { score } : {}),
    },
  ];
}

/** A score that stands before the only sequence: `the log-likelihood is -9.1 and the sequence …`. */
function withScore(text: string, mention: Mention): Mention {
  if (mention.score) return mention;
  const line = text
    .slice(0, mention.start)
    .split('\n')
    .findLast((entry) => /log|likelihood|score|prob/i.test(entry) && logProbabilities(entry).length > 0);
  const score = line === undefined ? undefined : scoreIn(line);
  return score ? { ...mention, score } : mention;
}

/** Judges sequences that were already read. */
export function judgeMentions(given: readonly Mention[], spec: SequencesSpec): Judgement {
  const target = bestTarget(given, spec);
  const shown = given.map(showMention).join(', ');
  const expected = shownExpected(target);
  const feedback: string[] = [];
  let credit = 0;
  let scoreMistake: string | undefined;
  for (const mention of given) {
    const match = target.find((sequence) => same(sequence.tokens, mention.tokens));
    if (!match) feedback.push(...explainWrong(mention, spec));
    else {
      const scored = scoreCredit(mention, match, spec);
      credit += scored.credit;
      if (scored.sentence !== undefined) feedback.push(scored.sentence);
      scoreMistake ??= scored.mistake;
    }
  }
  const right = given.filter((mention) => target.some((sequence) => same(sequence.tokens, mention.tokens))).length;
  const extra = given.length - right;
  if (right < target.length && right > 0)
    feedback.push(`${right} of the ${target.length} sequences asked for ${right === 1 ? 'is' : 'are'} right.`);
  if (extra > 0 && given.length > target.length)
    feedback.push(`${given.length} sequences are named where ${target.length} are asked for.`);
  const mistake = spec.mistakes?.find((entry) =>
    sameSet(
      entry.sequences,
      given.map((mention) => mention.tokens),
    ),
  );
  if (mistake && right < target.length) feedback.unshift(mistake.sentence);
  const recognised = mistake && right < target.length ? mistake.id : scoreMistake;
  const evidence = { expected, ...(recognised === undefined ? {} : { mistake: recognised }) };
  // Sequences beyond what was asked cost as much as missing ones: naming all of them would earn nothing otherwise.
  return byCount(shown, Math.max(0, credit), Math.max(target.length, given.length), feedback, evidence);
}

function wrongLength(mentions: readonly Mention[], spec: SequencesSpec): Judgement {
  const lengths = [...new Set(mentions.map((mention) => mention.tokens.length))].join(' or ');
  return incorrect(
    mentions.map(showMention).join(', '),
    [`The sequences have ${lengths} words; at this point each has ${spec.length}.`],
    { expected: shownExpected(spec.expected) },
  );
}

function shownExpected(target: readonly ExpectedSequence[]): string {
  return target.map((sequence) => `${sequence.tokens.join(' ')} (${round(sequence.score)})`).join(', ');
}

interface Scored {
  readonly credit: number;
  readonly sentence?: string;
  readonly mistake?: string;
}

/** Right tokens earn everything when their score is right or not asked for, and half when it is wrong or missing. */
function scoreCredit(mention: Mention, match: ExpectedSequence, spec: SequencesSpec): Scored {
  const name = mention.tokens.join(' ');
  const { score } = mention;
  if (!score) {
    return spec.scores === 'optional'
      ? { credit: 1 }
      : { credit: 0.5, sentence: `The log-probability of "${name}" is missing.` };
  }
  if (claims(score, match.score)) {
    return score.decimals > 0 || score.value === match.score
      ? { credit: 1 }
      : { credit: 0.5, sentence: `The log-probability ${score.value} of "${name}" is rounded too coarsely.` };
  }
  const sentence = `The sequence "${name}" is right, its log-probability ${score.value} is not`;
  const recognised = spec.scoreMistakes?.find((mistake) => claims(score, mistake.scoreOf(mention.tokens)));
  if (recognised) return { credit: 0.5, sentence: `${sentence}. ${recognised.sentence}`, mistake: recognised.id };
  if (claims({ ...score, value: -score.value }, match.score))
    return { credit: 0.5, sentence: `${sentence}: the sign is missing, a log-probability is at most 0.` };
  if (claims(score, Math.exp(match.score)))
    return { credit: 0.5, sentence: `${sentence}: this is the probability; its logarithm is asked for.` };
  return { credit: 0.5, sentence: `${sentence}: it is the sum of the log-probabilities along the path.` };
}

function explainWrong(mention: Mention, spec: SequencesSpec): string[] {
  const score = spec.scoreOf?.(mention.tokens);
  const name = mention.tokens.join(' ');
  if (score === undefined) return [`"${name}" is not a sequence of this tree.`];
  const why = spec.whyNot?.(mention.tokens);
  return [
    `"${name}" is not among them: its log-probabilities add up to ${round(score)}.`,
    ...(why === undefined ? [] : [why]),
  ];
}

/** Of the accepted sets, the one that shares most with what was given. */
function bestTarget(given: readonly Mention[], spec: SequencesSpec): readonly ExpectedSequence[] {
  const shared = (target: readonly ExpectedSequence[]): number =>
    target.filter((sequence) => given.some((mention) => same(sequence.tokens, mention.tokens))).length;
  return [spec.expected, ...(spec.alternatives ?? [])].reduce((best, target) =>
    shared(target) > shared(best) ? target : best,
  );
}

/** One mention a sequence: the last that carries a score, else the last. */
function distinct(mentions: readonly Mention[]): Mention[] {
  const found = new Map<string, Mention>();
  for (const mention of mentions) {
    const id = mention.tokens.join('\u0000');
    if (mention.score || !found.get(id)?.score) found.set(id, mention);
  }
  return [...found.values()];
}

/** Whether a rounded number stands for an exact one: 2.33 claims everything from 2.325 to 2.335. */
export function claims(given: WrittenNumber, exact: number): boolean {
  const half = 0.5 * 10 ** -given.decimals;
  // Sums in float64 may end just outside a boundary that they mathematically lie on.
  return Math.abs(given.value - exact) <= half + 8 * Number.EPSILON * Math.max(1, Math.abs(exact));
}

function same(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((token, index) => token === b[index]);
}

function sameSet(a: readonly (readonly string[])[], b: readonly (readonly string[])[]): boolean {
  return a.length === b.length && a.every((sequence) => b.some((other) => same(sequence, other)));
}

function showMention(mention: Mention): string {
  const tokens = mention.tokens.join(' ');
  return mention.score ? `${tokens} (${mention.score.value})` : tokens;
}

function round(value: number): string {
  return String(Number(value.toFixed(6)));
}
