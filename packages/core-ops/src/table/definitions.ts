/**
 * Functions that JavaScript's Math lacks, in float64: accurate to a few units of 2⁻⁵³.
 */

/** 1 / (1 + e^−x) without overflow. */
export function sigmoid64(x: number): number {
  const e = Math.exp(-Math.abs(x));
  return (x >= 0 ? 1 : e) / (1 + e);
}

/** log(1 + eˣ) without overflow. */
export function softplus64(x: number): number {
  return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
}

/**
 * The error function: below 2.5 by the series 2/√π e^(−x²) Σ 2ⁿ x²ⁿ⁺¹ / (2n + 1)!!, whose terms are all positive; above by
 * the continued fraction of erfc (Abramowitz and Stegun 7.1.6 and 7.1.14).
 */
export function erf64(x: number): number {
  if (Number.isNaN(x)) return x;
  const a = Math.abs(x);
  if (a > 6) return Math.sign(x);
  if (a < 2.5) {
    let term = x;
    let sum = x;
    for (let n = 1; Math.abs(term) > Math.abs(sum) * 2 ** -56; n++) {
      term *= (2 * x * x) / (2 * n + 1);
      sum += term;
    }
    return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum;
  }
  let tail = 0;
  for (let n = 120; n > 0; n--) tail = n / 2 / (a + tail);
  return Math.sign(x) * (1 - Math.exp(-x * x) / (Math.sqrt(Math.PI) * (a + tail)));
}

/** aᵇ with IEEE 754's conventions: 1ᵇ = 1 and a⁰ = 1 whatever the other is, which JavaScript's ** does not keep for NaN. */
export function pow64(a: number, b: number): number {
  if (a === 1 || b === 0) return 1;
  if (a === -1 && Math.abs(b) === Infinity) return 1;
  return a ** b;
}

/** The larger number; NaN when either is. */
export function maximum64(a: number, b: number): number {
  return Number.isNaN(a) || Number.isNaN(b) ? NaN : Math.max(a, b);
}

/** The smaller number; NaN when either is. */
export function minimum64(a: number, b: number): number {
  return Number.isNaN(a) || Number.isNaN(b) ? NaN : Math.min(a, b);
}

/** A running sum that carries what rounding lost (Neumaier 1974). */
export interface CompensatedSum {
  readonly add: (x: number) => void;
  readonly total: () => number;
}

/** Starts a compensated sum at zero. */
export function compensatedSum(): CompensatedSum {
  let sum = 0;
  let lost = 0;
  return {
    add: (x) => {
      const next = sum + x;
      lost += Math.abs(sum) >= Math.abs(x) ? sum - next + x : x - next + sum;
      sum = next;
    },
    // The compensation of an infinite or undefined sum is NaN and means nothing.
    total: () => (Number.isFinite(sum) ? sum + lost : sum),
  };
}
