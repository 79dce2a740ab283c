/**
 * One partial derivative that {@link GradientReport} has something to say about.
 *
 * @example
 * checkGradients((x) => square(x), [float64([3])]).worst!.verdict; // 'agrees'
 */
export interface GradientFinding {
  /**
   * `agrees`, `differs`; `kink` where the slopes to the left and to the right differ, so there is no derivative to
   * compare with; `undecided` where differences cannot tell.
   */
  readonly verdict: 'agrees' | 'differs' | 'kink' | 'undecided';
  /** Which argument and where in its tree: `argument 0.weight`. */
  readonly path: string;
  /** Which element of that value; `[]` for a scalar. */
  readonly index: readonly number[];
  /** The order of the derivative: 1 for the gradient, 2 for the gradient of the gradient. */
  readonly order: number;
  readonly analytic: number;
  /** The extrapolated difference; NaN where there is none. */
  readonly numeric: number;
  /** What the two may differ by: the estimated error of the difference and the rounding of both. */
  readonly tolerance: number;
  /** In words, for kinks and what is undecided. */
  readonly reason?: string;
}

/**
 * What `checkGradients` found.
 *
 * @example
 * checkGradients((x) => square(x), [float64([3, 4])]).compared; // 2
 */
export interface GradientReport {
  /** Whether every derivative that was compared agrees, and each could be compared. */
  readonly ok: boolean;
  /** How many partial derivatives were compared. */
  readonly compared: number;
  /** The one whose difference is the largest multiple of its tolerance. */
  readonly worst: GradientFinding | undefined;
  /** All that do not agree: differences first, then kinks and undecided ones. */
  readonly findings: readonly GradientFinding[];
}

/**
 * A derivative that disagrees with differences of the function, or cannot be compared with them.
 *
 * @example
 * checkGradients((x) => abs(x), [float64([0])]); // throws GradientError: |x| has a kink at 0
 */
export class GradientError extends Error {
  override readonly name = 'GradientError';
  readonly report: GradientReport;

  constructor(message: string, report: GradientReport) {
    super(message);
    this.report = report;
  }
}

/** A finding in words. */
export function describeFinding(finding: GradientFinding): string {
  const { verdict, path, index, order, analytic, numeric, tolerance, reason } = finding;
  const where = `${path}${index.length > 0 ? ` at [${index.join(', ')}]` : ''}${order > 1 ? `, order ${order}` : ''}`;
  if (verdict === 'differs' || verdict === 'agrees') {
    const difference = Math.abs(analytic - numeric);
    return `${where}: analytic ${analytic}, numeric ${numeric}; they differ by ${difference}, and may by ${tolerance}`;
  }
  return `${where}: ${reason ?? verdict}; analytic ${analytic}`;
}
