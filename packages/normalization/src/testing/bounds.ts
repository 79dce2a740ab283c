import { add, Float64Tensor, mean, mul, operations, rsqrt, square, sub } from '@gradbook/core-ops';

const u = 2 ** -24;
const smallestNormal = 2 ** -126;
const kept = { keepDims: true };

/** What the table says of an operation's error on the device, for inputs given exactly. */
function tableBound(name: 'mean' | 'rsqrt', x: Float64Tensor, attributes: Record<string, unknown>): Float64Tensor {
  const operation = operations.find((row) => row.name === name)!;
  return operation.errorBound([x], attributes, operation.reference([x], attributes))[0]!;
}

const sizes = (x: Float64Tensor) => new Float64Tensor(x.shape, x.data.map(Math.abs));

/**
 * How far standardize() on the device may be from its definition, element by element, for float32 inputs given exactly.
 *
 * Let m̂ = m + e be the mean as computed, |e| at most the table's bound. once = (x − m̂)(1 + δ), so mean(once) = −e + mean(δ once)
 * + B with B the table's bound for that mean, and centred = once − mean(once) is off by at most u a + u mean(a) + B + u a,
 * where a = |x − m| + |e| bounds |once|: e itself cancels, which is what the second centring is for. From there the errors
 * are propagated by the rule of each operation; products of two errors are kept.
 */
export function standardizeBound(x: Float64Tensor, axes: readonly number[], epsilon: number): Float64Tensor {
  const exact = sub(x, mean(x, axes, kept));
  const a = add(sizes(exact), tableBound('mean', x, { axes, keepDims: true }));
  const ofMean = add(mul(mean(a, axes, kept), u), tableBound('mean', a, { axes, keepDims: true }));
  const centredError = add(mul(add(mul(a, 2 * u), ofMean), 1 + 8 * u), smallestNormal);
  const largest = add(sizes(exact), centredError);
  const variance = mean(square(exact), axes, kept);
  // (c + d)² − c² = 2 c d + d², the square and the sum of the epsilon round once each.
  const squareError = add(mul(add(mul(sizes(exact), 2), centredError), centredError), mul(square(largest), u));
  const varianceError = add(
    add(mean(squareError, axes, kept), tableBound('mean', square(largest), { axes, keepDims: true })),
    mul(add(variance, epsilon), 2 * u),
  );
  // √ is convex: |1/√(s + d) − 1/√s| is largest for d < 0.
  const sum = add(variance, epsilon);
  const low = sub(sum, varianceError);
  const inverse = rsqrt(sum);
  const inverseError = add(sub(rsqrt(low), inverse), mul(rsqrt(low), 4 * u));
  const product = add(mul(sizes(exact), inverseError), mul(centredError, add(inverse, inverseError)));
  return add(add(product, mul(mul(largest, add(inverse, inverseError)), u)), smallestNormal);
}

/** The bound after · weight + bias, each given exactly: a rounding for the product, one for the sum. */
export function affineBound(
  normalized: Float64Tensor,
  error: Float64Tensor,
  weight: Float64Tensor,
  bias: Float64Tensor,
): Float64Tensor {
  const scaled = mul(add(sizes(normalized), error), sizes(weight));
  return add(add(mul(error, sizes(weight)), mul(add(mul(scaled, 2), sizes(bias)), 2 * u)), smallestNormal);
}

/** The largest error in units of its bound. */
export function inBounds(actual: Float64Tensor, expected: Float64Tensor, bound: Float64Tensor): number {
  if (String(actual.shape) !== String(expected.shape)) return Infinity;
  let worst = 0;
  for (const [index, value] of expected.data.entries()) {
    const error = Math.abs(actual.data[index]! - value);
    worst = Number.isNaN(error) ? Infinity : Math.max(worst, error / bound.data[index]!);
  }
  return worst;
}
