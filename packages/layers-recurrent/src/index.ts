export type { Activation, Nonlinearity } from './activations.ts';
export { gatedCell, gruCell, type InitialLstmState, lstmCell, type LstmState, rnnCell } from './cells/cells.ts';
export type { LstmActivations } from './cells/steps.ts';
export type { CellParameters } from './cells/weights.ts';
export { type FlowSeries, gradientFlow, type GradientFlow } from './dynamics/gradient-flow.ts';
export {
  gradientOutlook,
  type Outlook,
  spectralNorm,
  type SpectralRadius,
  spectralRadius,
} from './dynamics/outlook.ts';
export {
  type HeadParameters,
  manyToOneHead,
  regressionHead,
  sequenceLoss,
  type SequenceLossOptions,
} from './heads/heads.ts';
export {
  type Initializer,
  kaimingNormal,
  type KaimingOptions,
  kaimingUniform,
  orthogonal,
  uniformInitializer,
  xavierNormal,
  xavierUniform,
} from './initial/initializers.ts';
export {
  initialGatedRnn,
  initialGru,
  initialHead,
  initialLstm,
  type InitialLstmOptions,
  type InitialOptions,
  initialRnn,
} from './initial/parameters.ts';
export type { StatePlace, WatchState } from './layers/direction.ts';
export { gatedRnn, gru, type GruOptions, lstm, type LstmOptions, rnn, type RnnOptions } from './layers/layers.ts';
export type { Lengths } from './layers/lengths.ts';
export type { RecurrentParameters } from './layers/parameters.ts';
export type { SequenceOptions, SequenceResult } from './layers/run-stack.ts';
export { fromOnnx, type OnnxDirection, type OnnxOperator, type OnnxWeights, toOnnx } from './onnx/onnx.ts';
