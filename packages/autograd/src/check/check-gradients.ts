import { Float64Tensor, sizeOf, type Value } from '@gradbook/core-ops';

import { detach, type ListFunction, pullBack, record } from '../record.ts';
import { isDifferentiable } from '../tape.ts';
import { flatten, flattenResult, type Watched } from '../trees.ts';
import { differentiate, type Evaluation, unitRoundoff } from './differences.ts';
import { describeFinding, GradientError, type GradientFinding, type GradientReport } from './report.ts';

/**
 * What {@link checkGradients} takes.
 *
 * @example
 * checkGradients((x) => abs(x), [float64([0])], { onFailure: 'report' }).findings[0]!.verdict; // 'kink'
 */
export interface CheckOptions {
  /** Up to which derivative: 1 (the default) checks the gradient, 2 also the gradient of the gradient, and so on. */
  readonly order?: number;
  /** Seeds the cotangents and the choice of elements; 0 unless given. */
  readonly seed?: number;
  /** The most elements to compare for each order, chosen at random where there are more; 1000 unless given. */
  readonly elements?: number;
  /** `throw` (the default) throws unless all is well; `report` only returns the report. */
  readonly onFailure?: 'throw' | 'report';
}

/**
 * Compares the derivatives that autograd computes with central differences of the function itself, in float64.
 *
 * With a random cotangent v for the function's values, φ(x) = ⟨v, f(x)⟩ is a scalar function whose gradient is the
 * vector-Jacobian product of v. Each of its elements is compared with Richardson-extrapolated central differences of φ.
 * Because v has no zeros, a rule that is wrong in any entry of the Jacobian shows (except for v of measure zero). For
 * order 2 the function checked is x ↦ the vector-Jacobian product itself, and so on.
 *
 * The tolerance is not chosen: it is four times the estimated error of the extrapolated difference (truncation from the
 * tableau, rounding of N operations on terms as large as Σ|vᵢ fᵢ(x)|, divided by the step), plus the rounding of the
 * analytic side, N·u·max|gradient|, with u = 2⁻⁵³ and N the number of operations recorded. Where the tolerance comes out
 * too large to mean anything, or the one-sided slopes differ (a kink: there is nothing to compare with), the report says
 * so and counts it as not passed.
 *
 * @param f a synchronous function of trees of values that returns a tree of values.
 * @param args its arguments: trees of float64 values, which are varied, and of int32 or bool ones, which are held fixed.
 * @returns the report.
 * @throws GradientError when a derivative differs or cannot be compared (unless `onFailure` is `report`); TypeError for
 * arguments that are not float64.
 *
 * @example
 * checkGradients((x) => tanh(x), [float64([0.3, -2])], { order: 2 }).ok; // true
 */
export function checkGradients<A extends readonly unknown[]>(
  f: (...args: Watched<A>) => unknown,
  args: readonly [...A],
  options: CheckOptions = {},
): GradientReport {
  const { order = 1, seed = 0, elements = 1000, onFailure = 'throw' } = options;
  const { call, varied } = pose(f as (...args: never) => unknown as (...args: unknown[]) => unknown, args);
  const random = generator(seed);
  const found: GradientFinding[] = [];
  let derivative: ListFunction = call;
  for (let level = 1; level <= order; level++) {
    const { findings, pulled } = checkOnce(derivative, varied, level, random, elements);
    found.push(...findings);
    derivative = pulled;
  }
  const report = summarize(found);
  if (report.ok || onFailure === 'report') return report;
  const shown = report.findings.slice(0, 5).map(describeFinding);
  const rest = report.findings.length - shown.length;
  throw new GradientError(
    `checkGradients: ${report.findings.length} of ${found.length} derivatives did not pass\n  ` +
      [...shown, ...(rest > 0 ? [`and ${rest} more`] : [])].join('\n  '),
    report,
  );
}

interface Varied {
  readonly path: string;
  readonly value: Float64Tensor;
}

/** The function seen as one of the floating-point leaves of its arguments, returning its floating-point values. */
function pose(f: (...args: unknown[]) => unknown, args: readonly unknown[]): { call: ListFunction; varied: Varied[] } {
  const tree = flatten(args, 'checkGradients: argument ');
  const places: number[] = [];
  const varied: Varied[] = [];
  tree.leaves.forEach((leaf, place) => {
    // [0].weight, the path in the list of arguments, reads as: argument 0.weight
    const path = `argument ${tree.paths[place]!.replace(/^\[(\d+)\]/, '$1')}`;
    if (!(leaf instanceof Float64Tensor)) {
      throw new TypeError(
        `checkGradients: ${path} is a ${leaf.dtype} tensor on the device; differences need float64: ` +
          'convert it with await toFloat64()',
      );
    }
    if (!isDifferentiable(leaf.dtype)) return;
    places.push(place);
    varied.push({ path, value: leaf });
  });
  const call: ListFunction = (leaves) => {
    const all: Value[] = [...tree.leaves];
    places.forEach((place, index) => (all[place] = leaves[index]!));
    const result = flattenResult(f(...(tree.rebuild(all) as unknown[])), 'checkGradients');
    return result.leaves.filter((leaf) => isDifferentiable(leaf.dtype));
  };
  return { call, varied };
}

/** Compares the gradient of ⟨v, f⟩ for a random v; also returns x ↦ that gradient, to be checked for the next order. */
function checkOnce(
  f: ListFunction,
  varied: readonly Varied[],
  order: number,
  random: () => number,
  limit: number,
): { findings: GradientFinding[]; pulled: ListFunction } {
  const point = varied.map(({ value }) => value);
  const recording = record(f, point, 'checkGradients');
  const operations = recording.tape.nodes.length + 1;
  const cotangents = recording.outputs.map(
    (output) =>
      new Float64Tensor(
        output.shape,
        Float64Array.from({ length: sizeOf(output.shape) }, () => (0.5 + random()) * (random() < 0.5 ? -1 : 1)),
      ),
  );
  const gradient = pullBack(recording, cotangents) as Float64Tensor[];
  recording.tape.release();
  const largest = gradient.reduce((most, { data }) => data.reduce(largerFinite, most), 0);

  const evaluate = (leaves: readonly Value[]): Evaluation => {
    let [value, magnitude] = [0, 0];
    f(leaves).forEach((output, index) => {
      // Applied to float64 values, the table's operations give float64 values.
      (output as Float64Tensor).data.forEach((element, place) => {
        const term = element * cotangents[index]!.data[place]!;
        value += term;
        magnitude += Math.abs(term);
      });
    });
    return { value, magnitude };
  };
  const terms = cotangents.reduce((count, cotangent) => count + cotangent.data.length, 0);
  const relative = (operations + terms) * unitRoundoff;
  const rounding = operations * unitRoundoff * largest;

  const findings = chooseElements(point, limit, random).map(({ leaf, element }): GradientFinding => {
    const { path, value } = varied[leaf]!;
    const phi = (x: number): Evaluation => {
      const data = Float64Array.from(value.data);
      data[element] = x;
      return evaluate(point.map((other, index) => (index === leaf ? new Float64Tensor(value.shape, data) : other)));
    };
    const analytic = gradient[leaf]!.data[element]!;
    const difference = differentiate(phi, value.data[element]!, relative);
    const common = { path, index: indexOf(element, value.shape), order, analytic };
    return judge(common, difference, rounding, largest);
  });

  const pulled: ListFunction = (leaves) => {
    const again = record(f, leaves, 'checkGradients');
    try {
      return detach(pullBack(again, cotangents));
    } finally {
      again.tape.release();
    }
  };
  return { findings, pulled };
}

function judge(
  common: Pick<GradientFinding, 'path' | 'index' | 'order' | 'analytic'>,
  difference: ReturnType<typeof differentiate>,
  rounding: number,
  largest: number,
): GradientFinding {
  const { analytic } = common;
  if (difference.kind === 'kink') {
    const { left, right } = difference;
    const reason = `a kink at the point or closer to it than the steps: the slope is ${left} to the left and ${right} to the right`;
    return { verdict: 'kink', ...common, numeric: Number.NaN, tolerance: Number.NaN, reason };
  }
  if (difference.kind === 'undecided') {
    return { verdict: 'undecided', ...common, numeric: Number.NaN, tolerance: Number.NaN, reason: difference.reason };
  }
  const numeric = difference.derivative;
  const tolerance = 4 * difference.error + rounding;
  if (!(Math.abs(analytic - numeric) <= tolerance)) return { verdict: 'differs', ...common, numeric, tolerance };
  // A tolerance that would also have let a derivative of another size through has decided nothing.
  const size = Math.max(Math.abs(numeric), largest);
  if (tolerance > 1e-3 * size && tolerance > 1e-6) {
    const reason = `the difference ${numeric} is only known to ±${tolerance}`;
    return { verdict: 'undecided', ...common, numeric, tolerance, reason };
  }
  return { verdict: 'agrees', ...common, numeric, tolerance };
}

function summarize(found: readonly GradientFinding[]): GradientReport {
  const rank = { differs: 0, kink: 1, undecided: 2, agrees: 3 };
  const findings = found
    .filter(({ verdict }) => verdict !== 'agrees')
    .sort((a, b) => rank[a.verdict] - rank[b.verdict] || excess(b) - excess(a));
  const compared = found.filter(({ verdict }) => verdict === 'agrees' || verdict === 'differs');
  let worst: GradientFinding | undefined;
  for (const finding of compared) if (!worst || excess(finding) > excess(worst)) worst = finding;
  return { ok: findings.length === 0, compared: compared.length, worst, findings };
}

/** How many tolerances the two sides lie apart. */
function excess({ analytic, numeric, tolerance }: GradientFinding): number {
  const difference = Math.abs(analytic - numeric);
  if (difference === 0) return 0;
  return Number.isFinite(difference) ? difference / tolerance : Infinity;
}

function largerFinite(most: number, value: number): number {
  return Number.isFinite(value) ? Math.max(most, Math.abs(value)) : most;
}

function chooseElements(
  point: readonly Float64Tensor[],
  limit: number,
  random: () => number,
): { leaf: number; element: number }[] {
  const all = point.flatMap((value, leaf) => Array.from(value.data, (_, element) => ({ leaf, element })));
  // The first steps of a Fisher–Yates shuffle.
  for (let i = 0; i < Math.min(limit, all.length) && all.length > limit; i++) {
    const j = i + Math.floor(random() * (all.length - i));
    [all[i], all[j]] = [all[j]!, all[i]!];
  }
  return all.slice(0, limit);
}

function indexOf(element: number, shape: readonly number[]): number[] {
  const index: number[] = [];
  let rest = element;
  for (const length of [...shape].reverse()) {
    index.unshift(rest % length);
    rest = Math.floor(rest / length);
  }
  return index;
}

/** Uniform numbers in [0, 1), the same for the same seed (mulberry32). */
function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
