import { checkGradients, vjp } from '@gradbook/autograd';
import {
  adaptiveAveragePool,
  countTensors,
  countWork,
  type Float64Tensor,
  fromFloat64,
  globalMaxPool,
  init,
  key,
  maxPool2d,
  averagePool2d,
  scopeAsync,
  tanh,
  toFloat64,
  type Value,
} from '@gradbook/core-ops';
import { beforeAll, describe, expect, test } from 'vitest';

import {
  celu,
  convLayer,
  convTransposeLayer,
  depthwiseConvLayer,
  elu,
  gelu,
  initialConv,
  initialConvTranspose,
  initialLinear,
  kaimingUniform,
  leakyRelu,
  linearLayer,
  residualBlock,
  residualConvBlock,
  separableConvLayer,
  silu,
} from '../index.ts';
import { bounded, sample } from '../testing/bounds.ts';

beforeAll(async () => {
  await init();
}, 120_000);

type Inputs = Readonly<Record<string, Float64Tensor>>;
type Layer = (inputs: Readonly<Record<string, Value>>) => Value;

/** Dispatches forward, and backward to all inputs. */
type Dispatches = readonly [forward: number, backward: number];

const layers: readonly (readonly [string, Inputs, Layer, Dispatches])[] = [
  [
    'convLayer, one axis',
    { x: sample([2, 3, 8], 1), weight: sample([4, 3, 3], 2), bias: sample([4], 3) },
    ({ x, weight, bias }) => convLayer({ weight: weight!, bias: bias! }, x!, { stride: 2, padding: 1 }),
    [2, 4],
  ],
  [
    'convLayer, two axes in groups',
    { x: sample([2, 4, 5, 6], 4), weight: sample([6, 2, 3, 2], 5), bias: sample([6], 6) },
    ({ x, weight, bias }) =>
      convLayer({ weight: weight!, bias: bias! }, x!, { groups: 2, dilation: [1, 2], padding: 1 }),
    [2, 4],
  ],
  [
    'convTransposeLayer',
    { x: sample([1, 2, 3, 4], 7), weight: sample([2, 3, 3, 3], 8), bias: sample([3], 9) },
    ({ x, weight, bias }) =>
      convTransposeLayer({ weight: weight!, bias: bias! }, x!, { stride: 2, padding: 1, outputPadding: 1 }),
    [2, 4],
  ],
  [
    'separableConvLayer',
    {
      x: sample([2, 3, 5, 5], 10),
      deep: sample([6, 1, 3, 3], 11),
      weight: sample([2, 6, 1, 1], 12),
      bias: sample([2], 13),
    },
    ({ x, deep, weight, bias }) =>
      separableConvLayer({ depthwise: { weight: deep! }, pointwise: { weight: weight!, bias: bias! } }, x!, {
        padding: 1,
      }),
    [3, 6],
  ],
  [
    'linearLayer',
    { x: sample([2, 3, 5], 14), weight: sample([4, 5], 15), bias: sample([4], 16) },
    ({ x, weight, bias }) => linearLayer({ weight: weight!, bias: bias! }, x!),
    [2, 3],
  ],
  [
    'residualBlock',
    { x: sample([3, 4], 17), weight: sample([4, 4], 18), bias: sample([4], 19) },
    ({ x, weight, bias }) => residualBlock({ weight: weight!, bias: bias! }, x!, tanh),
    [4, 7],
  ],
  [
    'residualConvBlock',
    { x: sample([2, 2, 4, 5], 20), weight: sample([2, 2, 3, 3], 21), bias: sample([2], 22) },
    ({ x, weight, bias }) => residualConvBlock({ weight: weight!, bias: bias! }, x!, (h) => celu(h, 0.3)),
    [10, 13],
  ],
  [
    'pools of pools',
    { x: sample([2, 2, 9, 8], 23) },
    ({ x }) => {
      const small = averagePool2d(maxPool2d(x!, { kernel: 3, stride: 2, padding: 1 }), {
        kernel: 2,
        stride: 1,
        padding: 1,
      });
      return adaptiveAveragePool(small, [3, 2]);
    },
    [3, 4],
  ],
  ['globalMaxPool', { x: sample([2, 3, 4, 5], 24) }, ({ x }) => globalMaxPool(x!), [1, 2]],
  ...(
    [
      ['elu', elu, [6, 7]],
      ['celu', celu, [7, 8]],
      ['gelu', gelu, [6, 11]],
      ['silu', silu, [2, 6]],
      ['leakyRelu', leakyRelu, [3, 4]],
    ] as const
  ).map(([name, activation, dispatches]): (typeof layers)[number] => [
    name,
    { x: sample([40], 25) },
    ({ x }) => activation(x!),
    dispatches,
  ]),
];

describe.each(layers.map(([name, inputs, layer, dispatches]) => ({ name, inputs, layer, dispatches })))(
  '$name',
  ({ inputs, layer, dispatches }) => {
    test('derivatives agree with differences, to second order', () => {
      expect(
        checkGradients((values: Readonly<Record<string, Value>>) => layer(values), [inputs], { order: 2, elements: 25 })
          .ok,
      ).toBe(true);
    });

    test('on the device within what its operations may be off, and nothing is left there', async () => {
      const { values, bounds } = await bounded(layer, inputs);
      const before = countTensors();
      const found = await scopeAsync(() =>
        toFloat64(layer(Object.fromEntries(Object.entries(inputs).map(([name, value]) => [name, fromFloat64(value)])))),
      );
      expect(countTensors()).toBe(before);
      expect(found.shape).toEqual(values.shape);
      const size = Math.max(...values.data.map(Math.abs));
      expect(Math.max(...bounds)).toBeLessThan(1e-4 * size);
      const excess = [...found.data].map((value, i) => Math.abs(value - values.data[i]!) - bounds[i]!);
      expect(Math.max(...excess)).toBeLessThanOrEqual(0);
    });

    // Held, so that a change which makes more of them is seen: counts, not times.
    test('takes so many dispatches, reads nothing back, and compiles nothing a second time', async () => {
      const given = Object.fromEntries(Object.entries(inputs).map(([name, value]) => [name, fromFloat64(value)]));
      const cotangent = fromFloat64(layer(inputs) as Float64Tensor);
      const run = async () => {
        const forward = await countWork(() => vjp((of: Readonly<Record<string, Value>>) => layer(of), given));
        const backward = await countWork(() => forward.result.pullback(cotangent));
        return [forward.work, backward.work];
      };
      await run();
      const works = await run();
      expect(works.map((work) => work.dispatches)).toEqual(dispatches);
      for (const { pipelines, readbacks } of works) expect([pipelines, readbacks]).toEqual([0, 0]);
    });
  },
);

describe('layers are their definitions', () => {
  test('depthwise: each channel by itself, outputs of a channel side by side', () => {
    const [x, weight, bias] = [sample([2, 3, 6], 1), sample([6, 1, 2], 2), sample([6], 3)];
    const y = depthwiseConvLayer({ weight, bias }, x);
    expect(y.shape).toEqual([2, 6, 5]);
    y.data.forEach((value, at) => {
      const [n, j, o] = [Math.floor(at / 30), Math.floor(at / 5) % 6, at % 5];
      const channel = Math.floor(j / 2);
      const sum = [0, 1].reduce(
        (total, k) => total + x.data[(n * 3 + channel) * 6 + o + k]! * weight.data[j * 2 + k]!,
        bias.data[j]!,
      );
      expect(value).toBeCloseTo(sum, 13);
    });
    expect(depthwiseConvLayer({ weight, bias }, sample([3, 6], 1)).shape).toEqual([6, 5]);
  });

  test('separable: the pointwise half is a matrix product at every position', () => {
    const [x, deep, weight] = [sample([1, 2, 4], 4), sample([2, 1, 3], 5), sample([3, 2, 1], 6)];
    const middle = depthwiseConvLayer({ weight: deep }, x);
    const y = separableConvLayer({ depthwise: { weight: deep }, pointwise: { weight } }, x);
    y.data.forEach((value, at) => {
      const [j, o] = [Math.floor(at / 2), at % 2];
      const sum = [0, 1].reduce((total, i) => total + weight.data[j * 2 + i]! * middle.data[i * 2 + o]!, 0);
      expect(value).toBeCloseTo(sum, 13);
    });
  });

  test('what does not fit is refused', () => {
    const x = sample([1, 2, 4], 1);
    expect(() => convLayer({ weight: sample([3, 2, 2], 1), bias: sample([2], 1) }, x)).toThrow(
      /bias must be of shape \[3\]/,
    );
    expect(() => convLayer({ weight: sample([3, 2], 1) }, x)).toThrow(/1 to 3 kernel axes/);
    expect(() => depthwiseConvLayer({ weight: sample([2, 1, 2], 1) }, sample([4], 1))).toThrow(
      /\[batch, channels, …\]/,
    );
    expect(() => linearLayer({ weight: sample([3, 5], 1) }, x)).toThrow(/the weight \[out, in\]/);
  });
});

/** Every number below a bound in size, and some of them close to it. */
const fills = ({ data }: Float64Tensor, bound: number): void => {
  const largest = Math.max(...data.map(Math.abs));
  expect(largest).toBeLessThanOrEqual(bound);
  expect(largest).toBeGreaterThan(0.9 * bound);
};

describe('what layers begin with', () => {
  test('U(−1/√fan, 1/√fan) with PyTorch’s fans', () => {
    const conv = initialConv(key(1), { inChannels: 8, outChannels: 16, kernel: [3, 3], groups: 2 });
    expect(conv.weight.shape).toEqual([16, 4, 3, 3]);
    fills(conv.weight, 1 / 6);
    fills(conv.bias!, 1 / 6);
    // A transposed layer's fan is that of its weight's axis 1, its output channels.
    const transposed = initialConvTranspose(key(2), { inChannels: 20, outChannels: 25, kernel: [2, 2] });
    fills(transposed.weight, 1 / 10);
    fills(transposed.bias!, 1 / 10);
    const linear = initialLinear(key(3), { inFeatures: 16, outFeatures: 40 });
    fills(linear.weight, 1 / 4);
    expect(initialLinear(key(3), { inFeatures: 4, outFeatures: 2, bias: false }).bias).toBeUndefined();
  });

  test('He’s rule keeps the variance: gain² / fan', () => {
    const weight = kaimingUniform(key(4), [64, 32, 3]);
    const variance = weight.data.reduce((sum, w) => sum + w * w, 0) / weight.data.length;
    // The mean of n squares of U(−b, b) is b²/3 with a standard deviation of b² √(4/45n).
    const [b2, n] = [6 / 96, weight.data.length];
    expect(Math.abs(variance - b2 / 3)).toBeLessThan(5 * b2 * Math.sqrt(4 / (45 * n)));
    fills(kaimingUniform(key(5), [50, 8, 2], { gain: 1, fan: 'out' }), Math.sqrt(3 / 100));
  });

  test('the same key gives the same numbers, on the device as well; another key others', async () => {
    const shape = { inChannels: 2, outChannels: 3, kernel: [2] };
    const [a, b] = [initialConv(key(6), shape), initialConv(key(6), shape, { kind: 'webgpu' })];
    expect([...(await toFloat64(b.weight)).data]).toEqual([...a.weight.data]);
    expect([...initialConv(key(7), shape).weight.data]).not.toEqual([...a.weight.data]);
    b.weight.dispose();
    b.bias!.dispose();
  });

  test('groups divide the channels', () => {
    expect(() => initialConv(key(0), { inChannels: 3, outChannels: 4, kernel: [1], groups: 2 })).toThrow(
      /2 groups must divide 3/,
    );
  });
});
