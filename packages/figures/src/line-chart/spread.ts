/**
 * Places near the wanted ones that are at least `gap` apart and inside the range: labels at the ends of lines. Where there
 * is not enough room for all, they are spaced evenly.
 */
export function spread(wanted: readonly number[], gap: number, [from, to]: readonly [number, number]): number[] {
  const order = wanted.map((_, index) => index).toSorted((a, b) => wanted[a]! - wanted[b]!);
  const places = wanted.map((place) => Math.min(Math.max(place, from), to));
  const step = Math.min(gap, (to - from) / Math.max(1, wanted.length - 1));
  // Down the list everything is pushed far enough, and back up again what was pushed beyond the end.
  for (let i = 1; i < order.length; i++) {
    places[order[i]!] = Math.max(places[order[i]!]!, places[order[i - 1]!]! + step);
  }
  let limit = to;
  for (const index of order.toReversed()) {
    places[index] = Math.min(places[index]!, limit);
    limit = places[index]! - step;
  }
  return places;
}
