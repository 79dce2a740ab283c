import { reshape, type Tensor } from '@tensorflow/tfjs-core';

import { sizeOf } from '../../values/float64-tensor.ts';
import type { Shape } from '../../values/value.ts';
import { broadcastStrides } from '../shapes.ts';
import { element, runProgram } from './wgsl.ts';

/** A function of one element: WGSL over `x`, and the library functions it calls. */
export interface ElementFunction {
  readonly name: string;
  readonly expression: string;
  readonly library?: string;
}

/** Applies a function to every element. `as` is the type that the expression sees and gives. */
export function mapElements(
  f: ElementFunction,
  x: Tensor,
  as: 'f32' | 'i32',
  dtype: 'float32' | 'int32' | 'bool',
): Tensor {
  return runProgram({
    name: `map ${f.name} ${as}`,
    inputs: [x],
    shape: x.shape,
    dtype,
    body: `${f.library ?? ''}
      fn compute(index: i32) {
        let x = ${as}(input0[index]);
        result[index] = ${f.expression};
      }`,
  });
}

/** Axes merged wherever every operand walks through them as through one, so that few axes are left to index. */
function mergeAxes(shape: Shape, strides: readonly (readonly number[])[]): { shape: number[]; strides: number[][] } {
  const merged: number[] = [];
  const mergedStrides: number[][] = strides.map(() => []);
  for (let axis = 0; axis < shape.length; axis++) {
    const length = shape[axis]!;
    if (length === 1) continue;
    const last = merged.length - 1;
    const joins = last >= 0 && strides.every((own, i) => mergedStrides[i]![last] === own[axis]! * length);
    if (joins) {
      merged[last]! *= length;
      for (const [i, own] of strides.entries()) mergedStrides[i]![last] = own[axis]!;
    } else {
      merged.push(length);
      for (const [i, own] of strides.entries()) mergedStrides[i]!.push(own[axis]!);
    }
  }
  return { shape: merged, strides: mergedStrides };
}

/**
 * Applies a function of several elements, inputs broadcast to `shape`. The expression sees `a`, `b`, `c` of type `as`
 * (or their own types where `as` lists them).
 */
export function zipElements(
  f: ElementFunction,
  inputs: readonly Tensor[],
  shape: Shape,
  as: readonly ('f32' | 'i32')[],
  dtype: 'float32' | 'int32' | 'bool',
): Tensor {
  return stridedMap(
    f,
    inputs,
    shape,
    inputs.map((input) => broadcastStrides(input.shape, shape)),
    inputs.map(() => 0),
    as,
    dtype,
  );
}

const operandNames = ['a', 'b', 'c'] as const;

/** Applies a function of elements that each input finds at offset + Σ coordinate · stride. */
export function stridedMap(
  f: ElementFunction,
  inputs: readonly Tensor[],
  shape: Shape,
  strides: readonly (readonly number[])[],
  offsets: readonly number[],
  as: readonly ('f32' | 'i32')[],
  dtype: 'float32' | 'int32' | 'bool',
): Tensor {
  const merged = mergeAxes(shape, strides);
  const rank = merged.shape.length;
  const run = runLength(merged.shape);
  const last = rank - 1;
  const coordinates: string[] = [];
  for (let axis = last; axis >= 0; axis--) {
    const length = axis === last ? 'uniforms.runs' : element('lengths', axis);
    coordinates.push(axis === 0 ? 'let c0 = rest;' : `let c${axis} = rest % ${length}; rest /= ${length};`);
  }
  // An operand that is repeated along the last axis is read once for the whole run.
  const repeated = merged.strides.map((own) => run > 1 && own[last] === 0);
  const starts = inputs.map((_, i) => {
    const terms = merged.shape.map(
      (__, axis) => ` + c${axis}${axis === last && run > 1 ? ` * ${run}` : ''} * ${element(`strides${i}`, axis)}`,
    );
    return `let start${i} = ${element('offsets', i)}${terms.join('')};${repeated[i] ? ` let once${i} = ${as[i]!}(input${i}[start${i}]);` : ''}`;
  });
  const each = Array.from({ length: run }, (_, r) => {
    const reads = inputs.map((__, i) => {
      const place = r === 0 ? `start${i}` : `start${i} + ${r} * ${element(`strides${i}`, last)}`;
      return `let ${operandNames[i]!} = ${repeated[i] ? `once${i}` : `${as[i]!}(input${i}[${place}])`};`;
    });
    return `{ ${reads.join(' ')} result[index${run > 1 ? ` * ${run} + ${r}` : ''}] = ${f.expression}; }`;
  });
  return runProgram({
    name: `zip ${f.name} ${as.join()} rank ${rank} run ${run} ${repeated.map(Number).join('')}`,
    inputs,
    shape,
    dtype,
    ...(run > 1 ? { threads: sizeOf(shape) / run } : {}),
    uniforms: [
      { name: 'lengths', type: 'i32', values: merged.shape },
      { name: 'runs', type: 'i32', values: (merged.shape[last] ?? 1) / run },
      { name: 'offsets', type: 'i32', values: offsets },
      ...merged.strides.map((values, i) => ({ name: `strides${i}`, type: 'i32' as const, values })),
    ],
    body: `${f.library ?? ''}
      fn compute(index: i32) {
        var rest = index;
        ${coordinates.join('\n')}
        ${starts.join('\n')}
        ${each.join('\n        ')}
      }`,
  });
}

/** From so many elements on a thread computes several neighbours: dividing an index into coordinates costs more than they do. */
const manyElements = 2 ** 14;

/** How many neighbours along the last axis a thread computes. */
function runLength(shape: Shape): number {
  if (sizeOf(shape) < manyElements) return 1;
  return [8, 7, 6, 5, 4, 3, 2].find((run) => shape.at(-1)! % run === 0) ?? 1;
}

/** Every element of the shape set to one number. */
export function fillElements(value: number, shape: Shape, dtype: 'float32' | 'int32' | 'bool'): Tensor {
  return runProgram({
    name: `fill ${dtype}`,
    inputs: [],
    shape,
    dtype,
    uniforms: [{ name: 'value', type: dtype === 'float32' ? 'f32' : 'i32', values: value }],
    body: 'fn compute(index: i32) { result[index] = uniforms.value; }',
  });
}

/** A tensor of the same elements, which share their memory. */
export function shareElements(x: Tensor, shape: Shape = x.shape): Tensor {
  return reshape(x, [...shape]);
}
