import type { Tensor } from '@tensorflow/tfjs-core';

import type { Shape } from '../../../values/value.ts';
import type { MatmulAttributes, MatmulPlan } from '../../linear-algebra.ts';
import { broadcastStrides } from '../../shapes.ts';
import { counts } from '../wgsl-parts.ts';
import { element, elementType, type Uniform } from '../wgsl.ts';

/**
 * How a kernel reads an operand: four neighbours at once along the inner axis or along the outer one (the rows of the left operand,
 * the columns of the right one), or one element at a time, where the length of a line is no multiple of four.
 */
export type Reading = 'inner' | 'outer' | 'single';

/** How the operand is best read: lines are along the inner axis where `innerContiguous`. */
export function readingOf(operand: Tensor, innerContiguous: boolean, inner: number, outer: number): Reading {
  if (elementType(operand) !== 'f32') return 'single';
  if (innerContiguous) return inner % 4 === 0 ? 'inner' : 'single';
  return outer % 4 === 0 ? 'outer' : 'single';
}

/** Sizes and strides of a product as uniforms. */
export function matmulUniforms(
  a: Tensor,
  b: Tensor,
  { batch, rows, columns, inner }: MatmulPlan,
  { transposeA, transposeB }: MatmulAttributes,
): Uniform[] {
  const matrices = (shape: Shape, size: number): number[] =>
    broadcastStrides(shape.slice(0, -2), batch).map((stride) => stride * size);
  return [
    { name: 'batch', type: 'i32', values: batch },
    { name: 'batchA', type: 'i32', values: matrices(a.shape, rows * inner) },
    { name: 'batchB', type: 'i32', values: matrices(b.shape, inner * columns) },
    ...counts({
      rows,
      columns,
      inner,
      outerA: transposeA ? 1 : inner,
      innerA: transposeA ? rows : 1,
      outerB: transposeB ? inner : 1,
      innerB: transposeB ? 1 : columns,
    }),
  ];
}

/**
 * WGSL that sets `startA` and `startB` to where the operands' matrices begin that `matrix`, of the result's, is the product of.
 *
 * @param at WGSL of an element of a list that is a uniform.
 */
export function operandStarts(rank: number, at: (uniform: string, index: number) => string = element): string {
  const axes = Array.from({ length: rank }, (_, i) => rank - 1 - i);
  return `var rest = matrix;
  var startA = 0;
  var startB = 0;
  ${axes
    .map(
      (axis) => `let n${axis} = rest % ${at('batch', axis)}; rest /= ${at('batch', axis)};
  startA += n${axis} * ${at('batchA', axis)}; startB += n${axis} * ${at('batchB', axis)};`,
    )
    .join('\n  ')}`;
}
