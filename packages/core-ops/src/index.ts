export { countWork, type DeviceWork } from './device/count-work.ts';
export { DeviceError, type DeviceAttempt } from './device/device-error.ts';
export type { AdapterKind, DeviceDescription, DeviceLimits, DeviceRoute } from './device/description.ts';
export type { KernelChoice } from './device/choose-kernels.ts';
export type { MatmulShape } from './table/kernels/matmul/choice.ts';
export { describeDevice, init, type InitOptions, shutdown } from './device/init.ts';
export type { AdapterChoice } from './device/route.ts';
export { type WarmedUp, warmUp } from './device/warm-up.ts';
export { foldIn, type Key, key, splitKey } from './random/keys.ts';
export {
  categorical,
  normal,
  permutation,
  type Placed,
  type Placement,
  randomInts,
  uniform,
} from './random/sampling.ts';
export { bind, concrete, isTraced } from './table/bind.ts';
export { operations } from './table/all.ts';
export {
  add,
  cast,
  div,
  equal,
  greater,
  greaterEqual,
  less,
  lessEqual,
  maximum,
  minimum,
  mul,
  pow,
  stopGradient,
  sub,
  where,
} from './table/api/binary.ts';
export {
  classWeights,
  softmaxCrossEntropy,
  softmaxCrossEntropyGradient,
  type SoftmaxCrossEntropyOptions,
} from './table/api/cross-entropy.ts';
export { gather, oneHot, scatterAdd, type TopK, topK } from './table/api/indexing.ts';
export {
  broadcastTo,
  concat,
  expandDims,
  pad,
  reshape,
  reverse,
  slice,
  split,
  squeeze,
  stack,
  tile,
  transpose,
} from './table/api/layout.ts';
export { matmul, type MatmulOptions } from './table/api/linear-algebra.ts';
export {
  argMax,
  argMin,
  type Axes,
  cumsum,
  type CumsumOptions,
  logSumExp,
  max,
  mean,
  min,
  type Moments,
  moments,
  prod,
  type ReductionOptions,
  sum,
} from './table/api/reductions.ts';
export { logSoftmax, softmax } from './table/api/softmax.ts';
export {
  abs,
  cos,
  erf,
  exp,
  expm1,
  floor,
  log,
  log1p,
  neg,
  reciprocal,
  relu,
  rsqrt,
  sigmoid,
  sign,
  sin,
  softplus,
  sqrt,
  square,
  tanh,
} from './table/api/unary.ts';
export { type Attributes, type Example, type Interpreter, type Operation, ShapeError } from './table/operation.ts';
export { broadcastShapes, normalizeAxes, normalizeAxis } from './table/shapes.ts';
export {
  type LeafObject,
  type LeafOf,
  type MappedTree,
  type Tree,
  TreeError,
  treeFlatten,
  type TreeLeaf,
  treeLeaves,
  treeMap,
  type TreeStructure,
  treeUnflatten,
  treeZip,
} from './tree/tree.ts';
export {
  type ArrayData,
  float64,
  fromFloat64,
  type Nested,
  read,
  tensor,
  toFloat64,
  toNested,
} from './values/convert.ts';
export { Float64Tensor, sizeOf } from './values/float64-tensor.ts';
export { countTensors, type DeviceMemory, dispose, memory, scope, scopeAsync } from './values/scope.ts';
export type { DType, Operand, Shape, Traced, Value } from './values/value.ts';
export {
  type AxisPadding,
  conv1d,
  conv2d,
  conv3d,
  type ConvAttributes,
  convFilterGradient,
  convInputGradient,
  type ConvOptions,
  convolution,
  convTranspose1d,
  convTranspose2d,
  convTranspose3d,
  type ConvTransposeOptions,
} from './table/conv/index.ts';
export {
  adaptiveAveragePool,
  adaptiveMaxPool,
  averagePool,
  averagePool1d,
  averagePool2d,
  averagePool3d,
  type AveragePoolAttributes,
  averagePoolGradient,
  type AveragePoolOptions,
  globalAveragePool,
  globalMaxPool,
  maxPool,
  maxPool1d,
  maxPool2d,
  maxPool3d,
  type MaxPooled,
  maxPoolGradient,
  maxPoolIndices,
  maxPoolSelect,
  maxPoolWithIndices,
  type PoolAttributes,
  type PoolOptions,
  poolPositions,
  type SlidingWindows,
} from './table/pool/index.ts';
