/** A row of taps: how many, how far apart, and the filter's steps along it. */
export interface RowOfTaps {
  readonly taps: number;
  readonly dilation: number;
  readonly stride: number;
}

/** The part of a convolution's result that a thread computes. */
export interface Tile {
  /** Channels of the result. */
  readonly channels: number;
  /** Neighbouring positions along the innermost axis. */
  readonly positions: number;
}

/** The part of a filter's gradient that a thread computes: the weights between a few channels, of some rows of taps. */
export interface FilterTile {
  readonly outChannels: number;
  readonly inChannels: number;
  readonly rows: number;
  /** Neighbouring positions of the output that are read together. */
  readonly positions: number;
}

/** Sums that a thread keeps at once, and products that are written out: more are hardly faster, and take long to compile. */
export const mostSums = 64;
export const mostProducts = 256;
/** Neighbouring positions of a tile. */
export const mostPositions = 16;

/** What reading an element costs in units of a multiplication with its addition, as measured on SwiftShader. */
export const readCost = 5;

/** Channels of a tile. */
export const channelCounts: readonly number[] = [8, 4, 2, 1];

/** Columns of the input, from the first one on, that `positions` neighbouring placements of a row of taps touch. */
export function columnsTouched(positions: number, { taps, dilation, stride }: RowOfTaps): number[] {
  const columns = new Set<number>();
  for (let p = 0; p < positions; p++) {
    for (let k = 0; k < taps; k++) columns.add(p * stride + k * dilation);
  }
  return [...columns].sort((a, b) => a - b);
}

/**
 * The tile with the least estimated work. A row of taps costs a read for each column touched and for each weight, and a product
 * for each weight and position; tiles that jut out over the edges of the result compute in vain.
 *
 * @param problem `channels` of the result in a group, and its `width`: positions along the innermost axis.
 */
export function chooseTile(problem: RowOfTaps & { readonly channels: number; readonly width: number }): Tile {
  const { channels: all, width, taps } = problem;
  const tiles = channelCounts.flatMap((channels) =>
    upTo(Math.min(width, mostPositions, mostSums / channels)).map((positions) => ({ channels, positions })),
  );
  return cheapest(tiles, ({ channels, positions }) => {
    const products = channels * positions * taps;
    if (products > mostProducts) return Infinity;
    const count = Math.ceil(all / channels) * Math.ceil(width / positions);
    return count * (readCost * (columnsTouched(positions, problem).length + channels * taps) + products);
  });
}

/**
 * The tile of the filter's gradient with the least estimated work: a read for each element of the two signals, a product for each
 * pair that meets.
 *
 * @param problem channels of a group, `rows` of a plane of the filter, and `width`: the output's positions along the innermost axis.
 */
export function chooseFilterTile(
  problem: RowOfTaps & {
    readonly outChannels: number;
    readonly inChannels: number;
    readonly rows: number;
    readonly width: number;
  },
): FilterTile {
  const { taps, width } = problem;
  const tiles = channelCounts.flatMap((outChannels) =>
    channelCounts.flatMap((inChannels) =>
      [...new Set([1, problem.rows])].flatMap((rows) =>
        upTo(Math.min(width, mostPositions)).map((positions) => ({ outChannels, inChannels, rows, positions })),
      ),
    ),
  );
  return cheapest(tiles, ({ outChannels, inChannels, rows, positions }) => {
    const sums = outChannels * inChannels * rows * taps;
    if (sums > mostSums || sums * positions > mostProducts) return Infinity;
    const count =
      Math.ceil(problem.outChannels / outChannels) *
      Math.ceil(problem.inChannels / inChannels) *
      Math.ceil(problem.rows / rows) *
      Math.ceil(width / positions);
    const reads = outChannels * positions + inChannels * rows * columnsTouched(positions, problem).length;
    return count * (readCost * reads + sums * positions);
  });
}

/** The first of the candidates with the lowest cost. */
export function cheapest<T>(candidates: readonly T[], costOf: (candidate: T) => number): T {
  const costs = candidates.map(costOf);
  return candidates[costs.indexOf(Math.min(...costs))]!;
}

/** n, n − 1, …, 1. */
function upTo(n: number): number[] {
  return Array.from({ length: Math.floor(n) }, (_, i) => Math.floor(n) - i);
}
