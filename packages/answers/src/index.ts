export {
  type Counterexample,
  defaultLimits,
  type Judgement,
  type Limits,
  type PartText,
  type Verdict,
} from './judgement.ts';
export type { Block, PartContent } from './reader/content.ts';
export { type Choice, type ChoiceWithSequenceSpec, judgeChoiceWithSequence, yesNo } from './kinds/choice.ts';
export { needsReview, unanswered } from './kinds/judgements.ts';
export { type ExpectedQuantity, judgeQuantities, type QuantitiesSpec, type Unit } from './kinds/quantities.ts';
export {
  type ExpectedSequence,
  judgeSequences,
  type SequencesMistake,
  type SequencesSpec,
} from './kinds/sequences.ts';
export { judgeText, type TextSpec } from './kinds/text.ts';
