export { DeviceError, type DeviceAttempt } from './device/device-error.ts';
export type { AdapterKind, DeviceDescription, DeviceLimits, DeviceRoute } from './device/description.ts';
export { describeDevice, init, type InitOptions, shutdown } from './device/init.ts';
export type { AdapterChoice } from './device/route.ts';
export { bind, concrete, isTraced } from './table/bind.ts';
export { type Attributes, type Interpreter, type Operation, ShapeError } from './table/operation.ts';
export { Float64Tensor, sizeOf } from './values/float64-tensor.ts';
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
