import { figure, type FigureOptions, paint } from '../svg/figure.ts';
import { coordinate, escapeText, textWidth, tokenText } from '../svg/text.ts';

/**
 * Errors of a tensor, folded into rows: the first axis downwards, all others beside each other.
 *
 * @example
 * const data: ErrorMapData = { rows: 1, columns: 2, errors: [0, 0.5], tolerance: 1e-5 };
 */
export interface ErrorMapData {
  readonly rows: number;
  readonly columns: number;
  /** |given − expected|, row by row; what is not finite counts as wrong. */
  readonly errors: readonly number[];
  /** Up to it a number is right. */
  readonly tolerance: number;
  /** What the rows are, as in `step`; none where they have no name. */
  readonly rowLabel?: string;
}

const sizes = { left: 56, top: 30, right: 16, bottom: 34, widest: 620 };

/**
 * A map of where a tensor is wrong: a square for each number, right ones empty, wrong ones filled the darker the larger
 * their error is, with a stroke through those that are no number.
 *
 * @throws RangeError when there are not rows × columns errors, none, or more than 4,000.
 *
 * @example
 * errorMap({ rows: 2, columns: 2, errors: [0, 0, 0.1, NaN], tolerance: 1e-5, rowLabel: 'step' }); // '<svg'…
 */
export function errorMap(data: ErrorMapData, options: FigureOptions = {}): string {
  const { rows, columns, errors, tolerance, rowLabel = 'row' } = data;
  if (rows * columns !== errors.length || errors.length === 0 || errors.length > 4_000) {
    throw new RangeError(
      `errorMap: got ${errors.length} errors for ${rows} × ${columns} squares; one for each is needed, from 1 to 4,000`,
    );
  }
  const side = Math.max(3, Math.min(20, (sizes.widest - sizes.left - sizes.right) / columns, 400 / rows));
  const largest = errors.reduce((most, error) => (Number.isFinite(error) ? Math.max(most, error) : most), 0);
  const isWrong = (error: number): boolean => !(error <= tolerance);
  const squares = errors.map((error, index) => {
    const x = sizes.left + (index % columns) * side;
    const y = sizes.top + Math.floor(index / columns) * side;
    const at = `x="${coordinate(x)}" y="${coordinate(y)}" width="${coordinate(side - 1)}" height="${coordinate(side - 1)}"`;
    if (!isWrong(error)) return `<rect class="right" ${at}/>`;
    if (!Number.isFinite(error)) {
      return `<rect class="wrong" ${at}/><path class="none" d="M${coordinate(x)} ${coordinate(y)}l${coordinate(side - 1)} ${coordinate(side - 1)}"/>`;
    }
    // From the tolerance to the largest error, by orders of magnitude: small errors are seen too.
    const share = largest > tolerance ? Math.log(error / tolerance) / Math.log(largest / tolerance) : 1;
    return `<rect class="wrong" ${at} fill-opacity="${coordinate(0.35 + 0.65 * share)}"/>`;
  });
  const every = Math.max(1, Math.ceil(14 / side));
  const labels = Array.from({ length: rows }, (_, row) =>
    row % every === 0
      ? `<text class="muted" x="${sizes.left - 8}" y="${coordinate(sizes.top + (row + 0.5) * side)}" text-anchor="end" dominant-baseline="central" font-size="11">${row}</text>`
      : '',
  );
  const wrong = errors.filter(isWrong).length;
  const bottom = sizes.top + rows * side;
  const summary = `${wrong} of ${errors.length} wrong, the largest error is ${largest === 0 ? 'no number' : Number(largest.toPrecision(3))}`;
  const width = sizes.left + Math.max(columns * side, textWidth(summary, 12)) + sizes.right;
  return figure({
    kind: 'error-map',
    width,
    height: bottom + sizes.bottom,
    title: options.title ?? 'Where the numbers are wrong',
    description:
      options.description ??
      `${rows} rows (${rowLabel}) of ${columns} numbers; ${summary}. Rows with wrong numbers: ${wrongRows(data, isWrong)}.`,
    styles:
      `.error-map .right{fill:none;${paint('stroke', 'muted')};stroke-width:.5;stroke-opacity:.6}` +
      `.error-map .wrong{${paint('fill', 'mark')}}` +
      `.error-map .none{fill:none;${paint('stroke', 'paper')};stroke-width:1.5}`,
    content:
      `<text class="muted" x="${sizes.left - 8}" y="${sizes.top - 12}" text-anchor="end" font-size="11">${escapeText(tokenText(rowLabel, 12))}</text>` +
      `${squares.join('')}${labels.join('')}` +
      `<text x="${sizes.left}" y="${coordinate(bottom + 20)}" font-size="12">${escapeText(summary)}</text>`,
    theme: options.theme ?? 'auto',
    id: options.id,
  });
}

function wrongRows({ rows, columns, errors }: ErrorMapData, isWrong: (error: number) => boolean): string {
  const found = Array.from({ length: rows }, (_, row) => row).filter((row) =>
    errors.slice(row * columns, (row + 1) * columns).some(isWrong),
  );
  if (found.length === 0) return 'none';
  return found.length === rows ? 'all' : found.slice(0, 12).join(', ') + (found.length > 12 ? ', …' : '');
}
