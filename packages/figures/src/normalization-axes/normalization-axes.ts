import { figure, type FigureOptions, paint } from '../svg/figure.ts';
import { coordinate as c, escapeText, textWidth } from '../svg/text.ts';

/**
 * A tensor [N, C, features], and over which of its axes a normalization takes its mean and variance.
 *
 * @example
 * const data: NormalizationAxesData = { examples: 4, channels: 6, features: 4, over: 'group', groups: 2 };
 */
export interface NormalizationAxesData {
  /** N */
  readonly examples: number;
  /** C */
  readonly channels: number;
  /** The features of a channel, all axes behind the second folded into one. */
  readonly features: number;
  readonly over: 'batch' | 'layer' | 'instance' | 'group';
  /** Of group normalization, a divisor of C; 2 unless given. */
  readonly groups?: number;
  /** The element whose statistics are pointed out, by its example and channel; the first of each unless given. */
  readonly at?: { readonly example: number; readonly channel: number };
}

const side = 30;
/** How far the next example lies behind: a drawing in oblique projection. */
const back = { x: 19, y: -14 };
const margin = 18;
const most = 12;

const styles = [
  `.normalization-axes .cell{${paint('fill', 'paper')};${paint('stroke', 'muted')};stroke-width:1;stroke-linejoin:round}`,
  `.normalization-axes .cell.own{${paint('fill', 'accent')};${paint('stroke', 'paper')}}`,
  '.gradbook-figure.normalization-axes.theme-inherit .cell.own{stroke:currentColor}',
  `.normalization-axes .top.own{fill-opacity:.82}`,
  `.normalization-axes .right.own{fill-opacity:.66}`,
  `.normalization-axes .at{${paint('fill', 'paper')};stroke:none}`,
  '.normalization-axes .strong{font-weight:600}',
].join('');

/**
 * A tensor as a block of N × C × features small cubes, those filled that share a mean and a variance (after Wu and He 2018, figure 2).
 * Channels go to the right, features down, examples back; a dot marks the element that is pointed out.
 *
 * @throws RangeError for sizes that are not whole numbers from 1 to 12, groups that do not divide the channels, or an element that is
 * not in the tensor.
 *
 * @example
 * normalizationAxes({ examples: 4, channels: 3, features: 2, over: 'batch' }).includes('one for each channel'); // true
 */
export function normalizationAxes(data: NormalizationAxesData, options: FigureOptions = {}): string {
  const { examples, channels, features, over, groups = 2 } = data;
  const { example = 0, channel = 0 } = data.at ?? {};
  check(data, groups, { example, channel });
  const own = (n: number, ch: number): boolean => {
    if (over === 'batch') return ch === channel;
    if (n !== example) return false;
    if (over === 'layer') return true;
    if (over === 'instance') return ch === channel;
    const size = channels / groups;
    return Math.floor(ch / size) === Math.floor(channel / size);
  };
  const labelRoom = textWidth('features', 12) + 12;
  const origin = { x: margin + labelRoom, y: margin + 22 - examples * back.y };
  const point = (ch: number, f: number, n: number): string =>
    `${c(origin.x + ch * side + n * back.x)} ${c(origin.y + f * side + n * back.y)}`;
  const cells: string[] = [];
  for (let n = examples - 1; n >= 0; n--) {
    for (let ch = 0; ch < channels; ch++) {
      cells.push(
        cell('top', own(n, ch), [point(ch, 0, n), point(ch + 1, 0, n), point(ch + 1, 0, n + 1), point(ch, 0, n + 1)]),
      );
    }
    for (let f = 0; f < features; f++) {
      const corners = [point(channels, f, n), point(channels, f + 1, n), point(channels, f + 1, n + 1)];
      cells.push(cell('right', own(n, channels - 1), [...corners, point(channels, f, n + 1)]));
    }
  }
  for (let ch = 0; ch < channels; ch++) {
    for (let f = 0; f < features; f++) {
      cells.push(
        cell('front', own(0, ch), [point(ch, f, 0), point(ch + 1, f, 0), point(ch + 1, f + 1, 0), point(ch, f + 1, 0)]),
      );
    }
  }
  // Every column of features is seen on the top.
  const [dotX = '0', dotY = '0'] = point(channel + 0.5, 0, example + 0.5).split(' ');
  const bottom = origin.y + features * side;
  const right = origin.x + channels * side + examples * back.x;
  const lines = said(data, groups);
  return figure({
    kind: 'normalization-axes',
    width: Math.max(right + 90, ...lines.map((line) => textWidth(line, 12.5) + 2 * margin)),
    height: bottom + 34 + 18 * lines.length + 6,
    title: options.title ?? `${names[over]}: what shares a mean and a variance`,
    description:
      options.description ?? `A tensor of ${examples} × ${channels} × ${features} numbers. ${lines.join(' ')}`,
    styles,
    content: [
      ...cells,
      `<path class="at" d="M${dotX} ${dotY}m-4 0a4 4 0 1 0 8 0a4 4 0 1 0 -8 0z"/>`,
      text(
        origin.x + (channels * side) / 2,
        bottom + 17,
        `${channels} channels →`,
        ' class="muted" text-anchor="middle"',
      ),
      text(origin.x - 8, origin.y + (features * side) / 2 + 4, `${features} ↓`, ' class="muted" text-anchor="end"'),
      text(origin.x - 8, origin.y + (features * side) / 2 - 11, 'features', ' class="muted" text-anchor="end"'),
      text(
        origin.x + channels * side + (examples / 2) * back.x + 10,
        bottom + (examples / 2) * back.y + 14,
        `↗ ${examples} examples`,
        ' class="muted"',
      ),
      ...lines.map((line, index) =>
        text(margin, bottom + 44 + 18 * index, line, index === 0 ? ' class="strong"' : ' class="muted"'),
      ),
    ].join(''),
    theme: options.theme ?? 'auto',
    id: options.id,
  });
}

function cell(kind: string, filled: boolean, corners: readonly string[]): string {
  return `<path class="cell ${kind}${filled ? ' own' : ''}" d="M${corners.join('L')}Z"/>`;
}

function text(x: number, y: number, content: string, attributes = ''): string {
  return `<text x="${c(x)}" y="${c(y)}" font-size="12"${attributes}>${escapeText(content)}</text>`;
}

const names = {
  batch: 'Batch normalization',
  layer: 'Layer normalization',
  instance: 'Instance normalization',
  group: 'Group normalization',
} as const;

function said({ examples, channels, features, over }: NormalizationAxesData, groups: number): readonly string[] {
  const { axes, each, count, size } = {
    batch: { axes: 'examples and features', each: 'channel', count: channels, size: examples * features },
    layer: { axes: 'channels and features', each: 'example', count: examples, size: channels * features },
    instance: { axes: 'features', each: 'channel of each example', count: examples * channels, size: features },
    group: {
      axes: 'a group of channels and features',
      each: 'group of each example',
      count: examples * groups,
      size: (channels / groups) * features,
    },
  }[over];
  const means = `${count} ${count === 1 ? 'mean and variance' : 'means and variances'}`;
  return [`${names[over]}: over ${axes}`, `${means}, one for each ${each}, of ${size} numbers.`];
}

function check(
  { examples, channels, features, over }: NormalizationAxesData,
  groups: number,
  at: { readonly example: number; readonly channel: number },
): void {
  for (const [name, size] of Object.entries({ examples, channels, features })) {
    if (Number.isInteger(size) && size >= 1 && size <= most) continue;
    throw new RangeError(
      `normalizationAxes: ${name} is ${size}; a whole number from 1 to ${most} can be drawn: give a smaller tensor of the same form`,
    );
  }
  if (over === 'group' && !(Number.isInteger(groups) && groups >= 1 && channels % groups === 0)) {
    throw new RangeError(`normalizationAxes: ${groups} groups do not divide ${channels} channels; give a divisor`);
  }
  for (const [name, index, size] of [
    ['example', at.example, examples],
    ['channel', at.channel, channels],
  ] as const) {
    if (Number.isInteger(index) && index >= 0 && index < size) continue;
    throw new RangeError(`normalizationAxes: at.${name} is ${index}; there are ${size}, counted from 0`);
  }
}
