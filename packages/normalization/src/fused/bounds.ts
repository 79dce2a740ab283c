/**
 * How far the kernels may be from the definition, for float32 inputs given exactly. u is float32's unit roundoff; the sums' and
 * elements' errors are those of the table (`error-bounds.ts` of core-ops): a quotient is within 5u, an inverse root within 4u.
 *
 * **Sums.** A term is rounded with those of its block, at most 31 times, the blocks' sums are added with compensation, then come what was
 * lost, the lanes, the threads of a workgroup and the parts: together at most {@link roundings}. With ρ = γ(roundings) + γ(n)²,
 * the second for the compensated additions, a sum is within ρ Σ|x|.
 *
 * **Mean.** Let A be the mean of |x − μ|, M its largest, and e a bound on how far a part's centre is from the mean of the part: it is
 * the first element s plus a mean of x − s, so e ≤ u|μ| + (2u + 5u + ρ) 2M up to second order. Elements around a centre are
 * of size A + M + e at most on average; their mean is within ρ + 6u of that, and putting the parts together adds ρ of it once more.
 * So the mean, kept in two numbers, is within D = (2ρ + 12u)(A + M + e) of μ: what rounding took from μ itself is gone.
 *
 * **Elements.** c = (x − m) − r rounds twice: E = D + 3u(|x − μ| + u|μ| + D).
 *
 * **Variance.** Squares around the centres, (3u + ρ)(σ² + e²) off. A part's centre is d = μ_p − μ from the mean, with Σ n d = 0, so D
 * counts only by D²; each d itself is rounded by 3u(2M + e), against a root mean square of at most σ + e: together
 * V = (ρ + 3u)(σ² + e²) + 2(σ + e)(ρ σ + 3u(2M + e)) + D² + 6uσ². For 1/√(σ² + ε) see {@link inverseOf}.
 */
import { add, Float64Tensor, max, mean, mul, reshape, square, stack, sub, sum } from '@gradbook/core-ops';

import {
  countAveraged,
  countStatistics,
  type NormAttributes,
  type NormGradientInputs,
  type NormInputs,
} from './attributes.ts';
import {
  exactly,
  gamma,
  inverseOf,
  kept,
  minus,
  type Near,
  over,
  plus,
  roundings,
  sizesOf,
  smallestNormal,
  times,
  total,
  u,
} from './near.ts';

interface Parts {
  /** x as [N, G, K, S]. */
  readonly centred: Near;
  readonly variance: Near;
  readonly inverse: Near;
  readonly ofMean: Float64Tensor;
  readonly axes: readonly number[];
}

function partsOf(x: Float64Tensor, attributes: NormAttributes): Parts {
  const { sizes, over: which, centred, epsilon } = attributes;
  const axes = which === 'batch' ? [0, 2, 3] : [2, 3];
  const grouped = reshape(x, sizes);
  const rho = gamma(roundings) + gamma(countAveraged(attributes)) ** 2;
  if (!centred) {
    const variance = over(times(exactly(grouped), exactly(grouped)), axes, countAveraged(attributes));
    return {
      centred: exactly(grouped),
      variance,
      inverse: inverseOf(variance, epsilon),
      ofMean: mul(variance.value, 0),
      axes,
    };
  }
  const average = mean(grouped, axes, kept);
  const exact = sub(grouped, average);
  const largest = max(sizesOf(exact), axes, kept);
  const near = total(mul(sizesOf(average), 1.01 * u), mul(largest, 2 * (7 * u + rho)));
  const ofMean = total(mul(total(mean(sizesOf(exact), axes, kept), largest, near), 2 * rho + 12 * u), smallestNormal);
  const size = total(sizesOf(exact), mul(sizesOf(average), u), ofMean);
  const value = mean(square(exact), axes, kept);
  const deviation = new Float64Tensor(value.shape, value.data.map(Math.sqrt));
  const apart = total(mul(deviation, rho), mul(total(largest, largest, near), 3 * u));
  const ofVariance = total(
    mul(total(value, square(near)), rho + 3 * u),
    mul(mul(total(deviation, near), 2), apart),
    square(ofMean),
    mul(value, 6 * u),
    smallestNormal,
  );
  const variance = { value, error: ofVariance };
  return {
    centred: { value: exact, error: total(ofMean, mul(size, 3 * u), smallestNormal) },
    variance,
    inverse: inverseOf(variance, epsilon),
    ofMean,
    axes,
  };
}

/** Of the output. */
export function outputBound({ x, weight, bias }: NormInputs<Float64Tensor>, attributes: NormAttributes): Float64Tensor {
  const { centred, inverse } = partsOf(x, attributes);
  const [, groups, channels] = attributes.sizes;
  const shaped = (value: Float64Tensor): Near => exactly(reshape(value, [1, groups, channels, 1]));
  const normalized = times(centred, inverse);
  const scaled = weight ? times(normalized, shaped(weight)) : normalized;
  return reshape((bias ? plus(scaled, shaped(bias)) : scaled).error, x.shape);
}

/** Of the statistics. */
export function statisticBounds(x: Float64Tensor, attributes: NormAttributes): Float64Tensor {
  const { variance, inverse, ofMean } = partsOf(x, attributes);
  const { sizes, over: which, centred } = attributes;
  const average = sizesOf(mean(reshape(x, sizes), which === 'batch' ? [0, 2, 3] : [2, 3], kept));
  // The mean is rounded, and the second section holds what that took.
  const rounded = centred ? total(mul(average, u), ofMean) : ofMean;
  return stack(
    [rounded, rounded, variance.error, inverse.error].map((each) =>
      add(reshape(each, [countStatistics(attributes)]), smallestNormal),
    ),
  );
}

/** Of the gradients: the errors of what they are made of, as the kernels make them. */
export function gradientBounds(
  { x, weight, cotangent }: NormGradientInputs<Float64Tensor>,
  attributes: NormAttributes,
): Float64Tensor[] {
  const { centred, inverse, axes } = partsOf(x, attributes);
  const { sizes, weighted, biased } = attributes;
  const [examples, groups, channels, features] = sizes;
  const g = exactly(reshape(cotangent, sizes));
  const w = weight ? exactly(reshape(weight, [1, groups, channels, 1])) : undefined;
  const scaled = w ? times(g, w) : g;
  const count = countAveraged(attributes);
  const normalized = times(centred, inverse);
  const turned = times(over(times(scaled, centred), axes, count), inverse);
  const plain = over(scaled, axes, count);
  const difference = attributes.centred ? minus(scaled, plain) : scaled;
  // Where the weight multiplies at the end instead, that is two roundings more.
  const ofX = times(minus(difference, times(normalized, turned, 3)), inverse, 3);
  const results = [reshape(ofX.error, x.shape)];
  const flat = [groups * channels];
  const perWeight = (each: Near): Float64Tensor => reshape(over(each, [0, 3], examples * features, sum).error, flat);
  if (weighted) results.push(perWeight(times(g, normalized, 2)));
  if (biased) results.push(perWeight(g));
  return results;
}
