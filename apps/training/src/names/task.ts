import { createHash } from 'node:crypto';

import { valueAndGrad, vjp } from '@gradbook/autograd';
import { dispose, foldIn, type Key, key, read, scope, type Value } from '@gradbook/core-ops';
import {
  batchesByLength,
  encodeNames,
  labelBatch,
  type LabelledName,
  nameAlphabet,
  type NormalizeOptions,
  oneHotBatch,
  type LanguageNames,
  prepareNames,
  splitNames,
  splitText,
} from '@gradbook/datasets-names';
import { accuracy, adam, clipGradNorm, cosineDecay, crossEntropy } from '@gradbook/optim';

import type { Plain, Score, TrainingTask } from '../training/task.ts';
import { initialParams, logits, type ModelName, type NamesParams } from './model.ts';

/** What decides the result of training on names, besides the names. */
export interface NamesConfig {
  readonly model: ModelName;
  /** Of each direction. */
  readonly hiddenSize: number;
  /** Whether names are read from both ends. */
  readonly bidirectional: boolean;
  /** The part of the last states that is left out in a step of training. */
  readonly dropout: number;
  readonly epochs: number;
  readonly batchSize: number;
  /** At the first step; falls to 0 along a half cosine. */
  readonly learningRate: number;
  /** The gradients' norm is clipped to it. */
  readonly clipNorm: number;
  readonly labelSmoothing: number;
  readonly testFraction: number;
  readonly ascii: NonNullable<NormalizeOptions['ascii']>;
  readonly seed: number;
}

/** The recipe that reaches what README.md states. */
export const namesDefaults: Omit<NamesConfig, 'ascii' | 'seed'> = {
  model: 'lstm',
  hiddenSize: 128,
  bidirectional: false,
  dropout: 0,
  epochs: 8,
  batchSize: 64,
  learningRate: 6e-3,
  clipNorm: 1,
  labelSmoothing: 0.1,
  testFraction: 0.2,
};

/** So many batches are drawn at a time and sorted by length: little padding, and steps that see every length. */
const pool = 8;

interface Batch {
  readonly names: readonly LabelledName[];
  /** What is drawn at random in its step. */
  readonly key: Key;
}

/** Training a recurrent network to tell the language of a name from its characters. */
export function namesTask(
  sources: readonly LanguageNames[],
  config: NamesConfig,
  source: string,
  kind: 'webgpu' | 'float64' = 'webgpu',
): TrainingTask<NamesParams<Value>, readonly Value[], Batch> {
  const { model, seed, batchSize } = config;
  const prepared = prepareNames(sources, { ascii: config.ascii });
  const split = splitNames(prepared, { seed, testFraction: config.testFraction });
  const keys = { initial: foldIn(key(seed), 1), batches: foldIn(key(seed), 2), dropout: foldIn(key(seed), 3) };
  const batches = (epoch: number): Batch[] => {
    const own = foldIn(keys.dropout, epoch);
    const plan = batchesByLength(split.train.map(lengthOf), { batchSize, key: foldIn(keys.batches, epoch), pool });
    return pick(split.train, plan).map((names, place) => ({ names, key: foldIn(own, place) }));
  };
  const testBatches = pick(split.test, batchesByLength(split.test.map(lengthOf), { batchSize: 256 }));
  const steps = config.epochs * batches(0).length;
  const encode = (batch: Batch['names']): { x: Value; y: Value; lengths: readonly number[] } => {
    const encoded = encodeNames(batch);
    return { x: oneHotBatch(encoded, { kind }), y: labelBatch(encoded, { kind }), lengths: encoded.lengths };
  };
  return {
    name: 'names',
    config: { ...config },
    epochs: config.epochs,
    data: {
      sha256: createHash('sha256').update(splitText(prepared.languages, split)).digest('hex'),
      source,
      languages: prepared.languages,
      names: prepared.examples.length,
      train: split.train.length,
      test: split.test.length,
      repeatedWithinLanguage: prepared.report.perLanguage.reduce((sum, { repeated }) => sum + repeated, 0),
      sharedByLanguages: prepared.report.shared.length,
      onBothSides: split.report.onBothSides.length,
      ceiling: prepared.report.ceiling,
    } satisfies Record<string, Plain>,
    initial: () => ({
      params: initialParams(keys.initial, {
        model,
        inputs: nameAlphabet.length,
        hidden: config.hiddenSize,
        bidirectional: config.bidirectional,
        classes: prepared.languages.length,
        kind,
      }),
      memory: [],
    }),
    optimizer: adam({ learningRate: cosineDecay({ from: config.learningRate, steps }) }),
    batches,
    examplesIn: ({ names }) => names.length,
    step: (params, memory, batch) => {
      const { x, y, lengths } = encode(batch.names);
      const { labelSmoothing } = config;
      const dropout = { part: config.dropout, key: batch.key };
      const { value, pullback } = vjp((p: NamesParams<Value>) => logits<Value>(model, p, x, lengths, dropout), params);
      const loss = valueAndGrad((scores: Value) => crossEntropy<Value>(scores, y, { labelSmoothing }))(value);
      const [gradients] = pullback(loss.gradient);
      return {
        gradients: clipGradNorm(gradients, config.clipNorm).gradients,
        memory,
        loss: loss.value,
        accuracy: accuracy(value, y),
      };
    },
    evaluate: async (params): Promise<Score> => {
      const sums = { loss: 0, right: 0 };
      for (const batch of testBatches) {
        const score = scope(() => {
          const { x, y, lengths } = encode(batch);
          const scores = logits<Value>(model, params, x, lengths);
          return { loss: crossEntropy<Value>(scores, y), accuracy: accuracy(scores, y) };
        });
        sums.loss += (await numberOf(score.loss)) * batch.length;
        sums.right += Math.round((await numberOf(score.accuracy)) * batch.length);
      }
      return { loss: sums.loss / split.test.length, accuracy: sums.right / split.test.length };
    },
  };
}

function lengthOf({ name }: LabelledName): number {
  return name.length;
}

async function numberOf(value: Value): Promise<number> {
  const [number = NaN] = await read(value);
  dispose(value);
  return number;
}

function pick(examples: readonly LabelledName[], plan: readonly (readonly number[])[]): LabelledName[][] {
  return plan.map((indices) => indices.map((index) => examples[index]!));
}
