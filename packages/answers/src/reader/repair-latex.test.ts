import { describe, expect, test } from 'vitest';
import { repairLatex } from './repair-latex.ts';

const mended = (source: string): string => repairLatex(source).latex;

describe('repairLatex', () => {
  test.each([
    [
      'egin{aligned} x &= ext{RELU}(a) \\ y &= 1 \\end{aligned}',
      '\\begin{aligned} x &= \\text{RELU}(a) \\\\ y &= 1 \\end{aligned}',
    ],
    ['=-rac{1}{y}\\cdot v', '=-\\frac{1}{y}\\cdot v'],
    ['\\mathbf{h} = anh(W x)', '\\mathbf{h} = \\tanh(W x)'],
    ['L = -{\nm ln}(y)', 'L = -{\\rm ln}(y)'],
    ['oxed{42}', '\\boxed{42}'],
    ['a \begin{cases} x \\end{cases}', 'a \\begin{cases} x \\end{cases}'],
    ['\frac{1}{2}\beta\vec{x}', '\\frac{1}{2}\\beta\\vec{x}'],
    ['\text{a}\times\theta', '\\text{a}\\times\\theta'],
    ['\nabla f', '\\nabla f'],
    ['w\\_1 + h\\_{t-1}', 'w_1 + h_{t-1}'],
  ])('%j', (source, latex) => {
    const repaired = repairLatex(source);
    expect(repaired.latex).toBe(latex);
    expect(repaired.repairs.length).toBeGreaterThan(0);
    expect(mended(latex)).toBe(latex);
  });

  test.each([
    '\\begin{aligned} x \\end{aligned} \\text{a} \\frac{1}{2} \\tanh(x) \\theta \\times \\right) \\boxed{1}',
    '\\begin{aligned} a\\ b &= c \\end{aligned}',
    '\\text{max\\_len} + \\mathrm{a\\_b}',
    'next{x} + brac{y} + Manh(z) + text{a}',
    'a\n\\mid b',
    'h\n= x\n+ eq',
    '\\{ a, b \\} \\$5',
  ])('%j stays', (source) => {
    expect(repairLatex(source)).toEqual({ latex: source, repairs: [] });
  });

  test('the example', () => {
    const { latex, repairs } = repairLatex('rac{1}{2} + anh(x)');
    expect(latex).toBe('\\frac{1}{2} + \\tanh(x)');
    expect(repairs.length).toBe(2);
  });
});
