/** The median; NaN of nothing. */
export function median(values: readonly number[]): number {
  if (values.length === 0) return Number.NaN;
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** Changes from each value to the next. */
export function differences(values: readonly number[]): number[] {
  return values.slice(1).map((value, index) => value - values[index]!);
}

/**
 * The standard deviation of independent noise on a smooth trend. Second differences hold √6 times as much of it and hardly
 * any of the trend; the median of their sizes (times 1.4826, the normal distribution's) does not mind a few jumps.
 */
export function noiseOf(values: readonly number[]): number {
  const bends = differences(differences(values));
  return bends.length < 2 ? 0 : (1.4826 * median(bends.map(Math.abs))) / Math.sqrt(6);
}

/**
 * Correlation of each change with the next one: −1/2 for independent noise on a trend, towards −1 for a curve that
 * jumps to and fro with every step, towards 1 for a smooth one.
 */
export function turning(values: readonly number[]): number {
  const changes = differences(values);
  const average = changes.reduce((sum, change) => sum + change, 0) / changes.length;
  const centred = changes.map((change) => change - average);
  const squares = centred.reduce((sum, change) => sum + change * change, 0);
  const products = centred.slice(1).reduce((sum, change, index) => sum + change * centred[index]!, 0);
  return squares === 0 ? 0 : products / squares;
}

/** Each value replaced by the median of itself and its neighbours, `reach` on each side. */
export function smoothed(values: readonly number[], reach: number): number[] {
  return values.map((_, index) => median(values.slice(Math.max(0, index - reach), index + reach + 1)));
}
