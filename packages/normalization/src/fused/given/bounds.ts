import { type Float64Tensor, mul, reshape, sub, sum } from '@gradbook/core-ops';

import type { NormAttributes } from '../attributes.ts';
import { exactly, inverseOf, type Near, over, plus, sizesOf, smallestNormal, times, total, u } from '../near.ts';
import type { GivenInputs } from './inputs.ts';

/** What output and gradients are made of: the distance from the mean is rounded once, the rest is as in `../bounds.ts`. */
function partsOf({ x, mean, variance, weight }: GivenInputs<Float64Tensor>, { sizes, epsilon }: NormAttributes) {
  const perChannel = (each: Float64Tensor): Float64Tensor => reshape(each, [1, sizes[1], 1, 1]);
  const value = sub(reshape(x, sizes), perChannel(mean));
  const centred: Near = { value, error: total(mul(sizesOf(value), u), smallestNormal) };
  const inverse = inverseOf(exactly(perChannel(variance)), epsilon);
  const scale = weight ? times(inverse, exactly(perChannel(weight))) : inverse;
  return { perChannel, centred, inverse, scale };
}

/** Of the output. */
export function givenBound(inputs: GivenInputs<Float64Tensor>, attributes: NormAttributes): Float64Tensor {
  const { weight, bias, x } = inputs;
  const { perChannel, centred, inverse } = partsOf(inputs, attributes);
  const normalized = times(centred, inverse);
  const weighted = weight ? times(normalized, exactly(perChannel(weight))) : normalized;
  return reshape((bias ? plus(weighted, exactly(perChannel(bias))) : weighted).error, x.shape);
}

/** Of the gradients of x, mean, variance, and weight and bias where there are any. */
export function givenGradientBounds(
  inputs: GivenInputs<Float64Tensor>,
  cotangent: Float64Tensor,
  attributes: NormAttributes,
): Float64Tensor[] {
  const { sizes } = attributes;
  const { centred, inverse, scale } = partsOf(inputs, attributes);
  const g = exactly(reshape(cotangent, sizes));
  const totalOf = (each: Near): Near => over(each, [0, 2, 3], sizes[0] * sizes[3], sum);
  const [plain, turned] = [totalOf(g), totalOf(times(g, centred))];
  // The half is exact.
  const cubed = times(times(turned, scale), times(inverse, inverse));
  const results = [
    times(plain, scale),
    { ...cubed, error: mul(cubed.error, 0.5) },
    ...(inputs.weight ? [times(turned, inverse)] : []),
    ...(inputs.bias ? [plain] : []),
  ];
  return [
    reshape(times(g, scale).error, inputs.x.shape),
    ...results.map(({ error }) => reshape(total(error, smallestNormal), [sizes[1]])),
  ];
}
