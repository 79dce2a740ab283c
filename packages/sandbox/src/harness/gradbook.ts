/**
 * What `import … from 'gradbook'` gives inside a sandbox: the operations of core-ops on float64 tensors in plain
 * JavaScript, without a device.
 */
import { type ArrayData, Float64Tensor, float64, type Shape } from '@gradbook/core-ops';

export {
  abs,
  adaptiveAveragePool,
  adaptiveMaxPool,
  add,
  argMax,
  argMin,
  averagePool1d,
  averagePool2d,
  averagePool3d,
  broadcastShapes,
  broadcastTo,
  cast,
  concat,
  conv1d,
  conv2d,
  conv3d,
  convTranspose1d,
  convTranspose2d,
  convTranspose3d,
  cos,
  cumsum,
  div,
  equal,
  erf,
  exp,
  expandDims,
  expm1,
  float64,
  floor,
  gather,
  globalAveragePool,
  globalMaxPool,
  greater,
  greaterEqual,
  less,
  lessEqual,
  log,
  log1p,
  logSoftmax,
  logSumExp,
  matmul,
  max,
  maximum,
  maxPool1d,
  maxPool2d,
  maxPool3d,
  mean,
  min,
  minimum,
  moments,
  mul,
  neg,
  oneHot,
  pad,
  pow,
  prod,
  reciprocal,
  relu,
  reshape,
  reverse,
  rsqrt,
  scatterAdd,
  ShapeError,
  sigmoid,
  sign,
  sin,
  sizeOf,
  slice,
  softmax,
  softplus,
  split,
  sqrt,
  square,
  squeeze,
  stack,
  sub,
  sum,
  tanh,
  tile,
  toNested,
  topK,
  transpose,
  where,
} from '@gradbook/core-ops';

export { Float64Tensor as Tensor };

/** A tensor of nested lists, or of flat numbers and a shape. */
export const tensor = (data: ArrayData, shape?: Shape): Float64Tensor => float64(data, shape);
/** A tensor of one number everywhere. */
export const full = (shape: Shape, value: number): Float64Tensor =>
  new Float64Tensor(shape, new Float64Array(shape.reduce((size, length) => size * length, 1)).fill(value));
/** A tensor of zeros. */
export const zeros = (shape: Shape): Float64Tensor => full(shape, 0);
/** A tensor of ones. */
export const ones = (shape: Shape): Float64Tensor => full(shape, 1);
