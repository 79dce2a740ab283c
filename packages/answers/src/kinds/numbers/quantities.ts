import type { Judgement } from '../../judgement.ts';
import type { Block, PartContent } from '../../reader/content.ts';
import type { FormMistakeId } from '../arrays/form-mistakes.ts';
import { byCount, needsReview, unanswered } from '../judgements.ts';
import { answerBlocks, lastLine, proseOf, saysNothing } from '../prose.ts';
import { type WrittenNumber, writtenNumber } from '../sequences/read-sequences.ts';
import { claims } from '../sequences/sequences.ts';
import { heldTo } from '../claims/withdrawal.ts';

/** Units that are read, each with its factor to the base unit of its dimension. */
export type Unit = 's' | '%' | 'none';

/** One number that is asked for. */
export interface ExpectedQuantity {
  /** What the feedback calls it, as in `the baseline's accuracy`. */
  readonly label: string;
  readonly value: number;
  readonly unit: Unit;
  /** Decimals that a rounded answer must at least have, when it is not exact. */
  readonly decimals?: number;
}

/** What a part that asks for numbers with units accepts: groups in the order in which they are asked. */
export interface QuantitiesSpec {
  readonly groups: readonly {
    /** Words that announce the group where an answer gives another order, as in `baseline` or `final`. */
    readonly cues: RegExp;
    readonly quantities: readonly ExpectedQuantity[];
  }[];
}

interface Quantity extends WrittenNumber {
  readonly unit: Unit;
  readonly source: string;
  readonly start: number;
  /** What the written number was multiplied by to reach the base unit. */
  readonly factor: number;
}

const units: readonly { readonly names: RegExp; readonly unit: Unit; readonly factor: number }[] = [
  { names: /^(?:%|percent|per cent|pct)/i, unit: '%', factor: 1 },
  { names: /^(?:ms|msecs?|milliseconds?)(?![a-z])/i, unit: 's', factor: 0.001 },
  { names: /^(?:s|secs?|seconds?)(?![a-z])/i, unit: 's', factor: 1 },
  { names: /^(?:m|mins?|minutes?)(?![a-z])/i, unit: 's', factor: 60 },
  { names: /^(?:h|hrs?|hours?)(?![a-z])/i, unit: 's', factor: 3600 },
];

const quantityPattern =
  /(?<![\p{L}\p{Nd}.])[-−]?(?:\d{1,3}(?:,\d{3})+|\d+)?(?:\.\d+)?(?=\s*[%\p{L}]|[^\p{Nd}.]|\.(?!\p{Nd})|$)/gu;

/** Puts the unit in the head of a column, as in `time (s)`, behind the column's numbers. */
function withUnits(block: Block): Block {
  if (block.kind !== 'table') return block;
  const [head, ...body] = block.rows;
  const rows = body.map((row) =>
    row.map((cell, column) => {
      const unit = unitIn(head?.[column]) || unitIn(row[0]);
      return unit !== '' && /^\s*[~≈]?\s*\d+(?:[.,]\d+)?\s*$/.test(cell) ? `${cell} ${unit}` : cell;
    }),
  );
  return { ...block, rows: head ? [head, ...rows] : rows };
}

/** The unit that a table's head names. */
function unitIn(cell: string | undefined): string {
  const match = /[([]\s*(%|s|secs?|seconds|min|minutes|h|hours|ms)\s*[)\]]|\bin (%|percent|seconds|minutes)\b/i.exec(
    cell ?? '',
  );
  return match?.[1] ?? match?.[2] ?? '';
}

/** `4m57s` and `4:57` as `4 m 57 s`, `94,1 %` as `94.1 %`; as many characters as before are not needed. */
function spelledOut(text: string): string {
  return text
    .replaceAll(/(?<![\d.:])(\d{1,2})\s?m(?:in)?\s?(\d{1,2})\s?s(?:ec)?(?![a-z])/gi, '$1 m $2 s')
    .replaceAll(/(?<![\d.:])(\d{1,2}):([0-5]\d)(?![\d:])(?:\s*(?:min(?:utes)?|m)\b)?/gi, '$1 m $2 s')
    .replaceAll(/(?<![\d.,])(\d{1,3}),(\d{1,2})(?=\s?(?:%|percent|s\b|sec))/gi, '$1.$2');
}

/** The numbers of a text with their units, in order; `4 min 57 s` is one quantity. */
export function readQuantities(written: string): Quantity[] {
  const text = spelledOut(written);
  const found: Quantity[] = [];
  for (const match of text.matchAll(quantityPattern)) {
    if (!/\d/.test(match[0])) continue;
    const rest = text.slice(match.index + match[0].length).replace(/^[\s\u00a0-]{0,3}/, '');
    const unit = units.find((entry) => entry.names.test(rest));
    const number = writtenNumber(match[0]);
    const previous = found.at(-1);
    const factor = unit?.factor ?? 1;
    const quantity: Quantity = {
      value: number.value * factor,
      decimals: number.decimals,
      unit: unit?.unit ?? 'none',
      source: `${match[0]}${unit ? ` ${unit.names.exec(rest)![0]}` : ''}`,
      start: match.index,
      factor,
    };
    const between = previous ? text.slice(previous.start + previous.source.length - 1, match.index) : '';
    if (
      previous?.unit === 's' &&
      quantity.unit === 's' &&
      factor < previous.factor &&
      between.length <= 8 &&
      /^[\sa-z,]*$/i.test(between)
    ) {
      found[found.length - 1] = {
        ...quantity,
        value: previous.value + quantity.value,
        source: `${previous.source} ${quantity.source}`,
        start: previous.start,
      };
    } else found.push(quantity);
  }
  return found;
}

/**
 * Judges numbers with units: each is compared by the digits given, and a factor of 60, 100 or 1000 is recognised.
 *
 * @example
 * const spec: QuantitiesSpec = { groups: [{ cues: /start/i, quantities: [{ label: 'the time', value: 297, unit: 's' }] }] };
 * const content = contentOf({ id: '3', text: 'It took 4 min 57 s.', start: 0, end: 19 });
 * judgeQuantities(content, spec).verdict; // 'correct'
 */
export function judgeQuantities(content: PartContent, spec: QuantitiesSpec): Judgement {
  const text = spelledOut(proseOf(answerBlocks(content).map(withUnits)));
  const answers = readQuantities(text).map(({ start, source }) => ({ start, end: start + source.length }));
  return heldTo(content, judgeStatedQuantities(content, spec), { passage: { text, answers }, extras: ['quantities'] });
}

function judgeStatedQuantities(content: PartContent, spec: QuantitiesSpec): Judgement {
  const blocks = answerBlocks(content);
  const plain = proseOf(blocks);
  if (saysNothing(plain) || saysNothing(lastLine(plain))) return unanswered();
  const text = spelledOut(proseOf(blocks.map(withUnits)));
  const quantities = readQuantities(text);
  const groups = assign(text, quantities, spec);
  const shown = quantities.map((quantity) => quantity.source).join(', ') || lastLine(text).slice(0, 300);
  const expected = spec.groups
    .flatMap((group) => group.quantities.map((q) => `${q.label}: ${q.value} ${q.unit === 'none' ? '' : q.unit}`))
    .join('; ');
  if (quantities.length === 0) return needsReview(shown, ['No number could be read.'], { expected });
  if (typeof groups === 'string') return needsReview(shown, [groups], { expected });
  const bare = quantities.filter((quantity) => quantity.unit === 'none' && !groups.flat().includes(quantity));
  if (bare.length > 0 && groups.flat().every((quantity) => quantity === undefined))
    return needsReview(shown, ['The numbers have no units, so what each of them is could not be told.'], { expected });
  let right = 0;
  let total = 0;
  let mistake: string | undefined;
  const feedback: string[] = [];
  spec.groups.forEach((group, index) => {
    group.quantities.forEach((asked, position) => {
      total++;
      const outcome = judgeOne(groups[index]![position], asked);
      if (outcome === undefined) right++;
      else {
        feedback.push(outcome.sentence);
        mistake ??= outcome.mistake;
      }
    });
  });
  return byCount(shown, right, total, feedback, { expected, ...(mistake === undefined ? {} : { mistake }) });
}

/** A number for every quantity asked for, or a sentence that says why that could not be done. */
function assign(text: string, given: readonly Quantity[], spec: QuantitiesSpec): (Quantity | undefined)[][] | string {
  const asked = spec.groups.flatMap((group) => group.quantities);
  const groups = spec.groups.map((group) => group.quantities.map((): Quantity | undefined => undefined));
  for (const unit of new Set(asked.map((quantity) => quantity.unit))) {
    const slots = spec.groups.flatMap((group, index) =>
      group.quantities.flatMap((quantity, position) => (quantity.unit === unit ? [{ index, position }] : [])),
    );
    // An accuracy may be written as a fraction, without a percent sign.
    const candidates = given.filter((quantity) => quantity.unit === unit || (unit === '%' && isFraction(quantity)));
    if (candidates.length > slots.length) {
      return `${candidates.length} numbers ${unit === '%' ? 'in percent' : `in ${unit}`} are named where ${slots.length} are asked for; which are meant could not be told.`;
    }
    if (candidates.length < slots.length && candidates.length > 0 && slots.length > 1) {
      const byCue = candidates.map((quantity) => cueBefore(text, quantity, spec));
      if (byCue.includes(undefined))
        return `Only ${candidates.length} of ${slots.length} numbers ${unit === '%' ? 'in percent' : `in ${unit}`} could be read; which one is missing could not be told.`;
      candidates.forEach((quantity, i) => place(groups, slots, byCue[i]!, quantity));
      continue;
    }
    const cues = candidates.map((quantity) => cueBefore(text, quantity, spec));
    const usable = cues.every((cue) => cue !== undefined) && new Set(cues).size === cues.length;
    candidates.forEach((quantity, i) => place(groups, slots, usable ? cues[i]! : slots[i]!.index, quantity));
  }
  return groups;
}

function place(
  groups: (Quantity | undefined)[][],
  slots: readonly { readonly index: number; readonly position: number }[],
  index: number,
  quantity: Quantity,
): void {
  const slot = slots.find((entry) => entry.index === index && groups[index]![entry.position] === undefined);
  if (slot) groups[slot.index]![slot.position] = quantity;
}

/** The group whose cue word stands closest before a number, within its sentence. */
function cueBefore(text: string, quantity: Quantity, spec: QuantitiesSpec): number | undefined {
  const sentence = text
    .slice(0, quantity.start)
    .split(/[;\n]|\.\s/)
    .at(-1)!;
  let best: { index: number; at: number } | undefined;
  spec.groups.forEach((group, index) => {
    for (const match of sentence.matchAll(new RegExp(group.cues.source, 'gi'))) {
      if (!best || match.index > best.at) best = { index, at: match.index };
    }
  });
  return best?.index;
}

function isFraction(quantity: Quantity): boolean {
  return quantity.unit === 'none' && quantity.value > 0 && quantity.value <= 1 && quantity.decimals > 0;
}

function judgeOne(
  given: Quantity | undefined,
  asked: ExpectedQuantity,
): { sentence: string; mistake?: FormMistakeId } | undefined {
  if (!given) return { sentence: `${capitalised(asked.label)} is missing.` };
  const fraction = asked.unit === '%' && given.unit === 'none';
  const value = fraction ? given.value * 100 : given.value;
  const decimals = fraction ? given.decimals - 2 : given.decimals - Math.log10(given.factor);
  const enough = decimals >= (asked.decimals ?? 0) || value === asked.value;
  if (claims({ value, decimals }, asked.value)) {
    return enough ? undefined : { sentence: `${capitalised(asked.label)}: "${given.source}" is rounded too coarsely.` };
  }
  for (const factor of [100, 1000, 60] as const) {
    if (claims({ value: value * factor, decimals: decimals - Math.log10(factor) }, asked.value)) {
      return {
        sentence: `${capitalised(asked.label)}: "${given.source}" is too small by a factor of ${factor}.`,
        mistake: `factor-of-${factor}`,
      };
    }
    if (claims({ value: value / factor, decimals: decimals + Math.log10(factor) }, asked.value)) {
      return {
        sentence: `${capitalised(asked.label)}: "${given.source}" is too large by a factor of ${factor}.`,
        mistake: `factor-of-${factor}`,
      };
    }
  }
  return { sentence: `${capitalised(asked.label)} is not ${given.source}.` };
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
