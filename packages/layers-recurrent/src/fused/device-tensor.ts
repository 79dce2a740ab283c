import type { Float64Tensor, Traced, Value } from '@gradbook/core-ops';

/** A tensor on the device. */
export type DeviceTensor = Exclude<Value, Traced | Float64Tensor>;
