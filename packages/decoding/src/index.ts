export { allowSequences, forceTokens } from './constraints.ts';
export { type SearchCost, searchCost, type SearchSize } from './cost.ts';
export { type BeamSearchOutcomes, beamSearchOutcomes } from './outcomes.ts';
export type { BeamSearchOptions, SearchOptions } from './options.ts';
export type { LengthPenalty } from './penalty.ts';
export { beamSearch, exhaustive, type ExhaustiveOptions, greedy } from './search.ts';
export {
  type Allowed,
  type Branch,
  type Continuation,
  type ScoringFunction,
  SearchError,
  type SearchSpace,
  type SearchTree,
  type Token,
} from './space.ts';
export type { Candidate, Ending, Hypothesis, SearchSettings, SearchStep, SearchTrace, Tie } from './trace.ts';
export { type SamplingFilters, type SettledFilters, tokenProbabilities } from './sampling/filters.ts';
export {
  type Choice,
  sample,
  type SampledSequence,
  type SampledToken,
  type SampleOptions,
  sampleToken,
  type SampleTrace,
} from './sampling/sample.ts';
