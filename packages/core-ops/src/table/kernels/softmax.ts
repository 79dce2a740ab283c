import type { Tensor } from '@tensorflow/tfjs-core';

import { type AxisView, viewAxis } from '../shapes.ts';
import {
  compensatedBefore,
  compensatedEach,
  compensatedTotal,
  lineUniforms,
  loop,
  shiftedExponentials,
} from './reduce.ts';
import { elementType, kernelDtype, runProgram } from './wgsl.ts';

/** From so long a line on, a line may be computed in parts. */
export const longLine = 1024;
/** … where there are at most so many lines: more of them keep the device busy by themselves. */
const fewLines = 256;
/** Elements of a line in a part. */
const partLength = 256;

/** softmax or logSoftmax along an axis: the largest element is taken out before exp. */
export function softmaxKernel(name: 'softmax' | 'logSoftmax', x: Tensor, axis: number): Tensor {
  kernelDtype(name, x);
  const view = viewAxis(x.shape, axis);
  if (view.length >= longLine && view.outer * view.inner <= fewLines) return inParts(name, x, view);
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

/**
 * The same for few long lines, in three passes: largest element m and Σ e^(x − m) of every part of a line, a thread for
 * each; those of the line, M and Σ s e^(m − M), a thread for each line; and every element, a thread for each.
 */
function inParts(name: 'softmax' | 'logSoftmax', x: Tensor, view: AxisView): Tensor {
  const { outer, inner, length } = view;
  const lines = outer * inner;
  const parts = Math.ceil(length / partLength);
  const { library, largest } = shiftedExponentials;
  const uniforms = [...lineUniforms(view), { name: 'pieces', type: 'i32' as const, values: parts }];
  const ofParts = runProgram({
    name: `softmax parts ${elementType(x)}`,
    inputs: [x],
    shape: [lines, parts, 2],
    dtype: 'float32',
    threads: lines * parts,
    uniforms,
    body: `${library}
      fn compute(index: i32) {
        let line = index / uniforms.pieces;
        let start = (line / uniforms.inner) * uniforms.count * uniforms.inner + line % uniforms.inner;
        let first = (index % uniforms.pieces) * ${partLength};
        let end = min(first + ${partLength}, uniforms.count);
        var m = f32(input0[start + first * uniforms.inner]);
        for (var i = first + 1; i < end; i++) {
          let x = f32(input0[start + i * uniforms.inner]);
          ${largest}
        }
        result[2 * index] = m;
        // A part of −∞ alone adds nothing to the line.
        if (m == -uniforms.INFINITY) { result[2 * index + 1] = 0.0; return; }
        ${compensatedBefore}
        for (var i = first; i < end; i++) {
          let x = accurateExp(f32(input0[start + i * uniforms.inner]) - m);
          ${compensatedEach}
        }
        ${compensatedTotal}
        result[2 * index + 1] = total;
      }`,
  });
  const ofLines = runProgram({
    name: `${name} lines`,
    inputs: [ofParts],
    shape: [lines, 2],
    dtype: 'float32',
    threads: lines,
    uniforms,
    body: `${library}
      fn compute(index: i32) {
        let first = 2 * index * uniforms.pieces;
        var m = input0[first];
        for (var part = 1; part < uniforms.pieces; part++) {
          let x = input0[first + 2 * part];
          ${largest}
        }
        ${compensatedBefore}
        for (var part = 0; part < uniforms.pieces; part++) {
          let x = input0[first + 2 * part + 1] * accurateExp(input0[first + 2 * part] - m);
          ${compensatedEach}
        }
        ${compensatedTotal}
        result[2 * index] = m;
        result[2 * index + 1] = ${name === 'softmax' ? 'total' : 'accurateLog(total)'};
      }`,
  });
  const result = runProgram({
    name: `${name} elements ${elementType(x)}`,
    inputs: [x, ofLines],
    shape: x.shape,
    dtype: 'float32',
    uniforms,
    body: `${library}
      fn compute(index: i32) {
        let line = 2 * ((index / (uniforms.count * uniforms.inner)) * uniforms.inner + index % uniforms.inner);
        let shifted = f32(input0[index]) - input1[line];
        result[index] = ${name === 'softmax' ? 'accurateExp(shifted) / input1[line + 1]' : 'shifted - input1[line + 1]'};
      }`,
  });
  ofParts.dispose();
  ofLines.dispose();
  return result;
}
