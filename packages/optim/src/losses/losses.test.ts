import { checkGradients, grad } from '@gradbook/autograd';
import {
  countWork,
  dispose,
  float64,
  Float64Tensor,
  fromFloat64,
  init,
  read,
  scope,
  scopeAsync,
  ShapeError,
  sizeOf,
  tensor,
  toFloat64,
  type Value,
} from '@gradbook/core-ops';
import { beforeAll, describe, expect, test } from 'vitest';

import {
  accuracy,
  binaryCrossEntropy,
  crossEntropy,
  type CrossEntropyOptions,
  huber,
  meanAbsoluteError,
  meanSquaredError,
  negativeLogLikelihood,
  type Reduction,
} from '../index.ts';
import { classesOf, numbers, sample } from '../testing/sample.ts';

beforeAll(async () => {
  await init();
});

const reductions: readonly Reduction[] = ['none', 'mean', 'sum'];

interface Plain {
  readonly weight?: readonly number[] | undefined;
  readonly ignoreIndex?: number;
  readonly labelSmoothing?: number;
}

/** The definition by loops over examples, positions and classes: losses of [N, P], and what the mean divides by. */
function byLoops(x: Float64Tensor, target: Float64Tensor, options: Plain): { each: number[]; weights: number } {
  const [n, c] = [x.shape[0]!, x.shape[1]!];
  const positions = sizeOf(x.shape.slice(2));
  const { weight, ignoreIndex = -100, labelSmoothing = 0 } = options;
  const each: number[] = [];
  let weights = 0;
  for (let i = 0; i < n; i++) {
    for (let p = 0; p < positions; p++) {
      const at = (k: number): number => (i * c + k) * positions + p;
      const logits = Array.from({ length: c }, (_, k) => x.data[at(k)]!);
      const total = Math.log(logits.reduce((sum, logit) => sum + Math.exp(logit), 0));
      const soft = target.shape.length === x.shape.length;
      const label = soft ? -1 : target.data[i * positions + p]!;
      if (!soft && label === ignoreIndex) {
        each.push(0);
        continue;
      }
      let loss = 0;
      for (let k = 0; k < c; k++) {
        const hard = soft ? target.data[at(k)]! : Number(k === label);
        const wanted = (1 - labelSmoothing) * hard + labelSmoothing / c;
        loss -= (weight?.[k] ?? 1) * wanted * (logits[k]! - total);
      }
      weights += soft ? 1 : (weight?.[label] ?? 1);
      each.push(loss);
    }
  }
  return { each, weights };
}

const weight = [0.5, 2, 1, 0.25];
const probabilities = (shape: readonly number[]): Float64Tensor =>
  new Float64Tensor(
    shape,
    sample(shape, 9).data.map((value) => Math.fround(Math.exp(value) / 4)),
  );

const crossEntropyCases: readonly (readonly [string, Float64Tensor, Float64Tensor, Plain])[] = [
  ['classes', sample([5, 4], 1), classesOf([5], 4), {}],
  ['weights, ignored classes', sample([6, 4], 2), classesOf([6], 4, -100), { weight }],
  ['an ignored class among the others', sample([6, 4], 3), classesOf([6], 4, 2), { ignoreIndex: 2, weight }],
  ['smoothing', sample([6, 4], 4), classesOf([6], 4, -100), { labelSmoothing: 0.2 }],
  ['smoothing with weights', sample([6, 4], 5), classesOf([6], 4, -100), { labelSmoothing: 0.2, weight }],
  ['one position axis', sample([2, 4, 3], 6), classesOf([2, 3], 4, -100), { weight }],
  ['two position axes', sample([2, 4, 3, 2], 7), classesOf([2, 3, 2], 4, -1), { ignoreIndex: -1, labelSmoothing: 0.1 }],
  ['probabilities', sample([5, 4], 8), probabilities([5, 4]), { weight, labelSmoothing: 0.1 }],
  ['probabilities at positions', sample([2, 4, 3], 10), probabilities([2, 4, 3]), {}],
];

describe.each(crossEntropyCases)('cross-entropy: %s', (_, x, target, plain) => {
  const options: CrossEntropyOptions<Float64Tensor> = { ...plain, weight: plain.weight ? float64(plain.weight) : null };
  const { each, weights } = byLoops(x, target, plain);
  const total = each.reduce((sum, loss) => sum + loss, 0);

  test.each(reductions)('is its definition, reduction %s', (reduction) => {
    const found = numbers(crossEntropy(x, target, { ...options, reduction }));
    const expected = reduction === 'none' ? each : [reduction === 'sum' ? total : total / weights];
    expect(found).toHaveLength(expected.length);
    // Sums of at most 32 terms below 8, in two orders.
    found.forEach((loss, i) => expect(Math.abs(loss - expected[i]!)).toBeLessThan(64 * 8 * 2 ** -52));
  });

  test('its derivatives agree with differences, also the second ones', () => {
    const { ok } = checkGradients((logits: Value) => crossEntropy<Value>(logits, target, options), [x], { order: 2 });
    expect(ok).toBe(true);
  });

  test('on the device', async () => {
    const found = await scopeAsync(async () => {
      const given = { ...options, weight: options.weight ? fromFloat64(options.weight) : null };
      return toFloat64(crossEntropy<Value>(fromFloat64(x), fromFloat64(target), { ...given, reduction: 'none' }));
    });
    // log softmax: 16 roundings of numbers below 8; then a product and a sum for each of 4 classes, weights up to 2.
    numbers(found).forEach((loss, i) =>
      expect(Math.abs(loss - each[i]!)).toBeLessThan((16 + 3 * 4) * 2 * 8 * 2 ** -24),
    );
  });
});

test('on the device one pass makes the loss of every position, and one its gradient', async () => {
  const x = fromFloat64(sample([8, 5], 3));
  const classes = tensor([0, 1, 2, 3, 4, 0, 1, -100], [8], 'int32');
  const forward = await countWork(() => crossEntropy<Value>(x, classes, { reduction: 'none', labelSmoothing: 0.1 }));
  expect(forward.work.dispatches).toBe(1);
  // The loss, the weights of the targets, two sums, their ratio; backward the ratio, the broadcast sum and the logits.
  const both = await countWork(() => grad((logits: Value) => crossEntropy(logits, classes))(x as Value));
  expect(both.work.dispatches).toBeLessThanOrEqual(12);
  dispose([x, classes, forward.result, both.result]);
});

describe('the edges of losses over classes', () => {
  test('without a batch axis', () => {
    const logits = float64([0, Math.log(3)]);
    expect(numbers(crossEntropy(logits, float64(1)))[0]).toBeCloseTo(Math.log(4 / 3), 15);
    expect(crossEntropy(logits, float64(1), { reduction: 'none' }).shape).toEqual([]);
  });

  test('a mean over nothing is NaN, a sum 0', () => {
    const x = float64([[1, 2]]);
    expect(numbers(crossEntropy(x, float64([-100])))).toEqual([Number.NaN]);
    expect(numbers(crossEntropy(x, float64([-100]), { reduction: 'sum' }))).toEqual([0]);
  });

  test('a logit of −∞ that is not the target does not matter', () => {
    expect(numbers(crossEntropy(float64([[0, -Infinity, 0]]), float64([2])))[0]).toBeCloseTo(Math.LN2, 15);
    expect(numbers(negativeLogLikelihood(float64([[-1, -Infinity]]), float64([0])))).toEqual([1]);
  });

  test('nll is the cross-entropy of what is already logarithmic', () => {
    const x = float64([
      [-1, -2],
      [-3, -4],
      [-5, -6],
    ]);
    const options = { weight: float64([2, 9]), ignoreIndex: 1 };
    expect(numbers(negativeLogLikelihood(x, float64([0, 1, 0]), options))).toEqual([(2 * 1 + 2 * 5) / 4]);
    expect(numbers(negativeLogLikelihood(x, float64([0, 1, 0]), { reduction: 'none' }))).toEqual([1, 4, 5]);
  });

  test('a class that does not exist is refused, on the device NaN', async () => {
    const x = float64([
      [0, 0],
      [0, 0],
    ]);
    expect(() => crossEntropy(x, float64([0, 2]))).toThrow(RangeError);
    expect(() => crossEntropy(x, float64([0, 2]))).toThrow('target 1 is 2; expected a class from 0 to 1, or -100');
    expect(() => crossEntropy(x, float64([0, -100]), { ignoreIndex: null })).toThrow(RangeError);
    expect(() => negativeLogLikelihood(x, float64([0, 0.5]))).toThrow('target 1 is 0.5');
    const found = await scopeAsync(async () => {
      const targets = tensor([0, 2, -1, -100], [4], 'int32');
      return read(crossEntropy(tensor(new Float32Array(8), [4, 2]), targets, { reduction: 'none' }));
    });
    expect(found[0]).toBeCloseTo(Math.LN2, 6);
    expect([...found].map(Number.isNaN)).toEqual([false, true, true, false]);
    expect(found[3]).toBeCloseTo(0, 40);
  });

  test('shapes and dtypes that do not fit say what would', () => {
    const x = float64([
      [0, 0, 0],
      [0, 0, 0],
    ]);
    expect(() => crossEntropy(x, float64([0]))).toThrow(ShapeError);
    expect(() => crossEntropy(x, float64([0]))).toThrow('needs the shape [2], one of probabilities that of the logits');
    expect(() => crossEntropy(x, float64([0, 1]), { weight: float64([1, 1]) })).toThrow('one number for each class');
    expect(() => crossEntropy(x, new Float64Tensor([2, 3], new Float64Array(6), 'int32'))).toThrow(
      'holds probabilities',
    );
    expect(() => crossEntropy(x, float64([0, 1]), { labelSmoothing: 2 })).toThrow('labelSmoothing is 2');
    expect(() => scope(() => crossEntropy(tensor([[1, 2]]), tensor([1])))).toThrow('the classes are float32');
    expect(() => crossEntropy(float64(1), float64(0))).toThrow(ShapeError);
  });
});

const logistic = (value: number): number => 1 / (1 + Math.exp(-value));
const close = (found: number[], expected: number[]): void =>
  found.forEach((value, i) => expect(Math.abs(value - expected[i]!)).toBeLessThan(1e-13));

describe('elementwise losses', () => {
  const x = [-3, -0.5, 0.25, 1, 4];
  const t = [0, 0.5, 0, 1, 0.75];
  const pairs = x.map((value, i) => [value, t[i]!] as const);
  type Loss = (x: Float64Tensor, target: Float64Tensor, options: { reduction: Reduction }) => Float64Tensor;

  test.each<[string, Loss, (x: number, t: number) => number]>([
    ['squared error', meanSquaredError, (a, b) => (a - b) ** 2],
    ['absolute error', meanAbsoluteError, (a, b) => Math.abs(a - b)],
    [
      'Huber',
      (a, b, options) => huber(a, b, { ...options, delta: 0.75 }),
      (a, b) => (Math.abs(a - b) <= 0.75 ? (a - b) ** 2 / 2 : 0.75 * (Math.abs(a - b) - 0.375)),
    ],
    [
      'binary cross-entropy',
      binaryCrossEntropy,
      (a, b) => -(b * Math.log(logistic(a)) + (1 - b) * Math.log(1 - logistic(a))),
    ],
    [
      'binary cross-entropy with weights',
      (a, b, options) => binaryCrossEntropy(a, b, { ...options, weight: float64([2]), positiveWeight: float64([3]) }),
      (a, b) => -2 * (3 * b * Math.log(logistic(a)) + (1 - b) * Math.log(1 - logistic(a))),
    ],
  ])('%s', (_, loss, definition) => {
    const each = pairs.map(([a, b]) => definition(a, b));
    const total = each.reduce((sum, value) => sum + value, 0);
    close(numbers(loss(float64(x), float64(t), { reduction: 'none' })), each);
    close(numbers(loss(float64(x), float64(t), { reduction: 'sum' })), [total]);
    close(numbers(loss(float64(x), float64(t), { reduction: 'mean' })), [total / 5]);
  });

  test('derivatives agree with differences, also the second ones', () => {
    const given: [Float64Tensor, Float64Tensor] = [float64(x), float64(t)];
    // Away from kinks: no |x − t| is 0 or δ. At 1 − 1 the squared and the logistic losses are smooth.
    const apart: [Float64Tensor, Float64Tensor] = [float64([-3, 0.2, 4]), float64([0, 0.1, 0.75])];
    expect(checkGradients((a, b) => meanSquaredError(a, b), given, { order: 2 }).ok).toBe(true);
    expect(checkGradients((a, b) => binaryCrossEntropy(a, b), given, { order: 2 }).ok).toBe(true);
    expect(checkGradients((a, b) => meanAbsoluteError(a, b), apart).ok).toBe(true);
    expect(checkGradients((a, b) => huber(a, b), apart, { order: 2 }).ok).toBe(true);
  });

  test('nothing is broadcast', () => {
    expect(() => meanSquaredError(float64([[1], [2]]), float64([1, 2]))).toThrow('the same shape');
  });

  test('large logits neither overflow nor vanish, on the device as well', async () => {
    const found = await scopeAsync(async () =>
      read(binaryCrossEntropy(tensor([-200, 200, 200]), tensor([1, 0, 1]), { reduction: 'none' })),
    );
    expect([...found]).toEqual([200, 200, 0]);
  });
});

describe('accuracy', () => {
  const scores = float64([
    [1, 3, 2],
    [5, 5, 0],
    [0, 1, 2],
    [9, 8, 7],
  ]);

  test('counts what is among the k largest; ties go to the lower class', () => {
    expect(numbers(accuracy(scores, float64([1, 0, 2, 2])))).toEqual([0.75]);
    expect(numbers(accuracy(scores, float64([1, 1, 2, 2])))).toEqual([0.5]);
    expect(numbers(accuracy(scores, float64([2, 1, 0, 2]), { k: 2 }))).toEqual([0.5]);
    expect(numbers(accuracy(scores, float64([2, 2, 2, 2]), { k: 3 }))).toEqual([1]);
  });

  test('ignored targets do not count; positions do', () => {
    expect(numbers(accuracy(scores, float64([1, -100, 0, 0])))[0]).toBeCloseTo(2 / 3, 15);
    expect(numbers(accuracy(scores, float64([1, 0, -1, 2]), { k: 2, ignoreIndex: -1 }))[0]).toBeCloseTo(2 / 3, 15);
    const positions = float64([
      [
        [1, 0],
        [0, 1],
      ],
    ]);
    expect(numbers(accuracy(positions, float64([[0, 0]])))).toEqual([0.5]);
    expect(() => accuracy(positions, float64([0]))).toThrow(ShapeError);
  });

  test('on the device', async () => {
    const found = await scopeAsync(async () => {
      const [x, target] = [fromFloat64(scores), tensor([1, 1, 2, -100], [4], 'int32')];
      return [await read(accuracy(x, target)), await read(accuracy(x, target, { k: 2 }))].map((value) => value[0]);
    });
    expect(found[0]).toBeCloseTo(2 / 3, 6);
    expect(found[1]).toBe(1);
  });
});
