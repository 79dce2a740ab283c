import type { Tensor } from '@tensorflow/tfjs-core';

import { viewAxis } from '../shapes.ts';
import { lineUniforms, loop, shiftedExponentials } from './reduce.ts';
import { kernelDtype, runProgram } from './wgsl.ts';

/** softmax or logSoftmax along an axis, one thread for each line: the largest element is taken out before exp. */
export function softmaxKernel(name: 'softmax' | 'logSoftmax', x: Tensor, axis: number): Tensor {
  kernelDtype(name, x);
  const view = viewAxis(x.shape, axis);
  const { before, largest, sum, library } = shiftedExponentials;
  const each = name === 'softmax' ? 'accurateExp(shifted) / total' : 'shifted - logTotal';
  return runProgram({
    name,
    inputs: [x],
    shape: x.shape,
    dtype: 'float32',
    threads: view.outer * view.inner,
    uniforms: lineUniforms(view),
    body:
      library +
      loop(
        'f32',
        before,
        largest,
        `${sum}
        let logTotal = accurateLog(total);
        for (var i = 0; i < uniforms.count; i++) {
          let position = start + i * uniforms.inner;
          let shifted = f32(input0[position]) - m;
          result[position] = ${each};
        }`,
      ),
  });
}
