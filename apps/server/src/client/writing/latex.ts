/**
 * LaTeX of a formula editor in the words that everybody writes: its own names for e, i and d, its brackets and its empty boxes
 * are replaced.
 */
export function ordinaryLatex(latex: string): string {
  return latex
    .replaceAll(/\\exponentialE(?![a-zA-Z])\s?/g, 'e')
    .replaceAll(/\\imaginaryI(?![a-zA-Z])\s?/g, 'i')
    .replaceAll(/\\(?:differentialD|capitalDifferentialD)(?![a-zA-Z])\s?/g, 'd')
    .replaceAll(/\\m(left|right)(?![a-zA-Z])/g, String.raw`\$1`)
    .replaceAll(/\\placeholder(?:\[[^\]]*\])?\{[^{}]*\}/g, '')
    .trim();
}

/** The formula of a text that is one formula or nothing; undefined for any other text. */
export function onlyFormula(text: string): string | undefined {
  const trimmed = text.trim();
  if (trimmed === '') return '';
  const match = /^(\$\$?)([^$]+)\1$/.exec(trimmed);
  return match?.[2]?.trim();
}
