import { add, relu, ShapeError, type Value } from '@gradbook/core-ops';

import { convLayer, linearLayer, type WeightAndBias } from './convolution.ts';

/**
 * A function of a block.
 *
 * @example
 * const half: Activation = (x) => leakyRelu(x, 0.5);
 * half(float64([-2])).data; // [-1]
 */
export type Activation = <V extends Value>(x: V) => V;

/**
 * The basic residual block h_{l+1} = h_l + σ(W h_l + b) (He et al. 2016, with one layer in the branch).
 *
 * Its derivative is ∂h_{l+1}/∂h_l = I + diag(σ′(W h_l + b)) W: whatever the layer does, the identity carries a gradient
 * through undiminished.
 *
 * @param params weight [d, d], bias [d].
 * @param h […, d].
 * @param activation σ; the rectifier unless given.
 * @returns […, d].
 * @throws ShapeError when W is not square of h's last length.
 * @example
 * const params = { weight: float64([[1, 0], [0, -1]]), bias: float64([0, 1]) };
 * residualBlock(params, float64([2, 3])).data; // [4, 3]
 */
export function residualBlock<V extends Value>(params: WeightAndBias<V>, h: V, activation: Activation = relu): V {
  const [out, features] = params.weight.shape;
  if (out !== features) {
    throw new ShapeError(
      'residualBlock',
      [params.weight.shape],
      'the weight must be square: σ(W h + b) is added to h, so it must be of the same length',
    );
  }
  return add(h, activation(linearLayer(params, h)));
}

/**
 * The residual block in convolution form, h_{l+1} = σ(W ⋆ h_l + b) + h_l: as many channels out as in, padded so that the size
 * keeps.
 *
 * @param params weight [channels, channels, kernel…], bias [channels].
 * @param h [batch, channels, …] or [channels, …].
 * @param activation σ; the rectifier unless given.
 * @returns the shape of h.
 * @throws ShapeError when channels do not agree.
 * @example
 * const params = { weight: float64([[[0, 1, 1]]]), bias: float64([-5]) };
 * residualConvBlock(params, float64([[1, 2, 4]])).data; // [1, 3, 4]
 */
export function residualConvBlock<V extends Value>(params: WeightAndBias<V>, h: V, activation: Activation = relu): V {
  const [out, channels] = params.weight.shape;
  if (out !== channels) {
    throw new ShapeError(
      'residualConvBlock',
      [params.weight.shape],
      'the weight must have as many output as input channels: its result is added to h',
    );
  }
  return add(activation(convLayer(params, h, { padding: 'same' })), h);
}
