import type { Operation } from '../operation.ts';
import { row } from '../support.ts';
import { convFilterGradient, convInputGradient, convolution } from './operations.ts';

export { conv1d, conv2d, conv3d, convTranspose1d, convTranspose2d, convTranspose3d } from './functions.ts';
export type { ConvAttributes } from './geometry.ts';
export { convFilterGradient, convInputGradient, convolution } from './operations.ts';
export type { AxisPadding, ConvOptions, ConvTransposeOptions } from './options.ts';

/** The rows of the convolution family. */
export const convOperations: readonly Operation[] = [row(convolution), row(convInputGradient), row(convFilterGradient)];
