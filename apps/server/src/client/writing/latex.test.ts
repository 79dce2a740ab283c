import { describe, expect, it } from 'vitest';

import { onlyFormula, ordinaryLatex } from './latex.ts';

describe('LaTeX of the formula editor', () => {
  it('is what the reader of answers knows', () => {
    const written = String.raw`\exponentialE^{-x}+\frac{\differentialD y}{\differentialD x}\mleft(x\mright)+\placeholder{}`;
    expect(ordinaryLatex(written)).toBe(String.raw`e^{-x}+\frac{dy}{dx}\left(x\right)+`);
    expect(ordinaryLatex(String.raw`\exponentialEx`)).toBe(String.raw`\exponentialEx`);
  });

  it('is told from a text with more in it', () => {
    expect(onlyFormula('')).toBe('');
    expect(onlyFormula(' $x^2$ ')).toBe('x^2');
    expect(onlyFormula('$$\nx\n$$')).toBe('x');
    expect(onlyFormula('$x$ and $y$')).toBeUndefined();
    expect(onlyFormula('so x')).toBeUndefined();
  });
});
