import type { Tensor } from '@tensorflow/tfjs-core';

import { sizeOf } from '../../../values/float64-tensor.ts';
import { matmulBlock, matmulGroup } from '../../error-bounds.ts';
import type { MatmulAttributes, MatmulPlan } from '../../linear-algebra.ts';
import { matmulUniforms, operandStarts } from './operands.ts';
import { counts, range } from '../wgsl-parts.ts';
import { elementType, runProgram } from '../wgsl.ts';

/** Rows and columns of the result that a workgroup computes, and that a thread does. */
const groupTile = 64;
const threadTile = 4;
const threadsAcross = groupTile / threadTile;
const groupSize = threadsAcross ** 2;

/** Operands that {@link packHalves} made. */
export interface PackedOperands {
  readonly a: Tensor;
  readonly b: Tensor;
}

/** How operands lie in memory, their own and that of the workgroup, as WGSL. */
interface Storage {
  /** Steps along the inner axis whose operands are in workgroup memory at once: as many as fill the same number of bytes. */
  readonly depth: number;
  /** The type of a place of workgroup memory, and how many steps it holds. */
  readonly element: 'f32' | 'u32';
  readonly steps: 1 | 2;
  /** Before `compute`. */
  readonly functions: string;
  /** What a place holds of the elements `steps` of them that `at(q)` says where they are, if `inside(q)`. */
  readonly load: (input: string, at: (q: number) => string, inside: (q: number) => string) => string;
  /** Reads the group of steps of a line: variables `name_0` to `name_3`. */
  readonly read: (name: string, tile: string, line: string) => string;
}

const inFloats: Storage = {
  depth: 16,
  element: 'f32',
  steps: 1,
  functions: '',
  load: (input, at, inside) => `select(0.0, f32(${input}[select(0, ${at(0)}, ${inside(0)})]), ${inside(0)})`,
  read: (name, tile, line) =>
    range(matmulGroup)
      .map((q) => `let ${name}_${q} = ${tile}[(step + ${q}) * ${groupTile} + ${line}];`)
      .join(' '),
};

const inHalves: Storage = {
  depth: 32,
  element: 'u32',
  steps: 2,
  functions: `
fn halfAt(word: i32, place: i32) -> u32 { return (bitcast<u32>(word) >> (16u * u32(place & 1))) & 0xffffu; }`,
  load: (input, at, inside) =>
    [0, 1]
      .map(
        (q) =>
          `(select(0u, halfAt(${input}[select(0, ${at(q)}, ${inside(q)}) / 2], ${at(q)}), ${inside(q)})${q === 1 ? ' << 16u' : ''})`,
      )
      .join(' | '),
  read: (name, tile, line) =>
    range(matmulGroup / 2)
      .map(
        (q) =>
          `let ${name}Pair${q} = unpack2x16float(${tile}[(step / 2 + ${q}) * ${groupTile} + ${line}]);
          let ${name}_${2 * q} = ${name}Pair${q}.x; let ${name}_${2 * q + 1} = ${name}Pair${q}.y;`,
      )
      .join(' '),
};

/**
 * A product of batches of matrices through workgroup memory, for GPUs: the threads of a workgroup read a piece of both operands
 * together, neighbours reading neighbours, and each multiplies its part of it. It adds in the order of the kernel in registers.
 *
 * @param packed the operands in 16 bits, which are then read instead: half as much memory moves, here and within the workgroup, while
 * products and sums are float32's.
 */
export function matmulShared(
  a: Tensor,
  b: Tensor,
  plan: MatmulPlan,
  attributes: MatmulAttributes,
  packed?: PackedOperands,
): Tensor {
  const { batch, rows, columns } = plan;
  const { depth, element, steps, functions, load, read } = packed ? inHalves : inFloats;
  const shape = [...batch, rows, columns];
  const tileRows = Math.ceil(rows / groupTile);
  const tileColumns = Math.ceil(columns / groupTile);
  const lanes = range(threadTile);
  const all = (statement: (place: string) => string): string =>
    lanes.map((i) => lanes.map((j) => statement(`${i}_${j}`)).join(' ')).join('\n    ');
  /** Brings a piece of an operand into workgroup memory, [step, line], with zeros beyond the matrix. */
  const bring = (operand: 'A' | 'B', count: string, innerContiguous: boolean): string => {
    const input = operand === 'A' ? 'input0' : 'input1';
    const across = depth / steps;
    return range((groupTile * across) / groupSize)
      .map(
        (part) => `{
        let e = local + ${part * groupSize};
        let line = ${innerContiguous ? `e / ${across}` : `e % ${groupTile}`};
        let step = ${innerContiguous ? `e % ${across}` : `e / ${groupTile}`};
        ${range(steps)
          .map(
            (q) => `let k${q} = k + step * ${steps} + ${q};
        let inside${q} = (first${operand} + line < ${count}) & (k${q} < uniforms.inner);
        let place${q} = start${operand} + (first${operand} + line) * uniforms.outer${operand} + k${q} * uniforms.inner${operand};`,
          )
          .join('\n        ')}
        tile${operand}[step * ${groupTile} + line] = ${load(
          input,
          (q) => `place${q}`,
          (q) => `inside${q}`,
        )};
      }`,
      )
      .join('\n      ');
  };
  return runProgram({
    name: `matmul shared ${packed ? 'halves ' : ''}${elementType(a)} ${attributes.transposeA} ${elementType(b)} ${attributes.transposeB} batch rank ${batch.length}`,
    inputs: packed ? [packed.a, packed.b] : [a, b],
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
var<workgroup> tileA: array<${element}, ${(groupTile * depth) / steps}>;
var<workgroup> tileB: array<${element}, ${(groupTile * depth) / steps}>;
${functions}
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
        ${lanes.map((i) => `${read(`a${i}`, 'tileA', `ownA + ${i}`)} ${read(`b${i}`, 'tileB', `ownB + ${i}`)}`).join('\n        ')}
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
