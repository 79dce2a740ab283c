export {
  type BatchHypothesis,
  type BatchResult,
  beamSearchBatch,
  type BeamSearchBatchOptions,
  warmUpBeamSearch,
} from './device/beam-search.ts';
export type { DecodeStep, ModelCounters, ModelOptions } from './device/run-model.ts';
export { sampleBatch, type SampleBatchOptions } from './device/sample.ts';
