import { Unresolved } from '../../indexed/world.ts';
import { Names } from '../../indexed/names.ts';
import { sizesAt } from '../../indexed/sizes.ts';
import { type FormulaStatement, readFormulas } from '../../indexed/statements.ts';
import { type Item, streamOf } from '../../indexed/stream.ts';
import { freeNames, type Term } from '../../indexed/term.ts';
import type { Judgement } from '../../judgement.ts';
import type { PartContent } from '../../reader/content.ts';
import type { JudgeOptions } from '../budget.ts';
import { heldToWords } from '../claims/formula-words.ts';
import { byCount, needsReview, unanswered } from '../judgements.ts';
import { answerBlocks, lastLine, proseOf, saysNothing } from '../prose.ts';
import { claims } from '../sequences/sequences.ts';
import { stanceOf } from '../claims/stance.ts';

/**
 * A number that is asked for.
 *
 * @example
 * const loss: AskedValue = { label: 'the loss', words: /^loss$/i, value: Math.log(4) };
 */
export interface AskedValue {
  /** What the feedback calls it. */
  readonly label: string;
  /** A word that announces it. */
  readonly words: RegExp;
  readonly value: number;
  /** Numbers that come of a mistake. */
  readonly mistakes?: readonly { readonly id: string; readonly sentence: string; readonly value: number }[];
}

/**
 * What a part that asks for several numbers accepts, in the order in which they are asked for.
 *
 * @example
 * const spec: ValuesSpec = { values: [{ label: 'the loss', words: /^loss$/i, value: Math.log(4) }] };
 */
export interface ValuesSpec {
  readonly values: readonly AskedValue[];
}

interface FoundValue {
  readonly value: number;
  /** Digits behind the point; undefined where it is exact. */
  readonly decimals: number | undefined;
  readonly asked: number | undefined;
}

/**
 * Judges several numbers, told apart by the words around them or by their order: as decimals, which claim what their
 * digits say, in percent, or as expressions such as −ln(1/4).
 *
 * @example
 * const spec: ValuesSpec = {
 *   values: [
 *     { label: 'the loss', words: /^loss$/i, value: Math.log(4) },
 *     { label: 'the accuracy', words: /^accuracy$/i, value: 0.25 },
 *   ],
 * };
 * const judge = (text: string) =>
 *   judgeValues(contentOf({ id: '1', text, start: 0, end: text.length }), spec, { limits: defaultLimits, seed: 0 });
 * judge('The accuracy is 25 % and the loss $-\\ln(1/4) = 1.39$.').verdict; // 'correct'
 * judge('1.39 and 0.5').verdict; // 'partial'
 */
export function judgeValues(content: PartContent, spec: ValuesSpec, options: JudgeOptions): Judgement {
  return heldToWords(content, judgeStatedValues(content, spec, options));
}

function judgeStatedValues(content: PartContent, spec: ValuesSpec, options: JudgeOptions): Judgement {
  const text = proseOf(answerBlocks(content));
  if (saysNothing(text) || saysNothing(lastLine(text))) return unanswered();
  const expected = spec.values.map(({ label, value }) => `${label}: ${Number(value.toPrecision(4))}`).join('; ');
  const stream = streamOf(content, new Names({}), options.limits);
  const { statements } = readFormulas(stream, new Names({}), options.limits);
  const found = inSentences(statements, stream.items, spec);
  const given = lastLine(text).slice(0, 600);
  const named = spec.values.map((_, index) => found.findLast(({ asked }) => asked === index));
  const bare = found.filter(({ asked }) => asked === undefined);
  const unnamed = named.every((value) => value === undefined);
  if (unnamed && bare.length !== spec.values.length)
    return needsReview(given, ['Which numbers are meant could not be told.'], { expected });
  const values: readonly (FoundValue | undefined)[] = unnamed ? bare : named;
  let right = 0;
  let mistake: string | undefined;
  const feedback: string[] = [];
  for (const [index, asked] of spec.values.entries()) {
    const value = values[index];
    if (!value) feedback.push(`${capitalised(asked.label)} is missing.`);
    else if (agrees(value, asked.value)) right++;
    else {
      const known = asked.mistakes?.find((each) => agrees(value, each.value));
      mistake ??= known?.id;
      feedback.push(
        known ? known.sentence : `${capitalised(asked.label)} is not ${Number(value.value.toPrecision(6))}.`,
      );
    }
  }
  return byCount(given, right, spec.values.length, feedback, {
    expected,
    ...(mistake === undefined ? {} : { mistake }),
  });
}

function agrees({ value, decimals }: FoundValue, expected: number): boolean {
  if (decimals === undefined) return Math.abs(value - expected) <= 1e-9 * Math.max(1, Math.abs(expected));
  // A whole number rounds too much away to claim anything but itself.
  return decimals < 1 ? value === expected : claims({ value, decimals }, expected);
}

interface Event {
  readonly at: number;
  readonly kind: 'word' | 'number' | 'end';
  readonly asked?: number;
  readonly value?: Omit<FoundValue, 'asked'>;
}

/** The numbers of every sentence with what the words say that they are. */
function inSentences(
  statements: readonly FormulaStatement[],
  items: readonly Item[],
  spec: ValuesSpec,
): readonly FoundValue[] {
  const events: Event[] = [];
  const inside = new Set<number>();
  for (const statement of statements) {
    for (let at = statement.from; at < statement.to; at++) inside.add(at);
    if (stanceOf(statement.lead, statement.tail).denied) continue;
    const value = valueOf(statement, items);
    if (!value) continue;
    const subject = subjectOf(statement, spec);
    if (subject !== undefined) events.push({ at: statement.from - 0.5, kind: 'word', asked: subject });
    events.push({ at: statement.from, kind: 'number', value });
  }
  for (const [at, item] of items.entries()) {
    if (inside.has(at)) continue;
    if (item.kind === 'row' || (item.kind === 'sign' && /^[.;]$/.test(item.sign) && items[at + 1]?.kind !== 'digits'))
      events.push({ at, kind: 'end' });
    if (item.kind !== 'word') continue;
    for (const word of item.text.trim().split(/\s+/)) {
      const asked = spec.values.findIndex(({ words }) => words.test(word));
      if (asked >= 0) events.push({ at, kind: 'word', asked });
    }
  }
  events.sort((a, b) => a.at - b.at);
  const sentences: Event[][] = [[]];
  for (const event of events) {
    if (event.kind === 'end') sentences.push([]);
    else sentences.at(-1)!.push(event);
  }
  return sentences.flatMap(assigned);
}

function assigned(events: readonly Event[]): readonly FoundValue[] {
  const cues = events.filter(({ kind }) => kind === 'word');
  const numbers = events.filter(({ kind }) => kind === 'number');
  const order = [...new Set(cues.map(({ asked }) => asked))];
  // “Loss and accuracy are 1.39 and 0.25”, “1.39 and 0.25 for loss and accuracy”
  const apart =
    cues.every((cue) => numbers.every((number) => cue.at < number.at)) ||
    cues.every((cue) => numbers.every((number) => cue.at > number.at));
  if (order.length > 1 && apart && order.length === numbers.length) {
    return numbers.map(({ value }, i) => ({ ...value!, asked: order[i] }));
  }
  // “1.39 for the loss and 25 % for the accuracy”
  const behindEach =
    order.length === numbers.length &&
    cues.length === numbers.length &&
    numbers.every((number, i) => number.at < cues[i]!.at);
  if (behindEach && numbers.length > 1) return numbers.map(({ value }, i) => ({ ...value!, asked: cues[i]!.asked }));
  return numbers.map(({ at, value }) => {
    const before = cues.findLast((cue) => cue.at < at);
    const after = cues.find((cue) => cue.at > at);
    const later = numbers.find((number) => number.at > at);
    const behind = after && (!later || after.at < later.at) ? after : undefined;
    const earlier = numbers.findLast((number) => number.at < at);
    const own = before && (!earlier || before.at > earlier.at) ? before : undefined;
    return { ...value!, asked: (own ?? behind ?? before)?.asked };
  });
}

/** The number that a statement ends with. */
function valueOf(
  { members, relations, to }: FormulaStatement,
  items: readonly Item[],
): Omit<FoundValue, 'asked'> | undefined {
  const last = members.at(-1)!;
  if (relations.some((sign) => sign !== '=' && sign !== '≈') || freeNames(last).size > 0 || last.type === 'list')
    return undefined;
  try {
    const [value = NaN] = sizesAt([last], {});
    const next = items[to];
    const percent =
      (next?.kind === 'sign' && next.sign === '%') ||
      (next?.kind === 'word' && /^(?:%|percent|per cent)/i.test(next.text.trim()));
    const decimals = decimalsOf(last);
    if (!Number.isFinite(value)) return undefined;
    return {
      value: percent ? value / 100 : value,
      decimals: decimals === undefined ? undefined : decimals + (percent ? 2 : 0),
    };
  } catch (error) {
    if (!(error instanceof Unresolved)) throw error;
    return undefined;
  }
}

/** The digits behind the point of a number as it is written; undefined for an expression, which is exact. */
function decimalsOf(term: Term): number | undefined {
  if (term.type === 'negate') return decimalsOf(term.of);
  return term.type === 'number' ? (term.written.split('.')[1]?.length ?? 0) : undefined;
}

/** What the left side of an equation says that its number is. */
function subjectOf({ members }: FormulaStatement, { values }: ValuesSpec): number | undefined {
  const [left] = members;
  if (members.length < 2 || left?.type !== 'name') return undefined;
  const index = values.findIndex(({ words }) => words.test(left.name) || words.test(left.name.replace(/_.*$/, '')));
  return index < 0 ? undefined : index;
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
