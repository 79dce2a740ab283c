import { gru, lstm, type RecurrentParameters } from '@gradbook/layers-recurrent';
import type { Value } from '@gradbook/core-ops';
import * as tf from '@tensorflow/tfjs-core';

import type { BenchCase } from '../contract.ts';
import { sumTolerance } from '../measure/agreement.ts';
import { forwardAndBackward, onDevice } from '../peers/device.ts';
import { tfjs } from '../peers/tfjs.ts';
import { type Input, inputsOf } from './inputs.ts';

interface Sizes {
  readonly steps: number;
  readonly batch: number;
  /** Of the input as well as of the state. */
  readonly hidden: number;
}

type Kind = 'LSTM' | 'GRU';

const gates: Readonly<Record<Kind, number>> = { LSTM: 4, GRU: 3 };

/** The layer operation by operation, as tfjs-layers has it, but with W_ih x for all steps as one product. */
function tfjsLayer(kind: Kind, { steps, batch, hidden }: Sizes, [x, w, u, b]: readonly tf.Tensor[]): tf.Tensor {
  const rows = tf.reshape(x!, [steps * batch, hidden]);
  const all = tf.add(tf.matMul(rows, w!, false, true), b!);
  const inputs = tf.unstack(tf.reshape(all, [steps, batch, gates[kind] * hidden]));
  const outputs: tf.Tensor[] = [];
  let h: tf.Tensor = tf.zeros([batch, hidden]);
  let c: tf.Tensor = tf.zeros([batch, hidden]);
  for (const input of inputs) {
    const product = tf.matMul(h, u!, false, true);
    if (kind === 'LSTM') {
      const [zi, zf, zg, zo] = tf.split(tf.add(input, product), 4, 1) as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
      c = tf.add(tf.mul(tf.sigmoid(zf), c), tf.mul(tf.sigmoid(zi), tf.tanh(zg)));
      h = tf.mul(tf.sigmoid(zo), tf.tanh(c));
    } else {
      const [xr, xz, xn] = tf.split(input, 3, 1) as [tf.Tensor, tf.Tensor, tf.Tensor];
      const [hr, hz, hn] = tf.split(product, 3, 1) as [tf.Tensor, tf.Tensor, tf.Tensor];
      const z = tf.sigmoid(tf.add(xz, hz));
      const n = tf.tanh(tf.add(xn, tf.mul(tf.sigmoid(tf.add(xr, hr)), hn)));
      h = tf.add(tf.mul(z, h), tf.mul(tf.sub(1, z), n));
    }
    outputs.push(h);
  }
  return tf.stack(outputs);
}

/** A layer over a sequence, with the gradients of input, weights and bias. */
function layer(kind: Kind, sizes: Sizes): BenchCase {
  const { steps, batch, hidden } = sizes;
  const rows = gates[kind] * hidden;
  // A power of two near 1/√H, so that scaling is exact everywhere: states stay of moderate size.
  const scale = 2 ** -Math.round(Math.log2(Math.sqrt(hidden)));
  return {
    name: `${kind} T=${steps} B=${batch} H=${hidden} with gradients`,
    settings: { warmUp: 1, minRounds: 3, maxRounds: 20, budget: 8000 },
    prepare: async (hosts) => {
      const sequence = [steps, batch, hidden];
      const given = inputsOf(sequence, [rows, hidden], [rows, hidden], [rows], sequence);
      const [x, w, u, b, g] = given as [Input, Input, Input, Input, Input];
      const [input, bias, cotangent] = [x.onDevice(), b.onDevice(), g.onDevice()];
      const [weight, recurrent] = [w, u].map((value) => tf.tidy(() => tf.mul(value.onDevice(), scale))) as [
        tf.Tensor,
        tf.Tensor,
      ];
      const inputs = [input, weight, recurrent, bias];
      const ours =
        (fused: boolean) =>
        ([a, p, q, r]: readonly Value[]): Value => {
          const params: RecurrentParameters<Value> = { weight_ih_l0: p!, weight_hh_l0: q!, bias_ih_l0: r! };
          return kind === 'LSTM' ? lstm(params, a!, { fused }).output : gru(params, a!, { fused }).output;
        };
      const work = (fused: boolean) => () => forwardAndBackward((...values) => ours(fused)(values), inputs, cotangent);
      return {
        // An element passes through sums of H terms at every step.
        tolerance: sumTolerance(steps * hidden),
        ours: onDevice('ours', { inputs: [...inputs, cotangent], work: work(true) }),
        peers: [
          await tfjs({
            inputs: [],
            work: () => {
              const { value, grads } = tf.valueAndGrads((...values: tf.Tensor[]) => tfjsLayer(kind, sizes, values))(
                inputs,
                cotangent,
              );
              return [value, ...grads];
            },
          }),
          // Where a round would take minutes on a software adapter, it is left out.
          ...(steps * hidden < 2 ** 14 ? [onDevice('ours step by step', { inputs: [], work: work(false) })] : []),
          await hosts.torch({
            inputs: [x, w, u, b, g],
            code: [
              `x, w, u, b = [(t * s).requires_grad_() for t, s in zip(inputs, (1, ${scale}, ${scale}, 1))]`,
              'zeros = torch.zeros_like(b)',
              `h = torch.zeros(1, ${batch}, ${hidden}, device=x.device)`,
              'def run():',
              kind === 'LSTM'
                ? '    y = torch._VF.lstm(x, (h, h), [w, u, b, zeros], True, 1, 0.0, True, False, False)[0]'
                : '    y = torch._VF.gru(x, h, [w, u, b, zeros], True, 1, 0.0, True, False, False)[0]',
              '    return [y, *torch.autograd.grad(y, [x, w, u, b], inputs[4])]',
            ].join('\n'),
          }),
        ],
      };
    },
  };
}

export const recurrentCases: readonly BenchCase[] = [
  layer('LSTM', { steps: 64, batch: 8, hidden: 32 }),
  layer('LSTM', { steps: 32, batch: 16, hidden: 64 }),
  layer('LSTM', { steps: 128, batch: 32, hidden: 256 }),
  layer('GRU', { steps: 32, batch: 16, hidden: 64 }),
];
