import {
  cheapest,
  channelCounts,
  mostPositions,
  mostProducts,
  mostSums,
  readCost,
  type RowOfTaps,
  type Tile,
} from './tiles.ts';

/** A product of the input gradient's row: which tap of the filter meets which position, and through which column of the output. */
export interface Meeting {
  readonly position: number;
  readonly tap: number;
  /** Counted from the output position whose first tap lies on position 0. */
  readonly column: number;
}

/** The products that `positions` neighbours, the first of them where a step of the filter begins, have with a row of taps. */
export function meetings(positions: number, { taps, dilation, stride }: RowOfTaps): Meeting[] {
  const found: Meeting[] = [];
  for (let position = 0; position < positions; position++) {
    for (let tap = 0; tap < taps; tap++) {
      const steps = position - tap * dilation;
      if (steps % stride === 0) found.push({ position, tap, column: steps / stride });
    }
  }
  return found;
}

/**
 * The tile of a strided input gradient with the least estimated work: whole steps of the filter, a read for each column and weight,
 * a product for each meeting.
 *
 * @param problem `channels` of the result in a group, and its `width`: positions along the innermost axis.
 */
export function chooseStridedTile(problem: RowOfTaps & { readonly channels: number; readonly width: number }): Tile {
  const { channels: all, width, stride, taps } = problem;
  const most = Math.max(1, Math.min(Math.ceil(width / stride), Math.floor(mostPositions / stride)));
  const tiles = channelCounts.flatMap((channels) =>
    Array.from({ length: most }, (_, i) => ({ channels, positions: (most - i) * stride })),
  );
  return cheapest(tiles, ({ channels, positions }) => {
    const pairs = meetings(positions, problem);
    const products = channels * pairs.length;
    const tooMany = channels * positions > mostSums || products > mostProducts;
    // One channel and one step are always possible.
    if (tooMany && (channels > 1 || positions > stride)) return Infinity;
    const columns = new Set(pairs.map(({ column }) => column)).size;
    const count = Math.ceil(all / channels) * Math.ceil(width / positions);
    return count * (readCost * (columns + channels * taps) + products);
  });
}
