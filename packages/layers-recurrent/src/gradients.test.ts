import { checkGradients } from '@gradbook/autograd';
import type { Value } from '@gradbook/core-ops';
import { describe, expect, test } from 'vitest';

import { gruCell, lstmCell, rnnCell } from './cells/cells.ts';
import { sequenceLoss } from './heads/heads.ts';
import { lstm, rnn } from './layers/layers.ts';
import { kindNames, kinds } from './testing/kinds.ts';
import { sample, sampleParameters } from './testing/samples.ts';

const weights = (gates: number, seed: number) => ({
  weight_ih: sample(seed, [gates * 2, 3]),
  weight_hh: sample(seed + 1, [gates * 2, 2]),
  bias_ih: sample(seed + 2, [gates * 2]),
  bias_hh: sample(seed + 3, [gates * 2]),
});

describe('derivatives agree with differences of the function', () => {
  describe.each(kindNames.map((kind) => ({ kind })))('$kind', ({ kind }) => {
    const { gates, run } = kinds[kind];
    const c = kind === 'lstm' ? { c: sample(3, [2, 2, 2]) } : {};

    test('first order: two directions, lengths, all parameters, input and states', () => {
      const params = sampleParameters(1, gates, { inputs: 2, hidden: 2, bidirectional: true });
      const { ok, compared } = checkGradients(
        (params, x, states) => {
          const { output, h, c, last } = run<Value>(params, x, states, { lengths: [1, 3] });
          return c ? { output, h, c, last } : { output, h, last };
        },
        [params, sample(2, [3, 2, 2]), { h: sample(4, [2, 2, 2]), ...c }],
      );
      expect(ok).toBe(true);
      expect(compared).toBeGreaterThan(30);
    });

    // ReLU and the identity have no second derivative of their own, but products of weights do.
    test('second order, two steps', () => {
      const params = sampleParameters(5, gates, { inputs: 1, hidden: 2 });
      const x = sample(6, [2, 1, 1]);
      const { ok } = checkGradients((params, x) => run<Value>(params, x).last, [params, x], { order: 2 });
      expect(ok).toBe(true);
    });
  });

  test('two layers with residuals, projection, the loss at the last step', () => {
    const params = sampleParameters(7, kinds.lstm.gates, { inputs: 2, hidden: 2, layers: 2, projection: 1 });
    const target = sample(8, [3, 2, 1]);
    const { ok } = checkGradients(
      (params, x) => {
        const { output } = lstm<Value>(params, x, { residual: true, lengths: [3, 2] });
        return sequenceLoss<Value>(output, target, { at: 'last', lengths: [3, 2] });
      },
      [params, sample(9, [3, 2, 2])],
    );
    expect(ok).toBe(true);
  });

  test('the recurrence of pre-activations', () => {
    const params = sampleParameters(10, kinds.tanh.gates, { inputs: 2, hidden: 2 });
    const { ok } = checkGradients(
      (params, x) => rnn<Value>(params, x, { recurrence: 'g' }).output,
      [params, sample(11, [3, 2, 2])],
    );
    expect(ok).toBe(true);
  });

  test('cells', () => {
    const [x, h, c] = [sample(20, [2, 3]), sample(21, [2, 2]), sample(22, [2, 2])];
    expect(checkGradients((p, x, h) => rnnCell<Value>(p, x, h), [weights(1, 30), x, h], { order: 2 }).ok).toBe(true);
    expect(checkGradients((p, x, h) => gruCell<Value>(p, x, h), [weights(3, 40), x, h]).ok).toBe(true);
    expect(
      checkGradients(
        (p, x, h, c) => {
          const state = lstmCell<Value>(p, x, { h, c });
          return { h: state.h, c: state.c };
        },
        [weights(4, 50), x, h, c],
      ).ok,
    ).toBe(true);
  });
});
