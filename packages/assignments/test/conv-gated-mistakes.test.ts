import { contentOf, defaultLimits, type Judgement } from '@gradbook/answers';
import { init } from '@gradbook/core-ops';
import { beforeAll, describe, expect, it } from 'vitest';

import { derivative } from '../src/conv-gated-debugging/attention-derivatives.ts';
import { convGatedDebugging } from '../src/index.ts';
import { attentionDerivativeMistakes } from '../src/mistakes/attention-derivatives.ts';
import { gateMistakes } from '../src/mistakes/gates.ts';
import { outputSizeMistakes } from '../src/mistakes/output-sizes.ts';
import { startMistakes, stepMistakes, trainingMistakes, vectorShapeMistakes } from '../src/mistakes/sentences.ts';

const latex = String.raw;

beforeAll(async () => {
  await init();
});

async function judge(id: string, text: string): Promise<Judgement> {
  const part = convGatedDebugging.parts.find((entry) => entry.id === id)!;
  const written = { id, text, start: 0, end: text.length };
  return part.judge({ ...contentOf(written), source: written }, written, { limits: defaultLimits, seed: 0 });
}

/** Judges an answer with a mistake in it: it has to be told so. */
async function expectMistake(id: string, sentence: string, [part, answer]: readonly [string, string]): Promise<void> {
  const judgement = await judge(part, answer);
  expect(judgement).toMatchObject({ mistake: id });
  expect(judgement.verdict).not.toBe('correct');
  expect(judgement.feedback).toContain(sentence);
}

describe('sizes of an output, on 1.1(b)', () => {
  const one: Readonly<Record<string, string>> = {
    'one-window-forgotten': latex`\lfloor (H + 2P - D(K-1) - 1)/S \rfloor`,
    'stride-ignored': latex`H + 2P - D(K-1)`,
    'padding-on-one-side': latex`\lfloor (H + P - D(K-1) - 1)/S \rfloor + 1`,
    'padding-ignored': latex`\lfloor (H - D(K-1) - 1)/S \rfloor + 1`,
    'dilation-ignored': latex`\lfloor (H + 2P - K)/S \rfloor + 1`,
    'dilated-reach-too-long': latex`\lfloor (H + 2P - DK)/S \rfloor + 1`,
    'filter-end-forgotten': latex`\lfloor (H + 2P - D(K-1))/S \rfloor + 1`,
  };

  it.each(outputSizeMistakes)('$id is recognised by its result', async ({ id, sentence }) => {
    const axis = one[id]!;
    await expectMistake(id, sentence, ['1.1(b)', `$F \\times (${axis}) \\times (${axis.replaceAll('H', 'W')})$`]);
  });
});

describe('other mistakes of this assignment', () => {
  const size = latex`\left\lfloor \frac{H+2P-D(K-1)-1}{S} \right\rfloor + 1`;
  const width = size.replace('H', 'W');
  const examples: Readonly<Record<string, readonly [string, string]>> = {
    'input-channels-kept': ['1.1(b)', `$C \\times (${size}) \\times (${width})$`],
    'filters-forgotten': ['1.1(b)', `$(${size}) \\times (${width})$`],
    'shape-of-input': ['1.2.1(b)', latex`$c[t] \in \mathbb{R}^n$`],
    'input-not-attended': ['1.2.2(b)', latex`$a[t] \in \mathbb{R}^2$`],
    'shape-of-state': ['1.2.2(b)', latex`$a[t] \in \mathbb{R}^m$`],
    'all-later-steps': [
      '1.2.2(f)',
      latex`$\frac{\partial l}{\partial h[T]} = \sum_{t > T} \frac{\partial l}{\partial h[t]} \frac{\partial h[t]}{\partial h[T]}$`,
    ],
    overfitting: ['1.3(a)', 'The model overfits.'],
    'vanishing-gradient': ['1.3(a)', 'The gradient vanishes.'],
    'larger-steps': ['1.3(c)', 'Increase the learning rate.'],
    'logarithm-to-base-2': ['1.3(d)', 'loss 2.0, accuracy 0.25'],
    'logarithm-to-base-10': ['1.3(d)', 'loss 0.602, accuracy 0.25'],
    'sign-of-loss': ['1.3(d)', 'loss -1.39, accuracy 0.25'],
    'probability-for-loss': ['1.3(d)', 'loss 0.25, accuracy 0.25'],
    'two-classes-assumed': ['1.3(d)', 'loss 1.39, accuracy 0.5'],
    'gate-for-its-complement': [
      '1.2.1(c)',
      latex`$\frac{\partial l}{\partial W_x} = \left(c[t] \circ \frac{\partial l}{\partial h[t]}\right) x[t]^T$`,
    ],
    'gate-forgotten': ['1.2.1(c)', latex`$\frac{\partial l}{\partial W_x} = \frac{\partial l}{\partial h[t]} x[t]^T$`],
    'slope-of-gate-added': [
      '1.2.1(c)',
      latex`$\frac{\partial l}{\partial W_x} = \left(c[t] \circ (1 - c[t]) \circ \frac{\partial l}{\partial h[t]}\right) x[t]^T$`,
    ],
    'softargmax-as-quotient': [
      '1.2.2(e)',
      latex`$\frac{\partial h[t]}{\partial h[t-1]} = \left(\frac{v_1[t]}{\sum_{i=0}^2 w_i[t]} - \frac{\sum_{i=0}^2 w_i[t] v_i[t]}{(\sum_{i=0}^2 w_i[t])^2}\right) (k_1[t]^T Q_1 + q_1[t]^T K_1) + a_1[t] V_1$`,
    ],
    'weights-held-fixed': ['1.2.2(e)', latex`$\frac{\partial h[t]}{\partial h[t-1]} = a_1[t] V_1$`],
    'value-path-forgotten': [
      '1.2.2(e)',
      latex`$\frac{\partial h[t]}{\partial h[t-1]} = a_1[t] (v_1[t] - h[t]) (k_1[t]^T Q_1 + q_1[t]^T K_1)$`,
    ],
    'own-weight-only': [
      '1.2.2(e)',
      latex`$\frac{\partial h[t]}{\partial h[t-1]} = a_1[t] (1 - a_1[t]) v_1[t] (k_1[t]^T Q_1 + q_1[t]^T K_1) + a_1[t] V_1$`,
    ],
    'key-path-forgotten': [
      '1.2.2(e)',
      latex`$\frac{\partial h[t]}{\partial h[t-1]} = a_1[t] (v_1[t] - h[t]) k_1[t]^T Q_1 + a_1[t] V_1$`,
    ],
    'query-path-forgotten': [
      '1.2.2(e)',
      latex`$\frac{\partial h[t]}{\partial h[t-1]} = a_1[t] (v_1[t] - h[t]) q_1[t]^T K_1 + a_1[t] V_1$`,
    ],
  };

  it.each([
    ...vectorShapeMistakes,
    ...stepMistakes,
    ...trainingMistakes,
    ...startMistakes,
    ...gateMistakes,
    ...attentionDerivativeMistakes,
  ])('$id is recognised', async ({ id, sentence }) => {
    await expectMistake(id, sentence, examples[id]!);
  });
});

describe('the pieces of the derivative of attention', () => {
  it('add up to that of the layer', async () => {
    const { expected, mistakes = [] } = await derivative();
    const piece = (id: string): ArrayLike<number> => mistakes.find((mistake) => mistake.id === id)!.data;
    const [byValue, byWeights] = [piece('weights-held-fixed'), piece('value-path-forgotten')];
    for (const [i, value] of Array.from(expected.data).entries())
      expect(byValue[i]! + byWeights[i]!).toBeCloseTo(value, 12);
  });
});

describe('samples of every part', () => {
  it.each(
    convGatedDebugging.parts.filter(({ samples }) => samples !== undefined).map((part) => [part.id, part] as const),
  )('%s gets the verdicts that it lists', async (id, part) => {
    const { right, wrong } = await part.samples!();
    for (const answer of right) expect((await judge(id, answer)).verdict).toBe('correct');
    for (const { answer, mistake } of wrong) {
      const judgement = await judge(id, answer);
      expect(judgement.verdict).not.toBe('correct');
      if (mistake !== undefined) expect(judgement.mistake).toBe(mistake);
    }
  });
});
