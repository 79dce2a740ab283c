import { grad } from '@gradbook/autograd';
import {
  add,
  countTensors,
  float64,
  Float64Tensor,
  fromFloat64,
  init,
  key,
  matmul,
  mul,
  sum,
  treeMap,
  type Value,
} from '@gradbook/core-ops';
import { describe, expect, test } from 'vitest';

import { orthogonal } from '../initial/initializers.ts';
import { lstm, rnn } from '../layers/layers.ts';
import { kinds } from '../testing/kinds.ts';
import { sample, sampleParameters } from '../testing/samples.ts';
import { gradientFlow } from './gradient-flow.ts';
import { gradientOutlook, spectralNorm, spectralRadius } from './outlook.ts';

const norm = (value: Float64Tensor) => Math.hypot(...value.data);

describe('gradientFlow', () => {
  test('every series: layers, directions, hidden and cell states, by step in both directions', async () => {
    const params = sampleParameters(1, kinds.lstm.gates, { inputs: 2, hidden: 3, layers: 2, bidirectional: true });
    const x = sample(2, [4, 2, 2]);
    const { series, loss } = await gradientFlow((watch) => sum(lstm<Value>(params, x, { watch }).output));
    expect(series.map(({ state, layer, direction }) => `${state} ${layer} ${direction}`)).toEqual(
      ['0 forward', '0 reverse', '1 forward', '1 reverse'].flatMap((place) => [`cell ${place}`, `hidden ${place}`]),
    );
    expect(series.every(({ norms, gradientNorms }) => norms.length === 4 && gradientNorms.length === 4)).toBe(true);
    const { output } = lstm(params, x);
    expect(loss).toBeCloseTo(
      output.data.reduce((total, value) => total + value, 0),
      12,
    );
    // The last layer's outputs are its hidden states: together their squares are the output's.
    const squares = series
      .filter(({ state, layer }) => state === 'hidden' && layer === 1)
      .flatMap(({ norms }) => norms.map((each) => each * each));
    expect(Math.sqrt(squares.reduce((total, value) => total + value, 0))).toBeCloseTo(norm(output), 12);
    expect(JSON.parse(JSON.stringify(series))).toEqual(series);
  });

  test('a gradient is the total derivative: it is that in the initial state of the steps that follow', async () => {
    const params = sampleParameters(3, kinds.tanh.gates, { inputs: 2, hidden: 3 });
    const x = sample(4, [5, 1, 2]);
    const { series } = await gradientFlow((watch) => sum(rnn<Value>(params, x, { watch }).output));
    for (const step of [0, 2, 3]) {
      const prefix = new Float64Tensor([step + 1, 1, 2], x.data.slice(0, 2 * (step + 1)));
      const rest = new Float64Tensor([4 - step, 1, 2], x.data.slice(2 * (step + 1)));
      const { state } = rnn(params, prefix);
      // L depends on h_t through its own output and through all later steps.
      const later = grad((h: Value) => add(sum(h), sum(rnn<Value>(params, rest, { state: h }).output)));
      expect(series[0]!.gradientNorms[step]).toBeCloseTo(norm(later(state)), 12);
      expect(series[0]!.norms[step]).toBeCloseTo(norm(state), 12);
    }
  });

  test('past the end of a sequence states and gradients stand still', async () => {
    const params = sampleParameters(5, kinds.tanh.gates, { inputs: 2, hidden: 3 });
    const x = sample(6, [4, 1, 2]);
    const { series } = await gradientFlow((watch) => sum(rnn<Value>(params, x, { watch, lengths: [2] }).output));
    const [own] = series;
    expect(own!.norms[2]).toBe(own!.norms[1]);
    expect(own!.gradientNorms.slice(2)).toEqual([0, 0]);
    expect(own!.gradientNorms[1]).toBeCloseTo(Math.sqrt(3), 12);
  });

  test('a recurrence written by hand; on the device, nothing is left behind', async () => {
    await init();
    const [w, h0] = [
      fromFloat64(
        float64([
          [0, 2],
          [-2, 0],
        ]),
      ),
      fromFloat64(float64([[3], [4]])),
    ];
    const before = countTensors();
    const { series } = await gradientFlow((watch) => {
      let h: Value = h0;
      for (let step = 0; step < 4; step++) {
        h = watch<Value>(matmul<Value>(w, h), { state: 'hidden', layer: 0, direction: 'forward', step });
      }
      return sum(h);
    });
    expect(countTensors()).toBe(before);
    // Twice a rotation.
    series[0]!.norms.forEach((value, step) => expect(value / (5 * 2 ** (step + 1))).toBeCloseTo(1, 6));
    series[0]!.gradientNorms.forEach((value, step) => expect(value / (Math.SQRT2 * 2 ** (3 - step))).toBeCloseTo(1, 6));
    const params = treeMap(sampleParameters(7, kinds.lstm.gates, { inputs: 2, hidden: 2 }), fromFloat64);
    const x = fromFloat64(sample(8, [3, 1, 2]));
    const held = countTensors();
    await gradientFlow((watch) => sum(lstm<Value>(params, x, { watch }).last));
    expect(countTensors()).toBe(held);
  });

  test('says what is missing', async () => {
    await expect(gradientFlow(() => float64(1))).rejects.toThrow(/no state was watched/);
    let calls = 0;
    const place = { state: 'hidden', layer: 0, direction: 'forward' } as const;
    await expect(gradientFlow((watch) => watch<Value>(float64(1), { ...place, step: calls++ }))).rejects.toThrow(
      /step 1 was not watched at this place the first time/,
    );
    calls = 0;
    await expect(
      gradientFlow((watch) => {
        const once = watch<Value>(float64(1), { ...place, step: 0 });
        return calls++ ? once : watch<Value>(once, { ...place, step: 1 });
      }),
    ).rejects.toThrow(/2 states were watched at first, then 1/);
  });
});

describe('spectral radius and norm', () => {
  test.each<[string, number[][], number, number]>([
    [
      'a rotation twice as long',
      [
        [0, -2],
        [2, 0],
      ],
      2,
      2,
    ],
    [
      'symmetric: 3 and −1',
      [
        [1, 2],
        [2, 1],
      ],
      3,
      3,
    ],
    [
      'a triangle',
      [
        [0.5, 100],
        [0, -0.25],
      ],
      0.5,
      Math.hypot(100, 0.5),
    ],
    [
      'a cycle of three',
      [
        [0, 1.5, 0],
        [0, 0, 1.5],
        [1.5, 0, 0],
      ],
      1.5,
      1.5,
    ],
    ['a scalar', [[-7]], 7, 7],
    [
      'zeros',
      [
        [0, 0],
        [0, 0],
      ],
      0,
      0,
    ],
  ])('%s', (_, rows, radius, size) => {
    const { value, error } = spectralRadius(float64(rows));
    expect(Math.abs(value - radius)).toBeLessThanOrEqual(error);
    expect(error).toBeLessThan(1e-7);
    expect(spectralNorm(float64(rows)) / (size || 1)).toBeCloseTo(size === 0 ? 0 : 1, 4);
  });

  test('a Jordan block: its radius is not known, and it is said', () => {
    const { error } = spectralRadius(
      float64([
        [0.5, 1],
        [0, 0.5],
      ]),
    );
    expect(error).toBeGreaterThan(1e-3);
  });

  test('an orthogonal matrix of 40 rows: 1 within the bound', () => {
    const { value, error } = spectralRadius(orthogonal()(key(5), [40, 40]));
    expect(Math.abs(value - 1)).toBeLessThanOrEqual(error);
    expect(error).toBeLessThan(1e-9);
  });

  test('what they do not take', () => {
    expect(() => spectralRadius(float64([[1, 2]]))).toThrow(/it takes a square matrix/);
    expect(() => spectralNorm(float64([1, 2]))).toThrow(/it takes a matrix/);
    expect(() => gradientOutlook(float64([[NaN]]))).toThrow(/the matrix holds NaN/);
  });
});

/** A quarter turn, and longer by a factor. */
const turning = (size: number) =>
  float64([
    [0, -size],
    [size, 0],
  ]);

describe('gradientOutlook', () => {
  test.each<[string, Float64Tensor, 'tanh' | 'relu' | 'sigmoid' | 'linear', string, RegExp]>([
    ['a contraction, any nonlinearity', turning(0.9), 'tanh', 'vanishes', /γ‖W‖ = 0\.9 < 1/],
    ['a sigmoid’s slope counts', turning(3.9), 'sigmoid', 'vanishes', /γ‖W‖ = 0\.975 < 1/],
    ['linear, growing', turning(1.1), 'linear', 'explodes', /ρ\(W\) = 1\.1 > 1/],
    [
      'linear, a long vector at first',
      float64([
        [0.5, 9],
        [0, 0.4],
      ]),
      'linear',
      'vanishes',
      /ρ\(W\) = 0\.5 < 1/,
    ],
    [
      'linear, a Jordan block below 1',
      float64([
        [0.5, 1],
        [0, 0.5],
      ]),
      'linear',
      'vanishes',
      /‖W\^\d+‖ < 1/,
    ],
    ['linear, a rotation', turning(1), 'linear', 'undecided', /cannot be told from 1/],
    [
      'linear, a Jordan block at 1',
      float64([
        [1, 1],
        [0, 1],
      ]),
      'linear',
      'undecided',
      /ρ\(W\)/,
    ],
    ['tanh, growing', turning(1.1), 'tanh', 'undecided', /necessary for the gradient to explode, not sufficient/],
    ['ReLU, growing', turning(1.1), 'relu', 'undecided', /gradientFlow\(\) measures it/],
  ])('%s', (_, weight, nonlinearity, verdict, reason) => {
    const outlook = gradientOutlook(weight, nonlinearity);
    expect(outlook.verdict).toBe(verdict);
    expect(outlook.reason).toMatch(reason);
  });

  test('where it decides, the recurrence does as it says', async () => {
    const x = new Float64Tensor([60, 1, 2], sample(9, [120]).data);
    for (const [size, verdict] of [
      [0.8, 'vanishes'],
      [1.25, 'explodes'],
    ] as const) {
      const weight = mul(turning(1), size);
      const params = { weight_ih_l0: sample(10, [2, 2]), weight_hh_l0: weight };
      const { series } = await gradientFlow((watch) =>
        sum(rnn<Value>(params, x, { nonlinearity: 'linear', watch }).last),
      );
      expect(gradientOutlook(weight, 'linear').verdict).toBe(verdict);
      const { gradientNorms } = series[0]!;
      expect(gradientNorms[0]! / gradientNorms[59]! / size ** 59).toBeCloseTo(1, 9);
    }
  });
});
