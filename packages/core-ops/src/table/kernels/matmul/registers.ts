import type { Tensor } from '@tensorflow/tfjs-core';

import { sizeOf } from '../../../values/float64-tensor.ts';
import { matmulBlock, matmulGroup } from '../../error-bounds.ts';
import type { MatmulAttributes, MatmulPlan } from '../../linear-algebra.ts';
import { sumChunks } from '../chunks.ts';
import { matmulUniforms, operandStarts, type Reading, readingOf } from './operands.ts';
import { counts, onlyIf, range } from '../wgsl-parts.ts';
import { elementType, runProgram } from '../wgsl.ts';

/** Threads of a workgroup: each computes much, so small groups keep all cores busy. */
const groupSize = 32;

/** A kernel's form: the tile's side, and whether it is made for the operands' layout or fits all of them. */
export interface RegisterForm {
  readonly tile: 4 | 8;
  readonly specialised: boolean;
}

/** Products from which on a faster kernel pays, though each layout has its own, and a large tile's takes long to compile. */
const manyProducts = { specialised: 2 ** 18, largeTile: 2 ** 21 };

/** As many threads as there should be: where the result has too few tiles for it, long sums are split into chunks. */
const threadsWanted = 256;
const shortestChunk = 8 * matmulBlock;

/**
 * A product of batches of matrices without workgroup memory or barriers, for adapters on which those cost more than they save: each
 * thread keeps a tile of the result in registers and walks along the inner axis, four steps at a time.
 *
 * The order of additions is fixed, so a result is the same in every run: products in groups of four, groups in blocks of
 * {@link matmulBlock}, blocks in a total. (tfjs splits long inner axes over atomic additions, whose order is not.) Transposed and
 * broadcast operands are read in place.
 */
export function matmulInRegisters(
  a: Tensor,
  b: Tensor,
  plan: MatmulPlan,
  attributes: MatmulAttributes,
  { tile, specialised }: RegisterForm = registerForm(plan),
): Tensor {
  const { batch, rows, columns, inner } = plan;
  const shape = [...batch, rows, columns];
  const size = sizeOf(shape);
  const tileRows = Math.ceil(rows / tile);
  const tileColumns = Math.ceil(columns / tile);
  const tiles = sizeOf(batch) * tileRows * tileColumns;
  const chunks = Math.max(1, Math.min(Math.ceil(threadsWanted / tiles), Math.floor(inner / shortestChunk)));
  const chunkLength = Math.ceil(inner / chunks / matmulBlock) * matmulBlock;
  const raggedRows = !specialised || rows % tile !== 0;
  const raggedColumns = !specialised || columns % tile !== 0;
  const tail = !specialised || inner % matmulGroup !== 0;
  const left = operandCode('A', tile, specialised ? readingOf(a, !attributes.transposeA, inner, rows) : 'single');
  const right = operandCode('B', tile, specialised ? readingOf(b, attributes.transposeB, inner, columns) : 'single');
  const lanes = range(tile);
  /** Products of `steps` steps along the inner axis, added to a sum for each element of the tile. */
  const multiply = (steps: number, sum: string): string => `
      ${left.read(steps)}
      ${right.read(steps)}
      ${lanes
        .map((i) =>
          lanes
            .map((j) => {
              const products = range(steps).map((q) => `${left.at(i, q)} * ${right.at(j, q)}`);
              return `${sum}${i}_${j} += ${products.reduce((total, product) => `(${total}) + ${product}`)};`;
            })
            .join(' '),
        )
        .join('\n      ')}`;
  const all = (statement: (place: string) => string): string =>
    lanes.map((i) => lanes.map((j) => statement(`${i}_${j}`)).join(' ')).join('\n    ');
  const partialSums = runProgram({
    name:
      `matmul in registers ${tile} ${elementType(a)} ${left.reading} ${elementType(b)} ${right.reading} batch rank ${batch.length}` +
      `${raggedRows ? ' rows' : ''}${raggedColumns ? ' columns' : ''}${tail ? ' tail' : ''}`,
    inputs: [a, b],
    components: [left.components, right.components],
    shape: chunks === 1 ? shape : [chunks * size],
    dtype: 'float32',
    threads: tiles * chunks,
    groupSize,
    uniforms: [
      ...matmulUniforms(a, b, plan, attributes),
      ...counts({ tileRows, tileColumns, chunkLength, tiles, matrices: sizeOf(batch) }),
    ],
    body: `
fn compute(index: i32) {
  let column = (index % uniforms.tileColumns) * ${tile};
  let row = ((index / uniforms.tileColumns) % uniforms.tileRows) * ${tile};
  let matrix = (index / (uniforms.tileColumns * uniforms.tileRows)) % uniforms.matrices;
  let chunk = index / uniforms.tiles;
  ${operandStarts(batch.length)}
  ${left.places('row', 'uniforms.rows')}
  ${right.places('column', 'uniforms.columns')}
  ${all((place) => `var total${place} = 0.0;`)}
  let first = chunk * uniforms.chunkLength;
  let end = min(first + uniforms.chunkLength, uniforms.inner);
  let whole = end - end % ${matmulGroup};
  for (var block = first; block < whole; block += ${matmulBlock}) {
    ${all((place) => `var sum${place} = 0.0;`)}
    for (var k = block; k < min(block + ${matmulBlock}, whole); k += ${matmulGroup}) {
      ${multiply(matmulGroup, 'sum')}
    }
    ${all((place) => `total${place} += sum${place};`)}
  }
  ${tail ? `for (var k = whole; k < end; k++) { ${multiply(1, 'total')} }` : ''}
  let target0 = ((chunk * uniforms.matrices + matrix) * uniforms.rows + row) * uniforms.columns + column;
  ${lanes
    .map((i) =>
      onlyIf(
        raggedRows,
        `row + ${i} < uniforms.rows`,
        lanes
          .map((j) =>
            onlyIf(
              raggedColumns,
              `column + ${j} < uniforms.columns`,
              `result[target0 + ${i} * uniforms.columns + ${j}] = total${i}_${j};`,
            ),
          )
          .join('\n  '),
      ),
    )
    .join('\n  ')}
}`,
  });
  return chunks === 1 ? partialSums : sumChunks(partialSums, chunks, { ofElement: 1, ofChunk: size }, shape);
}

function registerForm({ batch, rows, columns, inner }: MatmulPlan): RegisterForm {
  const products = sizeOf(batch) * rows * columns * inner;
  return {
    tile: products >= manyProducts.largeTile && rows >= 8 && columns >= 8 ? 8 : 4,
    specialised: products >= manyProducts.specialised,
  };
}

/** WGSL that reads one operand's part of a tile. */
interface OperandCode {
  readonly reading: Reading;
  readonly components: 1 | 4;
  /** Where the tile's lines are; those beyond the last one are the last one. */
  readonly places: (first: string, count: string) => string;
  /** Reads `steps` steps of the inner axis from k on. */
  readonly read: (steps: number) => string;
  /** The element of line i at step q. */
  readonly at: (i: number, q: number) => string;
}

function operandCode(operand: 'A' | 'B', tile: number, reading: Reading): OperandCode {
  const name = operand.toLowerCase();
  const input = operand === 'A' ? 'input0' : 'input1';
  const lines = range(tile);
  const [outer, inner] = [`uniforms.outer${operand}`, `uniforms.inner${operand}`];
  if (reading === 'single') {
    return {
      reading,
      components: 1,
      places: (first, count) =>
        lines
          .map((i) => `let ${name}At${i} = start${operand} + min(${first} + ${i}, ${count} - 1) * ${outer};`)
          .join(' '),
      read: (steps) =>
        range(steps)
          .map((q) =>
            lines.map((i) => `let ${name}${i}_${q} = f32(${input}[${name}At${i} + (k + ${q}) * ${inner}]);`).join(' '),
          )
          .join('\n      '),
      at: (i, q) => `${name}${i}_${q}`,
    };
  }
  if (reading === 'inner') {
    return {
      reading,
      components: 4,
      places: (first, count) =>
        lines
          .map((i) => `let ${name}At${i} = (start${operand} + min(${first} + ${i}, ${count} - 1) * ${outer}) / 4;`)
          .join(' '),
      read: () => lines.map((i) => `let ${name}${i} = ${input}[${name}At${i} + k / 4];`).join(' '),
      at: (i, q) => `${name}${i}[${q}]`,
    };
  }
  const quads = range(tile / 4);
  return {
    reading,
    components: 4,
    places: (first, count) =>
      quads
        .map((i) => `let ${name}At${i} = start${operand} / 4 + min(${first} / 4 + ${i}, ${count} / 4 - 1);`)
        .join(' '),
    read: (steps) =>
      range(steps)
        .map((q) =>
          quads.map((i) => `let ${name}${i}_${q} = ${input}[${name}At${i} + (k + ${q}) * (${inner} / 4)];`).join(' '),
        )
        .join('\n      '),
    at: (i, q) => `${name}${Math.floor(i / 4)}_${q}[${i % 4}]`,
  };
}
