import { vjp } from '@gradbook/autograd';
import {
  countTensors,
  countWork,
  Float64Tensor,
  float64,
  fromFloat64,
  init,
  key,
  type MappedTree,
  read,
  scope,
  tensor,
  toFloat64,
  treeLeaves,
  treeMap,
  type Value,
} from '@gradbook/core-ops';
import { bounded, inBounds } from '@gradbook/core-ops/error-analysis';
import { beforeAll, describe, expect, test } from 'vitest';

import { additiveAttention } from './additive/additive.ts';
import { attentionRnn } from './attention-rnn/attention-rnn.ts';
import { copyFromInput } from './copying/copying.ts';
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
import { maskedSoftmax } from './masks/masks.ts';
import { multiHeadAttention } from './multi-head/multi-head.ts';
import { lifted, sample } from './testing/samples.ts';
import { transformerRnn } from './transformer/encoder-decoder.ts';

beforeAll(async () => {
  await init();
}, 120_000);

type Fixed = Readonly<Record<string, Value>>;
type Lift = (value: Float64Tensor) => Value;

interface Case {
  readonly name: string;
  /** Outputs, then the gradients of all that is given, for values of a kind. */
  readonly outcome: (lift: Lift) => { readonly outputs: readonly Value[]; readonly gradients: readonly Value[] };
  /** Dispatches of both together: held, so that a change which makes more of them is seen. Counts, not times. */
  readonly dispatches: number;
  /** What outputs and gradients may be off by in single precision has to stay below these, or it would say nothing. */
  readonly limits: readonly [outputs: number, gradients: number];
}

function define<G extends object>(
  name: string,
  given: G,
  fixed: Readonly<Record<string, Float64Tensor>>,
  run: (given: MappedTree<G, Value>, fixed: Fixed) => Record<string, Value>,
  dispatches: number,
  limits: readonly [number, number] = [1e-2, 1e-2],
): Case {
  return {
    name,
    dispatches,
    limits,
    outcome: (lift) => {
      const held: Fixed = treeMap(fixed, lift);
      const { value, pullback } = vjp(
        (all: unknown) => run(all as MappedTree<G, Value>, held),
        lifted<object>(given, lift),
      );
      const outputs = Object.entries<Value>({ ...value });
      const cotangent = outputs.map(([name, { shape }]) => [name, lift(sample(name.length, shape))] as const);
      const [gradients] = pullback(Object.fromEntries(cotangent));
      return {
        outputs: outputs.map(([, output]) => output),
        gradients: treeLeaves<unknown>(gradients).map((leaf) => leaf.value as Value),
      };
    },
  };
}

const sizes = { inputSize: 3, targetSize: 2, hiddenSize: 4 };
const pairs = { x: sample(1, [2, 5, 3]), y: sample(2, [2, 3, 2]) };
const embedded = { x: sample(3, [2, 5, 4]), y: sample(2, [2, 3, 2]) };

const cases: readonly Case[] = [
  define(
    'additive attention with a mask',
    {
      p: initialAdditive(key(1), { querySize: 3, keySize: 4, units: 5 }),
      q: sample(4, [2, 3, 3]),
      k: sample(5, [2, 6, 4]),
    },
    { mask: new Float64Tensor([6], [1, 0, 1, 1, 1, 0], 'bool') },
    ({ p, q, k }, { mask }) => ({ ...additiveAttention<Value>(p, q, k, { mask }) }),
    37,
  ),
  define(
    'multi-head attention with all masks',
    { p: initialMultiHead(key(2), { embedSize: 6, biasKeyValue: true }), x: sample(6, [2, 5, 6]) },
    { mask: sample(7, [5, 5]), padding: new Float64Tensor([2, 5], [0, 0, 0, 0, 0, 0, 0, 0, 1, 1], 'bool') },
    ({ p, x }, { mask, padding }) => ({
      ...multiHeadAttention<Value>(p, x, x, x, { heads: 3, batchFirst: true, causal: true, mask, keyPadding: padding }),
    }),
    99,
  ),
  define(
    'encoder-decoder with coverage and lengths',
    { p: initialEncoderDecoder(key(3), { ...sizes, bias: true, coverage: true }), ...pairs },
    {},
    ({ p, x, y }) => {
      const { states, weights, contexts } = encoderDecoder<Value>(p, x, y, { lengths: [3, 5] });
      return { states, weights, contexts };
    },
    220,
  ),
  define(
    'encoder-decoder with self-attention',
    { p: initialSelfAttentiveEncoderDecoder(key(4), sizes), ...pairs },
    {},
    ({ p, x, y }) => {
      const { states, selfWeights } = selfAttentiveEncoderDecoder<Value>(p, x, y);
      return { states, selfWeights };
    },
    309,
  ),
  define(
    'transformer with a recurrent decoder',
    { p: initialTransformerRnn(key(5), { embedSize: 4, feedForwardSize: 6, targetSize: 2 }), ...embedded },
    {},
    ({ p, x, y }) => ({
      states: transformerRnn<Value>(p, x, y, { heads: 2, lengths: [4, 5], activation: 'gelu' }).states,
    }),
    284,
    // The norms divide by the deviation of four features, so that bounds of their derivatives grow.
    [1e-2, 10],
  ),
  define(
    'copying',
    {
      p: initialEncoderDecoder(key(6), sizes),
      head: initialCopy(key(7), { memorySize: 4, hiddenSize: 4, inputSize: 2, bottleneckSize: 3, vocabulary: 5 }),
      ...pairs,
    },
    { words: new Float64Tensor([2, 5], [4, 1, 4, 0, 5, 6, 2, 6, 2, 2], 'int32') },
    ({ p, head, x, y }, { words }) => {
      const copied = copyFromInput<Value>(head, encoderDecoder<Value>(p, x, y), y, { words: words!, extended: 7 });
      return { distribution: copied.distribution, coverageLoss: copied.coverageLoss };
    },
    261,
  ),
  define(
    'AttentionRNN(2)',
    { p: initialAttentionRnn(key(8), { inputSize: 3, hiddenSize: 4, window: 2 }), x: pairs.x },
    {},
    ({ p, x }) => ({ ...attentionRnn<Value>(p, x) }),
    410,
  ),
  define(
    'AttentionRNN(∞)',
    { p: initialAttentionRnn(key(9), { inputSize: 3, hiddenSize: 4, window: Infinity }), x: pairs.x },
    {},
    ({ p, x }) => ({ ...attentionRnn<Value>(p, x) }),
    328,
  ),
  define(
    'soft attention over an image',
    {
      p: initialImageAttention(key(10), { channels: 3, querySize: 4, units: 5, gate: true }),
      map: sample(8, [2, 3, 2, 3]),
      q: sample(9, [2, 4]),
    },
    {},
    ({ p, map, q }) => {
      const { context, weights } = softImageAttention<Value>(p, map, q);
      return { context, weights, term: doublyStochastic(weights) };
    },
    61,
  ),
];

describe.each(cases)('$name on the device', ({ outcome, dispatches, limits }) => {
  test('outputs and gradients are within the derived bounds of the definition, and nothing is left behind', async () => {
    const expected = outcome(bounded);
    const before = countTensors();
    const { result: found, work } = await countWork(() => scope(() => outcome(fromFloat64)));
    expect([work.dispatches, work.readbacks]).toEqual([dispatches, 0]);
    for (const [part, limit] of [
      ['outputs', limits[0]],
      ['gradients', limits[1]],
    ] as const) {
      expect(found[part].length).toBe(expected[part].length);
      let largest = 0;
      for (const [i, value] of found[part].entries()) {
        const { worst, bound } = inBounds(await toFloat64(value), expected[part][i]!);
        expect(worst).toBeLessThanOrEqual(1);
        largest = Math.max(largest, bound);
        if ('dispose' in value) value.dispose();
      }
      expect(largest).toBeGreaterThan(0);
      expect(largest).toBeLessThan(limit);
    }
    expect(countTensors()).toBe(before);
  });
});

test('masks of −∞, and queries that may attend to nothing', async () => {
  const mask = tensor([
    [0, -Infinity],
    [-Infinity, -Infinity],
  ]);
  const before = countTensors();
  const [nan, zeros] = [undefined, 'zeros' as const].map((fullyMasked) =>
    maskedSoftmax(
      tensor([
        [1, 2],
        [3, 4],
      ]),
      { mask, ...(fullyMasked ? { fullyMasked } : {}) },
    ),
  );
  expect([...(await read(nan!))]).toEqual([1, 0, NaN, NaN]);
  expect([...(await read(zeros!))]).toEqual([1, 0, 0, 0]);
  // Two results, and the scores that were made for them.
  expect(countTensors() - before).toBe(4);
});

test('hard attention draws the same positions on the device', async () => {
  const params = initialImageAttention(key(0), { channels: 3, querySize: 4, units: 5 });
  const [map, q] = [sample(1, [8, 3, 4, 4]), sample(2, [8, 4])];
  const here = hardImageAttention(params, map, q, { key: key(3) });
  const there = hardImageAttention<Value>(lifted(params, fromFloat64), fromFloat64(map), fromFloat64(q), {
    key: key(3),
  });
  expect([...(await toFloat64(there.positions)).data]).toEqual([...here.positions.data]);
});

test('lengths on the device', async () => {
  const p = initialEncoderDecoder(key(3), sizes);
  const given = lifted({ p, ...pairs }, fromFloat64);
  const lengths = tensor([3, 5], [2], 'int32');
  const a = encoderDecoder<Value>(given.p, given.x, given.y, { lengths }).states;
  const b = encoderDecoder<Value>(given.p, given.x, given.y, { lengths: [3, 5] }).states;
  expect([...(await toFloat64(a)).data]).toEqual([...(await toFloat64(b)).data]);
});

test('an error of 1e-3 in a weight is outside the bounds', async () => {
  const [q, k] = [sample(4, [3, 3]), sample(5, [6, 4])];
  const params = initialAdditive(key(1), { querySize: 3, keySize: 4, units: 5 });
  const run = (lift: Lift, weight_score: Float64Tensor): Value => {
    const given = lifted({ p: { ...params, weight_score }, q, k }, lift);
    return additiveAttention<Value>(given.p, given.q, given.k).output;
  };
  const off = float64([...params.weight_score.data].map((v, i) => (i === 0 ? v + 1e-3 : v)));
  const expected = run(bounded, params.weight_score);
  expect(inBounds(await toFloat64(run(fromFloat64, params.weight_score)), expected).worst).toBeLessThanOrEqual(1);
  expect(inBounds(await toFloat64(run(fromFloat64, off)), expected).worst).toBeGreaterThan(1);
});
