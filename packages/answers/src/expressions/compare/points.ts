import type { Scope, SymbolScope } from '../expr.ts';
import { type Random, random } from './random.ts';

export type Point = Readonly<Record<string, number>>;

/** Near zero, about one, larger. */
const scales: readonly (readonly [number, number])[] = [
  [1 / 64, 0.3],
  [0.3, 2.5],
  [2.5, 9],
];

/**
 * The point number `index` of a sampling: each variable on its own, at a scale of its own, inside its domain.
 * Values are short binary fractions, so that a counterexample can be read and checked by hand.
 */
export function drawPoint(names: readonly string[], scope: Scope, seed: number, index: number): Point {
  const at: Record<string, number> = {};
  for (const name of names) {
    const draw = random(seed, 'point', index, name);
    // The first points have all variables at one scale, so that no scale is left to chance.
    const scale = index < scales.length ? (index + 1) % scales.length : draw.below(scales.length);
    at[name] = drawValue(scope.variables[name]?.domain, draw, scale);
  }
  return at;
}

/** A value for one variable. */
export function drawValue(domain: SymbolScope['domain'], draw: Random, scale: number): number {
  const [low, high] = scales[scale]!;
  const magnitude = low + (high - low) * draw.uniform();
  const sign = draw.uniform() < 0.5 ? -1 : 1;
  const { above, below, integer } = domain ?? {};
  if (integer === true) {
    const reach = [2, 5, 12][scale]!;
    const first = above === undefined ? undefined : Math.floor(above) + 1;
    const last = below === undefined ? undefined : Math.ceil(below) - 1;
    if (first !== undefined && last !== undefined) return first + draw.below(Math.max(1, last - first + 1));
    if (first !== undefined) return first + draw.below(reach + 1);
    if (last !== undefined) return last - draw.below(reach + 1);
    return draw.below(2 * reach + 1) - reach;
  }
  if (above !== undefined && below !== undefined) {
    const share = [0.02 + 0.2 * draw.uniform(), 0.2 + 0.6 * draw.uniform(), 0.8 + 0.18 * draw.uniform()][scale]!;
    return above + (below - above) * share;
  }
  const rounded = Math.max(1, Math.round(magnitude * 64)) / 64;
  if (above !== undefined) return above + rounded;
  return below === undefined ? sign * rounded : below - rounded;
}
