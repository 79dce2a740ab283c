import type { Tensor } from '@tensorflow/tfjs-core';

import { sizeOf } from '../../values/float64-tensor.ts';
import { matmulBlock } from '../error-bounds.ts';
import type { MatmulAttributes, MatmulPlan } from '../linear-algebra.ts';
import { broadcastStrides } from '../shapes.ts';
import { fillElements } from './elementwise.ts';
import { element, elementType, kernelDtype, runProgram } from './wgsl.ts';

/** Rows and columns of the output that one thread computes. */
const tile = 4;

/**
 * A product of batches of matrices: each thread keeps a 4×4 tile of the output in registers and walks along the inner axis.
 *
 * No workgroup memory: on software adapters a barrier costs more than it saves. The order of additions is fixed, so a
 * result is the same in every run (tfjs splits long inner axes over atomic additions, whose order is not).
 * Transposed and broadcast operands are read in place.
 */
export function matmulKernel(a: Tensor, b: Tensor, plan: MatmulPlan, attributes: MatmulAttributes): Tensor {
  const { batch, rows, columns, inner } = plan;
  const shape = [...batch, rows, columns];
  kernelDtype('matmul', a);
  kernelDtype('matmul', b);
  if (inner === 0) return fillElements(0, shape, 'float32');
  const rank = batch.length;
  const tileRows = Math.ceil(rows / tile);
  const tileColumns = Math.ceil(columns / tile);
  const batchCoordinates: string[] = [];
  for (let axis = rank - 1; axis >= 0; axis--) {
    batchCoordinates.push(
      `let n${axis} = rest % ${element('batch', axis)}; rest /= ${element('batch', axis)};
       startA += n${axis} * ${element('batchA', axis)}; startB += n${axis} * ${element('batchB', axis)};`,
    );
  }
  const lanes = [0, 1, 2, 3];
  const reads = lanes.map(
    (i) => `
          let a${i} = f32(input0[startA + min(row + ${i}, uniforms.rows - 1) * uniforms.rowA + k * uniforms.innerA]);
          let b${i} = f32(input1[startB + min(column + ${i}, uniforms.columns - 1) * uniforms.columnB + k * uniforms.innerB]);`,
  );
  return runProgram({
    name: `matmul ${elementType(a)} ${elementType(b)} batch rank ${rank} block ${matmulBlock}`,
    inputs: [a, b],
    shape,
    dtype: 'float32',
    threads: sizeOf(batch) * tileRows * tileColumns,
    uniforms: [
      { name: 'batch', type: 'i32', values: batch },
      {
        name: 'batchA',
        type: 'i32',
        values: broadcastStrides(a.shape.slice(0, -2), batch).map((s) => s * rows * inner),
      },
      {
        name: 'batchB',
        type: 'i32',
        values: broadcastStrides(b.shape.slice(0, -2), batch).map((s) => s * inner * columns),
      },
      { name: 'rows', type: 'i32', values: rows },
      { name: 'columns', type: 'i32', values: columns },
      { name: 'inner', type: 'i32', values: inner },
      { name: 'rowA', type: 'i32', values: attributes.transposeA ? 1 : inner },
      { name: 'innerA', type: 'i32', values: attributes.transposeA ? rows : 1 },
      { name: 'innerB', type: 'i32', values: attributes.transposeB ? 1 : columns },
      { name: 'columnB', type: 'i32', values: attributes.transposeB ? inner : 1 },
      { name: 'tileRows', type: 'i32', values: tileRows },
      { name: 'tileColumns', type: 'i32', values: tileColumns },
    ],
    body: `fn compute(index: i32) {
      let column = (index % uniforms.tileColumns) * ${tile};
      let row = ((index / uniforms.tileColumns) % uniforms.tileRows) * ${tile};
      let matrix = index / (uniforms.tileColumns * uniforms.tileRows);
      var rest = matrix;
      var startA = 0;
      var startB = 0;
      ${batchCoordinates.join('\n')}
      ${lanes.map((i) => `var total${i} = vec4<f32>(0.0);`).join(' ')}
      for (var block = 0; block < uniforms.inner; block += ${matmulBlock}) {
        ${lanes.map((i) => `var sum${i} = vec4<f32>(0.0);`).join(' ')}
        for (var k = block; k < min(block + ${matmulBlock}, uniforms.inner); k++) {
          ${reads.join('')}
          let b = vec4<f32>(b0, b1, b2, b3);
          ${lanes.map((i) => `sum${i} += a${i} * b;`).join(' ')}
        }
        ${lanes.map((i) => `total${i} += sum${i};`).join(' ')}
      }
      let target0 = (matrix * uniforms.rows + row) * uniforms.columns + column;
      ${lanes
        .map((i) =>
          lanes
            .map(
              (j) => `
      if (row + ${i} < uniforms.rows && column + ${j} < uniforms.columns) { result[target0 + ${i} * uniforms.columns + ${j}] = total${i}[${j}]; }`,
            )
            .join(''),
        )
        .join('')}
    }`,
  });
}
