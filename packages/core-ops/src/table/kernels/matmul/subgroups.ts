import type { Tensor } from '@tensorflow/tfjs-core';

import { emptyTensor, type KernelBuffer, runCommands } from '../../../kernels/commands.ts';
import { sizeOf } from '../../../values/float64-tensor.ts';
import { matmulBlock, matmulGroup } from '../../error-bounds.ts';
import type { MatmulAttributes, MatmulPlan } from '../../linear-algebra.ts';
import { matmulUniforms, operandStarts, readingOf } from './operands.ts';
import { range } from '../wgsl-parts.ts';
import { elementType } from '../wgsl.ts';

/** Threads of a workgroup: a multiple of every size that a subgroup may have. */
const groupSize = 128;
const largestSubgroup = 128;
/** Rows of the result that a subgroup computes, and columns that each of its threads does. */
const tileRows = 8;
const threadColumns = 4;

/**
 * A product of batches of matrices by subgroups, for GPUs: each thread keeps four columns of eight rows in registers, reads its own
 * columns of the right operand, neighbours reading neighbours, and of each row of the left one a single element, which all the others
 * get from it. There is no workgroup memory to fill and no barrier to wait at. It adds in the order of the kernel in registers.
 *
 * It takes subgroups to be full, and to consist of neighbours. WebGPU promises neither, though devices do so: see `agrees`.
 */
export function matmulBySubgroups(a: Tensor, b: Tensor, plan: MatmulPlan, attributes: MatmulAttributes): Tensor {
  const { batch, rows, columns, inner } = plan;
  const result = emptyTensor([...batch, rows, columns]);
  const four = readingOf(b, attributes.transposeB, inner, columns) === 'outer';
  const uniforms: Record<string, number> = { matrices: sizeOf(batch) };
  for (const { name, values } of matmulUniforms(a, b, plan, attributes)) {
    if (typeof values === 'number') uniforms[name] = values;
    else values.forEach((value, i) => (uniforms[`${name}${i}`] = value));
  }
  const lines = range(tileRows);
  const steps = range(matmulGroup);
  const readB = (k: string): string =>
    four
      ? `bs[(startB + ${k} * uniforms.innerB + min(column, uniforms.columns - 4)) / 4]`
      : `vec4<f32>(${range(threadColumns)
          .map(
            (j) =>
              `f32(bs[startB + ${k} * uniforms.innerB + min(column + ${j}, uniforms.columns - 1) * uniforms.outerB])`,
          )
          .join(', ')})`;
  const buffers: KernelBuffer[] = [
    { name: 'as_', tensor: a, element: elementType(a), access: 'read' },
    { name: 'bs', tensor: b, element: four ? 'vec4<f32>' : elementType(b), access: 'read' },
    { name: 'result', tensor: result, element: 'f32', access: 'read_write' },
  ];
  // As many threads as a subgroup of any size needs; those that find no part left have nothing to do.
  const widest = largestSubgroup * Math.ceil(columns / (threadColumns * largestSubgroup));
  const threads = sizeOf(batch) * Math.ceil(rows / tileRows) * widest;
  runCommands([
    {
      groups: Math.ceil(threads / groupSize),
      run: {
        name: `matmul by subgroups ${elementType(a)} ${elementType(b)}${four ? ' fours' : ''} batch rank ${batch.length}`,
        features: ['subgroups'],
        buffers,
        uniforms,
        workgroupSize: groupSize,
        source: `
fn compute(thread: i32, local: i32, group: i32) {
  // Subgroups are neighbouring threads.
  let unit = group * (${groupSize} / subgroupThreads) + subgroupBroadcastFirst(local) / subgroupThreads;
  let across = (uniforms.columns + ${threadColumns} * subgroupThreads - 1) / (${threadColumns} * subgroupThreads);
  let down = (uniforms.rows + ${tileRows - 1}) / ${tileRows};
  if (unit >= across * down * uniforms.matrices) { return; }
  let column = ((unit % across) * subgroupThreads + subgroupThread) * ${threadColumns};
  let row = ((unit / across) % down) * ${tileRows};
  let matrix = unit / (across * down);
  ${operandStarts(batch.length, (name, index) => `uniforms.${name}${index}`)}
  ${lines.map((i) => `let atA${i} = startA + min(row + ${i}, uniforms.rows - 1) * uniforms.outerA;`).join('\n  ')}
  ${lines.map((i) => `var total${i} = vec4<f32>(0.0);`).join(' ')}
  let held = min(subgroupThreads, ${matmulBlock});
  for (var block = 0; block < uniforms.inner; block += ${matmulBlock}) {
    ${lines.map((i) => `var sum${i} = vec4<f32>(0.0);`).join(' ')}
    for (var base = block; base < min(block + ${matmulBlock}, uniforms.inner); base += held) {
      let own = base + subgroupThread;
      let has = (subgroupThread < held) & (own < uniforms.inner);
      let place = select(0, own, has) * uniforms.innerA;
      ${lines.map((i) => `let own${i} = select(0.0, f32(as_[atA${i} + place]), has);`).join('\n      ')}
      for (var step = 0; step < held; step += ${matmulGroup}) {
        ${steps
          .map(
            (q) => `let in${q} = base + step + ${q} < uniforms.inner;
        let k${q} = select(0, base + step + ${q}, in${q});
        let b${q} = select(vec4<f32>(0.0), ${readB(`k${q}`)}, in${q});`,
          )
          .join('\n        ')}
        ${lines
          .map((i) => {
            const products = steps.map((q) => `subgroupShuffle(own${i}, u32(step + ${q})) * b${q}`);
            return `sum${i} += ${products.reduce((sum, product) => `(${sum}) + ${product}`)};`;
          })
          .join('\n        ')}
      }
    }
    ${lines.map((i) => `total${i} += sum${i};`).join(' ')}
  }
  let target0 = (matrix * uniforms.rows + row) * uniforms.columns + column;
  ${lines
    .map((i) =>
      range(threadColumns)
        .map(
          (j) =>
            `if ((row + ${i} < uniforms.rows) & (column + ${j} < uniforms.columns)) { result[target0 + ${i} * uniforms.columns + ${j}] = total${i}[${j}]; }`,
        )
        .join('\n  '),
    )
    .join('\n  ')}
}`,
      },
    },
  ]);
  return result;
}
