import { matmul } from '@gradbook/core-ops';
import * as tf from '@tensorflow/tfjs-core';

import type { BenchCase } from '../contract.ts';
import { sumTolerance } from '../measure/agreement.ts';
import { forwardAndBackward, onDevice } from '../peers/device.ts';
import { jaxJs, type JaxValue } from '../peers/jax.ts';
import { tfjs } from '../peers/tfjs.ts';
import { type Input, inputsOf } from './inputs.ts';

/** [batch…, rows, inner] times [batch…, inner, columns]. */
function product(batch: readonly number[], rows: number, inner: number, columns: number): BenchCase {
  const name = ['matmul', ...(batch.length > 0 ? [`${batch.join('×')} of`] : []), `${rows}×${inner}×${columns}`];
  return {
    name: name.join(' '),
    prepare: async (hosts) => {
      const [a, b] = inputsOf([...batch, rows, inner], [...batch, inner, columns]) as [Input, Input];
      const inputs = [a.onDevice(), b.onDevice()] as const;
      return {
        tolerance: sumTolerance(inner),
        ours: onDevice('ours', { inputs, work: () => [matmul(...inputs)] }),
        peers: [
          await tfjs({ inputs: [], work: () => [tf.matMul(...inputs)] }),
          await jaxJs(hosts, ({ numpy, jit }) => {
            const [x, y] = [a, b].map(({ data, shape }) => numpy.array(data).reshape([...shape])) as [
              JaxValue,
              JaxValue,
            ];
            const multiply = jit((p: JaxValue, q: JaxValue) => numpy.matmul(p, q));
            return () => [multiply(x.ref, y.ref)];
          }),
          await hosts.torch({ inputs: [a, b], code: 'run = lambda: [inputs[0] @ inputs[1]]' }),
        ],
      };
    },
  };
}

function withGradients(n: number): BenchCase {
  return {
    name: `matmul ${n}×${n}×${n} with both gradients`,
    prepare: async (hosts) => {
      const [a, b, g] = inputsOf([n, n], [n, n], [n, n]) as [Input, Input, Input];
      const [x, y, cotangent] = [a.onDevice(), b.onDevice(), g.onDevice()] as const;
      return {
        tolerance: sumTolerance(n),
        ours: onDevice('ours', {
          inputs: [x, y, cotangent],
          work: () => forwardAndBackward((p, q) => matmul(p!, q!), [x, y], cotangent),
        }),
        peers: [
          await tfjs({
            inputs: [],
            work: () => {
              const { value, grads } = tf.valueAndGrads((p, q) => tf.matMul(p!, q!))([x, y], cotangent);
              return [value, ...grads];
            },
          }),
          await hosts.torch({
            inputs: [a, b, g],
            code: [
              'x, y = [t.clone().requires_grad_() for t in inputs[:2]]',
              'def run():',
              '    z = x @ y',
              '    return [z, *torch.autograd.grad(z, [x, y], inputs[2])]',
            ].join('\n'),
          }),
        ],
      };
    },
  };
}

export const matmulCases: readonly BenchCase[] = [
  product([], 64, 64, 64),
  product([], 512, 512, 512),
  product([], 512, 64, 256),
  product([32], 64, 64, 64),
  withGradients(256),
];
