import type { Tensor } from '@tensorflow/tfjs-core';

import type { Shape } from '../../values/value.ts';
import { runProgram } from './wgsl.ts';

/** How far it is in a tensor of partial sums from one element to the next, and from one chunk to the next. */
export interface ChunkStrides {
  readonly ofElement: number;
  readonly ofChunk: number;
}

/** Adds up partial sums in the order of their chunks, and frees them. */
export function sumChunks(partialSums: Tensor, chunks: number, strides: ChunkStrides, shape: Shape): Tensor {
  const total = runProgram({
    name: 'sum of chunks',
    inputs: [partialSums],
    shape,
    dtype: 'float32',
    uniforms: [
      { name: 'chunks', type: 'i32', values: chunks },
      { name: 'ofElement', type: 'i32', values: strides.ofElement },
      { name: 'ofChunk', type: 'i32', values: strides.ofChunk },
    ],
    body: `
fn compute(index: i32) {
  var sum = 0.0;
  for (var chunk = 0; chunk < uniforms.chunks; chunk++) {
    sum += input0[index * uniforms.ofElement + chunk * uniforms.ofChunk];
  }
  result[index] = sum;
}`,
  });
  partialSums.dispose();
  return total;
}
