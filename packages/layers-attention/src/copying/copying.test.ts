import { float64, Float64Tensor, key, reshape, slice, sum } from '@gradbook/core-ops';
import { describe, expect, test } from 'vitest';

import { encoderDecoder } from '../encoder-decoder/encoder-decoder.ts';
import { initialCopy, initialEncoderDecoder } from '../initial/models.ts';
import { dot, plus, softargmax, times } from '../testing/naive.ts';
import { distance, rounding, rowsOf, sample, shaken } from '../testing/samples.ts';
import { copyFromInput, copyingLoss } from './copying.ts';

const network = shaken(
  initialEncoderDecoder(key(0), { inputSize: 3, targetSize: 2, hiddenSize: 4, coverage: true }),
  1,
);
const sizes = { memorySize: 4, hiddenSize: 4, inputSize: 2, bottleneckSize: 3, vocabulary: 6 };
const params = shaken(initialCopy(key(0), sizes), 2);
const [x, y] = [sample(3, [2, 5, 3]), sample(4, [2, 3, 2])];
// The first example has a word twice, the second one two that the vocabulary lacks.
const ids = [
  [4, 1, 4, 0, 5],
  [6, 2, 7, 2, 2],
];
const words = new Float64Tensor([2, 5], ids.flat(), 'int32');
const decoded = encoderDecoder(network, x, y);
const copied = copyFromInput(params, decoded, y, { words, extended: 8 });
const example = (value: Float64Tensor, n: number): Float64Tensor =>
  reshape(slice(value, [n, ...value.shape.slice(1).map(() => 0)], [1, ...value.shape.slice(1)]), value.shape.slice(1));

describe('copyFromInput', () => {
  test.each([0, 1])('the equations, word by word: example %i', (n) => {
    const [states, contexts, weights, inputs] = [decoded.states, decoded.contexts, decoded.weights, y].map((value) =>
      rowsOf(example(value, n)),
    );
    const coverage = Array<number>(5).fill(0);
    for (const [j, d] of states!.entries()) {
      const c = contexts![j]!;
      const hidden = plus(times(rowsOf(params.V), [...d, ...c]), [...params.b.data]);
      const vocabulary = softargmax(plus(times(rowsOf(params.V_out), hidden), [...params.b_out.data]));
      const choice =
        dot([...params.w_context.data], c) +
        dot([...params.w_state.data], d) +
        dot([...params.w_input.data], inputs![j]!);
      const generation = 1 / (1 + Math.exp(-choice - params.b_pointer.data[0]!));
      const expected = Array.from({ length: 8 }, (_, word) => {
        const copies = weights![j]!.reduce((all, a, i) => (ids[n]![i] === word ? all + a : all), 0);
        return generation * (vocabulary[word] ?? 0) + (1 - generation) * copies;
      });
      const row = rowsOf(example(copied.distribution, n))[j]!;
      expect(distance(float64(row), float64(expected))).toBeLessThan(rounding);
      expect(Math.abs(rowsOf(copied.generation)[n]![j]! - generation)).toBeLessThan(rounding);
      const overlap = weights![j]!.reduce((all, a, i) => all + Math.min(a, coverage[i]!), 0);
      expect(Math.abs(rowsOf(copied.coverageLoss)[n]![j]! - overlap)).toBeLessThan(rounding);
      weights![j]!.forEach((a, i) => (coverage[i]! += a));
    }
  });

  test('is a distribution', () => {
    for (const total of sum(copied.distribution, -1).data) expect(Math.abs(total - 1)).toBeLessThan(rounding);
  });

  test('a single example is a batch of one without its axis', () => {
    const alone = encoderDecoder(network, example(x, 1), example(y, 1));
    const { distribution } = copyFromInput(params, alone, example(y, 1), { words: example(words, 1), extended: 8 });
    expect(distance(distribution, example(copied.distribution, 1))).toBeLessThan(rounding);
  });

  test('says what does not fit', () => {
    expect(() => copyFromInput(params, decoded, y, { words, extended: 5 })).toThrow(
      /the vocabulary has 6 words already/,
    );
    expect(() => copyFromInput(params, decoded, y, { words, extended: 7 })).toThrow(RangeError);
    expect(() => copyFromInput(params, decoded, y, { words: example(words, 0), extended: 8 })).toThrow(
      /words needs the shape \[2, 5\]/,
    );
  });
});

describe('copyingLoss', () => {
  const targets = new Float64Tensor([2, 3], [4, 0, 5, 7, 2, 1], 'int32');
  const probability = (n: number, j: number): number =>
    rowsOf(example(copied.distribution, n))[j]![targets.data[n * 3 + j]!]!;
  const loss = (n: number, j: number, weight: number): number =>
    -Math.log(probability(n, j)) + weight * rowsOf(copied.coverageLoss)[n]![j]!;

  test('the mean of −ln P(w*) + λ overlap', () => {
    const expected = [0, 1].flatMap((n) => [0, 1, 2].map((j) => loss(n, j, 0.5))).reduce((a, b) => a + b, 0) / 6;
    expect(Math.abs(copyingLoss(copied, targets, { coverageWeight: 0.5 }).data[0]! - expected)).toBeLessThan(rounding);
  });

  test('own steps alone, even where padding has no probability', () => {
    const padded = new Float64Tensor([2, 3], [4, 7, 7, 7, 2, 1], 'int32');
    const expected = (loss(0, 0, 1) + (loss(1, 0, 1) + loss(1, 1, 1) + loss(1, 2, 1)) / 3) / 2;
    const found = copyingLoss(copied, padded, { lengths: [1, 3] }).data[0]!;
    expect(Math.abs(found - expected)).toBeLessThan(rounding);
    // The first example has no word 7.
    expect(copyingLoss(copied, padded).data[0]).toBe(Infinity);
  });
});
