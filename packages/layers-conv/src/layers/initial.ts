import { type Key, type Placed, type Placement, type Shape, splitKey, uniform } from '@gradbook/core-ops';

import type { SeparableConvParams, WeightAndBias } from './convolution.ts';

/**
 * Which convolution to make parameters for.
 *
 * @example
 * const shape: ConvShape = { inChannels: 3, outChannels: 8, kernel: [3, 3], bias: false };
 * initialConv(key(0), shape).weight.shape; // [8, 3, 3, 3]
 */
export interface ConvShape {
  readonly inChannels: number;
  readonly outChannels: number;
  /** Size of the filter along each spatial axis. */
  readonly kernel: readonly number[];
  /** Groups that the channels are split into; 1 unless given. */
  readonly groups?: number;
  /** Whether there is a bias; true unless given. */
  readonly bias?: boolean;
}

/**
 * A weight by He's rule, spread evenly: U(−b, b) with b = gain · √(3 / fan), so that the variance of the signal (`in`) or of the
 * gradient (`out`) keeps from layer to layer (He et al. 2015). Source: PyTorch's `kaiming_uniform_`.
 *
 * @param shape [out, in, kernel…]; fan is in · ∏ kernel, or out · ∏ kernel.
 * @param options `gain`: √2 for rectifiers (the default), 1/√3 for what PyTorch's layers begin with; `fan`: `'in'` unless given.
 * @throws RangeError for a shape without in-channels.
 * @example
 * const weight = kaimingUniform(key(0), [4, 3, 2]);
 * weight.data.every((w) => Math.abs(w) < 1); // true
 */
export function kaimingUniform<K extends 'float64' | 'webgpu' = 'float64'>(
  key: Key,
  shape: Shape,
  options: Placement<K> & { readonly gain?: number; readonly fan?: 'in' | 'out' } = {},
): Placed<K> {
  const { gain = Math.SQRT2, fan = 'in', ...placement } = options;
  if (shape.length < 2) throw new RangeError(`kaimingUniform: [${shape.join(', ')}] is not [out, in, kernel…]`);
  const taps = shape.slice(2).reduce((product, length) => product * length, 1);
  const bound = gain * Math.sqrt(3 / (shape[fan === 'in' ? 1 : 0]! * taps));
  return uniform<K>(key, shape, { ...placement, low: -bound, high: bound });
}

/** U(−1/√fan, 1/√fan) for weight and bias: what PyTorch's convolutions and linear layers begin with. */
function initial<K extends 'float64' | 'webgpu'>(
  key: Key,
  shape: Shape,
  biases: number | undefined,
  placement: Placement<K>,
): WeightAndBias<Placed<K>> {
  const [ofWeight, ofBias] = splitKey(key, 2) as [Key, Key];
  const weight = kaimingUniform<K>(ofWeight, shape, { ...placement, gain: 1 / Math.sqrt(3) });
  if (biases === undefined) return { weight };
  const bound = 1 / Math.sqrt(shape.slice(1).reduce((product, length) => product * length, 1));
  return { weight, bias: uniform<K>(ofBias, [biases], { ...placement, low: -bound, high: bound }) };
}

/**
 * Parameters of a {@link convLayer} as PyTorch's begin: weight and bias from U(−1/√f, 1/√f), f = in/groups · ∏ kernel
 * (`kaiming_uniform_` with a = √5).
 *
 * @throws RangeError for channels that the groups do not divide.
 * @example
 * const { weight, bias } = initialConv(key(0), { inChannels: 4, outChannels: 6, kernel: [3], groups: 2 });
 * weight.shape; // [6, 2, 3]
 * bias!.shape; // [6]
 */
export function initialConv<K extends 'float64' | 'webgpu' = 'float64'>(
  key: Key,
  shape: ConvShape,
  placement: Placement<K> = {},
): WeightAndBias<Placed<K>> {
  const { inChannels, outChannels, kernel, groups = 1, bias = true } = shape;
  divides('initialConv', groups, inChannels, outChannels);
  return initial(key, [outChannels, inChannels / groups, ...kernel], bias ? outChannels : undefined, placement);
}

/**
 * Parameters of a {@link convTransposeLayer} as PyTorch's begin: weight [in, out / groups, kernel…] and bias from U(−1/√f, 1/√f),
 * f = out/groups · ∏ kernel.
 *
 * @throws RangeError for channels that the groups do not divide.
 * @example
 * initialConvTranspose(key(0), { inChannels: 4, outChannels: 2, kernel: [3, 3] }).weight.shape; // [4, 2, 3, 3]
 */
export function initialConvTranspose<K extends 'float64' | 'webgpu' = 'float64'>(
  key: Key,
  shape: ConvShape,
  placement: Placement<K> = {},
): WeightAndBias<Placed<K>> {
  const { inChannels, outChannels, kernel, groups = 1, bias = true } = shape;
  divides('initialConvTranspose', groups, inChannels, outChannels);
  return initial(key, [inChannels, outChannels / groups, ...kernel], bias ? outChannels : undefined, placement);
}

/**
 * Parameters of a {@link depthwiseConvLayer}: those of a convolution with a group for each channel.
 *
 * @example
 * initialDepthwiseConv(key(0), { channels: 3, multiplier: 2, kernel: [5] }).weight.shape; // [6, 1, 5]
 */
export function initialDepthwiseConv<K extends 'float64' | 'webgpu' = 'float64'>(
  key: Key,
  shape: {
    readonly channels: number;
    readonly kernel: readonly number[];
    readonly multiplier?: number;
    readonly bias?: boolean;
  },
  placement: Placement<K> = {},
): WeightAndBias<Placed<K>> {
  const { channels, kernel, multiplier = 1, bias = true } = shape;
  const sizes = { inChannels: channels, outChannels: channels * multiplier, groups: channels };
  return initialConv(key, { ...sizes, kernel, bias }, placement);
}

/**
 * Parameters of a {@link separableConvLayer}.
 *
 * @example
 * const { depthwise, pointwise } = initialSeparableConv(key(0), { inChannels: 3, outChannels: 8, kernel: [3, 3] });
 * depthwise.weight.shape; // [3, 1, 3, 3]
 * pointwise.weight.shape; // [8, 3, 1, 1]
 */
export function initialSeparableConv<K extends 'float64' | 'webgpu' = 'float64'>(
  key: Key,
  shape: Omit<ConvShape, 'groups'>,
  placement: Placement<K> = {},
): SeparableConvParams<Placed<K>> {
  const { inChannels, outChannels, kernel, bias = true } = shape;
  const [first, second] = splitKey(key, 2) as [Key, Key];
  const ones = kernel.map(() => 1);
  return {
    depthwise: initialDepthwiseConv(first, { channels: inChannels, kernel, bias }, placement),
    pointwise: initialConv(second, { inChannels, outChannels, kernel: ones, bias }, placement),
  };
}

/**
 * Parameters of a {@link linearLayer} as PyTorch's begin: weight [out, in] and bias [out] from U(−1/√in, 1/√in).
 *
 * @example
 * initialLinear(key(0), { inFeatures: 5, outFeatures: 2 }).weight.shape; // [2, 5]
 */
export function initialLinear<K extends 'float64' | 'webgpu' = 'float64'>(
  key: Key,
  shape: { readonly inFeatures: number; readonly outFeatures: number; readonly bias?: boolean },
  placement: Placement<K> = {},
): WeightAndBias<Placed<K>> {
  const { inFeatures, outFeatures, bias = true } = shape;
  return initial(key, [outFeatures, inFeatures], bias ? outFeatures : undefined, placement);
}

function divides(name: string, groups: number, inChannels: number, outChannels: number): void {
  if (inChannels % groups === 0 && outChannels % groups === 0) return;
  throw new RangeError(`${name}: ${groups} groups must divide ${inChannels} input and ${outChannels} output channels`);
}
