import type { KernelBuffer } from '@gradbook/core-ops/kernels';

/** A tensor on the device: what is left of a value that is neither traced nor float64. */
export type DeviceTensor = KernelBuffer['tensor'];
