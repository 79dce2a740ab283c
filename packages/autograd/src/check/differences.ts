/** What {@link differentiate} found out about one direction. */
export type Difference =
  | { readonly kind: 'smooth'; readonly derivative: number; readonly error: number }
  | { readonly kind: 'kink'; readonly left: number; readonly right: number }
  | { readonly kind: 'undecided'; readonly reason: string };

/** A value of a function, and the size of the terms that it was summed from: rounding goes with the latter. */
export interface Evaluation {
  readonly value: number;
  readonly magnitude: number;
}

/** Half the distance between 1 and the next float64 number. */
export const unitRoundoff: number = 2 ** -53;

const levels = 12;

/**
 * The derivative of φ at x by central differences
 *
 *     D(h) = (φ(x + h) − φ(x − h)) / 2h = φ′(x) + c₂ h² + c₄ h⁴ + …
 *
 * at h, h/2, h/4, …, extrapolated to h = 0 (Richardson's tableau, each column removing one power of h²). The entry with
 * the smallest estimated error wins (Ridders 1982): the estimate is the change against its two neighbours, which is
 * large both where the truncation is (coarse steps) and where the rounding is (fine steps); the rounding of φ, divided by
 * the step, is added.
 *
 * A kink shows in φ(x+h) − 2φ(x) + φ(x−h): divided by h it falls with h where φ is smooth, and tends to the jump of the
 * slope where it is not. A central difference alone would see the mean of the two slopes there.
 *
 * @param rounding the relative rounding error of an evaluation: times its magnitude, a bound on its absolute error.
 */
export function differentiate(phi: (x: number) => Evaluation, x: number, rounding: number): Difference {
  const { value: middle, magnitude } = phi(x);
  if (!Number.isFinite(middle)) return { kind: 'undecided', reason: `the function is ${middle} at the point itself` };
  // A twentieth of 1, the scale of elementary functions; far out, large enough that x ± h still differ well.
  const first = Math.max(0.05, Math.abs(x) * 2 ** -10);

  const rows: number[][] = [];
  const jumps: { readonly left: number; readonly right: number; readonly noise: number }[] = [];
  let best: { readonly derivative: number; readonly error: number } | undefined;
  for (let level = 0; level < levels; level++) {
    const step = first / 2 ** level;
    const [above, below] = [x + step, x - step];
    const [{ value: upper, ...atUpper }, { value: lower, ...atLower }] = [phi(above), phi(below)];
    const noise = rounding * Math.max(magnitude, atUpper.magnitude, atLower.magnitude);
    if (!Number.isFinite(upper) || !Number.isFinite(lower)) {
      // The step leaves the function's domain: start again with the next, smaller one.
      rows.length = 0;
      jumps.length = 0;
      best = undefined;
      continue;
    }
    // The distance as it was rounded, not as it was meant.
    const row = [(upper - lower) / (above - below)];
    const previous = rows.at(-1);
    rows.push(row);
    jumps.push({
      right: (upper - middle) / (above - x),
      left: (middle - lower) / (x - below),
      noise: (4 * noise) / step,
    });
    if (!previous) continue;
    let power = 1;
    for (let column = 1; column <= previous.length; column++) {
      power *= 4;
      const entry = (power * row[column - 1]! - previous[column - 1]!) / (power - 1);
      row.push(entry);
      const change = Math.max(Math.abs(entry - row[column - 1]!), Math.abs(entry - previous[column - 1]!));
      const error = change + noise / step + 4 * unitRoundoff * Math.abs(entry);
      if (!best || error < best.error) best = { derivative: entry, error };
    }
  }
  const kink = findKink(jumps);
  if (kink) return kink;
  const finest = rows.at(-1);
  const beforeFinest = rows.at(-2);
  if (!best || !finest || !beforeFinest) {
    return { kind: 'undecided', reason: 'the function is not finite on both sides of the point' };
  }
  // What the plain difference at the finest step may be off by: were the extrapolation fooled by a kink farther off, the
  // two would disagree.
  const plain = Math.abs(finest[0]! - beforeFinest[0]!) + jumps.at(-1)!.noise;
  if (Math.abs(finest[0]! - best.derivative) > 4 * plain + best.error) {
    return { kind: 'undecided', reason: 'the differences do not converge as the step shrinks' };
  }
  return { kind: 'smooth', ...best };
}

/** A jump of the slope that stands out of the rounding and does not shrink with the step: by 15 % at most, where a smooth function's halves. */
function findKink(
  jumps: readonly { readonly left: number; readonly right: number; readonly noise: number }[],
): Difference | undefined {
  const clear = jumps.filter(({ left, right, noise }) => Math.abs(right - left) > 8 * noise);
  const [a, b, c] = clear.slice(-3);
  if (!a || !b || !c || clear.at(-1) !== jumps.at(-1)) return undefined;
  if (jump(b) < 0.85 * jump(a) || jump(c) < 0.85 * jump(b)) return undefined;
  return { kind: 'kink', left: c.left, right: c.right };
}

function jump({ left, right }: { readonly left: number; readonly right: number }): number {
  return Math.abs(right - left);
}
