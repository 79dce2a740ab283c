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
export { type ExpectedSequence, judgeSequences, type SequencesMistake, type SequencesSpec } from './kinds/sequences.ts';
export { judgeText, type TextSpec } from './kinds/text.ts';
export { answerCandidates, type AnswerCandidate, type AnswerReason } from './reader/answer-candidates.ts';
export { contentOf } from './reader/content-of.ts';
export { type OutlinePart } from './reader/outline.ts';
export {
  defaultDocumentLimits,
  type DocumentLimits,
  type DocumentParts,
  type ReadNote,
  readParts,
} from './reader/read-parts.ts';
export { repairLatex, type RepairedLatex } from './reader/repair-latex.ts';
export { InputError } from './submission/input-error.ts';
