import type { Judgement } from '../judgement.ts';
import type { PartContent } from '../reader/content.ts';
import { byCount, incorrect, needsReview, unanswered } from './judgements.ts';
import { answerBlocks, lastLine, proseOf, saysNothing } from './prose.ts';
import { type Mention, readSequences, type WrittenNumber } from './read-sequences.ts';

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
  /** The log-probability of any sequence, or undefined where there is none: lets the feedback say what a wrong one scores. */
  readonly scoreOf?: (tokens: readonly string[]) => number | undefined;
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
  if (saysNothing(text) || saysNothing(lastLine(text))) return unanswered();
  const mentions = readSequences(text, spec.vocabulary, spec.length);
  const given = distinct(mentions.filter((mention) => mention.tokens.length === spec.length));
  if (given.length === 0) {
    const shown = lastLine(text).slice(0, 300);
    return mentions.length > 0
      ? wrongLength(mentions, spec)
      : needsReview(shown, [`No sequence over the vocabulary ${spec.vocabulary.join(', ')} could be read.`]);
  }
  return given.length > spec.expected.length ? judgeCrowded(text, given, spec) : judgeMentions(given, spec);
}

const rejecting =
  /\b(?:prun|drop|discard|eliminat|remov|reject|exclud|lost|los(?:e|ing)\b|not (?:kept|stored|chosen|selected))/i;

/**
 * More sequences are named than asked for: working is shown. The last ones are the answer, unless the text also says
 * which were thrown away, or the right ones stand among others: then only a person can tell which are meant.
 */
function judgeCrowded(text: string, given: readonly Mention[], spec: SequencesSpec): Judgement {
  const last = [...given].sort((a, b) => a.start - b.start).slice(-spec.expected.length);
  const whole = judgeMentions(given, spec);
  const end = judgeMentions(last, spec);
  const allNamed = bestTarget(given, spec).every((sequence) =>
    given.some((mention) => same(sequence.tokens, mention.tokens)),
  );
  if (!allNamed) return whole;
  if (end.verdict === 'correct' && !rejecting.test(text)) return end;
  return needsReview(
    whole.given,
    [
      `${given.length} sequences are named where ${spec.expected.length} are asked for; which of them are the answer could not be told.`,
    ],
    whole.expected === undefined ? {} : { expected: whole.expected },
  );
}

/** Judges sequences that were already read. */
export function judgeMentions(given: readonly Mention[], spec: SequencesSpec): Judgement {
  const target = bestTarget(given, spec);
  const shown = given.map(showMention).join(', ');
  const expected = target.map((sequence) => `${sequence.tokens.join(' ')} (${round(sequence.score)})`).join(', ');
  const feedback: string[] = [];
  let credit = 0;
  for (const mention of given) {
    const match = target.find((sequence) => same(sequence.tokens, mention.tokens));
    if (!match) feedback.push(...explainWrong(mention, spec));
    else credit += scoreCredit(mention, match, spec, feedback);
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
  const evidence = { expected, ...(mistake && right < target.length ? { mistake: mistake.id } : {}) };
  // Sequences beyond what was asked cost as much as missing ones: naming all of them would earn nothing otherwise.
  return byCount(shown, Math.max(0, credit), Math.max(target.length, given.length), feedback, evidence);
}

function wrongLength(mentions: readonly Mention[], spec: SequencesSpec): Judgement {
  const lengths = [...new Set(mentions.map((mention) => mention.tokens.length))].join(' or ');
  return incorrect(mentions.map(showMention).join(', '), [
    `The sequences have ${lengths} words; at this point each has ${spec.length}.`,
  ]);
}

/** Right tokens earn everything when their score is right or not asked for, and half when it is wrong or missing. */
function scoreCredit(mention: Mention, match: ExpectedSequence, spec: SequencesSpec, feedback: string[]): number {
  if (!mention.score) {
    if (spec.scores === 'optional') return 1;
    feedback.push(`The log-probability of "${mention.tokens.join(' ')}" is missing.`);
    return 0.5;
  }
  if (claims(mention.score, match.score)) return 1;
  const positive = claims({ ...mention.score, value: -mention.score.value }, match.score);
  const product = claims(mention.score, Math.exp(match.score));
  const sentence = `The sequence "${mention.tokens.join(' ')}" is right, its log-probability ${mention.score.value} is not`;
  if (positive) feedback.push(`${sentence}: the sign is missing, a log-probability is at most 0.`);
  else if (product) feedback.push(`${sentence}: this is the probability; its logarithm is asked for.`);
  else feedback.push(`${sentence}: it is the sum of the log-probabilities along the path.`);
  return 0.5;
}

function explainWrong(mention: Mention, spec: SequencesSpec): string[] {
  const score = spec.scoreOf?.(mention.tokens);
  const name = mention.tokens.join(' ');
  return score === undefined
    ? [`"${name}" is not a sequence of this tree.`]
    : [`"${name}" is not among them: its log-probabilities add up to ${round(score)}.`];
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
