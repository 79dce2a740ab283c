/**
 * A mistake that shows in the equations of a recurrence, whatever the part.
 *
 * @example
 * const mistake: EquationMistake = equationMistakes[0]!;
 * mistake.id; // 'equation-missing'
 */
export interface EquationMistake {
  /** Stands in results under `mistake`; it never changes. */
  readonly id: EquationMistakeId;
  /** What the student reads: `{equation}` is the left side of the equation, `{given}` a piece of their own. */
  readonly sentence: string;
}

/**
 * The ids of {@link equationMistakes}.
 *
 * @example
 * const id: EquationMistakeId = 'equation-wrong-step';
 */
export type EquationMistakeId =
  | 'equation-missing'
  | 'equation-term-missing'
  | 'equation-term-extra'
  | 'equation-wrong-step'
  | 'equation-wrong-value'
  | 'equation-wrong-weight'
  | 'equation-added-for-concatenated'
  | 'equation-function-missing'
  | 'equation-sizes'
  | 'equation-needs-itself'
  | 'equation-wrong';

/**
 * Every mistake that the judge of systems recognises by itself, besides the wrong variants that a part lists.
 *
 * @example
 * equationMistakes.find(({ id }) => id === 'equation-wrong-step')?.sentence;
 * // 'In the equation for {equation}, {given} is taken at the wrong step.'
 */
export const equationMistakes: readonly EquationMistake[] = [
  { id: 'equation-missing', sentence: 'The equation for {equation} is missing.' },
  { id: 'equation-term-missing', sentence: 'In the equation for {equation}, a term is missing.' },
  { id: 'equation-term-extra', sentence: 'In the equation for {equation}, the term {given} does not belong there.' },
  { id: 'equation-wrong-step', sentence: 'In the equation for {equation}, {given} is taken at the wrong step.' },
  {
    id: 'equation-wrong-value',
    sentence: 'In the equation for {equation}, {given} stands where another value belongs.',
  },
  {
    id: 'equation-wrong-weight',
    sentence: 'In the equation for {equation}, {given} stands where another weight belongs.',
  },
  {
    id: 'equation-added-for-concatenated',
    sentence: 'In the equation for {equation}, vectors are added that belong one behind the other.',
  },
  { id: 'equation-function-missing', sentence: 'In the equation for {equation}, a function is not applied.' },
  { id: 'equation-sizes', sentence: 'The sizes of two values do not fit: {given}.' },
  { id: 'equation-needs-itself', sentence: 'The equations for {equation} need its own value at the same step.' },
  { id: 'equation-wrong', sentence: 'Everything else is right, but not the equation for {equation}.' },
];

/** A sentence of the catalogue with its blanks filled in. */
export function sentenceOf(
  id: EquationMistakeId,
  blanks: { readonly equation?: string; readonly given?: string },
): string {
  const { sentence } = equationMistakes.find((mistake) => mistake.id === id)!;
  return sentence.replace('{equation}', () => blanks.equation ?? '').replace('{given}', () => blanks.given ?? '');
}
