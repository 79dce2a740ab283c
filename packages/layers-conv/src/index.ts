export { celu, elu, gelu, leakyRelu, silu } from './activations.ts';
export {
  convLayer,
  convTransposeLayer,
  depthwiseConvLayer,
  linearLayer,
  separableConvLayer,
  type SeparableConvParams,
  type WeightAndBias,
} from './layers/convolution.ts';
export {
  type ConvShape,
  initialConv,
  initialConvTranspose,
  initialDepthwiseConv,
  initialLinear,
  initialSeparableConv,
  kaimingUniform,
} from './layers/initial.ts';
export { type Activation, residualBlock, residualConvBlock } from './layers/residual.ts';
export { ghostBatchNorm, type GhostBatchNormOptions, type RunningStatistics } from './resnet/ghost-norm.ts';
export { piecewiseLinear, resNet9Recipe, type ResNet9Recipe, testTimeFlip } from './resnet/recipe.ts';
export {
  type ConvNormParams,
  initialResNet9,
  type ResidualStageParams,
  type ResidualStageState,
  resNet9,
  type ResNet9Options,
  type ResNet9Params,
  type ResNet9Shape,
  type ResNet9State,
  type StageState,
} from './resnet/resnet9.ts';
export {
  type ArithmeticStep,
  type ArithmeticTap,
  type ArithmeticValues,
  convolutionArithmetic,
  type ConvolutionTrace,
  convolutionTransposeArithmetic,
} from './sizes/arithmetic.ts';
export {
  type AxesOf,
  type ConvAxis,
  convOutputSize,
  convOutputSizes,
  type ConvTransposeAxis,
  convTransposeOutputSize,
  convTransposeOutputSizes,
  type OutputSize,
  type OutputSizes,
  type PoolAxis,
  poolOutputSize,
  poolOutputSizes,
} from './sizes/output-size.ts';
export { receptiveField, type ReceptiveField } from './sizes/receptive-field.ts';
export {
  adaptiveAveragePool,
  adaptiveMaxPool,
  averagePool1d,
  averagePool2d,
  averagePool3d,
  type AveragePoolOptions,
  globalAveragePool,
  globalMaxPool,
  maxPool1d,
  maxPool2d,
  maxPool3d,
  type MaxPooled,
  maxPoolWithIndices,
  type PoolOptions,
} from '@gradbook/core-ops';
