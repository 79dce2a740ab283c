import { figure, type FigureOptions } from '../svg/figure.ts';
import { coordinate as c, escapeText, numberText, textWidth, wrapText } from '../svg/text.ts';
import { type Grid, gridsOf } from './grids.ts';
import { styles } from './styles.ts';
import type { ConvolutionSteps } from './trace.ts';

/**
 * How {@link convolutionStep} draws.
 *
 * @example
 * const options: ConvolutionStepOptions = { step: 2, width: 360 };
 */
export interface ConvolutionStepOptions extends FigureOptions {
  /** Which step, from 0; the last unless given. */
  readonly step?: number;
  /** The room: input, filter and output stand below each other where they have no room side by side. 720 unless given. */
  readonly width?: number;
  /** Decimals of numbers that are not whole; 2 unless given. */
  readonly digits?: number;
}

const margin = 16;
const gap = 34;
const head = 24;
const mostCells = 900;

/**
 * One step of a convolution or a transposed convolution: the input with its padding, the filter, the output so far. What the
 * filter meets in this step is filled, padding is dashed, and below stands the sum that is computed.
 *
 * @param trace what `convolutionArithmetic` or `convolutionTransposeArithmetic` of `@gradbook/layers-conv` return, of one or two axes, or
 * data of that form.
 * @throws RangeError for a step that there is not, more than two axes, or more than 900 elements. TypeError for a trace without steps.
 *
 * @example
 * const tap = (kernel: number) => ({ kernel: [kernel], input: [kernel], output: [0], padding: false });
 * const svg = convolutionStep({
 *   kind: 'convolution',
 *   input: { size: [2] },
 *   kernel: { size: [2] },
 *   output: { size: [1] },
 *   padding: [[0, 0]],
 *   steps: [{ at: [0], taps: [tap(0), tap(1)] }],
 * });
 * svg.startsWith('<svg'); // true
 */
export function convolutionStep(trace: ConvolutionSteps, options: ConvolutionStepOptions = {}): string {
  const { digits = 2, width: room = 720, step: index = trace.steps.length - 1 } = options;
  check(trace, index);
  const step = trace.steps[index]!;
  const written = (value: number): string => numberText(value, Number.isInteger(value) ? 0 : digits);
  const grids = gridsOf(trace, index);
  const longest = Math.max(
    textWidth('0', 13),
    ...grids.flatMap(({ cells }) =>
      cells.flatMap(({ value }) => (value === undefined ? [] : [textWidth(written(value), 13)])),
    ),
  );
  const columns = Math.max(...grids.map((grid) => grid.columns));
  const side = Math.max(20, longest + 4, Math.min(38, (room - 2 * margin) / columns));
  const widths = grids.map((grid) => Math.max(grid.columns * side, textWidth(grid.title, 12.5)));
  const total = widths.reduce((sum, width) => sum + width + gap, 2 * margin - gap);
  const beside = total <= room;
  let x = margin;
  let y = margin;
  const drawn: string[] = [];
  for (const [position, grid] of grids.entries()) {
    drawn.push(drawGrid(grid, x, y, side, written));
    if (beside) x += widths[position]! + gap;
    else y += head + grid.rows * side + 16;
  }
  const bottom = beside ? margin + head + Math.max(...grids.map(({ rows }) => rows)) * side + 8 : y;
  const lines = [...sumOf(trace, index, written, room - 2 * margin)];
  const place = step.at.join(', ');
  return figure({
    kind: 'convolution-step',
    width: Math.max(
      beside ? total : Math.max(...widths) + 2 * margin,
      ...lines.map((line) => textWidth(line, 13) + 2 * margin),
    ),
    height: bottom + 8 + lines.length * 20 + 8,
    title:
      options.title ??
      `${trace.kind === 'convolution' ? 'Convolution' : 'Transposed convolution'}, step ${index + 1} of ${trace.steps.length}`,
    description:
      options.description ??
      (trace.kind === 'convolution'
        ? `Element [${place}] of the output. ${lines.join(' ')}`
        : `The filter times element [${place}] of the input is added to the output. ${lines.join(' ')}`),
    styles,
    content: [
      ...drawn,
      ...lines.map(
        (line, row) => `<text x="${margin}" y="${c(bottom + 18 + row * 20)}" font-size="13">${escapeText(line)}</text>`,
      ),
    ].join(''),
    theme: options.theme ?? 'auto',
    id: options.id,
  });
}

function check(trace: ConvolutionSteps, index: number): void {
  if (trace.steps.length === 0) throw new TypeError('convolutionStep: the trace has no steps; expected at least one');
  if (!Number.isInteger(index) || index < 0 || index >= trace.steps.length) {
    throw new RangeError(
      `convolutionStep: step is ${index}; the trace has ${trace.steps.length} steps, counted from 0`,
    );
  }
  const axes = trace.input.size.length;
  if (axes < 1 || axes > 2) {
    throw new RangeError(`convolutionStep: the trace has ${axes} axes; one or two can be drawn`);
  }
  const padded = trace.input.size.reduce((product, size, axis) => product * (size + sumOfPair(trace.padding[axis])), 1);
  const elements = Math.max(
    padded,
    trace.output.size.reduce((product, size) => product * size, 1),
  );
  if (elements > mostCells) {
    throw new RangeError(
      `convolutionStep: ${elements} elements to draw, at most ${mostCells}; give a smaller input: the arithmetic is the same`,
    );
  }
}

function sumOfPair(pair: readonly [number, number] | undefined): number {
  return pair ? pair[0] + pair[1] : 0;
}

function drawGrid(grid: Grid, x: number, y: number, side: number, written: (value: number) => string): string {
  const cells = grid.cells.map(({ row, column, state, value, weight, current }) => {
    const left = x + column * side;
    const top = y + head + row * side;
    const classes = ['cell', state, current ? 'current' : ''].filter(Boolean).join(' ');
    const number =
      value === undefined
        ? ''
        : `<text class="value${state === 'padding' ? ' muted' : ''}" x="${c(left + side / 2)}" y="${c(top + side / 2 + (weight === undefined ? 0 : 2))}" text-anchor="middle" dominant-baseline="central" font-size="13">${escapeText(written(value))}</text>`;
    const small =
      weight === undefined
        ? ''
        : `<text class="weight" x="${c(left + side - 3)}" y="${c(top + 9)}" text-anchor="end" font-size="9">${escapeText(`×${written(weight)}`)}</text>`;
    return `<rect class="${classes}" x="${c(left + 1)}" y="${c(top + 1)}" width="${c(side - 2)}" height="${c(side - 2)}" rx="2"/>${number}${small}`;
  });
  return `<text class="title" x="${c(x + 1)}" y="${c(y + 12)}" font-size="12.5">${escapeText(grid.title)}</text>${cells.join('')}`;
}

/** What the step computes, in numbers, in lines no longer than there is room. */
function sumOf(
  { kind, steps, output }: ConvolutionSteps,
  index: number,
  written: (value: number) => string,
  room: number,
): readonly string[] {
  const { at, taps } = steps[index]!;
  const terms = taps.flatMap(({ term }) => (term ? [term] : []));
  const bracketed = (value: number): string => (value < 0 ? `(${written(value)})` : written(value));
  if (kind === 'convolution') {
    const name = `y[${at.join(', ')}] =`;
    if (terms.length === 0) return [`${name} Σ x · w over the ${taps.length} elements that are filled`];
    const sum = terms.reduce((total, { product }) => total + product, 0);
    const products = terms.map(({ x, w }) => `${bracketed(x)}·${bracketed(w)}`).join(' + ');
    return wrapText(`${name} ${products} = ${written(sum)}`, 13, room);
  }
  const cropped = taps.filter(({ padding }) => padding).length;
  const [first] = terms;
  const what = first
    ? `x[${at.join(', ')}] = ${written(first.x)} times the filter`
    : `x[${at.join(', ')}] times the filter`;
  const lost = cropped > 0 ? `; ${cropped} of ${taps.length} products fall into the padding and are cropped` : '';
  return wrapText(`${what} is added to the output of ${output.size.join(' × ')}${lost}`, 13, room);
}
