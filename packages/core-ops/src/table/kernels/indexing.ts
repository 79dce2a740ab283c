import type { Tensor } from '@tensorflow/tfjs-core';

import { sizeOf } from '../../values/float64-tensor.ts';
import type { Shape } from '../../values/value.ts';
import type { ScatterAddAttributes } from '../indexing.ts';
import { viewAxis } from '../shapes.ts';
import { fillElements } from './elementwise.ts';
import { errorFree } from './functions.ts';
import { elementType, kernelDtype, runProgram } from './wgsl.ts';

/** Takes positions of an axis; where an index names none, the element is NaN (or the least int32), never a neighbour's. */
export function gatherKernel(x: Tensor, indices: Tensor, axis: number): Tensor {
  const dtype = kernelDtype('gather', x);
  const { length, inner } = viewAxis(x.shape, axis);
  const shape = [...x.shape.slice(0, axis), ...indices.shape, ...x.shape.slice(axis + 1)];
  const type = elementType(x);
  const nothing = type === 'f32' ? 'uniforms.NAN' : '-2147483647 - 1';
  return runProgram({
    name: `gather ${type} ${elementType(indices)}`,
    inputs: [x, indices],
    shape,
    dtype,
    uniforms: [
      { name: 'inner', type: 'i32', values: inner },
      { name: 'count', type: 'i32', values: sizeOf(indices.shape) },
      { name: 'extent', type: 'i32', values: length },
    ],
    body: `fn compute(index: i32) {
      let column = index % uniforms.inner;
      let rest = index / uniforms.inner;
      let at = i32(input1[rest % uniforms.count]);
      var v = ${nothing};
      if (at >= 0 && at < uniforms.extent) {
        v = input0[((rest / uniforms.count) * uniforms.extent + at) * uniforms.inner + column];
      }
      result[index] = v;
    }`,
  });
}

/**
 * Adds updates at positions of an axis. Each thread owns an output element and looks for its updates, in order and with
 * compensation: no atomics, so that the result is the same in every run.
 */
export function scatterAddKernel(
  updates: Tensor,
  indices: Tensor,
  { axis, length }: ScatterAddAttributes,
  shape: Shape,
): Tensor {
  const dtype = kernelDtype('scatterAdd', updates) === 'float32' ? 'float32' : 'int32';
  const count = sizeOf(indices.shape);
  if (count === 0) return fillElements(0, shape, dtype);
  const type = elementType(updates);
  const { inner } = viewAxis(shape, axis);
  const floats = type === 'f32';
  return runProgram({
    name: `scatterAdd ${type} ${elementType(indices)}`,
    inputs: [updates, indices],
    shape,
    dtype,
    uniforms: [
      { name: 'inner', type: 'i32', values: inner },
      { name: 'count', type: 'i32', values: count },
      { name: 'extent', type: 'i32', values: length },
    ],
    body: `${floats ? errorFree : ''}
      fn compute(index: i32) {
        let column = index % uniforms.inner;
        let rest = index / uniforms.inner;
        let at = rest % uniforms.extent;
        let start = (rest / uniforms.extent) * uniforms.count;
        ${floats ? 'var s = 0.0; var lost = 0.0;' : 'var s = 0;'}
        for (var j = 0; j < uniforms.count; j++) {
          if (i32(input1[j]) != at) { continue; }
          let x = input0[(start + j) * uniforms.inner + column];
          ${floats ? 'let next = twoSum(s, x); s = next.x; lost += next.y;' : 's += x;'}
        }
        ${floats ? 'let corrected = s + lost; result[index] = select(corrected, s, isnan(corrected));' : 'result[index] = s;'}
      }`,
  });
}

/** 1 where the last coordinate is the index, else 0. */
export function oneHotKernel(indices: Tensor, depth: number): Tensor {
  const type = elementType(indices);
  return runProgram({
    name: `oneHot ${type}`,
    inputs: [indices],
    shape: [...indices.shape, depth],
    dtype: 'float32',
    uniforms: [{ name: 'depth', type: 'i32', values: depth }],
    body: `fn compute(index: i32) {
      result[index] = select(0.0, 1.0, input0[index / uniforms.depth] == ${type}(index % uniforms.depth));
    }`,
  });
}

/**
 * Indices of the k largest of each row, one thread a row: k times the largest of what comes after the last one found, in
 * the order "greater value first, then lower index". NaN counts as greater than everything.
 */
export function topKKernel(x: Tensor, k: number): Tensor {
  kernelDtype('topK', x);
  const type = elementType(x);
  const length = x.shape.at(-1)!;
  const shape = [...x.shape.slice(0, -1), k];
  const nan = type === 'f32' ? 'isnan(v)' : 'false';
  return runProgram({
    name: `topK ${type}`,
    inputs: [x],
    shape,
    dtype: 'int32',
    threads: length === 0 ? 0 : sizeOf(x.shape) / length,
    uniforms: [
      { name: 'extent', type: 'i32', values: length },
      { name: 'k', type: 'i32', values: k },
    ],
    body: `
      // Numbers in the order of their values as signed integers: all comparisons are of integers.
      fn order(v: ${type}) -> i32 {
        if (${nan}) { return 2147483647; }
        ${
          type === 'f32'
            ? `let bits = bitcast<i32>(select(v, 0.0, v == 0.0));
        return select(bits, bits ^ 0x7fffffff, bits < 0);`
            : 'return v;'
        }
      }
      fn compute(index: i32) {
        let start = index * uniforms.extent;
        var lastKey = 2147483647;
        var last = -1;
        for (var found = 0; found < uniforms.k; found++) {
          var bestKey = 0;
          var best = -1;
          for (var i = 0; i < uniforms.extent; i++) {
            let key = order(input0[start + i]);
            let remains = key < lastKey || (key == lastKey && i > last);
            if (remains && (best < 0 || key > bestKey)) { bestKey = key; best = i; }
          }
          result[index * uniforms.k + found] = best;
          lastKey = bestKey;
          last = best;
        }
      }`,
  });
}
