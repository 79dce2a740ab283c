import { scaleLinear, scaleLog } from 'd3-scale';
import { line } from 'd3-shape';

import { figure, type FigureOptions, paint } from '../svg/figure.ts';
import { coordinate, escapeText, textWidth, tokenText, wrapText } from '../svg/text.ts';
import { looks, markerPath, seriesStyles } from './looks.ts';
import { spread } from './spread.ts';

/**
 * One line of a chart.
 *
 * @example
 * const series: LineSeries = { label: 'loss', values: [2.3, 1.1, 0.6] };
 */
export interface LineSeries {
  /** Stands at the line's end. */
  readonly label: string;
  /** y at x = start, start + 1, …; gaps where a number is not finite (or, on a logarithmic axis, not positive). */
  readonly values: readonly number[];
  /** Drawn thin, grey and dashed: what the other lines are held against. */
  readonly reference?: boolean;
}

/**
 * What {@link lineChart} draws.
 *
 * @example
 * const data: LineChartData = { series: [{ label: 'loss', values: [2, 1] }], x: 'epoch', y: 'loss', start: 1 };
 */
export interface LineChartData {
  readonly series: readonly LineSeries[];
  /** What stands on the horizontal axis, with its unit. */
  readonly x: string;
  /** What stands on the vertical axis, with its unit. */
  readonly y: string;
  /** x of the first value; 0 unless given. */
  readonly start?: number;
  /** `'log'` for norms and losses over decades; `'linear'` unless given. */
  readonly scale?: 'linear' | 'log';
  /** Places to point out: a dashed upright at each, with its number; `note` stands below the chart behind the same number. */
  readonly marks?: readonly LineMark[];
  /** Further sentences below the chart. */
  readonly notes?: readonly string[];
}

/**
 * A place of a chart that is pointed out.
 *
 * @example
 * const mark: LineMark = { x: 4, note: 'The loss explodes.' };
 */
export interface LineMark {
  readonly x: number;
  readonly note: string;
}

/**
 * What {@link lineChart} takes besides the data.
 *
 * @example
 * const options: LineChartOptions = { title: 'Loss over epochs', theme: 'light' };
 */
export interface LineChartOptions extends FigureOptions {
  /** Of the drawing in user units; 640 and 320 unless given. */
  readonly width?: number;
  readonly height?: number;
}

const small = 12;
const margin = { top: 18, bottom: 46, left: 64, right: 16 };

/**
 * Lines over a whole-numbered axis: norms over time, losses over epochs. Every line carries its label at its end, and is
 * told apart by colour, dashes and markers.
 *
 * @throws TypeError for no series, or none with a number that can be shown.
 *
 * @example
 * lineChart({ series: [{ label: 'tanh', values: [1e-3, 1e-2, 0.1] }], x: 'step t', y: 'norm', scale: 'log' }); // '<svg'…
 */
export function lineChart(data: LineChartData, options: LineChartOptions = {}): string {
  const { width = 640, height = 320, theme = 'auto', id } = options;
  const { start = 0, scale = 'linear', marks = [], notes = [] } = data;
  const shown = data.series.map((series) => ({
    ...series,
    label: tokenText(series.label, 28),
    points: series.values.flatMap((value, index) =>
      Number.isFinite(value) && (scale === 'linear' || value > 0) ? [{ x: start + index, y: value }] : [],
    ),
  }));
  const all = shown.flatMap(({ points }) => points);
  if (all.length === 0) {
    throw new TypeError(
      'lineChart: no number can be shown; give at least one series with a finite value (a positive one for scale "log")',
    );
  }
  const labelRoom = Math.max(...shown.map(({ label }) => textWidth(label, small))) + 28;
  const right = width - margin.right - Math.min(labelRoom, width / 3);
  const xs = extent([...all.map((point) => point.x), ...marks.map((mark) => mark.x)]);
  const ys = extent(all.map((point) => point.y));
  const x = scaleLinear(widened(xs, 'linear'), [margin.left, right]);
  const y = (scale === 'log' ? scaleLog() : scaleLinear())
    .domain(widened(ys, scale))
    .nice()
    .range([height - margin.bottom, margin.top]);

  const xTicks = x.ticks(8).filter(Number.isInteger);
  const yTicks = scale === 'log' ? decades(y.ticks(6)) : y.ticks(6);
  const format = scale === 'log' ? powerOfTen : y.tickFormat(6);
  const content = [
    ...yTicks.map((tick) => {
      const at = coordinate(y(tick));
      return (
        `<line class="grid" x1="${margin.left}" x2="${coordinate(right)}" y1="${at}" y2="${at}"/>` +
        `<text class="muted" x="${margin.left - 8}" y="${at}" text-anchor="end" dominant-baseline="central" font-size="${small}">${escapeText(format(tick))}</text>`
      );
    }),
    ...xTicks.map((tick) => {
      const at = coordinate(x(tick));
      const bottom = height - margin.bottom;
      return (
        `<line class="tick" x1="${at}" x2="${at}" y1="${bottom}" y2="${bottom + 4}"/>` +
        `<text class="muted" x="${at}" y="${bottom + 17}" text-anchor="middle" font-size="${small}">${tick}</text>`
      );
    }),
    `<line class="tick" x1="${margin.left}" x2="${coordinate(right)}" y1="${height - margin.bottom}" y2="${height - margin.bottom}"/>`,
    `<text x="${coordinate((margin.left + right) / 2)}" y="${height - 10}" text-anchor="middle" font-size="${small}">${escapeText(tokenText(data.x, 60))}</text>`,
    `<text transform="rotate(-90)" x="${coordinate(-(margin.top + height - margin.bottom) / 2)}" y="14" text-anchor="middle" font-size="${small}">${escapeText(tokenText(data.y, 60))}</text>`,
  ];

  const path = line<{ readonly x: number; readonly y: number }>()
    .x((point) => round(x(point.x)))
    .y((point) => round(y(point.y)));
  const ends = spread(
    shown.map(({ points }) => (points.length > 0 ? y(points.at(-1)!.y) : height - margin.bottom)),
    small * 1.35,
    [margin.top, height - margin.bottom],
  );
  for (const [index, { points, label, reference = false }] of shown.entries()) {
    const look = looks(index, reference);
    const last = points.at(-1);
    const labelAt = coordinate(ends[index]!);
    content.push(
      `<g class="${look}">`,
      `<path class="line" d="${path(points) ?? ''}"/>`,
      ...markersOf(points, reference).map((point) => markerPath(index, x(point.x), y(point.y))),
      last === undefined
        ? ''
        : `<line class="leader" x1="${coordinate(x(last.x) + 3)}" x2="${coordinate(right + 10)}" y1="${coordinate(y(last.y))}" y2="${labelAt}"/>`,
      reference ? '' : markerPath(index, right + 15, ends[index]!),
      `<text x="${coordinate(right + 22)}" y="${labelAt}" dominant-baseline="central" font-size="${small}">${escapeText(label)}</text>`,
      '</g>',
    );
  }
  for (const [index, { x: at }] of marks.entries()) {
    const place = coordinate(Math.min(right, Math.max(margin.left, x(at))));
    content.push(
      `<g class="mark"><line x1="${place}" x2="${place}" y1="${margin.top - 2}" y2="${height - margin.bottom}"/>`,
      `<text x="${place}" y="${margin.top - 6}" text-anchor="middle" font-size="${small}">${index + 1}</text></g>`,
    );
  }
  const said = [...marks.map(({ note }, index) => `${index + 1}  ${note}`), ...notes].flatMap((note) =>
    wrapText(note, small, width - 2 * margin.right),
  );
  for (const [index, line] of said.entries()) {
    content.push(
      `<text class="note" x="${margin.right}" y="${height + 10 + index * 17}" font-size="${small}">${escapeText(line)}</text>`,
    );
  }
  return figure({
    kind: 'line-chart',
    width,
    height: said.length > 0 ? height + 12 + said.length * 17 : height,
    title: options.title ?? `${data.y} over ${data.x}`,
    description: options.description ?? described(data),
    styles:
      `.line-chart .grid{${paint('stroke', 'muted')};stroke-width:.5;stroke-opacity:.35}` +
      `.line-chart .tick{${paint('stroke', 'muted')};stroke-width:1}` +
      `.line-chart .mark line{${paint('stroke', 'mark')};stroke-width:1.5;stroke-dasharray:2 3}` +
      `.line-chart .mark text{${paint('fill', 'mark')};font-weight:700}` +
      seriesStyles,
    content: content.join(''),
    theme,
    id,
  });
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

function extent(values: readonly number[]): readonly [number, number] {
  return values.reduce<[number, number]>(
    ([least, most], value) => [Math.min(least, value), Math.max(most, value)],
    [Infinity, -Infinity],
  );
}

/** A single value has no extent of its own. */
function widened([least, most]: readonly [number, number], scale: 'linear' | 'log'): [number, number] {
  if (most > least) return [least, most];
  return scale === 'log' ? [least / 3, most * 3] : [least - 0.5, most + 0.5];
}

/** The powers of ten alone, thinned where there are many; their halves and fifths too where there are few. */
function decades(ticks: readonly number[]): readonly number[] {
  const powers = ticks.filter((tick) => Number.isInteger(round(Math.log10(tick))));
  const every = Math.ceil(powers.length / 8);
  if (powers.length >= 4) return powers.filter((_, index) => index % every === 0);
  const parts = ticks.filter((tick) =>
    [1, 2, 5].includes(Number((tick / 10 ** Math.floor(Math.log10(tick) + 1e-9)).toPrecision(6))),
  );
  return parts.length >= 2 ? parts : ticks;
}

const superscripts: Readonly<Record<string, string>> = {
  '-': '⁻',
  0: '⁰',
  1: '¹',
  2: '²',
  3: '³',
  4: '⁴',
  5: '⁵',
  6: '⁶',
  7: '⁷',
  8: '⁸',
  9: '⁹',
};

function powerOfTen(value: number): string {
  const exponent = round(Math.log10(value));
  if (!Number.isInteger(exponent)) return String(Number(value.toPrecision(2)));
  if (exponent >= -2 && exponent <= 3) return String(Number(value.toPrecision(1)));
  return `10${[...String(exponent)].map((digit) => superscripts[digit]!).join('')}`;
}

/** So many points at most carry a marker: more would hide the line. */
function markersOf<P>(points: readonly P[], reference: boolean): readonly P[] {
  if (reference) return [];
  const every = Math.ceil(points.length / 24);
  return points.filter((_, index) => index % every === 0);
}

/** Where each line begins and ends, in words. */
function described({ series, x, start = 0, marks = [], notes = [] }: LineChartData): string {
  const said = series.slice(0, 8).map(({ label, values }) => {
    return `${label}: ${shortNumber(values[0])} at ${start}, ${shortNumber(values.at(-1))} at ${start + values.length - 1}`;
  });
  const pointedOut = [...marks.map((mark) => `At ${mark.x}: ${mark.note}`), ...notes].join(' ');
  return `${series.length} ${series.length === 1 ? 'line' : 'lines'} over ${x}. ${said.join('; ')}.${pointedOut ? ` ${pointedOut}` : ''}`;
}

function shortNumber(value: number | undefined): string {
  return value !== undefined && Number.isFinite(value) ? String(Number(value.toPrecision(3))) : 'no number';
}
