import type { Tensor } from '@tensorflow/tfjs-core';

import { sizeOf } from '../../../values/float64-tensor.ts';
import type { Shape } from '../../../values/value.ts';
import { runProgram } from '../../kernels/wgsl.ts';
import { sumChunks } from '../../kernels/chunks.ts';
import type { ConvGeometry } from '../geometry.ts';
import { chooseFilterTile, columnsTouched } from './tiles.ts';
import { counts, onlyIf, range } from '../../kernels/wgsl-parts.ts';
import { triples } from './placement.ts';

/** Threads of a workgroup: each computes much, so small groups keep all cores busy. */
const groupSize = 16;

/** As many threads as there should be: where the filter has too few elements for it, their sums are split into chunks. */
const threadsWanted = 1024;

/**
 * w[j, i, k] = Σ x[n, i, o·stride − padding + k·dilation] y[n, j, o]: each thread keeps the weights between a few channels in registers
 * and walks over rows of the output; an element that was read once meets all that it is multiplied with. The rows are split into
 * chunks, whose sums are added in a second pass, always in the same order.
 *
 * Outside the input there are zeros, which are multiplied as any other element: with a y that is not finite, weights of the borders are NaN.
 */
export function tiledFilterGradient(geometry: ConvGeometry, x: Tensor, y: Tensor, shape: Shape): Tensor {
  const { groups, groupIn, groupOut, filter, output } = geometry;
  const [taps, dilation, stride] = [filter[2], geometry.dilation[2], geometry.stride[2]];
  const tile = chooseFilterTile({
    outChannels: groupOut,
    inChannels: groupIn,
    rows: filter[1],
    width: output[2],
    taps,
    dilation,
    stride,
  });
  const columns = columnsTouched(tile.positions, { taps, dilation, stride });
  const ragged = output[2] % tile.positions !== 0;
  const raggedTiles =
    groupOut % tile.outChannels !== 0 || groupIn % tile.inChannels !== 0 || filter[1] % tile.rows !== 0;
  const [outs, ins, rows, positions, weights] = [
    range(tile.outChannels),
    range(tile.inChannels),
    range(tile.rows),
    range(tile.positions),
    range(taps),
  ];
  const outTiles = Math.ceil(groupOut / tile.outChannels);
  const inTiles = Math.ceil(groupIn / tile.inChannels);
  const tapRows = filter[0] * Math.ceil(filter[1] / tile.rows);
  const own = groups * outTiles * inTiles * tapRows;
  const outputRows = geometry.batch * output[0] * output[1];
  const chunks = Math.max(1, Math.min(outputRows, Math.ceil(threadsWanted / own)));
  const chunkRows = Math.ceil(outputRows / chunks);
  const partialSums = runProgram({
    name:
      `convFilterGradient tile ${tile.outChannels} ${tile.inChannels} ${tile.rows} ${taps} positions ` +
      `${tile.positions}${ragged ? ' ragged' : ''}${raggedTiles ? ' ragged tiles' : ''} stride ${stride} dilation ${dilation}`,
    inputs: [x, y],
    shape: chunks === 1 ? shape : [chunks * sizeOf(shape)],
    dtype: 'float32',
    threads: own * chunks,
    groupSize,
    uniforms: [
      ...counts({ groups, groupIn, groupOut, outTiles, inTiles, chunkRows, outputRows }),
      ...counts({ elements: sizeOf(shape), segments: Math.ceil(output[2] / tile.positions) }),
      ...triples(geometry),
    ],
    body: `
fn compute(index: i32) {
  var rest = index;
  let firstIn = (rest % uniforms.inTiles) * ${tile.inChannels}; rest /= uniforms.inTiles;
  let firstOut = (rest % uniforms.outTiles) * ${tile.outChannels}; rest /= uniforms.outTiles;
  let group = rest % uniforms.groups; rest /= uniforms.groups;
  let rowTiles = (uniforms.filter1 + ${tile.rows - 1}) / ${tile.rows};
  let ky = (rest % rowTiles) * ${tile.rows}; rest /= rowTiles;
  let kz = rest % uniforms.filter0;
  let chunk = rest / uniforms.filter0;
  let inputSize = uniforms.input0 * uniforms.input1 * uniforms.input2;
  let outputSize = uniforms.output0 * uniforms.output1 * uniforms.output2;
  let inChannels = uniforms.groups * uniforms.groupIn;
  let outChannels = uniforms.groups * uniforms.groupOut;
  ${ins.map((i) => `let plane${i} = (group * uniforms.groupIn + min(firstIn + ${i}, uniforms.groupIn - 1)) * inputSize;`).join('\n  ')}
  ${outs.map((j) => `let out${j} = (group * uniforms.groupOut + min(firstOut + ${j}, uniforms.groupOut - 1)) * outputSize;`).join('\n  ')}
  ${allSums((name) => `var ${name} = 0.0;`, ' ')}
  let firstRow = chunk * uniforms.chunkRows;
  let lastRow = min(firstRow + uniforms.chunkRows, uniforms.outputRows);
  var oy = firstRow % uniforms.output1;
  var oz = (firstRow / uniforms.output1) % uniforms.output0;
  var n = firstRow / (uniforms.output1 * uniforms.output0);
  var ox = 0;
  // One loop over examples, rows and segments of rows: each more would copy every sum once more.
  let steps = max(lastRow - firstRow, 0) * uniforms.segments;
  for (var step = 0; step < steps; step++) {
    let outRow = n * outChannels * outputSize + (oz * uniforms.output1 + oy) * uniforms.output2 + ox;
    ${
      ragged
        ? positions
            .map((p) => `let valid${p} = ox + ${p} < uniforms.output2; let at${p} = select(0, ${p}, valid${p});`)
            .join('\n    ')
        : ''
    }
    ${outs
      .flatMap((j) =>
        positions.map((p) =>
          ragged
            ? `let g${j}_${p} = select(0.0, input1[outRow + out${j} + at${p}], valid${p});`
            : `let g${j}_${p} = input1[outRow + out${j} + ${p}];`,
        ),
      )
      .join('\n    ')}
    let x0 = ox * ${stride} - uniforms.padding2;
    ${columns
      .map(
        (c) => `let inside${c} = (x0 + ${c} >= 0) & (x0 + ${c} < uniforms.input2);
    let column${c} = select(0, x0 + ${c}, inside${c});`,
      )
      .join('\n    ')}
    let z = oz * uniforms.stride0 - uniforms.padding0 + kz * uniforms.dilation0;
    ${rows
      .map(
        (row) => `{
      let y = oy * uniforms.stride1 - uniforms.padding1 + (ky + ${row}) * uniforms.dilation1;
      let inside = (z >= 0) & (z < uniforms.input0) & (y >= 0) & (y < uniforms.input1);
      let start = n * inChannels * inputSize + select(0, (z * uniforms.input1 + y) * uniforms.input2, inside);
      ${ins
        .map(
          (i) => `{
        ${columns.map((c) => `let v${c} = select(0.0, input0[start + plane${i} + column${c}], inside${c} & inside);`).join('\n        ')}
        ${outs
          .flatMap((j) =>
            weights.map((k) => {
              const name = `sum${j}_${i}_${row}_${k}`;
              const sumTo = (p: number): string =>
                p < 0 ? name : `(${sumTo(p - 1)} + g${j}_${p} * v${p * stride + k * dilation})`;
              return `${name} = ${sumTo(tile.positions - 1)};`;
            }),
          )
          .join('\n        ')}
      }`,
        )
        .join('\n      ')}
    }`,
      )
      .join('\n    ')}
    ox += ${tile.positions};
    let rowDone = ox >= uniforms.output2;
    ox = select(ox, 0, rowDone);
    oy += select(0, 1, rowDone);
    let planeDone = oy >= uniforms.output1;
    oy = select(oy, 0, planeDone);
    oz += select(0, 1, planeDone);
    let exampleDone = oz >= uniforms.output0;
    oz = select(oz, 0, exampleDone);
    n += select(0, 1, exampleDone);
  }
  let taps = uniforms.filter0 * uniforms.filter1 * uniforms.filter2;
  let first = chunk * uniforms.elements
    + ((group * uniforms.groupOut + firstOut) * uniforms.groupIn + firstIn) * taps
    + (kz * uniforms.filter1 + ky) * uniforms.filter2;
  ${outs
    .flatMap((j) =>
      ins.flatMap((i) =>
        rows.map((row) =>
          onlyIf(
            raggedTiles,
            `(firstOut + ${j} < uniforms.groupOut) & (firstIn + ${i} < uniforms.groupIn) & (ky + ${row} < uniforms.filter1)`,
            weights
              .map((k) => {
                const place = `(${j} * uniforms.groupIn + ${i}) * taps + ${row} * uniforms.filter2 + ${k}`;
                return `result[first + ${place}] = sum${j}_${i}_${row}_${k};`;
              })
              .join(' '),
          ),
        ),
      ),
    )
    .join('\n  ')}
}`,
  });
  if (chunks === 1) return partialSums;
  return sumChunks(partialSums, chunks, { ofElement: 1, ofChunk: sizeOf(shape) }, shape);

  function allSums(each: (name: string) => string, separator: string): string {
    return outs
      .flatMap((j) => ins.flatMap((i) => rows.flatMap((row) => weights.map((k) => each(`sum${j}_${i}_${row}_${k}`)))))
      .join(separator);
  }
}
