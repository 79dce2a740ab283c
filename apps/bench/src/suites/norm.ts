import { batchNorm, layerNorm, rmsNorm } from '@gradbook/normalization';
import type { Value } from '@gradbook/core-ops';
import * as tf from '@tensorflow/tfjs-core';

import type { BenchCase } from '../contract.ts';
import { sumTolerance } from '../measure/agreement.ts';
import { forwardAndBackward, onDevice } from '../peers/device.ts';
import { tfjs } from '../peers/tfjs.ts';
import { type Input, inputsOf } from './inputs.ts';

const epsilon = 1e-5;
const toNhwc = [0, 2, 3, 1];
const fromNhwc = [0, 3, 1, 2];

/** As tfjs-layers normalizes in training: moments, then the fused operation of tfjs. */
function tfjsBatchNorm(x: tf.Tensor, weight: tf.Tensor, bias: tf.Tensor): tf.Tensor {
  const { mean, variance } = tf.moments(x, [0, 1, 2]);
  const [m, v, b, w] = [mean, variance, bias, weight] as tf.Tensor1D[];
  return tf.batchNorm(x, m!, v!, b, w, epsilon);
}

/** Batch normalization of a training step, with the gradients of input, weight and bias. */
function batch(examples: number, channels: number, side: number): BenchCase {
  return {
    name: `batch norm ${examples}×${channels}×${side}×${side} with gradients`,
    prepare: async (hosts) => {
      const shape = [examples, channels, side, side];
      const [x, g, w, b] = inputsOf(shape, shape, [channels], [channels]) as [Input, Input, Input, Input];
      const [value, cotangent, weight, bias] = [x, g, w, b].map((input) => input.onDevice()) as Four;
      const [valueT, cotangentT] = [x.transposed(toNhwc), g.transposed(toNhwc)];
      return {
        tolerance: sumTolerance(examples * side * side),
        ours: onDevice('ours', {
          inputs: [value, cotangent, weight, bias],
          work: () =>
            forwardAndBackward(
              (a, c, d) => batchNorm(a!, { training: true, weight: c!, bias: d!, epsilon }).output,
              [value, weight, bias],
              cotangent,
            ),
        }),
        peers: [
          await tfjs({
            inputs: [valueT, cotangentT],
            work: () => {
              const { value: output, grads } = tf.valueAndGrads((a, c, d) => tfjsBatchNorm(a!, c!, d!))(
                [valueT, weight, bias],
                cotangentT,
              );
              return [output, ...grads];
            },
            arrange: ([y, dx, dw, db]) => [tf.transpose(y!, fromNhwc), tf.transpose(dx!, fromNhwc), dw!, db!],
          }),
          await hosts.torch({
            inputs: [x, g, w, b],
            code: torchGradients('torch.nn.functional.batch_norm(x, None, None, w, b, training=True)'),
          }),
        ],
      };
    },
  };
}

/** Batch normalization with running statistics, as in evaluation, with the gradients of input, weight and bias. */
function evaluation(examples: number, channels: number, side: number): BenchCase {
  return {
    name: `batch norm ${examples}×${channels}×${side}×${side} in evaluation with gradients`,
    prepare: async (hosts) => {
      const shape = [examples, channels, side, side];
      const inputs = inputsOf(shape, shape, [channels], [channels], [channels], [channels]);
      const [x, g, w, b, m, v] = inputs as [Input, Input, Input, Input, Input, Input];
      const [value, cotangent, weight, bias] = [x, g, w, b].map((input) => input.onDevice()) as Four;
      const runningMean = m.onDevice();
      // A variance is positive.
      const runningVariance = tf.tidy(() => tf.add(tf.square(v.onDevice()), 0.5));
      const [valueT, cotangentT] = [x.transposed(toNhwc), g.transposed(toNhwc)];
      return {
        tolerance: sumTolerance(examples * side * side),
        ours: onDevice('ours', {
          inputs: [value, cotangent, weight, bias, runningMean, runningVariance],
          work: () =>
            forwardAndBackward(
              (a, c, d) => {
                const statistics = { runningMean: runningMean as Value, runningVariance: runningVariance as Value };
                return batchNorm(a!, { training: false, weight: c!, bias: d!, epsilon, ...statistics }).output;
              },
              [value, weight, bias],
              cotangent,
            ),
        }),
        peers: [
          await tfjs({
            inputs: [valueT, cotangentT],
            work: () => {
              const { value: output, grads } = tf.valueAndGrads((a, c, d) => {
                const [mean, variance, offset, scale] = [runningMean, runningVariance, d!, c!] as tf.Tensor1D[];
                return tf.batchNorm(a!, mean!, variance!, offset, scale, epsilon);
              })([valueT, weight, bias], cotangentT);
              return [output, ...grads];
            },
            arrange: ([y, dx, dw, db]) => [tf.transpose(y!, fromNhwc), tf.transpose(dx!, fromNhwc), dw!, db!],
          }),
          await hosts.torch({
            inputs: [x, g, w, b, m, v],
            code: torchGradients(
              'torch.nn.functional.batch_norm(x, inputs[4], inputs[5] * inputs[5] + 0.5, w, b, training=False)',
            ),
          }),
        ],
      };
    },
  };
}

/** Normalization over the last axis, with the gradients of input, weight and, where there is one, bias. */
function last(kind: 'layer' | 'rms', rows: number, features: number): BenchCase {
  const centred = kind === 'layer';
  return {
    name: `${centred ? 'layer' : 'RMS'} norm ${rows}×${features} with gradients`,
    prepare: async (hosts) => {
      const shape = [rows, features];
      const [x, g, w, b] = inputsOf(shape, shape, [features], [features]) as [Input, Input, Input, Input];
      const [value, cotangent, weight, bias] = [x, g, w, b].map((input) => input.onDevice()) as Four;
      const parameters = centred ? [weight, bias] : [weight];
      return {
        tolerance: sumTolerance(Math.max(rows, features)),
        ours: onDevice('ours', {
          inputs: [value, cotangent, weight, bias],
          work: () =>
            forwardAndBackward(
              (a, c, d) =>
                centred
                  ? layerNorm(a!, features, { weight: c!, bias: d!, epsilon })
                  : rmsNorm(a!, features, { weight: c!, epsilon }),
              [value, ...parameters],
              cotangent,
            ),
        }),
        peers: [
          await tfjs({
            inputs: [],
            work: () => {
              const { value: output, grads } = tf.valueAndGrads((a, c, d) => {
                if (!d) {
                  const size = tf.mean(tf.square(a!), -1, true);
                  return tf.mul(tf.mul(a!, tf.rsqrt(tf.add(size, epsilon))), c!);
                }
                const { mean, variance } = tf.moments(a!, -1, true);
                const scaled = tf.mul(tf.sub(a!, mean), tf.rsqrt(tf.add(variance, epsilon)));
                return tf.add(tf.mul(scaled, c!), d);
              })([value, ...parameters], cotangent);
              return [output, ...grads];
            },
          }),
          ...(centred
            ? [
                await hosts.torch({
                  inputs: [x, g, w, b],
                  code: torchGradients(`torch.nn.functional.layer_norm(x, [${features}], w, b)`),
                }),
              ]
            : []),
        ],
      };
    },
  };
}

type Four = [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];

function torchGradients(expression: string): string {
  return [
    'x, w, b = [t.clone().requires_grad_() for t in (inputs[0], inputs[2], inputs[3])]',
    'def run():',
    `    y = ${expression}`,
    '    return [y, *torch.autograd.grad(y, [x, w, b], inputs[1])]',
  ].join('\n');
}

export const normCases: readonly BenchCase[] = [
  batch(16, 32, 16),
  batch(32, 64, 8),
  evaluation(32, 64, 8),
  last('layer', 512, 256),
  last('layer', 256, 768),
  last('rms', 256, 768),
];
