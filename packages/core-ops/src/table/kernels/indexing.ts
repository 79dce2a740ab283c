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

/** The longest stretch of a row that one thread searches; of candidates there are fewer, and passes cost as well. */
const longestStretch = 256;
const longestOfCandidates = 1024;
/** Up to so many, a thread keeps the best in a sorted list while it reads its stretch once. */
const longestList = 32;

/**
 * Indices of the k largest of each row in the order "greater value first, then lower index"; NaN counts as greater than
 * everything. A row is cut into stretches with a thread for each, and the best of the stretches are searched again in the
 * same way until they are the best of the row: stretches stay in order, so that equal values do as well.
 */
export function topKKernel(x: Tensor, k: number): Tensor {
  kernelDtype('topK', x);
  const length = x.shape.at(-1)!;
  const shape = [...x.shape.slice(0, -1), k];
  const rows = length === 0 ? 0 : sizeOf(x.shape) / length;
  let candidates: Tensor | undefined;
  for (let count = length; ;) {
    // Every pass must leave less than it was given.
    const stretch = Math.max(candidates ? longestOfCandidates : longestStretch, 4 * k);
    const parts = Math.max(1, Math.ceil(count / stretch));
    const best = topKPass(x, candidates, { rows, length, count, parts, k, stretch }, parts === 1 ? shape : undefined);
    candidates?.dispose();
    if (parts === 1) return best;
    candidates = best;
    count = parts * k;
  }
}

interface TopKPass {
  readonly rows: number;
  readonly length: number;
  /** Elements of a row, or candidates where there are some. */
  readonly count: number;
  readonly parts: number;
  readonly k: number;
  readonly stretch: number;
}

/** The k best of every stretch, −1 behind those of a stretch that is shorter than k. */
function topKPass(
  x: Tensor,
  candidates: Tensor | undefined,
  { rows, length, count, parts, k, stretch }: TopKPass,
  shape: Shape = [rows, parts, k],
): Tensor {
  const type = elementType(x);
  const nan = type === 'f32' ? 'isnan(v)' : 'false';
  const listed = k <= longestList;
  const capacity = listed ? 2 ** Math.ceil(Math.log2(Math.max(k, 1))) : 0;
  return runProgram({
    name: `topK ${type} ${candidates ? 'candidates' : 'elements'} ${capacity}`,
    inputs: candidates ? [x, candidates] : [x],
    shape,
    dtype: 'int32',
    threads: k === 0 ? 0 : rows * parts,
    uniforms: [
      { name: 'extent', type: 'i32', values: length },
      { name: 'count', type: 'i32', values: count },
      { name: 'parts', type: 'i32', values: parts },
      { name: 'stretch', type: 'i32', values: stretch },
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
      // The index in its row of what stands at a place, −1 for nothing.
      fn indexAt(row: i32, place: i32) -> i32 {
        ${candidates ? 'return input1[row * uniforms.count + place];' : 'return place;'}
      }
      fn compute(index: i32) {
        let row = index / uniforms.parts;
        let start = (index % uniforms.parts) * uniforms.stretch;
        let end = min(start + uniforms.stretch, uniforms.count);
        ${listed ? keptInList(capacity) : foundOneByOne}
      }`,
  });
}

const keptInList = (capacity: number): string => `
        var keys: array<i32, ${capacity}>;
        var indices: array<i32, ${capacity}>;
        var filled = 0;
        for (var place = start; place < end; place++) {
          let i = indexAt(row, place);
          if (i < 0) { continue; }
          let key = order(input0[row * uniforms.extent + i]);
          if (filled == uniforms.k && key <= keys[uniforms.k - 1]) { continue; }
          var at = min(filled, uniforms.k - 1);
          while (at > 0 && keys[max(at - 1, 0)] < key) {
            keys[at] = keys[at - 1];
            indices[at] = indices[at - 1];
            at--;
          }
          keys[at] = key;
          indices[at] = i;
          filled = min(filled + 1, uniforms.k);
        }
        for (var j = 0; j < uniforms.k; j++) {
          result[index * uniforms.k + j] = select(-1, indices[min(j, ${capacity - 1})], j < filled);
        }`;

// k times the largest of what comes after the last one found.
const foundOneByOne = `
        var lastKey = 2147483647;
        var last = -1;
        for (var found = 0; found < uniforms.k; found++) {
          var bestKey = 0;
          var best = -1;
          for (var place = start; place < end; place++) {
            let i = indexAt(row, place);
            if (i < 0) { continue; }
            let key = order(input0[row * uniforms.extent + i]);
            let remains = key < lastKey || (key == lastKey && i > last);
            if (remains && (best < 0 || key > bestKey)) { bestKey = key; best = i; }
          }
          result[index * uniforms.k + found] = best;
          if (best < 0) { lastKey = -2147483647 - 1; last = 2147483647; } else { lastKey = bestKey; last = best; }
        }`;
