export { type Clipped, clipGradNorm, clipGradValue, globalNorm } from './clipping/clip.ts';
export { NonFiniteError, type NonFiniteFinding, requireFinite } from './clipping/finite.ts';
export { normalizeBackward } from './clipping/backward-normalization.ts';
export {
  type CurveFinding,
  type CurveFindingKind,
  type CurveReading,
  type LossCurve,
  type CurveOptions,
  readLossCurve,
} from './curves/read-loss-curve.ts';
export { HyperparameterError } from './errors.ts';
export { accuracy } from './losses/accuracy.ts';
export {
  type ClassLossOptions,
  crossEntropy,
  type CrossEntropyOptions,
  negativeLogLikelihood,
} from './losses/classes.ts';
export type { Reduction, ReductionOption } from './losses/reduction.ts';
export { binaryCrossEntropy, huber, meanAbsoluteError, meanSquaredError } from './losses/regression.ts';
export { adam, type AdamOptions, adamW } from './optimizers/adam.ts';
export { type ExponentialAverage, exponentialAverage } from './optimizers/ema.ts';
export type { ParameterGroup, ParameterMatch } from './optimizers/groups.ts';
export type { CommonOptions, Optimizer, OptimizerState, UpdateOptions } from './optimizers/optimizer.ts';
export { sgd, type SgdOptions } from './optimizers/sgd.ts';
export {
  constant,
  cosineDecay,
  exponentialDecay,
  linearWarmup,
  oneCycle,
  piecewiseLinear,
  type Schedule,
  stepDecay,
} from './schedules/schedules.ts';
export {
  type Coordinates,
  type Search,
  searchHyperparameters,
  type SearchOptions,
  type Trial,
} from './search/search-hyperparameters.ts';
export { deserialize, type Serialized, serialize, type SerializedValue } from './serialize.ts';
