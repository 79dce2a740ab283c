import type { Recorded } from '@gradbook/autograd';
import { type Float64Tensor, type Operation, type Shape, ShapeError, sizeOf } from '@gradbook/core-ops';

import type { NormAttributes } from '../attributes.ts';
import { givenBound, givenGradientBounds } from './bounds.ts';
import { gradientGivenByOperations, normalizeGivenByOperations } from './by-operations.ts';
import { givenInputs } from './inputs.ts';
import { runGiven, runGivenGradient } from './kernels.ts';

function check(operation: string, shapes: readonly Shape[], [x, ...others]: readonly Shape[], sizes: Shape): void {
  if (sizeOf(x ?? []) !== sizeOf(sizes)) {
    throw new ShapeError(operation, shapes, `the input needs the elements of [${sizes.join(', ')}]`);
  }
  if (others.some((shape) => shape.length !== 1 || shape[0] !== sizes[1])) {
    throw new ShapeError(operation, shapes, `statistics, weight and bias need the shape [${sizes[1]}]`);
  }
}

/**
 * y = (x − μ) / √(σ² + ε) · γ + β with given μ and σ², as in evaluation: one kernel on the device.
 *
 * Inputs: x, μ, σ², then γ and β where there are any. The attributes' `sizes` are [N, C, 1, S], over the batch and centred.
 */
export const givenNormalization: Operation<NormAttributes> = {
  name: 'givenNormalization',
  shape: (shapes, attributes) => {
    check('givenNormalization', shapes, shapes, attributes.sizes);
    return [shapes[0]!];
  },
  reference: (inputs, attributes) => [normalizeGivenByOperations(givenInputs(inputs, attributes), attributes)],
  kernel: (inputs, attributes) => [runGiven(givenInputs(inputs, attributes), attributes)],
  errorBound: (inputs, attributes) => [givenBound(givenInputs(inputs, attributes), attributes)],
  differentiable: (count) => Array<boolean>(count).fill(true),
};

/**
 * The vector-Jacobian product of {@link givenNormalization}, of every input. Inputs: those of the operation, then ∂L/∂y.
 *
 * @param vjp autograd's, for the definition.
 */
export const givenNormalizationGradient = (vjp: Recorded['vjp']): Operation<NormAttributes> => ({
  name: 'givenNormalizationGradient',
  shape: (shapes, attributes) => {
    check('givenNormalizationGradient', shapes, shapes.slice(0, -1), attributes.sizes);
    if (String(shapes.at(-1)) !== String(shapes[0])) {
      throw new ShapeError('givenNormalizationGradient', shapes, `the cotangent needs the input's shape`);
    }
    return shapes.slice(0, -1);
  },
  // In float64 every value is.
  reference: (inputs, attributes) =>
    gradientGivenByOperations(givenInputs(inputs, attributes), inputs.at(-1)!, attributes, vjp) as Float64Tensor[],
  kernel: (inputs, attributes) => runGivenGradient(givenInputs(inputs, attributes), inputs.at(-1)!, attributes),
  errorBound: (inputs, attributes) => givenGradientBounds(givenInputs(inputs, attributes), inputs.at(-1)!, attributes),
  differentiable: (count) => Array<boolean>(count).fill(true),
});
