import type { Value } from '../../values/value.ts';
import { mean } from '../api/reductions.ts';
import { reshape } from '../api/layout.ts';
import { ShapeError } from '../operation.ts';
import { apply } from '../support.ts';
import type { AveragePoolAttributes, PoolAttributes } from './geometry.ts';
import { averagePool, maxPool, maxPoolIndices, maxPoolSelect } from './operations.ts';
import { adaptiveAttributes, type AveragePoolOptions, poolAttributes, type PoolOptions } from './options.ts';

/**
 * 1-D max pooling: y[n, c, o] = max over k of x[n, c, o·stride − padding + k·dilation], k < kernel, over what lies in the input.
 *
 * output = ⌊(input + padding − dilation·(kernel − 1) − 1) / stride⌋ + 1, padding counted on both sides; in ceil mode ⌈…⌉ + 1, less
 * a last window that would start beyond the input. The derivative goes to the first of equal maxima. Source: PyTorch's `MaxPool1d`.
 *
 * @param x [batch, channels, length] or [channels, length]; floats or int32.
 * @returns [batch, channels, output] or [channels, output].
 * @throws ShapeError when the sizes do not fit, or when a window would hold no element.
 *
 * @example
 * const signal = float64([[1, 4, 0, -2, 3]]);
 * maxPool1d(signal, { kernel: 2 }).data; // [4, 0]
 * maxPool1d(signal, { kernel: 2, ceilMode: true }).data; // [4, 0, 3]
 */
export function maxPool1d<V extends Value>(x: V, options: PoolOptions): V {
  return apply(maxPool, [x], poolAttributes('maxPool1d', 1, x.shape, options));
}

/**
 * 2-D max pooling: {@link maxPool1d} over height and width.
 *
 * @param x [batch, channels, height, width] or [channels, height, width].
 * @throws ShapeError when the sizes do not fit, or when a window would hold no element.
 *
 * @example
 * const image = float64([[[1, 2, 3], [4, 5, 6], [7, 8, 9]]]);
 * maxPool2d(image, { kernel: 2, stride: 1 }).data; // [5, 6, 8, 9]
 */
export function maxPool2d<V extends Value>(x: V, options: PoolOptions): V {
  return apply(maxPool, [x], poolAttributes('maxPool2d', 2, x.shape, options));
}

/**
 * 3-D max pooling: {@link maxPool1d} over depth, height and width.
 *
 * @param x [batch, channels, depth, height, width] or [channels, depth, height, width].
 * @throws ShapeError when the sizes do not fit, or when a window would hold no element.
 *
 * @example
 * maxPool3d(float64([1, 2, 3, 4, 5, 6, 7, 8], [1, 2, 2, 2]), { kernel: [2, 1, 2] }).data; // [6, 8]
 */
export function maxPool3d<V extends Value>(x: V, options: PoolOptions): V {
  return apply(maxPool, [x], poolAttributes('maxPool3d', 3, x.shape, options));
}

/**
 * Largest elements and where they are.
 *
 * @example
 * const pooled: MaxPooled<Value> = maxPoolWithIndices(float64([[1, 4, 0, -2]]), { kernel: [2] });
 * pooled.indices.shape; // [1, 2]
 */
export interface MaxPooled<V extends Value> {
  readonly values: V;
  /** Row-major positions in the spatial plane of their example and channel, int32: PyTorch's `return_indices`. */
  readonly indices: V;
}

/**
 * Max pooling that also says where each maximum is: the first of equal ones, in row-major order. Derivatives flow
 * through the values; the indices are constants.
 *
 * @param x [batch, channels, …] or [channels, …] with as many spatial axes as the kernel has entries.
 * @throws ShapeError when the sizes do not fit, or when a window would hold no element.
 *
 * @example
 * const { values, indices } = maxPoolWithIndices(float64([[1, 4, 0, -2]]), { kernel: [2] });
 * values.data; // [4, 0]
 * indices.data; // [1, 2]
 */
export function maxPoolWithIndices<V extends Value>(
  x: V,
  options: PoolOptions & { readonly kernel: readonly number[] },
): MaxPooled<V> {
  const attributes = poolAttributes('maxPoolWithIndices', options.kernel.length, x.shape, options);
  const indices = apply<V, PoolAttributes>(maxPoolIndices, [x], attributes);
  // Reading at the indices again is cheaper than comparing, but takes floats only.
  const whole = x.dtype === 'int32' || x.dtype === 'bool';
  const values: V = whole ? apply(maxPool, [x], attributes) : apply(maxPoolSelect, [x, indices], attributes);
  return { values, indices };
}

/**
 * 1-D average pooling: y[n, c, o] = Σ x[n, c, o·stride − padding + k·dilation] / divisor, k < kernel, with zeros in the padding.
 *
 * The divisor is the number of the window's positions in the input and its padding (`countIncludePad`, the default), those
 * in the input alone, or the number given; positions beyond the padding, which ceil mode can reach, never count. Output sizes as
 * {@link maxPool1d}'s. Source: PyTorch's `AvgPool1d`, ONNX's `AveragePool`.
 *
 * @param x [batch, channels, length] or [channels, length].
 * @throws ShapeError when the sizes do not fit, or when a window would hold no element.
 *
 * @example
 * const signal = float64([[1, 4, 0, -2, 3]]);
 * averagePool1d(signal, { kernel: 2 }).data; // [2.5, -1]
 * averagePool1d(signal, { kernel: 2, padding: 1 }).data; // [0.5, 2, 0.5]
 * averagePool1d(signal, { kernel: 2, padding: 1, countIncludePad: false }).data; // [1, 2, 0.5]
 */
export function averagePool1d<V extends Value>(x: V, options: AveragePoolOptions): V {
  return average('averagePool1d', 1, x, options);
}

/**
 * 2-D average pooling: {@link averagePool1d} over height and width.
 *
 * @param x [batch, channels, height, width] or [channels, height, width].
 * @throws ShapeError when the sizes do not fit, or when a window would hold no element.
 *
 * @example
 * const image = float64([[[1, 2, 3], [4, 5, 6], [7, 8, 9]]]);
 * averagePool2d(image, { kernel: 2, stride: 1 }).data; // [3, 4, 6, 7]
 */
export function averagePool2d<V extends Value>(x: V, options: AveragePoolOptions): V {
  return average('averagePool2d', 2, x, options);
}

/**
 * 3-D average pooling: {@link averagePool1d} over depth, height and width.
 *
 * @param x [batch, channels, depth, height, width] or [channels, depth, height, width].
 * @throws ShapeError when the sizes do not fit, or when a window would hold no element.
 *
 * @example
 * averagePool3d(float64([1, 2, 3, 4, 5, 6, 7, 8], [1, 2, 2, 2]), { kernel: 2 }).data; // [4.5]
 */
export function averagePool3d<V extends Value>(x: V, options: AveragePoolOptions): V {
  return average('averagePool3d', 3, x, options);
}

function average<V extends Value>(name: string, axes: number, x: V, options: AveragePoolOptions): V {
  const divisor = options.divisor ?? ((options.countIncludePad ?? true) ? 'window' : 'elements');
  const attributes: AveragePoolAttributes = { ...poolAttributes(name, axes, x.shape, options), divisor };
  return apply(averagePool, [x], attributes);
}

/**
 * Average pooling to a wanted size: output o of O averages elements ⌊o·I/O⌋ to ⌈(o + 1)·I/O⌉ − 1 of I. Source: PyTorch's
 * `AdaptiveAvgPool`.
 *
 * @param x [batch, channels, …]: with a batch.
 * @param size one number for all spatial axes, or one an axis, where null keeps the axis as it is.
 * @returns [batch, channels, …size].
 * @throws ShapeError when the sizes do not fit.
 *
 * @example
 * adaptiveAveragePool(float64([[[1, 2, 3, 4, 5]]]), 2).data; // [2, 4]
 */
export function adaptiveAveragePool<V extends Value>(x: V, size: number | readonly (number | null)[]): V {
  const attributes = adaptiveAttributes('adaptiveAveragePool', batchedAxes('adaptiveAveragePool', x), x.shape, size);
  return apply(averagePool, [x], { ...attributes, divisor: 'elements' });
}

/**
 * Max pooling to a wanted size, over the windows of {@link adaptiveAveragePool}. Source: PyTorch's `AdaptiveMaxPool`.
 *
 * @param x [batch, channels, …]: with a batch.
 * @throws ShapeError when the sizes do not fit.
 *
 * @example
 * adaptiveMaxPool(float64([[[1, 2, 9, 4, 5]]]), 2).data; // [9, 9]
 */
export function adaptiveMaxPool<V extends Value>(x: V, size: number | readonly (number | null)[]): V {
  return apply(maxPool, [x], adaptiveAttributes('adaptiveMaxPool', batchedAxes('adaptiveMaxPool', x), x.shape, size));
}

/**
 * The average over all spatial positions: [batch, channels, …] → [batch, channels, 1, …]. Source: ONNX's
 * `GlobalAveragePool`.
 *
 * @throws ShapeError when x has no spatial axes.
 *
 * @example
 * globalAveragePool(float64([[[1, 2, 6]]])).data; // [3]
 */
export function globalAveragePool<V extends Value>(x: V): V {
  const axes = batchedAxes('globalAveragePool', x);
  return mean(
    x,
    Array.from({ length: axes }, (_, axis) => axis + 2),
    { keepDims: true },
  );
}

/**
 * The maximum over all spatial positions: [batch, channels, …] → [batch, channels, 1, …]; the derivative goes to the first of
 * equal maxima. Source: ONNX's `GlobalMaxPool`.
 *
 * @throws ShapeError when x has no spatial axes.
 *
 * @example
 * globalMaxPool(float64([[[1, 7, 6]]])).data; // [7]
 */
export function globalMaxPool<V extends Value>(x: V): V {
  const axes = batchedAxes('globalMaxPool', x);
  const volume = x.shape.slice(2).reduce((product, length) => product * length, 1);
  const line = reshape(x, [...x.shape.slice(0, 2), volume]);
  return reshape(maxPool1d(line, { kernel: volume }), [...x.shape.slice(0, 2), ...Array<number>(axes).fill(1)]);
}

/** How many spatial axes [batch, channels, …] has. */
function batchedAxes(name: string, { shape }: Value): number {
  if (shape.length < 3) throw new ShapeError(name, [shape], 'the signal must be [batch, channels, spatial axes…]');
  return shape.length - 2;
}
