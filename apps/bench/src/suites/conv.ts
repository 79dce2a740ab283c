import { conv2d } from '@gradbook/core-ops';
import * as tf from '@tensorflow/tfjs-core';

import type { BenchCase } from '../contract.ts';
import { sumTolerance } from '../measure/agreement.ts';
import { forwardAndBackward, onDevice } from '../peers/device.ts';
import { jaxJs, type JaxValue } from '../peers/jax.ts';
import { tfjs } from '../peers/tfjs.ts';
import { type Input, inputsOf } from './inputs.ts';

interface Sizes {
  readonly batch: number;
  readonly from: number;
  readonly to: number;
  readonly side: number;
  readonly kernel: number;
  /** 1 unless given. */
  readonly stride?: number;
}

// tfjs takes [N, H, W, C] and [H, W, in, out]; each library works in its own layout.
const toNhwc = [0, 2, 3, 1];
const toHwio = [2, 3, 1, 0];
const fromNhwc = [0, 3, 1, 2];
const fromHwio = [3, 2, 0, 1];

function tfjsConv(x: tf.Tensor, filter: tf.Tensor, stride: number): tf.Tensor {
  return tf.conv2d(x as tf.Tensor4D, filter as tf.Tensor4D, stride, 'same');
}

/** A convolution with as much padding as keeps the side, or with a stride that part of it: an odd zero comes after the input. */
function convolution(sizes: Sizes, gradients: boolean): BenchCase {
  const { batch, from, to, side, kernel, stride = 1 } = sizes;
  const outputSide = Math.ceil(side / stride);
  const zeros = Math.max(0, (outputSide - 1) * stride + kernel - side);
  const around = [Math.floor(zeros / 2), Math.ceil(zeros / 2)] as const;
  const padding = [around, around] as const;
  const [before, after] = around;
  const torchConv = (x: string, w: string): string =>
    before === after
      ? `torch.nn.functional.conv2d(${x}, ${w}, stride=${stride}, padding=${before})`
      : `torch.nn.functional.conv2d(torch.nn.functional.pad(${x}, (${before}, ${after}, ${before}, ${after})), ${w}, stride=${stride})`;
  return {
    name:
      `conv2d ${kernel}×${kernel}, ${from}→${to}, ${side}×${side}, B=${batch}` +
      (stride === 1 ? '' : `, stride ${stride}`) +
      (gradients ? ' with input and weight gradient' : ''),
    settings: { warmUp: 1, minRounds: 3, maxRounds: 20, budget: 8000 },
    prepare: async (hosts) => {
      const [x, w, g] = inputsOf(
        [batch, from, side, side],
        [to, from, kernel, kernel],
        [batch, to, outputSide, outputSide],
      ) as [Input, Input, Input];
      const [image, filter, cotangent] = [x.onDevice(), w.onDevice(), g.onDevice()] as const;
      const nhwc = [x.transposed(toNhwc), w.transposed(toHwio), g.transposed(toNhwc)] as const;
      const [imageT, filterT, cotangentT] = nhwc as unknown as readonly [tf.Tensor4D, tf.Tensor4D, tf.Tensor4D];
      return {
        // The longest sums: the filter's gradient adds over batch and positions.
        tolerance: sumTolerance(gradients ? batch * outputSide * outputSide : from * kernel * kernel),
        ours: onDevice('ours', {
          inputs: [image, filter, cotangent],
          work: () =>
            gradients
              ? forwardAndBackward((a, b) => conv2d(a!, b!, { padding, stride }), [image, filter], cotangent)
              : [conv2d(image, filter, { padding, stride })],
        }),
        peers: [
          await tfjs({
            inputs: nhwc,
            work: () => {
              if (!gradients) return [tfjsConv(imageT, filterT, stride)];
              const { value, grads } = tf.valueAndGrads((a, b) => tfjsConv(a!, b!, stride))(
                [imageT, filterT],
                cotangentT,
              );
              return [value, ...grads];
            },
            arrange: ([y, dx, dw]) => [
              tf.transpose(y!, fromNhwc),
              ...(dx && dw ? [tf.transpose(dx, fromNhwc), tf.transpose(dw, fromHwio)] : []),
            ],
          }),
          await jaxJs(hosts, ({ lax, numpy, jit, vjp: pull }) => {
            const [a, b, c] = [x, w, g].map(({ data, shape }) => numpy.array(data).reshape([...shape])) as [
              JaxValue,
              JaxValue,
              JaxValue,
            ];
            const pad: [number, number][] = [[...around], [...around]];
            const conv = (p: JaxValue, q: JaxValue): JaxValue => lax.convGeneralDilated(p, q, [stride, stride], pad);
            const work = gradients
              ? jit((p: JaxValue, q: JaxValue, r: JaxValue) => {
                  const [value, back] = pull(conv, [p, q]);
                  const [dp, dq] = back(r);
                  back.dispose();
                  return [value, dp as JaxValue, dq as JaxValue];
                })
              : jit((p: JaxValue, q: JaxValue, r: JaxValue) => {
                  r.dispose();
                  return [conv(p, q)];
                });
            return () => work(a.ref, b.ref, c.ref);
          }),
          await hosts.torch({
            inputs: [x, w, g],
            code: gradients
              ? [
                  'x, w = [t.clone().requires_grad_() for t in inputs[:2]]',
                  'def run():',
                  `    y = ${torchConv('x', 'w')}`,
                  '    return [y, *torch.autograd.grad(y, [x, w], inputs[2])]',
                ].join('\n')
              : `run = lambda: [${torchConv('inputs[0]', 'inputs[1]')}]`,
          }),
        ],
      };
    },
  };
}

const targeted: Sizes = { batch: 16, from: 32, to: 64, side: 28, kernel: 3 };

export const convCases: readonly BenchCase[] = [
  convolution(targeted, false),
  convolution(targeted, true),
  convolution({ ...targeted, stride: 2 }, true),
  convolution({ batch: 16, from: 64, to: 64, side: 14, kernel: 1 }, true),
];
