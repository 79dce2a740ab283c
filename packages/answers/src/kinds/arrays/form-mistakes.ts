/** A mistake that shows in the form of a result, whatever the question: all entries scaled, a unit missed. */
export interface FormMistake {
  /** Stable: results and statistics refer to it. */
  readonly id: FormMistakeId;
  /** What it is; the student reads it with their own numbers put in. */
  readonly sentence: string;
  readonly appliesTo: 'arrays' | 'quantities';
}

/** The ids of {@link formMistakes}. */
export type FormMistakeId =
  | 'wrong-shape'
  | 'wrong-sign'
  | 'reversed'
  | 'transposed'
  | 'scaled'
  | 'rounded-too-coarsely'
  | 'cut-off-instead-of-rounded'
  | 'factor-of-60'
  | 'factor-of-100'
  | 'factor-of-1000';

/**
 * Every mistake that the judges of arrays and of quantities recognise by themselves.
 *
 * @example
 * formMistakes.find(({ id }) => id === 'reversed')?.sentence; // 'The entries are right in reverse order.'
 */
export const formMistakes: readonly FormMistake[] = [
  { id: 'wrong-shape', sentence: 'The shape is not right.', appliesTo: 'arrays' },
  { id: 'wrong-sign', sentence: 'Every entry has the wrong sign.', appliesTo: 'arrays' },
  { id: 'reversed', sentence: 'The entries are right in reverse order.', appliesTo: 'arrays' },
  { id: 'transposed', sentence: 'Rows and columns are exchanged.', appliesTo: 'arrays' },
  { id: 'scaled', sentence: 'Every entry is the same multiple of what it should be.', appliesTo: 'arrays' },
  { id: 'rounded-too-coarsely', sentence: 'An entry has fewer decimals than are needed.', appliesTo: 'arrays' },
  { id: 'cut-off-instead-of-rounded', sentence: 'Digits were cut off instead of rounded.', appliesTo: 'arrays' },
  { id: 'factor-of-60', sentence: 'The value is off by a factor of 60.', appliesTo: 'quantities' },
  { id: 'factor-of-100', sentence: 'The value is off by a factor of 100.', appliesTo: 'quantities' },
  { id: 'factor-of-1000', sentence: 'The value is off by a factor of 1000.', appliesTo: 'quantities' },
];
