export {
  type Counterexample,
  defaultLimits,
  type Judgement,
  type Limits,
  type PartText,
  type Verdict,
} from './judgement.ts';
export type { Block, PartContent } from './reader/content.ts';
