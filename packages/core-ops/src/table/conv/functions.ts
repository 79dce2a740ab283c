import type { Value } from '../../values/value.ts';
import { apply } from '../support.ts';
import { convInputGradient, convolution } from './operations.ts';
import { convAttributes, type ConvOptions, convTransposeAttributes, type ConvTransposeOptions } from './options.ts';

/**
 * 1-D convolution as deep learning uses the word, that is cross-correlation: the filter is not flipped.
 *
 * y[n, j, o] = Σᵢ Σₖ x[n, i, o·stride + k·dilation − padding] · filter[j, i, k] over the input channels i of j's group;
 * output = ⌊(input + padding − dilation·(kernel − 1) − 1) / stride⌋ + 1. Source: PyTorch's `Conv1d`; Dumoulin & Visin,
 * "A guide to convolution arithmetic for deep learning" (2016).
 *
 * @param x [batch, channels, length] or [channels, length].
 * @param filter [out channels, channels / groups, kernel].
 * @returns [batch, out channels, output] or [out channels, output].
 * @throws ShapeError when the sizes do not fit: with the sizes and the rule.
 *
 * @example
 * const signal = float64([[1, 4, 0, -2, 3]]);
 * const filter = float64([[[2, -1, 3]]]);
 * conv1d(signal, filter).data; // [-2, 2, 11]
 */
export function conv1d<V extends Value>(x: V, filter: V, options: ConvOptions = {}): V {
  return apply(convolution, [x, filter], convAttributes('conv1d', 1, x.shape, filter.shape, options));
}

/**
 * 2-D convolution (cross-correlation): {@link conv1d} over height and width.
 *
 * @param x [batch, channels, height, width] or [channels, height, width].
 * @param filter [out channels, channels / groups, kernel height, kernel width].
 * @returns [batch, out channels, output height, output width], without the batch where x has none.
 * @throws ShapeError when the sizes do not fit: with the sizes and the rule.
 *
 * @example
 * const image = float64([[[1, 2, 3], [4, 5, 6], [7, 8, 9]]]);
 * const filter = float64([[[[1, 0], [0, -1]]]]);
 * conv2d(image, filter).data; // [-4, -4, -4, -4]
 */
export function conv2d<V extends Value>(x: V, filter: V, options: ConvOptions = {}): V {
  return apply(convolution, [x, filter], convAttributes('conv2d', 2, x.shape, filter.shape, options));
}

/**
 * 3-D convolution (cross-correlation): {@link conv1d} over depth, height and width.
 *
 * @param x [batch, channels, depth, height, width] or [channels, depth, height, width].
 * @param filter [out channels, channels / groups, kernel depth, kernel height, kernel width].
 * @returns [batch, out channels, …output sizes], without the batch where x has none.
 * @throws ShapeError when the sizes do not fit: with the sizes and the rule.
 *
 * @example
 * const volume = float64([1, 2, 3, 4, 5, 6, 7, 8], [1, 2, 2, 2]);
 * const filter = float64([1, 1, 1, 1, 1, 1, 1, 1], [1, 1, 2, 2, 2]);
 * conv3d(volume, filter).data; // [36]
 */
export function conv3d<V extends Value>(x: V, filter: V, options: ConvOptions = {}): V {
  return apply(convolution, [x, filter], convAttributes('conv3d', 3, x.shape, filter.shape, options));
}

/**
 * 1-D transposed convolution: the transpose of {@link conv1d} as a linear map, that is its gradient in the input. Every
 * element of x puts down a copy of the filter times itself, `stride` apart; overlaps are summed.
 *
 * y[n, i, p] = Σⱼ Σ x[n, j, o] · filter[j, i, k] over o·stride + k·dilation − padding = p;
 * output = (input − 1)·stride − padding + dilation·(kernel − 1) + outputPadding + 1. Source: PyTorch's `ConvTranspose1d`;
 * Dumoulin & Visin (2016), chapter 4.
 *
 * @param x [batch, channels, length] or [channels, length].
 * @param filter [channels, out channels / groups, kernel].
 * @returns [batch, out channels, output] or [out channels, output].
 * @throws ShapeError when the sizes do not fit: with the sizes and the rule.
 *
 * @example
 * const x = float64([[1, 2]]);
 * const filter = float64([[[3, 4, 5]]]);
 * convTranspose1d(x, filter, { stride: 2 }).data; // [3, 4, 11, 8, 10]
 */
export function convTranspose1d<V extends Value>(x: V, filter: V, options: ConvTransposeOptions = {}): V {
  const attributes = convTransposeAttributes('convTranspose1d', 1, x.shape, filter.shape, options);
  return apply(convInputGradient, [x, filter], attributes);
}

/**
 * 2-D transposed convolution: {@link convTranspose1d} over height and width.
 *
 * @param x [batch, channels, height, width] or [channels, height, width].
 * @param filter [channels, out channels / groups, kernel height, kernel width].
 * @returns [batch, out channels, output height, output width], without the batch where x has none.
 * @throws ShapeError when the sizes do not fit: with the sizes and the rule.
 *
 * @example
 * const x = float64([[[-1, 2], [3, 1]]]);
 * const filter = float64([[[[1, -1], [0, 1]]]]);
 * convTranspose2d(x, filter).data; // [-1, 3, -2, 3, -3, 1, 0, 3, 1]
 */
export function convTranspose2d<V extends Value>(x: V, filter: V, options: ConvTransposeOptions = {}): V {
  const attributes = convTransposeAttributes('convTranspose2d', 2, x.shape, filter.shape, options);
  return apply(convInputGradient, [x, filter], attributes);
}

/**
 * 3-D transposed convolution: {@link convTranspose1d} over depth, height and width.
 *
 * @param x [batch, channels, depth, height, width] or [channels, depth, height, width].
 * @param filter [channels, out channels / groups, kernel depth, kernel height, kernel width].
 * @returns [batch, out channels, …output sizes], without the batch where x has none.
 * @throws ShapeError when the sizes do not fit: with the sizes and the rule.
 *
 * @example
 * const x = float64([2, 3], [1, 1, 1, 2]);
 * const filter = float64([1, 10], [1, 1, 1, 1, 2]);
 * convTranspose3d(x, filter).data; // [2, 23, 30]
 */
export function convTranspose3d<V extends Value>(x: V, filter: V, options: ConvTransposeOptions = {}): V {
  const attributes = convTransposeAttributes('convTranspose3d', 3, x.shape, filter.shape, options);
  return apply(convInputGradient, [x, filter], attributes);
}
