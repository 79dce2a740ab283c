import type { Tensor } from '@tensorflow/tfjs-core';

import type { Shape } from '../../../values/value.ts';
import { counts, onlyIf, range } from '../../kernels/wgsl-parts.ts';
import { runProgram } from '../../kernels/wgsl.ts';
import type { ConvGeometry } from '../geometry.ts';
import { triples } from './placement.ts';
import { chooseStridedTile, meetings } from './strided-tiles.ts';

/** Threads of a workgroup: each computes much, so small groups keep all cores busy. */
const groupSize = 32;

/** Longest stride along the innermost axis that is written out in the shader. */
const longestStride = 8;

/** Whether the innermost axis is short enough in taps and steps to be written out. */
export function canTileStrided({ filter, stride }: ConvGeometry): boolean {
  return filter[2] <= 7 && stride[2] <= longestStride;
}

/**
 * x[n, i, p] = Σ y[n, j, o] w[j, i, k] over o·stride = p + padding − k·dilation, for strides over 1: each thread keeps several channels
 * at several neighbouring positions, which begin where a step of the filter does, so that which tap meets which position is known
 * beforehand; along the outer axes it visits every (stride / gcd(stride, dilation))-th tap, the only ones that meet its position.
 *
 * Beyond the ends of y there are zeros, which are multiplied as any other element: with a filter that is not finite, results at the
 * borders are NaN.
 */
export function stridedInputGradient(geometry: ConvGeometry, y: Tensor, filter: Tensor, shape: Shape): Tensor {
  const { batch, groups, groupIn, groupOut, input, stride, padding, dilation } = geometry;
  const row = { taps: geometry.filter[2], dilation: dilation[2], stride: stride[2] };
  const tile = chooseStridedTile({ ...row, channels: groupIn, width: input[2] });
  const pairs = meetings(tile.positions, row);
  const columns = [...new Set(pairs.map(({ column }) => column))].sort((a, b) => a - b);
  const channels = range(tile.channels);
  const positions = range(tile.positions);
  // Positions begin so far before the first one that a step of the filter begins there.
  const before = modulo(padding[2], row.stride);
  const xTiles = Math.ceil((input[2] + before) / tile.positions);
  const channelTiles = Math.ceil(groupIn / tile.channels);
  const raggedChannels = groupIn % tile.channels !== 0;
  const raggedRows = before > 0 || input[2] % tile.positions !== 0;
  const between = ([0, 1] as const).map((axis) => stride[axis] / commonDivisor(stride[axis], dilation[axis]));
  return runProgram({
    name:
      `convInputGradient strided tile ${tile.channels} ${tile.positions} taps ${row.taps} stride ${row.stride} ` +
      `dilation ${row.dilation}${raggedRows ? ' rows' : ''}${raggedChannels ? ' channels' : ''}`,
    inputs: [y, filter],
    shape,
    dtype: 'float32',
    threads: batch * groups * channelTiles * input[0] * input[1] * xTiles,
    groupSize,
    uniforms: [
      ...counts({
        groups,
        groupIn,
        groupOut,
        xTiles,
        channelTiles,
        before,
        // The first output position of the first tile.
        firstOutput: (padding[2] - before) / row.stride,
        between0: between[0]!,
        between1: between[1]!,
      }),
      ...triples(geometry),
    ],
    body: `
// The first tap of an axis that meets a position, if there is one among those that differ from the others.
fn firstTap(reach: i32, stride: i32, dilation: i32, between: i32) -> i32 {
  for (var k = 0; k < between; k++) {
    if ((reach - k * dilation) % stride == 0) { return k; }
  }
  return 1 << 20;
}
// How many taps from the first one on there are.
fn tapsFrom(first: i32, taps: i32, between: i32) -> i32 {
  return select(0, (taps - 1 - first) / between + 1, first < taps);
}
fn compute(index: i32) {
  var rest = index;
  let xTile = rest % uniforms.xTiles; rest /= uniforms.xTiles;
  let py = rest % uniforms.input1; rest /= uniforms.input1;
  let pz = rest % uniforms.input0; rest /= uniforms.input0;
  let firstChannel = (rest % uniforms.channelTiles) * ${tile.channels}; rest /= uniforms.channelTiles;
  let group = rest % uniforms.groups;
  let px = xTile * ${tile.positions} - uniforms.before;
  let o0 = xTile * ${tile.positions / row.stride} + uniforms.firstOutput;
  let reachY = py + uniforms.padding1;
  let reachZ = pz + uniforms.padding0;
  let ky0 = firstTap(reachY, uniforms.stride1, uniforms.dilation1, uniforms.between1);
  let kz0 = firstTap(reachZ, uniforms.stride0, uniforms.dilation0, uniforms.between0);
  let rows = tapsFrom(ky0, uniforms.filter1, uniforms.between1) * tapsFrom(kz0, uniforms.filter0, uniforms.between0);
  ${columns
    .map(
      (column, c) => `let inside${c} = (o0 + ${column} >= 0) & (o0 + ${column} < uniforms.output2);
  let column${c} = select(0, o0 + ${column}, inside${c});`,
    )
    .join('\n  ')}
  let taps = uniforms.filter0 * uniforms.filter1 * ${row.taps};
  let ownFilter = group * uniforms.groupOut * uniforms.groupIn * taps;
  ${channels
    .map((i) => `var filter${i} = ownFilter + min(firstChannel + ${i}, uniforms.groupIn - 1) * taps;`)
    .join('\n  ')}
  ${channels.flatMap((i) => positions.map((p) => `var sum${i}_${p} = 0.0;`)).join(' ')}
  let size = uniforms.output0 * uniforms.output1 * uniforms.output2;
  // rest is the example and its group.
  var plane = rest * uniforms.groupOut * size;
  // One loop over channels, planes and rows of the filter: each more would copy every sum once more.
  let steps = uniforms.groupOut * rows;
  var kz = kz0;
  var ky = ky0;
  for (var step = 0; step < steps; step++) {
    let oz = (reachZ - kz * uniforms.dilation0) / uniforms.stride0;
    let oy = (reachY - ky * uniforms.dilation1) / uniforms.stride1;
    let inside = (oz >= 0) & (oz < uniforms.output0) & (oy >= 0) & (oy < uniforms.output1);
    let start = plane + select(0, (oz * uniforms.output1 + oy) * uniforms.output2, inside);
    ${columns.map((_, c) => `let v${c} = select(0.0, input0[start + column${c}], inside${c} & inside);`).join('\n    ')}
    let tap = (kz * uniforms.filter1 + ky) * ${row.taps};
    ${channels
      .map((i) =>
        usedTaps(pairs)
          .map((k) => `let w${i}_${k} = input1[filter${i} + tap + ${k}];`)
          .join(' '),
      )
      .join('\n    ')}
    ${channels
      .flatMap((i) =>
        positions.map((p) => {
          const products = pairs
            .filter(({ position }) => position === p)
            .map(({ tap, column }) => `v${columns.indexOf(column)} * w${i}_${tap}`);
          const sum = products.reduce((total, product) => `(${total} + ${product})`, `sum${i}_${p}`);
          return products.length > 0 ? `sum${i}_${p} = ${sum};` : '';
        }),
      )
      .join('\n    ')}
    ky += uniforms.between1;
    let planeDone = ky >= uniforms.filter1;
    ky = select(ky, ky0, planeDone);
    kz += select(0, uniforms.between0, planeDone);
    let channelDone = kz >= uniforms.filter0;
    kz = select(kz, kz0, channelDone);
    plane += select(0, size, channelDone);
    let nextChannel = select(0, uniforms.groupIn * taps, channelDone);
    ${channels.map((i) => `filter${i} += nextChannel;`).join(' ')}
  }
  let volume = uniforms.input0 * uniforms.input1 * uniforms.input2;
  let first = (rest * uniforms.groupIn + firstChannel) * volume + (pz * uniforms.input1 + py) * uniforms.input2 + px;
  ${channels
    .map((i) =>
      onlyIf(
        raggedChannels,
        `firstChannel + ${i} < uniforms.groupIn`,
        positions
          .map((p) =>
            onlyIf(
              raggedRows,
              `(px + ${p} >= 0) & (px + ${p} < uniforms.input2)`,
              `result[first + ${i} * volume + ${p}] = sum${i}_${p};`,
            ),
          )
          .join('\n  '),
      ),
    )
    .join('\n  ')}
}`,
  });
}

/** The taps that meet any position: with a common divisor of stride and dilation some meet none. */
function usedTaps(pairs: readonly { readonly tap: number }[]): number[] {
  return [...new Set(pairs.map(({ tap }) => tap))].sort((a, b) => a - b);
}

/** The remainder that is never negative. */
function modulo(a: number, n: number): number {
  return ((a % n) + n) % n;
}

function commonDivisor(a: number, b: number): number {
  return b === 0 ? a : commonDivisor(b, a % b);
}
