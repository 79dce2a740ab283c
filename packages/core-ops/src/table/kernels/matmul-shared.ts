import type { Tensor } from '@tensorflow/tfjs-core';

import { sizeOf } from '../../values/float64-tensor.ts';
import { matmulBlock, matmulGroup } from '../error-bounds.ts';
import type { MatmulAttributes, MatmulPlan } from '../linear-algebra.ts';
import { matmulUniforms, operandStarts } from './matmul-operands.ts';
import { counts, range } from './wgsl-parts.ts';
import { elementType, runProgram } from './wgsl.ts';

/** Rows and columns of the result that a workgroup computes, and that a thread does. */
const groupTile = 64;
const threadTile = 4;
const threadsAcross = groupTile / threadTile;
const groupSize = threadsAcross ** 2;
/** Steps along the inner axis whose operands are in workgroup memory at once. */
const depth = 16;

/**
 * A product of batches of matrices through workgroup memory, for GPUs: the threads of a workgroup read a piece of both operands
 * together, neighbours reading neighbours, and each multiplies its part of it. It adds in the order of the kernel in registers.
 */
export function matmulShared(a: Tensor, b: Tensor, plan: MatmulPlan, attributes: MatmulAttributes): Tensor {
  const { batch, rows, columns } = plan;
  const shape = [...batch, rows, columns];
  const tileRows = Math.ceil(rows / groupTile);
  const tileColumns = Math.ceil(columns / groupTile);
  const lanes = range(threadTile);
  const all = (statement: (place: string) => string): string =>
    lanes.map((i) => lanes.map((j) => statement(`${i}_${j}`)).join(' ')).join('\n    ');
  /** Brings a piece of an operand into workgroup memory, [step, line], with zeros beyond the matrix. */
  const bring = (operand: 'A' | 'B', count: string, innerContiguous: boolean): string => {
    const input = operand === 'A' ? 'input0' : 'input1';
    return range((groupTile * depth) / groupSize)
      .map(
        (part) => `{
        let e = local + ${part * groupSize};
        let line = ${innerContiguous ? `e / ${depth}` : `e % ${groupTile}`};
        let step = ${innerContiguous ? `e % ${depth}` : `e / ${groupTile}`};
        let inside = (first${operand} + line < ${count}) & (k + step < uniforms.inner);
        let place = start${operand} + (first${operand} + line) * uniforms.outer${operand} + (k + step) * uniforms.inner${operand};
        tile${operand}[step * ${groupTile} + line] = select(0.0, f32(${input}[select(0, place, inside)]), inside);
      }`,
      )
      .join('\n      ');
  };
  return runProgram({
    name: `matmul shared ${elementType(a)} ${attributes.transposeA} ${elementType(b)} ${attributes.transposeB} batch rank ${batch.length}`,
    inputs: [a, b],
    shape,
    dtype: 'float32',
    threads: sizeOf(batch) * tileRows * tileColumns * groupSize,
    groupSize,
    barriers: true,
    uniforms: [
      ...matmulUniforms(a, b, plan, attributes),
      ...counts({ tileRows, tileColumns, matrices: sizeOf(batch) }),
    ],
    body: `
var<workgroup> tileA: array<f32, ${groupTile * depth}>;
var<workgroup> tileB: array<f32, ${groupTile * depth}>;
fn compute(index: i32) {
  let local = index % ${groupSize};
  let group = index / ${groupSize};
  let firstB = (group % uniforms.tileColumns) * ${groupTile};
  let firstA = ((group / uniforms.tileColumns) % uniforms.tileRows) * ${groupTile};
  let matrix = min(group / (uniforms.tileColumns * uniforms.tileRows), uniforms.matrices - 1);
  let ownA = (local / ${threadsAcross}) * ${threadTile};
  let ownB = (local % ${threadsAcross}) * ${threadTile};
  ${operandStarts(batch.length)}
  ${all((place) => `var total${place} = 0.0;`)}
  for (var block = 0; block < uniforms.inner; block += ${matmulBlock}) {
    ${all((place) => `var sum${place} = 0.0;`)}
    for (var k = block; k < block + ${matmulBlock}; k += ${depth}) {
      workgroupBarrier();
      ${bring('A', 'uniforms.rows', !attributes.transposeA)}
      ${bring('B', 'uniforms.columns', attributes.transposeB)}
      workgroupBarrier();
      for (var step = 0; step < ${depth}; step += ${matmulGroup}) {
        ${range(matmulGroup)
          .map((q) =>
            lanes
              .map(
                (i) =>
                  `let a${i}_${q} = tileA[(step + ${q}) * ${groupTile} + ownA + ${i}]; let b${i}_${q} = tileB[(step + ${q}) * ${groupTile} + ownB + ${i}];`,
              )
              .join(' '),
          )
          .join('\n        ')}
        ${lanes
          .map((i) =>
            lanes
              .map((j) => {
                const products = range(matmulGroup).map((q) => `a${i}_${q} * b${j}_${q}`);
                return `sum${i}_${j} += ${products.reduce((sum, product) => `(${sum}) + ${product}`)};`;
              })
              .join(' '),
          )
          .join('\n        ')}
      }
    }
    ${all((place) => `total${place} += sum${place};`)}
  }
  let row = firstA + ownA;
  let column = firstB + ownB;
  let target0 = (matrix * uniforms.rows + row) * uniforms.columns + column;
  if (index < uniforms.threads) {
    ${lanes
      .map((i) =>
        lanes
          .map(
            (j) =>
              `if ((row + ${i} < uniforms.rows) & (column + ${j} < uniforms.columns)) { result[target0 + ${i} * uniforms.columns + ${j}] = total${i}_${j}; }`,
          )
          .join('\n    '),
      )
      .join('\n    ')}
  }
}`,
  });
}
