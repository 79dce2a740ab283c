import type { Judgement } from '../../judgement.ts';
import type { PartContent } from '../../reader/content.ts';
import { correct, incorrect, needsReview, unanswered } from '../judgements.ts';
import { answerBlocks, lastLine, proseOf, saysNothing } from '../prose.ts';
import { corrected, statedCount } from './stated-count.ts';
import { heldTo } from '../claims/withdrawal.ts';

/** What a part accepts that asks how many there are. */
export interface CountSpec {
  /** What is counted, as it is written: a pattern such as `updates?`. */
  readonly things: string;
  /** Right counts, each with what the student reads where it needs a word. */
  readonly accepted: readonly { readonly value: number; readonly note?: string }[];
}

/**
 * Judges a count: the total that is named, else what the last sum comes to, else the number of things that is stated or
 * stands alone. Questions that are repeated in the answer are not read.
 *
 * @example
 * const spec: CountSpec = { things: 'updates?', accepted: [{ value: 6 }, { value: 3, note: 'One update a step.' }] };
 * const judge = (text: string) => judgeCount(contentOf({ id: '1', text, start: 0, end: text.length }), spec);
 * judge('It receives 1 + 2 + 3 = 6 updates.').verdict; // 'correct'
 * judge('There are four updates.').verdict; // 'incorrect'
 */
export function judgeCount(content: PartContent, spec: CountSpec): Judgement {
  return heldTo(content, judgeWritten(content, spec), { inWords: true, formulas: true });
}

function judgeWritten(content: PartContent, spec: CountSpec): Judgement {
  const whole = proseOf(answerBlocks(content));
  if (saysNothing(whole) || saysNothing(lastLine(whole))) return unanswered();
  const text = whole
    .split(/(?<=[.?!])\s+|\n/)
    .filter((sentence) => !/\?\s*$|^\s*(?:explain|justify|show)\b/i.test(sentence))
    .join('\n')
    .replaceAll(/\(\s*(?:explain|\d+\s*-\s*\d+ sentences)[^)]*\)/gi, ' ');
  const expected = String(spec.accepted[0]?.value ?? '');
  const given = text.slice(0, 2_000);
  const counts = countsIn(text, spec.things);
  const [count] = counts;
  if (count === undefined) return needsReview(given || lastLine(whole), ['No number was found.'], { expected });
  if (counts.length > 1)
    return needsReview(given, [`It says ${counts.join(' and ')}, and which is meant could not be told.`], { expected });
  const right = spec.accepted.find(({ value }) => value === count);
  if (right) return correct(given, right.note === undefined ? [] : [right.note], { expected });
  return incorrect(given, [`${count} is not right.`], { expected });
}

const words: Readonly<Record<string, string>> = {
  one: '1', two: '2', three: '3', four: '4', five: '5', six: '6', seven: '7', eight: '8', nine: '9', ten: '10',
  once: '1', twice: '2', thrice: '3',
}; // prettier-ignore

/** What stands before a number that the text says it is not. */
const denied = /(?:\bnot|n['’]t)\s+(?:(?:just|only|exactly|simply|the)\s+)?$/i;

/** The count that a text comes to; several where it names different ones in the same way. */
function countsIn(written: string, things: string): readonly number[] {
  const digits = written.replaceAll(
    new RegExp(`\\b(?:${Object.keys(words).join('|')})\\b`, 'gi'),
    (word) => words[word.toLowerCase()]!,
  );
  const text = corrected(digits, things);
  const all = (pattern: RegExp): readonly number[] => [
    ...new Set(
      [...text.matchAll(pattern)]
        .filter((match) => {
          const at = match.index + match[0].lastIndexOf(match[1]!);
          return !denied.test(text.slice(Math.max(0, at - 60), at));
        })
        .map((match) => Number(match[1])),
    ),
  ];
  const end = String.raw`(?![\w^]|\.\d)`;
  const before = all(
    new RegExp(
      String.raw`(?<![\w.^_+-])(\d{1,4})${end}\s*(?:\(\d+\)\s*)?(?:updates? |times )?(?:in total|altogether|in all|overall|total)\b`,
      'gi',
    ),
  );
  if (before.length > 0) return before;
  const total = String.raw`\b(?:total(?:ly)?|altogether|in all|overall|sum)\b`;
  const after = all(
    new RegExp(
      String.raw`${total}(?:[^.\n\d:;]{0,60}?|\s*[:=]\s*)(?:\d+\s*\+[\s\d+]*=\s*)?(\d{1,4})${end}(?!\s*\+)`,
      'gi',
    ),
  );
  if (after.length > 0) return after;
  const sums = all(/\d\s*=\s*(\d{1,4})\b(?!\s*[+=])/g);
  if (sums.length > 0) return sums.slice(-1);
  const numbers = all(new RegExp(String.raw`(?<![\w.^_])(\d{1,4})${end}`, 'g'));
  // A number alone is the count where the things are named beside it, or nothing else is said: in √[3] or π = 3 it is something else.
  if (numbers.length === 1 && (new RegExp(things, 'i').test(text) || isBare(text))) return numbers;
  const stated = statedCount(text, things) ?? leading(text);
  return stated === undefined ? [] : [stated];
}

/** `9, three for each of the three steps`, `6: 1 + 2 + 3`: the number that an answer begins with, where a reason follows it. */
function leading(text: string): number | undefined {
  const found =
    /^\W*(\d{1,4})\s*(?:[,;:.(–—]\s*|\s-\s*|(?=because|since|as\b))(?:because|since|as\b|one\b|that|namely|i\.e\.|it|every|each|\d+\s+(?:for|in|per|at|from|of)\b|\d+\s*\+)/i.exec(
      text.trim(),
    );
  return found ? Number(found[1]) : undefined;
}

/** Whether a text is a number and words that only present it. */
function isBare(text: string): boolean {
  const rest = text
    .replaceAll(
      /\b(?:answer|solution|the|is|are|it|there|that|makes?|we|get|gets|so|hence|thus|therefore|in|all|altogether|total|receives?|number|of|times|count|w_?1?|paths?)\b/gi,
      ' ',
    )
    .replaceAll(/[\s$*_.,:;=()!-]/g, '');
  return /^\d{1,4}$/.test(rest);
}
