/** One kind of single mistake in an expression. */
export interface MistakeKind {
  /** Stable: results and statistics refer to it. */
  readonly id: string;
  /** What a student reads; `{given}` is their own piece. It never holds a piece of the right answer. */
  readonly sentence: string;
  /** What staff reads, or a student where the author allows it; `{expected}` is the right piece. */
  readonly revealing: string;
  /** What it is looked for in. */
  readonly appliesTo: 'whole expressions' | 'sums' | 'the tree';
}

/**
 * Every mistake that `explainDifference` recognises, in the order in which they are looked for.
 *
 * @example
 * ```ts
 * mistakeKinds.find(({ id }) => id === 'term-dropped')?.sentence; // 'All terms that are there are right, but one is missing.'
 * ```
 */
export const mistakeKinds: readonly MistakeKind[] = [
  { id: 'sign', sentence: 'The sign of the whole expression is wrong.', revealing: 'The sign of the whole expression is wrong.', appliesTo: 'whole expressions' },
  { id: 'inverse', sentence: 'The expression is upside down.', revealing: 'This is the reciprocal of the right expression.', appliesTo: 'whole expressions' },
  { id: 'symbols-exchanged', sentence: 'Two of the symbols have changed places.', revealing: 'The symbols {given} and {expected} have changed places.', appliesTo: 'whole expressions' },
  { id: 'constant-factor', sentence: 'The expression is right but for a constant factor.', revealing: 'The expression is {given} times the right one.', appliesTo: 'whole expressions' },
  { id: 'exponent-off-by-one', sentence: 'Everything is right except the exponent in {given}, which is off by one.', revealing: 'Everything is right except the exponent in {given}: it should be {expected}.', appliesTo: 'whole expressions' },
  { id: 'exponent-wrong', sentence: 'Everything is right except the exponent in {given}.', revealing: 'Everything is right except the exponent in {given}: it should be {expected}.', appliesTo: 'whole expressions' },
  { id: 'factor-missing', sentence: 'Everything is right except that a factor is missing.', revealing: 'Everything is right except that the factor {expected} is missing.', appliesTo: 'whole expressions' },
  { id: 'factor-extra', sentence: 'Everything is right except that the factor {given} does not belong there.', revealing: 'Everything is right except that the factor {given} does not belong there.', appliesTo: 'whole expressions' },
  { id: 'factor-wrong', sentence: 'Everything is right except the factor {given}.', revealing: 'Everything is right except the factor {given}: it should be {expected}.', appliesTo: 'whole expressions' },
  { id: 'term-wrong-symbol', sentence: 'All terms are right except {given}: a symbol in it is wrong.', revealing: 'Everything is right but for the term {expected}: {given} stands there instead.', appliesTo: 'sums' },
  { id: 'term-dropped', sentence: 'All terms that are there are right, but one is missing.', revealing: 'All terms that are there are right, but the term {expected} is missing.', appliesTo: 'sums' },
  { id: 'term-extra', sentence: 'All terms are right except {given}, which does not belong there.', revealing: 'All terms are right except {given}, which does not belong there.', appliesTo: 'sums' },
  { id: 'term-doubled', sentence: 'All terms are right except {given}, which counts twice what it should.', revealing: 'All terms are right except {given}, which counts twice what it should: it should be {expected}.', appliesTo: 'sums' },
  { id: 'term-sign', sentence: 'All terms are right except {given}: its sign is wrong.', revealing: 'All terms are right except {given}: its sign is wrong.', appliesTo: 'sums' },
  { id: 'term-coefficient', sentence: 'All terms are right except {given}: its coefficient is wrong.', revealing: 'All terms are right except {given}: it should be {expected}.', appliesTo: 'sums' },
  { id: 'term-exponent', sentence: 'All terms are right except {given}: an exponent in it is wrong.', revealing: 'All terms are right except {given}: it should be {expected}.', appliesTo: 'sums' },
  { id: 'term-factor-missing', sentence: 'All terms are right except {given}, in which a factor is missing.', revealing: 'All terms are right except {given}: it should be {expected}.', appliesTo: 'sums' },
  { id: 'term-factor-extra', sentence: 'All terms are right except {given}, in which there is a factor too many.', revealing: 'All terms are right except {given}: it should be {expected}.', appliesTo: 'sums' },
  { id: 'term-wrong', sentence: 'All terms are right except {given}.', revealing: 'All terms are right except {given}: it should be {expected}.', appliesTo: 'sums' },
  { id: 'signs-of-terms', sentence: 'All terms are right except for the signs of {given}.', revealing: 'All terms are right except for the signs of {given}.', appliesTo: 'sums' },
  { id: 'index-off-by-one', sentence: 'Everything is right except {given}: its index is off by one.', revealing: 'Everything is right except {given}, where {expected} belongs.', appliesTo: 'the tree' },
  { id: 'wrong-symbol', sentence: 'Everything is right except {given}: another symbol belongs there.', revealing: 'Everything is right except {given}, where {expected} belongs.', appliesTo: 'the tree' },
  { id: 'symbol-replaced', sentence: 'Everything is right except {given}: wherever it stands another symbol belongs.', revealing: 'Everything is right except {given}: wherever it stands {expected} belongs.', appliesTo: 'the tree' },
  { id: 'sign-inside', sentence: 'Everything is right except the sign of {given}.', revealing: 'Everything is right except the sign of {given}.', appliesTo: 'the tree' },
  { id: 'number-wrong', sentence: 'Everything is right except the number {given}.', revealing: 'Everything is right except the number {given}: it should be {expected}.', appliesTo: 'the tree' },
  { id: 'power-wrong', sentence: 'Everything is right except the exponent in {given}.', revealing: 'Everything is right except {given}: it should be {expected}.', appliesTo: 'the tree' },
  { id: 'function-wrong', sentence: 'Everything is right except {given}: another function belongs there.', revealing: 'Everything is right except {given}: it should be {expected}.', appliesTo: 'the tree' },
  { id: 'function-missing', sentence: 'Everything is right except {given}: a function of it is missing.', revealing: 'Everything is right except {given}: it should be {expected}.', appliesTo: 'the tree' },
  { id: 'function-extra', sentence: 'Everything is right except {given}: the function does not belong there.', revealing: 'Everything is right except {given}: it should be {expected}.', appliesTo: 'the tree' },
  { id: 'quotient-inverted', sentence: 'Everything is right except {given}, which is upside down.', revealing: 'Everything is right except {given}, which is upside down.', appliesTo: 'the tree' },
  { id: 'part-extra', sentence: 'Everything is right except {given}, which does not belong there.', revealing: 'Everything is right except {given}, which does not belong there.', appliesTo: 'the tree' },
  { id: 'part-missing', sentence: 'Everything that is there is right, but something is missing.', revealing: 'Everything that is there is right, but {expected} is missing.', appliesTo: 'the tree' },
]; // prettier-ignore

/** What was changed, as LaTeX pieces with their dollar signs. */
export interface Edit {
  /** The piece of the answer that is wrong. */
  readonly given?: string;
  /** What belongs there. Not for students unless the author allows it. */
  readonly expected?: string;
}

/** What is wrong with an expression. */
export interface Explanation {
  /** The mistake's id in `mistakeKinds`. */
  readonly id: string;
  /** What the reader sees: revealing the right piece only if that was asked for. */
  readonly sentence: string;
  readonly edit: Edit;
}

export function explanation(id: string, edit: Edit, reveal: boolean): Explanation {
  const kind = mistakeKinds.find((each) => each.id === id);
  if (kind === undefined) throw new RangeError(`There is no mistake with the id ${id}.`);
  const template =
    reveal && (edit.expected !== undefined || !kind.revealing.includes('{expected}')) ? kind.revealing : kind.sentence;
  const sentence = template
    .replaceAll('{given}', () => edit.given ?? 'one of them')
    .replaceAll('{expected}', () => edit.expected ?? '');
  return { id, sentence, edit };
}
