export {
  type Counterexample,
  defaultLimits,
  type Judgement,
  type Limits,
  type PartText,
  type Verdict,
} from './judgement.ts';
export {
  type Chain,
  constants,
  elementaryFunctions,
  type Expr,
  type NumberExpr,
  type ProductStyle,
  type Rational,
  type Relation,
  reservedFunctions,
  type Scope,
  type SymbolExpr,
  type SymbolScope,
} from './expressions/expr.ts';
export { type Edit, type Explanation, type MistakeKind, mistakeKinds } from './expressions/compare/catalogue.ts';
export { checkChain, type Link } from './expressions/compare/chain.ts';
export {
  compareExpressions,
  type CompareOptions,
  type Comparison,
  type Outcome,
  type Renaming,
} from './expressions/compare/compare.ts';
export { differentiate } from './expressions/compare/differentiate.ts';
export { explainDifference, type ExplainOptions } from './expressions/compare/explain.ts';
export { isSimplified } from './expressions/compare/measure.ts';
export { canonicalName } from './expressions/parse/canonical-name.ts';
export {
  parsePlain,
  parseStatements,
  type Problem,
  readChains,
  type Statement,
  type Statements,
} from './expressions/parse/statements.ts';
export { latexOf } from './expressions/print/latex.ts';
export { plainOf } from './expressions/print/plain.ts';
export { treeOf } from './expressions/print/tree.ts';
export type { Block, PartContent } from './reader/content.ts';
export {
  type AcceptedGrowth,
  compareGrowth,
  type GrowthComparison,
  type GrowthOptions,
} from './growth/compare-growth.ts';
export { mapExpr } from './expressions/parse/trees.ts';
export { parseExpression } from './expressions/parse/parse-expression.ts';
export type { Asked } from './kinds/claims/asked.ts';
export { judgeMatrixPowers, type MatrixPowersSpec, type MatrixPowersMistake } from './kinds/arrays/matrix-powers.ts';
export { type BoundSpec, judgeBound } from './kinds/expressions/bounds.ts';
export type { Quantity } from './kinds/expressions/bound-points.ts';
export { judgePastedOutputs, type PastedLine, type PastedOutputsSpec } from './kinds/texts/pasted-outputs.ts';
export { type Blank, type BlanksSpec, judgeBlanks, readBlanks } from './kinds/expressions/blanks.ts';
export { type Contribution, type ContributionsSpec, judgeContributions } from './kinds/expressions/contributions.ts';
export { type CountSpec, judgeCount } from './kinds/expressions/count.ts';
export { type DerivationSpec, judgeDerivation } from './kinds/expressions/derivation.ts';
export { type DimensionsSpec, judgeDimensions } from './kinds/arrays/dimensions.ts';
export { type FormMistake, type FormMistakeId, formMistakes } from './kinds/arrays/form-mistakes.ts';
export type { JudgeOptions } from './kinds/budget.ts';
export { type ExpressionMistake, type ExpressionSpec, judgeExpression } from './kinds/expressions/expression.ts';
export { type GrowthRate, type GrowthRatesSpec, judgeGrowthRates } from './kinds/expressions/growth-rates.ts';
export type { LinearEquation } from './kinds/arrays/linear-equations.ts';
export {
  judgeTensors,
  type NamedTensor,
  type Numbers,
  type TensorMistake,
  type TensorsSpec,
} from './kinds/arrays/tensors.ts';
export { type Terms, undeclaredNames } from './kinds/claims/terms.ts';
export { type Choice, type ChoiceWithSequenceSpec, judgeChoiceWithSequence, yesNo } from './kinds/sequences/choice.ts';
export type { ChoiceOption, ChoiceProperty } from './kinds/choices/assertions.ts';
export { type ChoiceQuestion, type ChoicesSpec, judgeChoices } from './kinds/choices/choices.ts';
export { type AskedProperty, judgeProperties, type PropertiesSpec } from './kinds/choices/properties.ts';
export { type Evidence, needsReview, unanswered } from './kinds/judgements.ts';
export { type ExpectedQuantity, judgeQuantities, type QuantitiesSpec, type Unit } from './kinds/numbers/quantities.ts';
export {
  type ExpectedSequence,
  judgeSequences,
  readSequenceSet,
  type ScoreMistake,
  type SequencesMistake,
  type SequencesSpec,
} from './kinds/sequences/sequences.ts';
export { judgeText, type TextSpec, wordCount } from './kinds/texts/text.ts';
export { judgeSystem } from './kinds/expressions/system.ts';
export { type IndexedSpec, type IndexedTrial, judgeIndexed } from './kinds/arrays/indexed.ts';
export { indexedMistakes } from './indexed/slips.ts';
export type { NamedArray } from './indexed/names.ts';
export type { SizeRange, Sizes } from './indexed/sizes.ts';
export {
  judgeMatrixExpression,
  type MatrixExpressionSpec,
  type MatrixMistake,
  matrixMistakes,
  type ValuedArray,
} from './kinds/arrays/matrix-expression.ts';
export { judgeNamed, type Mentionable, type MentionsSpec } from './kinds/texts/mentions.ts';
export { judgeShape, type ShapeMistake, shapeMistakes, type ShapeSpec } from './kinds/arrays/shape.ts';
export { type AskedValue, judgeValues, type ValuesSpec } from './kinds/numbers/values.ts';
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
export { repairScan } from './reader/repair-scan.ts';
export { type EquationMistake, type EquationMistakeId, equationMistakes } from './systems/catalogue.ts';
export type { SystemMistake, SystemSpec } from './systems/definition.ts';
export { evaluateSystem, type SystemValues } from './systems/evaluate-system.ts';
export { InputError } from './submission/input-error.ts';
export {
  defaultSubmissionLimits,
  findSubmissions,
  type FoundSubmission,
  loadSubmission,
  type LoadOptions,
  readSubmission,
  type Submission,
  type SubmissionLimits,
  unpackUpload,
  type UploadedFile,
} from './submission/submission.ts';
