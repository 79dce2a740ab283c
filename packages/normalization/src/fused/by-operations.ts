import type { Recorded } from '@gradbook/autograd';
import { add, mean, mul, reshape, rsqrt, square, sum, type Value } from '@gradbook/core-ops';

import { affine, standardize } from '../standardize.ts';
import type { NormAttributes, NormGradientInputs, NormInputs } from './attributes.ts';

/** What the kernels compute, with operations of the table: their definition. */
export function normalizeByOperations<V extends Value>(
  { x, weight, bias }: NormInputs<V>,
  { sizes, over, centred, epsilon }: NormAttributes,
): V {
  const grouped = reshape(x, sizes);
  const axes = over === 'batch' ? [0, 2, 3] : [2, 3];
  const output = centred
    ? standardize(grouped, axes, epsilon).output
    : mul(grouped, rsqrt(add(mean(square(grouped), axes, { keepDims: true }), epsilon)));
  const [, groups, channels] = sizes;
  return reshape(affine(output, weight, bias, [1, groups, channels, 1]), x.shape);
}

/** The vector-Jacobian product of {@link normalizeByOperations}: of x, weight and bias, where there are any. */
export function gradientByOperations(
  { x, weight, cotangent }: Omit<NormGradientInputs<Value>, 'statistics'>,
  attributes: NormAttributes,
  vjp: Recorded['vjp'],
): Value[] {
  const { pullback } = vjp((given: NormInputs<Value>) => normalizeByOperations(given, attributes), {
    x,
    ...(weight ? { weight } : {}),
  });
  const [found] = pullback(cotangent) as [NormInputs<Value>];
  const { sizes, biased } = attributes;
  const ofBias = (): Value => reshape(sum(reshape(cotangent, sizes), [0, 3]), [sizes[1] * sizes[2]]);
  return [found.x, ...(found.weight ? [found.weight] : []), ...(biased ? [ofBias()] : [])];
}
