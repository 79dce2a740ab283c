import { describe, expect, it } from 'vitest';

import { defaultLimits, type Judgement } from '../../judgement.ts';
import { contentOf } from '../../reader/content-of.ts';
import { judgeMatrixExpression, type MatrixExpressionSpec, matrixMistakes } from './matrix-expression.ts';

const latex = String.raw;
const a = [0.5, -1.25];
const b = [2, -0.75, 1.5];
const g = [0.3, -0.6];
const product = a.flatMap((x, i) => b.map((y) => x * g[i]! * y));

/** M = (a ∘ ∂l/∂a) bᵀ with a [2] and b [3]. */
const spec: MatrixExpressionSpec = {
  label: '$M$',
  asked: { of: 'M' },
  arrays: {
    M: { shape: [2, 3], data: product },
    a: { shape: [2], data: a },
    b: { shape: [3], data: b },
    l: { shape: [], data: [0] },
  },
  derivatives: { '∂l/∂a': g },
  allowed: ['∂l/∂a'],
  sizeNames: { 2: 'm', 3: 'n' },
  expected: { shape: [2, 3], data: product },
  shown: 'the product',
};

function judge(text: string): Judgement {
  const part = { id: '1', text, start: 0, end: text.length };
  return judgeMatrixExpression({ ...contentOf(part), source: part }, spec, { limits: defaultLimits, seed: 0 });
}

describe('expressions of vectors and matrices', () => {
  it.each([
    latex`$M = \left(a \circ \frac{\partial l}{\partial a}\right) b^T$`,
    latex`$M = \mathrm{diag}(a) \frac{\partial l}{\partial a} b^\top$`,
    latex`$M = \left(\frac{\partial l}{\partial a} \odot a\right) \otimes b$`,
    latex`$M^{} = (b\, (a \circ \tfrac{\partial l}{\partial a})^T)^T$`,
    latex`$M_{ij} = a_i \frac{\partial l}{\partial a_i} b_j$`,
    latex`Let $u = a \circ \frac{\partial l}{\partial a}$. Then $M = u b^T$.`,
    latex`$M = \left(a \circ \left(\frac{\partial l}{\partial a}\right)^T\right) b^T$`,
  ])('%s is right', (text) => {
    expect(judge(text).verdict).toBe('correct');
  });

  const examples: Readonly<Record<string, string>> = {
    'transpose-missing': latex`$M = \left(a \circ \frac{\partial l}{\partial a}\right) b$`,
    'transposed-result': latex`$M = b \left(a \circ \frac{\partial l}{\partial a}\right)^T$`,
    'sign-of-matrix': latex`$M = -\left(a \circ \frac{\partial l}{\partial a}\right) b^T$`,
    'order-of-product': latex`$M = b \circ a \circ \frac{\partial l}{\partial a}$`,
  };

  it.each(matrixMistakes)('$id is recognised', ({ id, sentence }) => {
    const judgement = judge(examples[id]!);
    expect(judgement.mistake).toBe(id);
    expect(judgement.feedback[0]).toBe(sentence);
    expect(judgement.verdict).not.toBe('correct');
  });

  it('keeps the order of products', () => {
    expect(judge(latex`$M = b^T \left(a \circ \frac{\partial l}{\partial a}\right)$`).verdict).toBe('incorrect');
  });

  it('holds the shape that is stated against it', () => {
    const right = latex`M = \left(a \circ \frac{\partial l}{\partial a}\right) b^T`;
    expect(judge(latex`$M \in \mathbb{R}^{m \times n}$, $${right}$`).verdict).toBe('correct');
    expect(judge(latex`$M \in \mathbb{R}^{n \times m}$, $${right}$`).verdict).toBe('partial');
  });
});
