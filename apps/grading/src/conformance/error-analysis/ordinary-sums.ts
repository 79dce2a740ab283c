import { type Attributes, Float64Tensor, type Operation, type PoolAttributes, sizeOf } from '@gradbook/core-ops';

/**
 * What an operation's bound lacks for a library that adds up n terms in some order of its own instead of with
 * compensation: γₙ Σ|x| for sums, means and average pools (Higham, Accuracy and Stability of Numerical Algorithms,
 * 2nd ed., §4.2), the same relative to the sum of exponentials in the softmax family, and nothing for the others.
 */
export function ordinaryRounding(
  operation: Operation,
  inputs: readonly Float64Tensor[],
  attributes: Attributes,
  output: Float64Tensor,
): Float64Tensor | undefined {
  const [x] = inputs;
  if (!x) return undefined;
  switch (operation.name) {
    case 'sum':
    case 'mean': {
      const growth = gamma(sizeOf(x.shape) / Math.max(1, sizeOf(output.shape)));
      return scaled(operation.reference([scaled(x, 1)], attributes)[0]!, growth);
    }
    case 'averagePool': {
      const { input, windows } = attributes as PoolAttributes;
      const sizes = windows === 'adaptive' ? input : windows.kernel;
      return scaled(operation.reference([scaled(x, 1)], attributes)[0]!, gamma(sizeOf(sizes)));
    }
    case 'softmax':
      return scaled(output, gamma(longest(x)));
    case 'logSoftmax':
    case 'logSumExp':
      return new Float64Tensor(
        output.shape,
        output.data.map(() => gamma(longest(x))),
      );
    default:
      return undefined;
  }
}

/** γₙ = n u / (1 − n u) with float32's unit roundoff u. */
function gamma(terms: number): number {
  const roundings = terms * 2 ** -24;
  return roundings / (1 - roundings);
}

/** No axis is longer than this. */
function longest({ shape }: Float64Tensor): number {
  return Math.max(1, ...shape);
}

function scaled({ shape, data }: Float64Tensor, factor: number): Float64Tensor {
  return new Float64Tensor(
    shape,
    data.map((element) => Math.abs(element) * factor),
  );
}
