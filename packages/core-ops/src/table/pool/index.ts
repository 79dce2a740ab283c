import type { Operation } from '../operation.ts';
import { row } from '../support.ts';
import {
  averagePool,
  averagePoolGradient,
  maxPool,
  maxPoolGradient,
  maxPoolIndices,
  maxPoolSelect,
} from './operations.ts';

export {
  adaptiveAveragePool,
  adaptiveMaxPool,
  averagePool1d,
  averagePool2d,
  averagePool3d,
  globalAveragePool,
  globalMaxPool,
  maxPool1d,
  maxPool2d,
  maxPool3d,
  type MaxPooled,
  maxPoolWithIndices,
} from './functions.ts';
export { type AveragePoolAttributes, type PoolAttributes, poolPositions, type SlidingWindows } from './geometry.ts';
export {
  averagePool,
  averagePoolGradient,
  maxPool,
  maxPoolGradient,
  maxPoolIndices,
  maxPoolSelect,
} from './operations.ts';
export type { AveragePoolOptions, PoolOptions } from './options.ts';

/** The rows of the pooling family. */
export const poolOperations: readonly Operation[] = [
  row(maxPool),
  row(maxPoolIndices),
  row(maxPoolSelect),
  row(maxPoolGradient),
  row(averagePool),
  row(averagePoolGradient),
];
