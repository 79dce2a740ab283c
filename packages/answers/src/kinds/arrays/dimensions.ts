import type { Judgement } from '../../judgement.ts';
import type { PartContent } from '../../reader/content.ts';
import { correct, incorrect, needsReview, unanswered } from '../judgements.ts';
import { answerBlocks, lastLine, proseOf, saysNothing } from '../prose.ts';
import { heldTo } from '../claims/withdrawal.ts';

/** What a part accepts that asks for the shape of a tensor whose sizes have names. */
export interface DimensionsSpec {
  /** The axes in order; `names` matches how a size is written: `b`, `batch size`. */
  readonly axes: readonly { readonly label: string; readonly names: RegExp }[];
  /** Other orders that are right, as indices into `axes`, each with what the student reads. */
  readonly orders?: readonly { readonly order: readonly number[]; readonly note: string }[];
  /** What is said about a right answer, as that a person reads the words around it. */
  readonly note?: string;
}

/**
 * Judges a shape with named sizes, `b × L × m`: the last that is written counts.
 *
 * @example
 * const spec: DimensionsSpec = { axes: [{ label: 'the batch', names: /^b$/ }, { label: 'the features', names: /^m$/ }] };
 * const judge = (text: string) => judgeDimensions(contentOf({ id: '1', text, start: 0, end: text.length }), spec);
 * judge('The shape is $b \\times m$.').verdict; // 'correct'
 * judge('(m, b)').verdict; // 'incorrect'
 */
export function judgeDimensions(content: PartContent, spec: DimensionsSpec): Judgement {
  return heldTo(content, judgeWritten(content, spec), { inWords: true, formulas: true });
}

function judgeWritten(content: PartContent, spec: DimensionsSpec): Judgement {
  const blocks = answerBlocks(content);
  const prose = proseOf(blocks);
  if (saysNothing(prose) || saysNothing(lastLine(prose))) return unanswered();
  const text = blocks
    .map((block) => (block.kind === 'math' ? spelled(block.latex) : block.kind === 'table' ? '' : block.text))
    .join('');
  const expected = spec.axes.map(({ label }) => label).join(' × ');
  const shapes = shapesIn(text).filter((shape) => shape.length === spec.axes.length);
  const known = shapes.filter((shape) => shape.every((size) => spec.axes.some(({ names }) => names.test(size))));
  const shape = known.at(-1);
  if (!shape) {
    const other = shapesIn(text).at(-1);
    const reason = other ? `The shape ${other.join(' × ')} could not be decided.` : 'No shape was found.';
    return needsReview(prose.slice(0, 2_000), [reason], { expected });
  }
  const given = shape.join(' × ');
  const fits = (order: readonly number[]): boolean => order.every((axis, i) => spec.axes[axis]!.names.test(shape[i]!));
  const note = spec.note === undefined ? [] : [spec.note];
  if (fits(spec.axes.map((_, i) => i))) return correct(given, note, { expected });
  const other = spec.orders?.find(({ order }) => fits(order));
  if (other) return correct(given, [other.note, ...note], { expected });
  return incorrect(given, [`${given} is not the shape that is asked for.`], { expected });
}

function spelled(latex: string): string {
  return latex
    .replaceAll(/\\(?:text|mathrm|operatorname|textbf|mathit|texttt)\s*\{([^{}]*)\}/g, '$1')
    .replaceAll(/\\(?:times|cdot)(?![a-zA-Z])/g, '×')
    .replaceAll(/\\max(?![a-zA-Z])(?:_\{?i\}?)?/g, 'max')
    .replaceAll(/\\(?:left|right|[,;:! ])/g, '')
    .replaceAll(/\\(?:mathbb|in|ell|R)(?![a-zA-Z])/g, (found) => (found === '\\ell' ? 'l' : ' '))
    .replaceAll(/\\_/g, '_');
}

/** Everything that is written as a shape: `(a, b, c)`, `[a, b, c]`, `a × b × c`, `a x b x c`. */
function shapesIn(text: string): readonly (readonly string[])[] {
  const described = String.raw`(?:(?:max(?:imum|imal)?|longest|batch|word|embedding|sequence|seq|hidden|feature)[ _-])*`;
  const size = String.raw`(?:max(?:imum)?\s*\(?[{(]?\s*l_?\{?i\}?\s*[)}]?\)?|${described}[\p{L}_\d{}]+)`;
  const found: { at: number; sizes: readonly string[] }[] = [];
  const times = new RegExp(`${size}(?:\\s*(?:×|\\*|\\bx\\b)\\s*${size})+`, 'giu');
  for (const match of text.matchAll(times))
    found.push({ at: match.index, sizes: match[0].split(/\s*(?:×|\*|(?<=\s|[)\d}])x(?=\s))\s*/iu) });
  for (const match of text.matchAll(/[([]([^()[\]\n]{3,120}(?:\([^()]{1,20}\)[^()[\]\n]{0,60})?)[)\]]/gu))
    if (match[1]!.split(',').length > 1) found.push({ at: match.index, sizes: match[1]!.split(',') });
  return found
    .toSorted((a, b) => a.at - b.at)
    .map(({ sizes }) => sizes.map((each) => each.replaceAll(/[{}]/g, '').trim().toLowerCase()));
}
