import { checkGradients } from '@gradbook/autograd';
import { Float64Tensor } from '@gradbook/core-ops';
import { describe, expect, test } from 'vitest';

import { batchMoments, batchNorm, groupNorm, instanceNorm, layerNorm, rmsNorm } from './index.ts';

function sample(shape: readonly number[], seed: number, shift = 0): Float64Tensor {
  let state = seed;
  const size = shape.reduce((product, length) => product * length, 1);
  const data = Array.from({ length: size }, () => {
    state = (state * 1664525 + 1013904223) % 2 ** 32;
    return state / 2 ** 31 - 1 + shift;
  });
  return new Float64Tensor(shape, data);
}

const x = sample([3, 4, 2], 1);
const weight = sample([4], 2, 2);
const bias = sample([4], 3);
const inner = sample([4, 2], 4, 2);
const running = { runningMean: sample([4], 5), runningVariance: sample([4], 6, 2) };

describe('derivatives agree with differences, also the second ones', () => {
  test.each<[string, () => { ok: boolean; compared: number }]>([
    [
      'batch, training',
      () =>
        checkGradients((x, weight, bias) => batchNorm(x, { training: true, weight, bias }).output, [x, weight, bias], {
          order: 2,
        }),
    ],
    [
      'batch, evaluation',
      () =>
        checkGradients(
          (x, weight, bias) => batchNorm(x, { training: false, weight, bias, ...running }).output,
          [x, weight, bias],
          { order: 2 },
        ),
    ],
    [
      'layer',
      () =>
        checkGradients((x, weight, bias) => layerNorm(x, [4, 2], { weight, bias }), [x, inner, sample([4, 2], 7)], {
          order: 2,
        }),
    ],
    [
      'instance',
      () =>
        checkGradients((x, weight, bias) => instanceNorm(x, { weight, bias, epsilon: 0.1 }).output, [x, weight, bias], {
          order: 2,
        }),
    ],
    [
      'group',
      () => checkGradients((x, weight, bias) => groupNorm(x, 2, { weight, bias }), [x, weight, bias], { order: 2 }),
    ],
    ['root mean square', () => checkGradients((x, weight) => rmsNorm(x, [4, 2], { weight }), [x, inner], { order: 2 })],
    ['moments', () => checkGradients((x) => batchMoments(x), [x], { order: 2 })],
  ])('%s', (_, check) => {
    const { ok, compared } = check();
    expect(ok).toBe(true);
    expect(compared).toBeGreaterThan(24);
  });
});
