/** What students begin part 2 from. */
export const transposedConvolutionStarter = `import type { Tensor } from 'gradbook';

// Part 2 of code-practice. Write the function, and run: gradbook check . --assignment code-practice
//
// The operations of 'gradbook' may be used, all but convTranspose1d, convTranspose2d and convTranspose3d, which throw here.

/**
 * The transposed convolution of maps: every number of the input puts down a copy of the filter times itself, \`stride\` apart from
 * the next one; where copies overlap they are added. Then \`padding\` rows and columns are taken off at every side.
 *
 *     full[n, o, r s + a, c s + b] += x[n, i, r, c] weight[i, o, a, b]      (s is the stride)
 *     result[n, o, row, column] = full[n, o, row + padding, column + padding] + bias[o]
 *
 * @param x [N, I, H, W].
 * @param weight [I, O, A, B]: the channels of the input first. The filter is not turned.
 * @param bias [O]; none where it is undefined.
 * @param stride of rows and columns alike, a whole number from 1.
 * @param padding likewise, a whole number from 0.
 * @returns [N, O, (H - 1) stride + A - 2 padding, (W - 1) stride + B - 2 padding].
 * @throws where channels do not fit, for a stride or padding that is none, and where a side of the map or of the result has no length.
 */
export function transposedConvolution(
  x: Tensor,
  weight: Tensor,
  bias: Tensor | undefined,
  stride: number,
  padding: number,
): Tensor {
  throw new Error('transposedConvolution is not written yet');
}

// The derivatives are measured on the function. If you would rather show your own, export
//
//     transposedConvolutionBackward(x, weight, bias, stride, padding, gradient): { x, weight, bias }
//
// with \`gradient\` the derivative of a loss in the result, and the loss's derivatives in x, weight and bias in return.
`;
