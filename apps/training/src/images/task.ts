import { createHash } from 'node:crypto';

import { valueAndGrad, vjp } from '@gradbook/autograd';
import { dispose, foldIn, key, mul, permutation, read, scope, tensor, treeMap, type Value } from '@gradbook/core-ops';
import type { LabelledImages } from '@gradbook/datasets-names';
import {
  celu,
  initialResNet9,
  resNet9,
  type ResNet9Options,
  type ResNet9Params,
  resNet9Recipe,
  type ResNet9State,
  testTimeFlip,
} from '@gradbook/layers-conv';
import { accuracy, crossEntropy, exponentialAverage, sgd } from '@gradbook/optim';

import type { Plain, Score, TrainingTask } from '../training/task.ts';
import { batchPixels, pixelStatistics } from './pixels.ts';

/** What decides the result of training a ResNet-9, besides the images. */
export interface ImagesConfig {
  /** Of prep and the three layers. */
  readonly channels: readonly [number, number, number, number];
  readonly epochs: number;
  /** A multiple of 32, the size of the ghost batches. */
  readonly batchSize: number;
  /** The highest learning rate of the weights. */
  readonly learningRate: number;
  /** Epochs at the end that keep a tenth of the learning rate; 0: it falls to 0 at the end. */
  readonly tail: number;
  readonly labelSmoothing: number;
  /** Pixels by which images are moved at most, and mirrored or not; 0 for as they are. */
  readonly shift: number;
  /** Whether images are scored together with their mirror images. */
  readonly testTimeFlip: boolean;
  readonly seed: number;
}

/** For digits on the software adapter: narrow, and never mirrored. */
export const mnistDefaults: Omit<ImagesConfig, 'seed'> = {
  channels: [4, 8, 16, 16],
  epochs: 4,
  batchSize: 64,
  learningRate: 0.5,
  tail: 0,
  labelSmoothing: 0.1,
  shift: 0,
  testTimeFlip: false,
};

/** The recipe's own numbers, for CIFAR-10 on a GPU. */
export const cifarDefaults: Omit<ImagesConfig, 'seed'> = {
  channels: [64, 128, 256, 512],
  epochs: 10,
  batchSize: 512,
  learningRate: 1,
  tail: 2,
  labelSmoothing: 0.2,
  shift: 4,
  testTimeFlip: true,
};

/** Everything that scoring a network takes. */
interface Scored {
  readonly params: ResNet9Params<Value>;
  readonly running: ResNet9State<Value>;
}

/**
 * Running statistics, and the average that is scored. Statistics are averaged with the parameters, as in the source: those of the
 * last steps would belong to other parameters than the averaged ones.
 */
interface Memory {
  readonly running: ResNet9State<Value>;
  readonly average: Scored;
}

interface Batch {
  readonly epoch: number;
  readonly place: number;
  readonly indices: readonly number[];
}

/** Training ResNet-9 with the recipe of "How to Train Your ResNet", part 8, without its whitening. */
export function imagesTask(
  name: 'mnist' | 'cifar',
  { train, test }: { readonly train: LabelledImages; readonly test: LabelledImages },
  config: ImagesConfig,
  source: string,
): TrainingTask<ResNet9Params<Value>, Memory, Batch> {
  const { seed, batchSize, epochs, labelSmoothing, shift } = config;
  const recipe = resNet9Recipe({ epochs, batchSize, peak: config.learningRate, tail: config.tail });
  const steps = Math.floor(train.labels.length / batchSize);
  if (steps === 0) throw new RangeError(`${train.labels.length} images are fewer than a batch of ${batchSize}`);
  const statistics = pixelStatistics(train);
  const keys = { initial: foldIn(key(seed), 1000), batches: foldIn(key(seed), 1001), augment: foldIn(key(seed), 1002) };
  const averaging = exponentialAverage({ decay: recipe.averaging.decay });
  const network = (
    params: ResNet9Params<Value>,
    state: ResNet9State<Value>,
    x: Value,
    training: boolean,
  ): { readonly logits: Value; readonly state: ResNet9State<Value> } => {
    const options: ResNet9Options = {
      training,
      splits: recipe.splits,
      activation: (h) => celu(h, recipe.celuAlpha),
      logitScale: recipe.logitScale,
      poolFirst: recipe.poolFirst,
    };
    return resNet9<Value>(params, state, x, options);
  };
  return {
    name,
    config: { ...config },
    epochs,
    data: {
      sha256: hashOf(train, test),
      source,
      train: train.labels.length,
      test: test.labels.length,
      shape: train.shape.slice(1),
    } satisfies Record<string, Plain>,
    initial: () => {
      const { params, state } = initialResNet9(
        keys.initial,
        { channels: config.channels, inputChannels: train.shape[1], frozenScales: recipe.frozenScales },
        { kind: 'webgpu' },
      );
      return { params, memory: { running: state, average: averaging.init<Scored>({ params, running: state }) } };
    },
    optimizer: sgd({
      learningRate: (step) => recipe.learningRate(step / steps),
      momentum: recipe.momentum,
      nesterov: true,
      weightDecay: recipe.weightDecay,
      groups: [
        {
          match: /bias$/,
          learningRate: (step) => recipe.biasLearningRate(step / steps),
          weightDecay: recipe.biasWeightDecay,
        },
      ],
    }),
    batches: (epoch) => {
      const order = [...permutation(foldIn(keys.batches, epoch), train.labels.length).data];
      // Ghost batches need whole batches: what is left over has its turn in another epoch.
      return Array.from({ length: steps }, (_, place) => ({
        epoch,
        place,
        indices: order.slice(place * batchSize, (place + 1) * batchSize),
      }));
    },
    examplesIn: ({ indices }) => indices.length,
    step: (params, { running, average }, { epoch, place, indices }) => {
      const own = foldIn(keys.augment, epoch * steps + place);
      const { x, y } = onDevice(train, indices, shift > 0 ? { key: own, shift } : undefined);
      const { value, pullback } = vjp((p: ResNet9Params<Value>) => network(p, running, x, true), params);
      // Leaves of the result are values, though frozen scales leave leaves of the parameters out.
      const { logits, state } = value as ReturnType<typeof network>;
      const loss = valueAndGrad((scores: Value) => crossEntropy<Value>(scores, y, { labelSmoothing }))(logits);
      // The statistics are apart from all derivatives.
      const nothing = treeMap(state, (leaf) => mul(leaf, 0));
      const [gradients] = pullback({ logits: loss.gradient, state: nothing });
      return {
        gradients,
        memory: { running: state, average },
        loss: loss.value,
        accuracy: accuracy<Value>(logits, y),
      };
    },
    afterStep: (params, { running, average }, stepsMade) => ({
      running,
      average: stepsMade % recipe.averaging.every === 0 ? averaging.update(average, { params, running }) : average,
    }),
    evaluate: async (_, { average }): Promise<Score> => {
      const sums = { loss: 0, right: 0 };
      const count = test.labels.length;
      for (let start = 0; start < count; start += 100) {
        const indices = Array.from({ length: Math.min(100, count - start) }, (__, index) => start + index);
        const score = scope(() => {
          const { x, y } = onDevice(test, indices);
          const scores = flipped(
            config.testTimeFlip,
            x,
            (images) => network(average.params, average.running, images, false).logits,
          );
          return { loss: crossEntropy<Value>(scores, y), accuracy: accuracy<Value>(scores, y) };
        });
        const [loss = NaN] = await read(score.loss);
        const [right = NaN] = await read(score.accuracy);
        dispose(score);
        sums.loss += loss * indices.length;
        sums.right += Math.round(right * indices.length);
      }
      return { loss: sums.loss / count, accuracy: sums.right / count };
    },
  };

  function onDevice(
    images: LabelledImages,
    indices: readonly number[],
    augment?: Parameters<typeof batchPixels>[3],
  ): { readonly x: Value; readonly y: Value } {
    const { data, shape } = batchPixels(images, indices, statistics, augment);
    const labels = indices.map((index) => images.labels[index]!);
    return { x: tensor(data, shape), y: tensor(labels, [labels.length], 'int32') };
  }
}

function flipped(both: boolean, x: Value, logits: (images: Value) => Value): Value {
  return both ? testTimeFlip<Value>(logits, x) : logits(x);
}

/** Of all pixels and labels, in their order. */
function hashOf(...sets: readonly LabelledImages[]): string {
  const hash = createHash('sha256');
  for (const { pixels, labels } of sets) hash.update(pixels).update(labels);
  return hash.digest('hex');
}
