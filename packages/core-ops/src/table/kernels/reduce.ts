import type { Tensor } from '@tensorflow/tfjs-core';

import { sizeOf } from '../../values/float64-tensor.ts';
import type { Shape } from '../../values/value.ts';
import { type AxisView, stridesOf, viewAxis } from '../shapes.ts';
import { fillElements, stridedMap } from './elementwise.ts';
import { errorFree, exponential, logarithm } from './functions.ts';
import { elementType, kernelDtype, runProgram } from './wgsl.ts';

export type ReductionKind = 'sum' | 'mean' | 'prod' | 'max' | 'min';

/** Longest run of terms that one thread sums while it has company: longer axes are reduced in several passes. */
const longestRun = 512;
/** Terms per thread in a pass that is not the last. */
const runInPass = 64;

/** How many times a sum over `length` terms rounds its partial sums. */
export function reductionPasses(length: number): number {
  let passes = 1;
  for (let n = length; n > longestRun; n = Math.ceil(n / runInPass)) passes++;
  return passes;
}

/** The input with the reduced axes next to each other, and the view of it in which they are one axis. */
function gatherAxes(x: Tensor, axes: readonly number[]): { x: Tensor; view: AxisView; owned: boolean } {
  const first = axes[0] ?? x.shape.length;
  const adjacent = axes.every((axis, i) => axis === first + i);
  const length = sizeOf(axes.map((axis) => x.shape[axis]!));
  if (adjacent) {
    return {
      x,
      view: { outer: sizeOf(x.shape.slice(0, first)), length, inner: sizeOf(x.shape.slice(first + axes.length)) },
      owned: false,
    };
  }
  const kept = x.shape.map((_, axis) => axis).filter((axis) => !axes.includes(axis));
  const order = [...kept, ...axes];
  const strides = stridesOf(x.shape);
  const type = elementType(x);
  const moved = stridedMap(
    { name: 'copy', expression: 'a' },
    [x],
    order.map((axis) => x.shape[axis]!),
    [order.map((axis) => strides[axis]!)],
    [0],
    [type],
    kernelDtype('transpose', x),
  );
  return { x: moved, view: { outer: sizeOf(kept.map((axis) => x.shape[axis]!)), length, inner: 1 }, owned: true };
}

/** Loops over the terms `x` of output element `index`: every `parts`-th along the axis, starting at `part`. */
export function loop(type: 'f32' | 'i32', before: string, each: string, after: string): string {
  return `fn compute(index: i32) {
      let column = index % uniforms.inner;
      let part = (index / uniforms.inner) % uniforms.parts;
      let start = (index / (uniforms.inner * uniforms.parts)) * uniforms.count * uniforms.inner + column;
      ${before}
      for (var i = part; i < uniforms.count; i += uniforms.parts) {
        let x = ${type}(input0[start + i * uniforms.inner]);
        ${each}
      }
      ${after}
    }`;
}

export const compensatedBefore: string = 'var s = 0.0; var lost = 0.0;';
export const compensatedEach: string = 'let next = twoSum(s, x); s = next.x; lost += next.y;';
/** Where the sum is infinite its compensation is undefined, and the sum alone is right. */
export const compensatedTotal: string = `let corrected = s + lost;
  let total = select(corrected, s, isnan(corrected));`;

/** WGSL of one pass; `last` where the pass writes the result. */
function passBody(kind: ReductionKind, type: 'f32' | 'i32', last: boolean): string {
  if (kind === 'sum' || (kind === 'mean' && !last)) {
    return type === 'i32' && kind === 'sum'
      ? loop('i32', 'var s = 0;', 's += x;', 'result[index] = s;')
      : errorFree + loop('f32', compensatedBefore, compensatedEach, `${compensatedTotal} result[index] = total;`);
  }
  if (kind === 'mean') {
    // q = total / n, corrected by the remainder total − q n, which two-part arithmetic gives exactly.
    return (
      errorFree +
      loop(
        'f32',
        compensatedBefore,
        compensatedEach,
        `${compensatedTotal}
        let n = uniforms.divisor;
        let q = opaque(total / n);
        let product = twoProduct(q, n);
        let rest = lost - opaque(opaque(s + lost) - s);
        let better = q + (((total - product.x) - product.y) + rest) / n;
        result[index] = select(better, q, isnan(better));`,
      )
    );
  }
  if (kind === 'prod') {
    const one = type === 'i32' ? '1' : '1.0';
    return loop(type, `var p = ${one};`, 'p *= x;', 'result[index] = p;');
  }
  const symbol = kind === 'max' ? '>' : '<';
  const takes = type === 'i32' ? `x ${symbol} m` : `!isnan(m) && (isnan(x) || x ${symbol} m)`;
  return loop(
    type,
    `var m = ${type}(input0[start + part * uniforms.inner]);`,
    `if (${takes}) { m = x; }`,
    'result[index] = m;',
  );
}

/** Reduces axes (counted from the front, ascending) to the shape given. */
export function reduceKernel(kind: ReductionKind, input: Tensor, axes: readonly number[], shape: Shape): Tensor {
  const inputType = elementType(input);
  const integers = inputType === 'i32' && kind !== 'mean';
  const dtype = integers ? 'int32' : 'float32';
  kernelDtype(kind, input);
  if (sizeOf(axes.map((axis) => input.shape[axis]!)) === 0) return fillElements(kind === 'prod' ? 1 : 0, shape, dtype);
  const gathered = gatherAxes(input, axes);
  const { outer, inner, length } = gathered.view;
  let { x, owned } = gathered;
  let count = length;
  for (;;) {
    const last = count <= longestRun;
    const parts = last ? 1 : Math.ceil(count / runInPass);
    const type = integers ? 'i32' : 'f32';
    const next = runProgram({
      name: `reduce ${kind} ${type} ${last}`,
      inputs: [x],
      shape: last ? shape : [outer, parts, inner],
      dtype,
      uniforms: [
        { name: 'inner', type: 'i32', values: inner },
        { name: 'parts', type: 'i32', values: parts },
        { name: 'count', type: 'i32', values: count },
        { name: 'divisor', type: 'f32', values: length },
      ],
      body: passBody(kind, type, last),
    });
    if (owned) x.dispose();
    if (last) return next;
    x = next;
    owned = true;
    count = parts;
  }
}

/** The uniforms of a program that walks whole lines along an axis, one thread each. */
export function lineUniforms({ inner, length }: AxisView): { name: string; type: 'i32'; values: number }[] {
  return [
    { name: 'inner', type: 'i32', values: inner },
    { name: 'parts', type: 'i32', values: 1 },
    { name: 'count', type: 'i32', values: length },
  ];
}

/** Index of the first largest (or smallest) element; the first NaN where there is one. */
export function argExtremumKernel(name: 'argMax' | 'argMin', x: Tensor, axis: number, shape: Shape): Tensor {
  const type = elementType(x);
  const symbol = name === 'argMax' ? '>' : '<';
  const takes = type === 'i32' ? `x ${symbol} m` : `!isnan(m) && (isnan(x) || x ${symbol} m)`;
  kernelDtype(name, x);
  return runProgram({
    name: `${name} ${type}`,
    inputs: [x],
    shape,
    dtype: 'int32',
    uniforms: lineUniforms(viewAxis(x.shape, axis)),
    body: loop(
      type,
      `var best = 0; var m = ${type}(input0[start]);`,
      `if (${takes}) { m = x; best = i; }`,
      'result[index] = best;',
    ),
  });
}

/** WGSL that leaves the largest element of a line in `m` and the compensated sum of e^(x − m) in `total`. */
export const shiftedExponentials: {
  readonly before: string;
  readonly largest: string;
  readonly sum: string;
  readonly library: string;
} = {
  before: 'var m = f32(input0[start]);',
  largest: 'if (!isnan(m) && (isnan(x) || x > m)) { m = x; }',
  sum: `${compensatedBefore}
    for (var i = 0; i < uniforms.count; i++) {
      let x = accurateExp(f32(input0[start + i * uniforms.inner]) - m);
      ${compensatedEach}
    }
    ${compensatedTotal}`,
  library: errorFree + exponential + logarithm,
};

/** log Σ eˣ over axes, the largest element taken out first. */
export function logSumExpKernel(input: Tensor, axes: readonly number[], shape: Shape): Tensor {
  kernelDtype('logSumExp', input);
  const { x, view, owned } = gatherAxes(input, axes);
  const { before, largest, sum, library } = shiftedExponentials;
  const result = runProgram({
    name: 'logSumExp',
    inputs: [x],
    shape,
    dtype: 'float32',
    uniforms: lineUniforms(view),
    body:
      library +
      loop(
        'f32',
        before,
        largest,
        // An infinite or undefined largest element is the result.
        `if (isnan(m) || abs(m) == uniforms.INFINITY) { result[index] = m; return; }
        ${sum}
        result[index] = m + accurateLog(total);`,
      ),
  });
  if (owned) x.dispose();
  return result;
}

/** Running sums along an axis, one thread for each line. */
export function cumsumKernel(
  x: Tensor,
  { axis, exclusive, reverse }: { readonly axis: number; readonly exclusive: boolean; readonly reverse: boolean },
): Tensor {
  const type = elementType(x);
  const view = viewAxis(x.shape, axis);
  const integers = type === 'i32';
  const write = integers ? 'result[position] = s;' : `${compensatedTotal} result[position] = total;`;
  const accumulate = integers ? 's += x;' : compensatedEach;
  kernelDtype('cumsum', x);
  return runProgram({
    name: `cumsum ${type} ${exclusive} ${reverse}`,
    inputs: [x],
    shape: x.shape,
    dtype: integers ? 'int32' : 'float32',
    threads: view.outer * view.inner,
    uniforms: lineUniforms(view),
    body: `${errorFree}
      fn compute(index: i32) {
        let start = (index / uniforms.inner) * uniforms.count * uniforms.inner + index % uniforms.inner;
        ${integers ? 'var s = 0;' : compensatedBefore}
        for (var i = 0; i < uniforms.count; i++) {
          let position = start + ${reverse ? '(uniforms.count - 1 - i)' : 'i'} * uniforms.inner;
          let x = ${type}(input0[position]);
          ${exclusive ? `${write} ${accumulate}` : `${accumulate} ${write}`}
        }
      }`,
  });
}
