export { type BeamSearchOutcomes, beamSearchOutcomes } from './outcomes.ts';
export type { BeamSearchOptions, SearchOptions } from './options.ts';
export { beamSearch, exhaustive, type ExhaustiveOptions, greedy } from './search.ts';
export {
  type Branch,
  type Continuation,
  type ScoringFunction,
  SearchError,
  type SearchSpace,
  type SearchTree,
  type Token,
} from './space.ts';
export type { Candidate, Ending, Hypothesis, SearchSettings, SearchStep, SearchTrace, Tie } from './trace.ts';
