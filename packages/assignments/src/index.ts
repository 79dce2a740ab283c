import { codePractice } from './code-practice/index.ts';
import type { Assignment } from './definition/assignment.ts';
import { convGatedDebugging } from './conv-gated-debugging/index.ts';
import { normalizationDecoding } from './normalization-decoding/index.ts';
import { recurrentAttention } from './recurrent-attention/index.ts';
import { rnnHomework } from './rnn-homework/index.ts';
import { sequenceReview } from './sequence-review/index.ts';

export {
  type Assignment,
  type CodeTest,
  defineAssignment,
  type Evidence,
  type Fingerprint,
  type Judged,
  type JudgeOptions,
  maximumPoints,
  type Part,
  type PartKind,
  type Samples,
} from './definition/assignment.ts';
export type {
  CodeArgument,
  CodeArguments,
  CodeAxis,
  CodeCase,
  CodeDriver,
  CodeFunction,
  CodeMistake,
  CodeOutputs,
} from './code/case.ts';
export { codePart, type CodePartDefinition } from './code/code-part.ts';
export type { CodeData, CodeOutcome, CodeRunner, CodeSession } from './code/runner.ts';
export { type EarlierAnswer, type FollowThrough, judgePart } from './definition/follow-through.ts';
export { recordedPart, textPart } from './definition/later-parts.ts';
export { warmUpAssignment } from './definition/warm-up.ts';
export type { ReferenceCurve } from './logs/curve.ts';
export { logFingerprints } from './logs/fingerprints.ts';
export { logPart, type LogPartDefinition } from './logs/log-part.ts';
export type { PartDescription } from './parts/description.ts';
export { expressionPart, type ExpressionPartDefinition, type ScalarGraph } from './parts/expression-part.ts';
export { growthPart, type GrowthPartDefinition, type GrowthQuestion } from './parts/growth-part.ts';
export { numbersPart, type NumberQuestion, type NumbersPartDefinition } from './parts/numbers-part.ts';
export { searchPart, type SearchPartDefinition } from './parts/search-part.ts';
export { type DescribedLayer, systemPart, type SystemPartDefinition } from './parts/system-part.ts';
export { tensorPart, type TensorPartDefinition } from './parts/tensor-part.ts';
export type { RecomputedRun } from './traces/recompute.ts';
export type { TraceRun } from './traces/trace-file.ts';
export { tracePart, type TracePartDefinition, type TraceRequirement, traceRequirements } from './traces/trace-part.ts';
export { mistakeCatalogue, type MistakeEntry } from './mistakes/catalogue.ts';
export type { Mistake } from './mistakes/mistake.ts';
export type { Measured } from './mistakes/traces.ts';
export { codePractice, convGatedDebugging, normalizationDecoding, recurrentAttention, rnnHomework, sequenceReview };

/**
 * Every bundled assignment.
 *
 * @example
 * assignments.map(({ id }) => id);
 * // ['rnn-homework', 'normalization-decoding', 'sequence-review', 'recurrent-attention', 'conv-gated-debugging', 'code-practice']
 */
export const assignments: readonly Assignment[] = [
  rnnHomework,
  normalizationDecoding,
  sequenceReview,
  recurrentAttention,
  convGatedDebugging,
  codePractice,
];

/**
 * The bundled assignment with an id; undefined when there is none.
 *
 * @example
 * findAssignment('rnn-homework')?.title; // 'Recurrent networks and decoding'
 */
export function findAssignment(id: string): Assignment | undefined {
  return assignments.find((assignment) => assignment.id === id);
}
