import {
  add,
  conv1d,
  conv2d,
  conv3d,
  type ConvOptions,
  convTranspose1d,
  convTranspose2d,
  convTranspose3d,
  type ConvTransposeOptions,
  matmul,
  reshape,
  ShapeError,
  type Value,
} from '@gradbook/core-ops';

/**
 * What a layer learns, under PyTorch's names; without a bias, none is added.
 *
 * @example
 * const layer: WeightAndBias<Value> = { weight: float64([[2, 1]]), bias: float64([1]) };
 * linearLayer(layer, float64([[1, 2]])).shape; // [1, 1]
 */
export interface WeightAndBias<V extends Value> {
  readonly weight: V;
  readonly bias?: V | null;
}

/** The number of spatial axes that a filter is for. */
function axesOf(name: string, weight: Value): 1 | 2 | 3 {
  const axes = weight.shape.length - 2;
  if (axes === 1 || axes === 2 || axes === 3) return axes;
  throw new ShapeError(
    name,
    [weight.shape],
    'the weight must be [channels, channels, kernel…] with 1 to 3 kernel axes',
  );
}

/** y + bias along the channels. */
function withBias<V extends Value>(name: string, y: V, bias: V | null | undefined, axes: number): V {
  if (!bias) return y;
  const channels = y.shape[y.shape.length - axes - 1]!;
  if (bias.shape.length !== 1 || bias.shape[0] !== channels) {
    throw new ShapeError(name, [bias.shape], `the bias must be of shape [${channels}], one number an output channel`);
  }
  return add(y, reshape(bias, [channels, ...Array<number>(axes).fill(1)]));
}

/**
 * A convolution layer over 1, 2 or 3 spatial axes, as many as the weight has kernel axes:
 *
 *     y[n, j, o] = bias[j] + Σᵢ Σₖ x[n, i, o·stride + k·dilation − padding] · weight[j, i, k]
 *
 * over the input channels i of j's group (cross-correlation: the filter is not flipped). Source: PyTorch's `Conv2d`.
 *
 * @param params weight [out, in / groups, kernel…], bias [out].
 * @param x [batch, in, …] or [in, …].
 * @returns [batch, out, …], without the batch where x has none; sizes as {@link convOutputSize} says.
 * @throws ShapeError when the sizes do not fit: with the sizes and the rule.
 * @example
 * const params = { weight: float64([[[2, -1, 3]]]), bias: float64([10]) };
 * convLayer(params, float64([[1, 4, 0, -2, 3]])).data; // [8, 12, 21]
 */
export function convLayer<V extends Value>(params: WeightAndBias<V>, x: V, options: ConvOptions = {}): V {
  const { weight, bias } = params;
  const axes = axesOf('convLayer', weight);
  return withBias('convLayer', [conv1d, conv2d, conv3d][axes - 1]!(x, weight, options), bias, axes);
}

/**
 * A transposed convolution layer: every element of x puts down a copy of the filter times itself, `stride` apart, and overlaps
 * are summed:
 *
 *     y[n, j, i·stride + k·dilation − padding] += x[n, c, i] · weight[c, j, k],   plus bias[j].
 *
 * As a linear map it is the transpose of the convolution with the same weight. Source: PyTorch's `ConvTranspose2d`.
 *
 * @param params weight [in, out / groups, kernel…], bias [out].
 * @param x [batch, in, …] or [in, …].
 * @returns [batch, out, …]; sizes as {@link convTransposeOutputSize} says.
 * @throws ShapeError when the sizes do not fit.
 * @example
 * const weight = float64([[[[1, -1], [0, 1]]]]);
 * convTransposeLayer({ weight }, float64([[[-1, 2], [3, 1]]])).data; // [-1, 3, -2, 3, -3, 1, 0, 3, 1]
 */
export function convTransposeLayer<V extends Value>(
  params: WeightAndBias<V>,
  x: V,
  options: ConvTransposeOptions = {},
): V {
  const { weight, bias } = params;
  const axes = axesOf('convTransposeLayer', weight);
  const y = [convTranspose1d, convTranspose2d, convTranspose3d][axes - 1]!(x, weight, options);
  return withBias('convTransposeLayer', y, bias, axes);
}

/**
 * A depthwise convolution: each input channel has filters of its own, and no others see it. It is a {@link convLayer} with as
 * many groups as channels.
 *
 * @param params weight [multiplier · channels, 1, kernel…], bias [multiplier · channels].
 * @param x [batch, channels, …] or [channels, …].
 * @returns [batch, multiplier · channels, …], where the outputs of a channel stand side by side.
 * @throws ShapeError when the sizes do not fit.
 * @example
 * const weight = float64([[[1, 1]], [[1, -1]]]);
 * depthwiseConvLayer({ weight }, float64([[1, 2, 3], [1, 2, 3]])).data; // [3, 5, -1, -1]
 */
export function depthwiseConvLayer<V extends Value>(
  params: WeightAndBias<V>,
  x: V,
  options: Omit<ConvOptions, 'groups'> = {},
): V {
  const axes = axesOf('depthwiseConvLayer', params.weight);
  const groups = x.shape.at(-axes - 1);
  if (groups === undefined || x.shape.length > axes + 2) {
    throw new ShapeError(
      'depthwiseConvLayer',
      [x.shape, params.weight.shape],
      'the signal must be [batch, channels, …] or [channels, …] with as many spatial axes as the weight has kernel axes',
    );
  }
  return convLayer(params, x, { ...options, groups });
}

/**
 * The two halves of a depthwise-separable convolution.
 *
 * @example
 * const params: SeparableConvParams<Value> = { depthwise: { weight: float64([[[1, 1]]]) }, pointwise: { weight: float64([[[3]]]) } };
 * separableConvLayer(params, float64([[1, 2, 3]])).shape; // [1, 2]
 */
export interface SeparableConvParams<V extends Value> {
  /** weight [multiplier · in, 1, kernel…]. */
  readonly depthwise: WeightAndBias<V>;
  /** weight [out, multiplier · in, 1, …]. */
  readonly pointwise: WeightAndBias<V>;
}

/**
 * A depthwise-separable convolution: space by a depthwise convolution, channels by a 1×1 convolution (Sifre 2014; Chollet 2017):
 * k·in + in·out weights where a convolution has k·in·out.
 *
 * @param x [batch, in, …] or [in, …].
 * @param options how the depthwise half moves.
 * @returns [batch, out, …].
 * @throws ShapeError when the sizes do not fit.
 * @example
 * const params = { depthwise: { weight: float64([[[1, 1]], [[1, -1]]]) }, pointwise: { weight: float64([[[1], [10]]]) } };
 * separableConvLayer(params, float64([[1, 2, 3], [1, 2, 4]])).data; // [-7, -15]
 */
export function separableConvLayer<V extends Value>(
  params: SeparableConvParams<V>,
  x: V,
  options: Omit<ConvOptions, 'groups'> = {},
): V {
  return convLayer(params.pointwise, depthwiseConvLayer(params.depthwise, x, options));
}

/**
 * A fully connected layer: y = x Wᵀ + b. Source: PyTorch's `Linear`.
 *
 * @param params weight [out, in], bias [out].
 * @param x […, in].
 * @returns […, out].
 * @throws ShapeError when the sizes do not fit.
 * @example
 * linearLayer({ weight: float64([[1, 2], [3, 4]]), bias: float64([0.5, 0]) }, float64([1, 1])).data; // [3.5, 7]
 */
export function linearLayer<V extends Value>(params: WeightAndBias<V>, x: V): V {
  const { weight, bias } = params;
  const [out, features] = weight.shape;
  if (weight.shape.length !== 2 || x.shape.at(-1) !== features) {
    throw new ShapeError('linearLayer', [x.shape, weight.shape], 'x must be […, in] and the weight [out, in]');
  }
  const rows = x.shape.slice(0, -1).reduce((product, length) => product * length, 1);
  const y = matmul(reshape(x, [rows, features!]), weight, { transposeB: true });
  const shaped = reshape(y, [...x.shape.slice(0, -1), out!]);
  return bias ? add(shaped, bias) : shaped;
}
