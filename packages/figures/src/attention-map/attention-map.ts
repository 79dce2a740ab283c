import { figure, type FigureOptions, paint } from '../svg/figure.ts';
import { coordinate as c, escapeText, numberText, textWidth, tokenText } from '../svg/text.ts';

/**
 * Attention weights: a row for each query, a column for each key.
 *
 * @example
 * const data: AttentionMapData = { queries: ['le', 'bus'], keys: ['the', 'bus'], weights: [0.9, 0.1, 0.2, 0.8] };
 */
export interface AttentionMapData {
  /** What the rows are; their number gives the rows. */
  readonly queries: readonly (string | number)[];
  readonly keys: readonly (string | number)[];
  /** Row by row, each from 0 to 1. */
  readonly weights: readonly number[];
  /** What the rows and the columns are, as in `decoder step`; `query` and `key` unless given. */
  readonly queryLabel?: string;
  readonly keyLabel?: string;
}

/**
 * What {@link attentionMap} takes besides the data.
 *
 * @example
 * const options: AttentionMapOptions = { digits: 1, numbers: true };
 */
export interface AttentionMapOptions extends FigureOptions {
  /** Decimals; 2 unless given. */
  readonly digits?: number;
  /** Whether each square says its weight; where they have room for it unless given. */
  readonly numbers?: boolean;
}

const sizes = { margin: 16, label: 12, number: 11, widest: 620, most: 4_000 };

const styles = [
  `.attention-map .cell{${paint('fill', 'accent')}}`,
  `.attention-map .none{fill:none;${paint('stroke', 'muted')};stroke-width:.5;stroke-opacity:.6}`,
  `.attention-map .best{fill:none;${paint('stroke', 'mark')};stroke-width:2}`,
  `.attention-map text.on-dark{${paint('fill', 'paper')}}`,
  '.gradbook-figure.attention-map.theme-inherit text.on-dark{fill:#fff}',
].join('');

/**
 * A map of attention weights: a square for each pair of a query and a key, the fuller the larger the weight, with the number in it
 * where there is room. Weights of exactly 0 (masked) are empty with an outline; the largest of each row has a frame.
 *
 * @throws RangeError where there are not queries × keys weights, none, more than 4,000, or one that is not from 0 to 1 (a rounding of
 * 1e-5 beyond is let pass).
 *
 * @example
 * attentionMap({ queries: ['le', 'bus'], keys: ['the', 'bus'], weights: [0.9, 0.1, 0.2, 0.8] }); // '<svg'…
 */
export function attentionMap(data: AttentionMapData, options: AttentionMapOptions = {}): string {
  const { queries, keys, weights, queryLabel = 'query', keyLabel = 'key' } = data;
  const { digits = 2 } = options;
  check(data);
  const queryTexts = queries.map((query) => tokenText(query, 16));
  const keyTexts = keys.map((key) => tokenText(key, 16));
  const left = sizes.margin + 20 + Math.max(...queryTexts.map((text) => textWidth(text, sizes.label))) + 8;
  const side = Math.max(6, Math.min(44, (sizes.widest - left - sizes.margin) / keys.length, 640 / queries.length));
  // Labels lie where they fit above their columns, and stand where they do not.
  const lie = keyTexts.every((text) => textWidth(text, sizes.label) <= side - 4);
  const keyRoom = lie ? sizes.label + 8 : Math.max(...keyTexts.map((text) => textWidth(text, sizes.label))) + 8;
  const top = sizes.margin + 18 + keyRoom;
  const numbers = options.numbers ?? side >= textWidth(numberText(0.5, digits), sizes.number) + 4;
  const labelEvery = Math.max(1, Math.ceil((sizes.label + 2) / side));
  const content = [
    `<text class="muted" x="${c(left + (side * keys.length) / 2)}" y="${sizes.margin + 8}" text-anchor="middle" font-size="${sizes.label}">${escapeText(tokenText(keyLabel, 40))}</text>`,
    `<text class="muted" transform="rotate(-90)" x="${c(-(top + (side * queries.length) / 2))}" y="${sizes.margin + 6}" text-anchor="middle" font-size="${sizes.label}">${escapeText(tokenText(queryLabel, 40))}</text>`,
    ...keyTexts.map((text, column) => {
      const x = left + (column + 0.5) * side;
      if (column % labelEvery !== 0) return '';
      return lie
        ? `<text x="${c(x)}" y="${c(top - 8)}" text-anchor="middle" font-size="${sizes.label}">${escapeText(text)}</text>`
        : `<text transform="rotate(-90)" x="${c(-(top - 6))}" y="${c(x)}" dominant-baseline="central" font-size="${sizes.label}">${escapeText(text)}</text>`;
    }),
    ...queryTexts.map((text, row) =>
      row % labelEvery === 0
        ? `<text x="${c(left - 8)}" y="${c(top + (row + 0.5) * side)}" text-anchor="end" dominant-baseline="central" font-size="${sizes.label}">${escapeText(text)}</text>`
        : '',
    ),
    ...weights.map((weight, index) => {
      const x = left + (index % keys.length) * side;
      const y = top + Math.floor(index / keys.length) * side;
      const at = `x="${c(x + 0.5)}" y="${c(y + 0.5)}" width="${c(side - 1)}" height="${c(side - 1)}"`;
      const share = Math.min(1, Math.max(0, weight));
      const square =
        weight === 0
          ? `<rect class="none" ${at}/>`
          : `<rect class="cell" ${at} fill-opacity="${c(0.06 + 0.94 * share)}"/>`;
      if (!numbers) return square;
      return `${square}<text class="${share > 0.6 ? 'on-dark' : ''}" x="${c(x + side / 2)}" y="${c(y + side / 2)}" text-anchor="middle" dominant-baseline="central" font-size="${sizes.number}">${numberText(weight, digits)}</text>`;
    }),
    ...queries.map((_, row) => {
      const best = bestOf(data, row);
      return `<rect class="best" x="${c(left + best * side + 1)}" y="${c(top + row * side + 1)}" width="${c(side - 2)}" height="${c(side - 2)}"/>`;
    }),
  ];
  return figure({
    kind: 'attention-map',
    width: left + side * keys.length + sizes.margin,
    height: top + side * queries.length + sizes.margin,
    title: options.title ?? 'Attention weights',
    description: options.description ?? described(data, digits),
    styles,
    content: content.join(''),
    theme: options.theme ?? 'auto',
    id: options.id,
  });
}

function check({ queries, keys, weights }: AttentionMapData): void {
  const wanted = queries.length * keys.length;
  if (weights.length !== wanted || wanted === 0 || wanted > sizes.most) {
    throw new RangeError(
      `attentionMap: got ${weights.length} weights for ${queries.length} queries and ${keys.length} keys; one for each pair is ` +
        `needed, from 1 to ${sizes.most}`,
    );
  }
  const odd = weights.findIndex((weight) => !(weight >= -1e-5 && weight <= 1 + 1e-5));
  if (odd >= 0) {
    throw new RangeError(
      `attentionMap: weight ${odd} is ${weights[odd]}; weights are from 0 to 1, as a softmax over the keys gives them`,
    );
  }
}

/** The column of a row's largest weight. */
function bestOf({ keys, weights }: AttentionMapData, row: number): number {
  const own = weights.slice(row * keys.length, (row + 1) * keys.length);
  return own.reduce((best, weight, column) => (weight > own[best]! ? column : best), 0);
}

function described(data: AttentionMapData, digits: number): string {
  const { queries, keys, weights, queryLabel = 'query', keyLabel = 'key' } = data;
  const said = queries.slice(0, 20).map((query, row) => {
    const best = bestOf(data, row);
    return `${tokenText(query, 16)} most at ${tokenText(keys[best]!, 16)} (${numberText(weights[row * keys.length + best]!, digits)})`;
  });
  const more = queries.length > said.length ? `, and ${queries.length - said.length} more` : '';
  return `${queries.length} rows (${queryLabel}) of ${keys.length} columns (${keyLabel}): ${said.join(', ')}${more}.`;
}
