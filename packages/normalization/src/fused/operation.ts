import type { Recorded } from '@gradbook/autograd';
import {
  add,
  type Float64Tensor,
  mean,
  mul,
  type Operation,
  reshape,
  rsqrt,
  type Shape,
  ShapeError,
  sizeOf,
  square,
  stack,
  sub,
} from '@gradbook/core-ops';

import { countStatistics, type NormAttributes, normGradientInputs, normInputs } from './attributes.ts';
import { runBackward } from './backward.ts';
import { gradientBounds, outputBound, statisticBounds } from './bounds.ts';
import { gradientByOperations, normalizeByOperations } from './by-operations.ts';
import { runForward, statisticSections } from './forward.ts';

/** Checks the shapes of x and of the parameters. */
function check(operation: string, shapes: readonly Shape[], x: Shape, given: readonly Shape[], sizes: Shape): void {
  const [, groups = 0, channels = 0] = sizes;
  if (sizeOf(x) !== sizeOf(sizes)) {
    throw new ShapeError(operation, shapes, `the input needs the elements of [${sizes.join(', ')}]`);
  }
  if (given.some((shape) => shape.length !== 1 || shape[0] !== groups * channels)) {
    throw new ShapeError(operation, shapes, `weight and bias need the shape [${groups * channels}]`);
  }
}

/**
 * y = (x − μ) / √(σ² + ε) · γ + β for groups of elements, with the attributes' statistics: one or two kernels on the device.
 *
 * Inputs: x, then γ and β where there are any. Outputs: y, of the shape of x, and the statistics [4, groups]: the mean, what its rounding
 * has left, the variance, and 1 / √(σ² + ε). No derivative flows through the statistics.
 */
export const normalization: Operation<NormAttributes> = {
  name: 'normalization',
  shape: (shapes, attributes) => {
    const [x, ...parameters] = shapes;
    check('normalization', shapes, x ?? [], parameters, attributes.sizes);
    return [x!, [statisticSections, countStatistics(attributes)]];
  },
  reference: (inputs, attributes) => {
    const { x, weight, bias } = normInputs(inputs, attributes);
    return [normalizeByOperations({ x, weight, bias }, attributes), exactStatistics(x, attributes)];
  },
  kernel: (inputs, attributes) => runForward(normInputs(inputs, attributes), attributes),
  errorBound: (inputs, attributes) => {
    const given = normInputs(inputs, attributes);
    return [outputBound(given, attributes), statisticBounds(given.x, attributes)];
  },
  differentiable: (count) => Array<boolean>(count).fill(true),
};

/**
 * The vector-Jacobian product of {@link normalization}: ∂L/∂x, and of weight and bias where there are any.
 *
 * Inputs: the statistics, x, γ where there is one, ∂L/∂y. A function of the latter: the statistics are no input of its own.
 *
 * @param vjp autograd's, for the definition.
 */
export const normalizationGradient = (vjp: Recorded['vjp']): Operation<NormAttributes> => ({
  name: 'normalizationGradient',
  shape: (shapes, attributes) => {
    const { x, weight, cotangent } = normGradientInputs(shapes, attributes);
    check('normalizationGradient', shapes, x, weight ? [weight] : [], attributes.sizes);
    if (String(cotangent) !== String(x)) {
      throw new ShapeError('normalizationGradient', shapes, `the cotangent needs the input's shape`);
    }
    const { weighted, biased, sizes } = attributes;
    const parameters: Shape = [sizes[1] * sizes[2]];
    return [x, ...(weighted ? [parameters] : []), ...(biased ? [parameters] : [])];
  },
  // In float64 every value is.
  reference: (inputs, attributes) =>
    gradientByOperations(normGradientInputs(inputs, attributes), attributes, vjp) as Float64Tensor[],
  kernel: (inputs, attributes) => {
    const { x, weight, bias } = runBackward(normGradientInputs(inputs, attributes), attributes);
    return [x, ...(weight ? [weight] : []), ...(bias ? [bias] : [])];
  },
  errorBound: (inputs, attributes) => gradientBounds(normGradientInputs(inputs, attributes), attributes),
  differentiable: (count) => Array.from({ length: count }, (_, i) => i > 0),
});

function exactStatistics(x: Float64Tensor, attributes: NormAttributes): Float64Tensor {
  const { sizes, over, centred, epsilon } = attributes;
  const axes = over === 'batch' ? [0, 2, 3] : [2, 3];
  const grouped = reshape(x, sizes);
  const kept = { keepDims: true };
  const average = centred ? mean(grouped, axes, kept) : mul(mean(grouped, axes, kept), 0);
  const variance = mean(square(sub(grouped, average)), axes, kept);
  const count = [countStatistics(attributes)];
  return stack(
    [average, mul(average, 0), variance, rsqrt(add(variance, epsilon))].map((section) => reshape(section, count)),
  );
}
