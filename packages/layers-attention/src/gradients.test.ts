import { checkGradients } from '@gradbook/autograd';
import { Float64Tensor, key, type Value } from '@gradbook/core-ops';
import { describe, expect, test } from 'vitest';

import { additiveAttention } from './additive/additive.ts';
import { attentionRnn } from './attention-rnn/attention-rnn.ts';
import { copyFromInput, copyingLoss } from './copying/copying.ts';
import { scaledDotProductAttention } from './dot-product/dot-product.ts';
import { encoderDecoder, selfAttentiveEncoderDecoder } from './encoder-decoder/encoder-decoder.ts';
import { doublyStochastic, hardImageAttention, softImageAttention } from './images/image-attention.ts';
import { initialAdditive, initialImageAttention, initialMultiHead } from './initial/attention.ts';
import {
  initialAttentionRnn,
  initialCopy,
  initialEncoderDecoder,
  initialSelfAttentiveEncoderDecoder,
  initialTransformerRnn,
} from './initial/models.ts';
import { multiHeadAttention } from './multi-head/multi-head.ts';
import { sample, shaken } from './testing/samples.ts';
import { transformerRnn } from './transformer/encoder-decoder.ts';

const small = { inputSize: 2, targetSize: 1, hiddenSize: 2, units: 2 };
/** Differences cost two evaluations an element: these many of them, chosen by the seed. */
const elements = [60, 12];

const cases: readonly (readonly [
  string,
  (params: never, ...values: Value[]) => Value | Record<string, Value>,
  readonly unknown[],
])[] = [
  [
    'dot products, causal, with a mask',
    (_: never, q: Value, k: Value, v: Value) => {
      const mask = new Float64Tensor([3, 4], [1, 0, 1, 1, 0, 0, 0, 0, 1, 1, 0, 1], 'bool');
      return { ...scaledDotProductAttention(q, k, v, { causal: true, mask, fullyMasked: 'zeros' }) };
    },
    [{}, sample(1, [3, 2]), sample(2, [4, 2]), sample(3, [4, 3])],
  ],
  [
    'additive attention',
    (params: never, q: Value, k: Value, v: Value) => ({ ...additiveAttention<Value>(params, q, k, { value: v }) }),
    [
      shaken(initialAdditive(key(0), { querySize: 2, keySize: 3, units: 2 }), 1),
      sample(4, [2, 2]),
      sample(5, [3, 3]),
      sample(6, [3, 2]),
    ],
  ],
  [
    'multi-head attention with padding, biases as keys and a zero',
    (params: never, q: Value, k: Value, v: Value) => {
      const keyPadding = new Float64Tensor([3], [0, 0, 1], 'bool');
      return { ...multiHeadAttention<Value>(params, q, k, v, { heads: 2, keyPadding, addZeroAttention: true }) };
    },
    [
      shaken(initialMultiHead(key(0), { embedSize: 4, keySize: 2, valueSize: 3, biasKeyValue: true }), 2),
      sample(7, [2, 4]),
      sample(8, [3, 2]),
      sample(9, [3, 3]),
    ],
  ],
  [
    'encoder-decoder with coverage and lengths',
    (params: never, x: Value, y: Value) => {
      const { states, weights, contexts, coverage } = encoderDecoder<Value>(params, x, y, { lengths: [3, 2] });
      return { states, weights, contexts, coverage };
    },
    [
      shaken(initialEncoderDecoder(key(0), { ...small, bias: true, coverage: true }), 3),
      sample(10, [2, 3, 2]),
      sample(11, [2, 2, 1]),
    ],
  ],
  [
    'encoder-decoder with self-attention',
    (params: never, x: Value, y: Value) => {
      const { states, selfWeights } = selfAttentiveEncoderDecoder<Value>(params, x, y);
      return { states, selfWeights };
    },
    [shaken(initialSelfAttentiveEncoderDecoder(key(0), small), 4), sample(12, [2, 2]), sample(13, [3, 1])],
  ],
  [
    'transformer with a recurrent decoder',
    (params: never, x: Value, y: Value) =>
      transformerRnn<Value>(params, x, y, { heads: 2, lengths: [2], activation: 'gelu' }).states,
    [
      shaken(initialTransformerRnn(key(0), { embedSize: 2, feedForwardSize: 3, targetSize: 1 }), 5),
      sample(14, [3, 2]),
      sample(15, [2, 1]),
    ],
  ],
  [
    'AttentionRNN(2)',
    (params: never, x: Value) => attentionRnn<Value>(params, x).output,
    [shaken(initialAttentionRnn(key(0), { inputSize: 2, hiddenSize: 2, window: 2 }), 6), sample(16, [4, 2])],
  ],
  [
    'AttentionRNN(∞)',
    (params: never, x: Value) => attentionRnn<Value>(params, x).output,
    [shaken(initialAttentionRnn(key(0), { inputSize: 1, hiddenSize: 2, window: Infinity }), 7), sample(17, [4, 1])],
  ],
  [
    'soft attention over an image with the doubly stochastic term',
    (params: never, map: Value, q: Value) => {
      const { context, weights } = softImageAttention<Value>(params, map, q);
      return { context, term: doublyStochastic(weights) };
    },
    [
      shaken(initialImageAttention(key(0), { channels: 2, querySize: 2, units: 2, gate: true }), 8),
      sample(18, [2, 2, 1, 3]),
      sample(19, [2, 2]),
    ],
  ],
  [
    'hard attention at given positions',
    (params: never, map: Value, q: Value) => {
      const positions: Value = new Float64Tensor([2], [2, 0], 'int32');
      const { context, logProbability, entropy } = hardImageAttention<Value>(params, map, q, { positions });
      return { context, logProbability, entropy };
    },
    [
      shaken(initialImageAttention(key(0), { channels: 2, querySize: 2, units: 2 }), 9),
      sample(20, [2, 2, 1, 3]),
      sample(21, [2, 2]),
    ],
  ],
];

describe.each(cases)('%s', (_, run, given) => {
  test.each([1, 2])('derivatives agree with differences of the function, order %i', (order) => {
    const { ok, compared } = checkGradients(run as (...given: unknown[]) => unknown, given, {
      order,
      elements: elements[order - 1]!,
    });
    expect(ok).toBe(true);
    expect(compared).toBeGreaterThanOrEqual(10);
  });
});

// The overlap min(a, coverage) has kinks where both are equal, which these numbers are not.
test.each([1, 2])('copying with coverage, order %i', (order) => {
  const network = shaken(initialEncoderDecoder(key(0), { ...small, coverage: true }), 10);
  const sizes = { memorySize: 2, hiddenSize: 2, inputSize: 1, bottleneckSize: 2, vocabulary: 3 };
  const words: Value = new Float64Tensor([3], [1, 3, 1], 'int32');
  const targets: Value = new Float64Tensor([2], [1, 3], 'int32');
  const report = checkGradients(
    (network, head, x, y) => {
      const decoded = encoderDecoder<Value>(network, x, y);
      return copyingLoss<Value>(copyFromInput<Value>(head, decoded, y, { words, extended: 4 }), targets);
    },
    [network, shaken(initialCopy(key(0), sizes), 11), sample(22, [3, 2]), sample(23, [2, 1])],
    { order, elements: elements[order - 1]! },
  );
  expect(report.ok).toBe(true);
});
