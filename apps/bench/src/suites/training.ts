import { valueAndGrad } from '@gradbook/autograd';
import { dispose, fromFloat64, key, read, scope, treeMap, type Value } from '@gradbook/core-ops';
import {
  bundledNames,
  encodeNames,
  labelBatch,
  nameAlphabet,
  oneHotBatch,
  prepareNames,
  splitNames,
} from '@gradbook/datasets-names';
import { initialHead, initialLstm, lstm, manyToOneHead, type RecurrentParameters } from '@gradbook/layers-recurrent';
import { adam, crossEntropy } from '@gradbook/optim';
import * as tf from '@tensorflow/tfjs-core';
import * as layers from '@tensorflow/tfjs-layers';

import type { BenchCase, Contestant, Numbers } from '../contract.ts';
import { sumTolerance } from '../measure/agreement.ts';
import { deviceDone } from '../peers/device.ts';
import { registerGradients } from '#tfjs-gradients';

/** The names classifier of `pnpm train names`: an LSTM over one-hot characters, a linear head on its last state. */
interface Params {
  readonly recurrent: RecurrentParameters<Value>;
  readonly head: { readonly weight: Value; readonly bias: Value };
}

type EncodedNames = ReturnType<typeof encodeNames>;

const learningRate = 6e-3;

/**
 * Steps of training, from the same weights every time. The names are of one length: tfjs transposes masks by a shader that its WebGPU
 * backend cannot compile, so tfjs-layers knows no lengths there.
 */
function names(hidden: number, batchSize: number, length: number, steps: number): BenchCase {
  return {
    name: `names classifier H=${hidden} B=${batchSize} T=${length}, ${steps} steps of training`,
    // A run is steps enough to be an epoch's in small; on a software adapter a round takes long.
    settings: { warmUp: 1, minRounds: 3, maxRounds: 10, budget: 20_000 },
    prepare: async () => {
      const prepared = prepareNames(bundledNames());
      const { train } = splitNames(prepared, { seed: 0 });
      const own = train.filter(({ name }) => name.length === length);
      const batches = Array.from({ length: steps }, (_, step) =>
        encodeNames(own.slice(step * batchSize, (step + 1) * batchSize)),
      );
      const classes = prepared.languages.length;
      const { bias_hh_l0: _, ...recurrent } = initialLstm(key(1), {
        inputSize: nameAlphabet.length,
        hiddenSize: hidden,
        kind: 'float64',
      });
      const head = initialHead(key(2), { inputSize: hidden, outputSize: classes, kind: 'float64' });
      const initial = treeMap({ recurrent, head }, fromFloat64) as Params;
      return {
        // A loss is through sums of H terms in every step of the names.
        tolerance: sumTolerance(hidden * length),
        ours: ourTraining(initial, batches),
        peers: [await layersTraining(initial, batches, hidden, classes)],
      };
    },
  };
}

/** A contestant that trains, and gives the loss before each step. */
function contestant(name: string, train: () => Promise<Value[]>, free: () => void): Contestant {
  return {
    name,
    run: async () => {
      const losses = await train();
      await deviceDone();
      dispose(losses);
    },
    outputs: async () => {
      const losses = await train();
      const numbers: Numbers[] = [];
      for (const loss of losses) numbers.push(await read(loss));
      dispose(losses);
      return numbers;
    },
    dispose: free,
  };
}

function ourTraining(initial: Params, batches: readonly EncodedNames[]): Contestant {
  const optimizer = adam({ learningRate });
  const train = async (): Promise<Value[]> => {
    const losses: Value[] = [];
    let now = { params: initial, state: optimizer.init(initial) };
    for (const batch of batches) {
      const old = now;
      const { loss, ...after } = scope(() => {
        const [x, y] = [oneHotBatch(batch, { kind: 'webgpu' }), labelBatch(batch, { kind: 'webgpu' })];
        const { value, gradient } = valueAndGrad((params: Params) => {
          const { last } = lstm<Value>(params.recurrent, x);
          return crossEntropy<Value>(manyToOneHead(params.head, { last }), y);
        })(old.params);
        return { ...optimizer.update(old.params, gradient, old.state), loss: value };
      });
      losses.push(loss);
      if (old.params !== initial) dispose(old.params);
      dispose(old.state);
      now = after;
    }
    if (now.params !== initial) dispose(now.params);
    dispose(now.state);
    return losses;
  };
  return contestant('ours', train, () => dispose(initial));
}

/** The same by tfjs-layers: an LSTM, a dense layer, and tfjs's own Adam. */
async function layersTraining(
  initial: Params,
  batches: readonly EncodedNames[],
  hidden: number,
  classes: number,
): Promise<Contestant> {
  await registerGradients();
  const model = layers.sequential({
    layers: [
      layers.layers.lstm({
        units: hidden,
        inputShape: [null, nameAlphabet.length],
        recurrentActivation: 'sigmoid',
        kernelInitializer: 'zeros',
        recurrentInitializer: 'zeros',
      }),
      layers.layers.dense({ units: classes }),
    ],
  });
  const { weight_ih_l0, weight_hh_l0, bias_ih_l0 } = initial.recurrent as Readonly<Record<string, tf.Tensor>>;
  const { weight, bias } = initial.head as Readonly<Record<'weight' | 'bias', tf.Tensor>>;
  const train = async (): Promise<Value[]> => {
    tf.tidy(() => {
      const matrices = [weight_ih_l0!, weight_hh_l0!].map((each) => tf.transpose(each));
      model.setWeights([...matrices, bias_ih_l0!, tf.transpose(weight), bias]);
    });
    const optimizer = tf.train.adam(learningRate, 0.9, 0.999, 1e-8);
    const variables = model.trainableWeights.map((each) => each.read() as tf.Variable);
    const losses = batches.map((batch) =>
      tf.tidy(() => {
        const x = tf.transpose(oneHotBatch(batch, { kind: 'webgpu' }) as tf.Tensor3D, [1, 0, 2]);
        const y = tf.oneHot(labelBatch(batch, { kind: 'webgpu' }) as tf.Tensor1D, classes);
        const loss = (): tf.Scalar => {
          const scores = model.apply(x, { training: true }) as tf.Tensor2D;
          return tf.losses.softmaxCrossEntropy(y, scores);
        };
        return optimizer.minimize(loss, true, variables)!;
      }),
    );
    optimizer.dispose();
    return losses;
  };
  return contestant('tfjs', train, () => model.dispose());
}

export const trainingCases: readonly BenchCase[] = [names(128, 64, 7, 2)];
