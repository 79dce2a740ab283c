export {
  batchNorm,
  type BatchNormOptions,
  type ChannelNormalized,
  instanceNorm,
  type InstanceNormOptions,
} from './channel-norms.ts';
export { groupNorm, layerNorm, type NormOptions, rmsNorm } from './example-norms.ts';
export { batchMoments, instanceMoments, layerMoments } from './moments.ts';
export { type Standardized, standardize } from './standardize.ts';
