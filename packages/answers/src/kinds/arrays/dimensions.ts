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
  /**
   * Sizes that no axis has, each with what the student reads, and words with which a person has to read what is meant.
   * Names may have `min` and `sum` in front.
   */
  readonly wrongSizes?: readonly {
    readonly id: string;
    readonly sentence: string;
    readonly names: RegExp;
    readonly unless?: RegExp;
  }[];
  /** What is said of a shape of known sizes that has fewer of them than there are axes. */
  readonly axisMissing?: { readonly id: string; readonly sentence: string };
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
  const isSize = (size: string): boolean => spec.axes.some(({ names }) => names.test(size));
  const known = shapes.filter((shape) => shape.every(isSize));
  const shape = known.at(-1);
  if (!shape) {
    const other = shapesIn(text).at(-1);
    const wrong = other && wrongShape(other, isSize, text, spec);
    if (wrong) return incorrect(other.join(' × '), [wrong.sentence], { expected, mistake: wrong.id });
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

/** Words that speak of one slice of the tensor, whose shape may well have fewer axes. */
const slicing =
  /\b(?:each|every|per|step|slices?|times|stack\w*|lists?|row|one (?:sequence|example)|concat\w*|(?:another|third|further|additional|extra|new) (?:axis|dimension))\b/i;

/** What is wrong with a shape that is none of the right rank and sizes; undefined where that cannot be told. */
function wrongShape(
  sizes: readonly string[],
  isSize: (size: string) => boolean,
  text: string,
  { axes, wrongSizes = [], axisMissing }: DimensionsSpec,
): { readonly id: string; readonly sentence: string } | undefined {
  const wrong = wrongSizes.find(({ names }) => sizes.some((size) => names.test(size)));
  const rest = sizes.filter((size) => !wrongSizes.some(({ names }) => names.test(size)));
  if (!rest.every(isSize)) return undefined;
  if (wrong) return wrong.unless?.test(text) === true ? undefined : wrong;
  // A shape without the first axis may be that of one sequence.
  const whole = axes[0]!.names.test(sizes[0]!) && !slicing.test(text);
  return sizes.length < axes.length && whole ? axisMissing : undefined;
}

function spelled(latex: string): string {
  return latex
    .replaceAll(/\\(?:text|mathrm|operatorname|textbf|mathit|texttt)\s*\{([^{}]*)\}/g, '$1')
    .replaceAll(/\\(?:times|cdot)(?![a-zA-Z])/g, '×')
    .replaceAll(/\\(max|min|sum)(?![a-zA-Z])(?:\\limits)?(?:_\{?i(?:\s*=\s*1)?\}?)?(?:\^\{?b\}?)?/g, '$1')
    .replaceAll(/\\(?:left|right|[,;:! ])/g, '')
    .replaceAll(/\\(?:mathbb|in|ell|R)(?![a-zA-Z])/g, (found) => (found === '\\ell' ? 'l' : ' '))
    .replaceAll(/\\_/g, '_');
}

/** Everything that is written as a shape: `(a, b, c)`, `[a, b, c]`, `a × b × c`, `a x b x c`. */
function shapesIn(text: string): readonly (readonly string[])[] {
  const described = String.raw`(?:(?:max(?:imum|imal)?|longest|batch|word|embedding|sequence|seq|hidden|feature)[ _-]){0,4}`;
  const size = String.raw`(?<![\p{L}_\d{}])(?:\(?(?:max(?:imum)?|min(?:imum)?|sum)\s*\(?[{(]?\s*l_?\{?i\}?\s*[)}]?\)?|${described}[\p{L}_\d{}]{1,40})`;
  const found: { at: number; sizes: readonly string[] }[] = [];
  const times = new RegExp(`${size}(?:\\s*(?:×|\\*|\\bx\\b)\\s*${size})+`, 'giu');
  for (const match of text.matchAll(times))
    found.push({ at: match.index, sizes: match[0].split(/\s*(?:×|\*|(?<=\s|[)\d}])x(?=\s))\s*/iu) });
  for (const match of text.matchAll(/[([]([^()[\]\n]{3,120}(?:\([^()]{1,20}\)[^()[\]\n]{0,60})?)[)\]]/gu))
    if (match[1]!.split(',').length > 1) found.push({ at: match.index, sizes: match[1]!.split(',') });
  return found
    .toSorted((a, b) => a.at - b.at)
    .map(({ sizes }) => sizes.map((each) => bare(each.replaceAll(/[{}]/g, '').trim().toLowerCase())));
}

/** `(sum l_i)` as `sum l_i`. */
function bare(size: string): string {
  return /^\((?:max|min|sum)[^()]*\)$/.test(size) ? size.slice(1, -1) : size;
}
