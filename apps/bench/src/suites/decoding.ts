import {
  add,
  dispose,
  fromFloat64,
  gather,
  key,
  matmul,
  mul,
  normal,
  scope,
  tanh,
  tensor,
  type Value,
} from '@gradbook/core-ops';
import { beamSearchBatch } from '@gradbook/decoding/device';
import * as tf from '@tensorflow/tfjs-core';

import type { BenchCase, Contestant, Numbers } from '../contract.ts';

interface Sizes {
  readonly beam: number;
  readonly vocabulary: number;
  readonly length: number;
  readonly hidden: number;
}

/** A recurrent language model: h' = tanh(E[token] + h U), logits = h' V. */
interface Weights {
  readonly embedding: tf.Tensor;
  readonly recurrent: tf.Tensor;
  readonly output: tf.Tensor;
}

/** What both return: the tokens of all hypotheses, best first, and their scores. */
type Found = readonly [tokens: Numbers, scores: Numbers];

function searcher(name: string, search: () => Promise<Found>, made: readonly tf.Tensor[] = []): Contestant {
  return {
    name,
    run: async () => {
      await search();
    },
    outputs: search,
    dispose: () => dispose(made),
  };
}

async function ours(weights: Weights, { beam, length, hidden }: Sizes): Promise<Found> {
  const start = tensor(new Float32Array(hidden), [1, hidden]);
  const step = (h: Value, tokens: Value): { logits: Value; state: Value } => {
    const state = tanh(add(gather<Value>(weights.embedding, tokens), matmul<Value>(h, weights.recurrent)));
    return { logits: matmul<Value>(state, weights.output), state };
  };
  const { results } = await beamSearchBatch(step, start as Value, {
    batch: 1,
    startToken: 0,
    beamWidth: beam,
    length,
  });
  start.dispose();
  const { hypotheses } = results[0]!;
  return [hypotheses.flatMap(({ tokens }) => tokens), hypotheses.map(({ score }) => score)];
}

/** As it is usually written: every step reads its best candidates and sends tokens and parents back. */
async function opByOp(weights: Weights, { beam, vocabulary, length, hidden }: Sizes): Promise<Found> {
  let state: tf.Tensor = tf.zeros([1, hidden]);
  let beams: { tokens: number[]; score: number }[] = [{ tokens: [], score: 0 }];
  for (let t = 0; t < length; t++) {
    const next = tf.tidy(() => {
      const last = tf.tensor1d(
        beams.map(({ tokens }) => tokens.at(-1) ?? 0),
        'int32',
      );
      const h = tf.tanh(tf.add(tf.gather(weights.embedding, last), tf.matMul(state, weights.recurrent)));
      const scores = tf.tensor2d(beams.map(({ score }) => [score]));
      const totals = tf.add(tf.logSoftmax(tf.matMul(h, weights.output)), scores);
      return { h, ...tf.topk(tf.reshape(totals, [-1]), beam) };
    });
    const [values, indices] = await Promise.all([next.values.data(), next.indices.data()]);
    const chosen = Array.from(indices, (index) => ({
      parent: Math.floor(index / vocabulary),
      token: index % vocabulary,
    }));
    const before = beams;
    beams = chosen.map(({ parent, token }, i) => ({ tokens: [...before[parent]!.tokens, token], score: values[i]! }));
    const gathered = tf.tidy(() =>
      tf.gather(
        next.h,
        tf.tensor1d(
          chosen.map(({ parent }) => parent),
          'int32',
        ),
      ),
    );
    dispose([state, next]);
    state = gathered;
  }
  state.dispose();
  return [beams.flatMap(({ tokens }) => tokens), beams.map(({ score }) => score)];
}

function beamSearch(sizes: Sizes): BenchCase {
  const { beam, vocabulary, length, hidden } = sizes;
  return {
    name: `beam search k=${beam}, ${vocabulary} words, T=${length}, H=${hidden}`,
    settings: { warmUp: 0, minRounds: 3, maxRounds: 15 },
    prepare: async () => {
      const shapes = { embedding: [vocabulary, hidden], recurrent: [hidden, hidden], output: [hidden, vocabulary] };
      const made = Object.entries(shapes).map(([name, shape], index): [string, tf.Tensor] => [
        name,
        // Of size 1/√hidden, so that the state does not saturate and words differ in probability.
        scope(() => mul(fromFloat64(normal(key(index), shape)), name === 'embedding' ? 1 : 1 / Math.sqrt(hidden))),
      ]);
      const weights = Object.fromEntries(made) as unknown as Weights;
      return {
        // Tokens must be equal, being whole numbers below 1 / tolerance; scores are sums of `length` logarithms.
        tolerance: 0.25 / vocabulary,
        ours: searcher('ours', () => ours(weights, sizes), Object.values(weights)),
        peers: [searcher('tfjs', () => opByOp(weights, sizes))],
      };
    },
  };
}

export const decodingCases: readonly BenchCase[] = [
  beamSearch({ beam: 8, vocabulary: 10_000, length: 32, hidden: 64 }),
  beamSearch({ beam: 4, vocabulary: 1000, length: 32, hidden: 64 }),
];
