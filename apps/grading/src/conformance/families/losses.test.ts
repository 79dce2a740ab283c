import { init, key, normal } from '@gradbook/core-ops';
import { beforeAll, describe, expect, test } from 'vitest';

import type { ConformanceCase } from '../cases/read.ts';
import type { CaseTensor } from '../cases/schema.ts';
import { outcomeOf } from '../outcome.ts';

// Every attribute of the losses over classes, in both formats, against their definition by loops, gradients included.

beforeAll(async () => {
  await init();
});

const size = (shape: readonly number[]): number => shape.reduce((product, length) => product * length, 1);

function given(shape: readonly number[], data: readonly number[], dtype: CaseTensor['dtype'] = 'float32'): CaseTensor {
  return { shape: [...shape], dtype, data: [...data] };
}

function random(shape: readonly number[], seed: number, map = (value: number): number => value): CaseTensor {
  return given(
    shape,
    Array.from(normal(key(seed), shape).data, (value) => Math.fround(map(value))),
  );
}

interface Setting {
  /** [N, C, positions…] */
  readonly shape: readonly number[];
  readonly reduction: 'none' | 'mean' | 'sum';
  readonly weighted?: boolean;
  readonly ignored?: number;
  readonly smoothing?: number;
  readonly soft?: boolean;
  /** Whether x holds log-probabilities already: nll. */
  readonly isLog?: boolean;
}

/** Inputs, and the loss, log-probabilities and gradient by the definition. */
function worked({ shape, reduction, weighted = false, ignored, smoothing = 0, soft = false, isLog = false }: Setting): {
  x: CaseTensor;
  target: CaseTensor;
  weight?: CaseTensor;
  cotangent: CaseTensor;
  loss: number[];
  lossShape: number[];
  logs: number[];
  gradient: number[];
} {
  const [n, c, ...positions] = shape as [number, number, ...number[]];
  const p = size(positions);
  const x = random(shape, 1);
  const weight = random([c], 2, (value) => Math.exp(value));
  const classes = Array.from({ length: n * p }, (_, i) =>
    ignored !== undefined && i % 3 === 0 ? ignored : (i * 7 + 1) % c,
  );
  const target = soft ? random(shape, 3, (value) => Math.exp(value) / c) : given([n, ...positions], classes, 'int64');
  const lossShape = reduction === 'none' ? [n, ...positions] : [];
  const cotangent = random(lossShape, 4);
  const logs = [...x.data];
  const loss: number[] = [];
  const raw = x.data.map(() => 0);
  let counted = 0;
  for (let i = 0; i < n * p; i++) {
    const at = (k: number): number => (Math.floor(i / p) * c + k) * p + (i % p);
    const own = Array.from({ length: c }, (_, k) => x.data[at(k)]!);
    const total = isLog ? 0 : Math.log(own.reduce((sum, value) => sum + Math.exp(value), 0));
    const isCounted = soft || classes[i] !== ignored;
    const pulls = own.map((_, k) => {
      const hard = soft ? target.data[at(k)]! : Number(classes[i] === k);
      return isCounted ? (weighted ? weight.data[k]! : 1) * ((1 - smoothing) * hard + smoothing / c) : 0;
    });
    const all = pulls.reduce((sum, pull) => sum + pull, 0);
    own.forEach((value, k) => {
      logs[at(k)] = value - total;
      raw[at(k)] = (isLog ? 0 : all * Math.exp(value - total)) - pulls[k]!;
    });
    loss.push(-own.reduce((sum, value, k) => sum + pulls[k]! * (value - total), 0));
    if (isCounted) counted += soft || !weighted ? 1 : weight.data[classes[i]!]!;
  }
  const sum = loss.reduce((total, each) => total + each, 0);
  const divisor = reduction === 'mean' ? counted : 1;
  const gradient = raw.map((value, j) => {
    const position = Math.floor(j / (c * p)) * p + (j % p);
    return (value * cotangent.data[reduction === 'none' ? position : 0]!) / divisor;
  });
  return {
    x,
    target,
    ...(weighted ? { weight } : {}),
    cotangent,
    loss: reduction === 'none' ? loss : [sum / divisor],
    lossShape,
    logs,
    gradient,
  };
}

function torchCase(op: string, setting: Setting): ConformanceCase {
  const { x, target, weight, cotangent, loss, lossShape, gradient } = worked(setting);
  const { reduction, smoothing, ignored } = setting;
  return {
    file: 'a.json',
    format: 'torch',
    content: {
      name: 'a',
      op,
      attrs: {
        reduction,
        ...(smoothing === undefined ? {} : { label_smoothing: smoothing }),
        ...(ignored === undefined ? {} : { ignore_index: ignored }),
      },
      torch_f32_error: 1e-9,
      inputs: { x, target, ...(weight ? { weight } : {}), cotangent },
      params: {},
      outputs: {},
      grads: {},
      outputs64: { loss: given(lossShape, loss, 'float64') },
      grads64: { x: given(setting.shape, gradient, 'float64') },
    },
  };
}

function onnxCase(op: string, setting: Setting, logProbabilities = false): ConformanceCase {
  const { x, target, weight, loss, lossShape, logs } = worked({
    ...setting,
    isLog: op === 'NegativeLogLikelihoodLoss',
  });
  const { reduction, ignored } = setting;
  return {
    file: 'a.json',
    format: 'onnx',
    content: {
      name: 'a',
      op,
      domain: 'ai.onnx',
      opset: 13,
      attrs: { reduction, ...(ignored === undefined ? {} : { ignore_index: ignored }) },
      inputs: [x, target, ...(weight ? [weight] : [])],
      outputs: [
        given(lossShape, loss.map(Math.fround)),
        ...(logProbabilities ? [given(setting.shape, logs.map(Math.fround))] : []),
      ],
    },
  };
}

const reductions = ['none', 'mean', 'sum'] as const;
const shapes = [
  [6, 4],
  [2, 5, 3],
  [2, 3, 2, 2],
  [2, 3, 2, 2, 2],
];
/** Name, and what it sets. */
const options: readonly (readonly [string, Partial<Setting>])[] = [
  ['plain', {}],
  ['weights', { weighted: true }],
  ['an ignored class among the others', { ignored: 1 }],
  ['weights, −100 ignored', { weighted: true, ignored: -100 }],
];

describe.each(reductions)('reduction %s', (reduction) => {
  describe.each(shapes)('of [%s, %s, …]', (...shape) => {
    test.each(options)('both formats: %s', async (_, option) => {
      const setting = { ...option, shape, reduction };
      for (const each of [
        torchCase('cross_entropy', setting),
        torchCase('nll_loss', { ...setting, isLog: true }),
        onnxCase('SoftmaxCrossEntropyLoss', setting),
        onnxCase('SoftmaxCrossEntropyLoss', setting, true),
        onnxCase('NegativeLogLikelihoodLoss', setting),
      ]) {
        expect(await outcomeOf(each)).toMatchObject({ status: 'pass' });
      }
    });

    test.each<[string, Partial<Setting>]>([
      ['smoothing', { smoothing: 0.1 }],
      ['smoothing, weights, ignored', { smoothing: 0.3, weighted: true, ignored: 1 }],
      ['probabilities', { soft: true }],
      ['probabilities, smoothing, weights', { soft: true, smoothing: 0.2, weighted: true }],
    ])('PyTorch alone: %s', async (_, option) => {
      const each = torchCase('cross_entropy', { ...option, shape, reduction });
      const outcome = await outcomeOf(each);
      expect(outcome).toMatchObject({ status: 'pass' });
      // The tolerance is derived, not PyTorch's own error.
      expect(outcome.tensors?.every(({ derived }) => derived !== undefined && derived < 1e-4)).toBe(true);
    });
  });
});

test('smoothing is not known to nll_loss', async () => {
  expect(await outcomeOf(torchCase('nll_loss', { shape: [2, 3], reduction: 'mean', smoothing: 0.1 }))).toMatchObject({
    status: 'unsupported',
    reason: 'the attribute label_smoothing is not known',
  });
});
