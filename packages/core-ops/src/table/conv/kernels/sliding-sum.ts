import type { Tensor } from '@tensorflow/tfjs-core';

import type { Shape } from '../../../values/value.ts';
import { runProgram } from '../../kernels/wgsl.ts';
import type { Triple } from '../geometry.ts';
import { chooseTile, columnsTouched } from './tiles.ts';
import { counts, onlyIf, range } from '../../kernels/wgsl-parts.ts';
import { triples } from './placement.ts';

/**
 * y[n, j, o] = Σ x[n, i, o·stride − padding + k·dilation] w[…] over the channels i and taps k, in each group by itself: the convolution,
 * and with other strides through the filter its gradient in the input.
 */
export interface SlidingSum {
  readonly batch: number;
  readonly groups: number;
  /** Channels of a group that are summed over. */
  readonly summed: number;
  /** Channels of a group that are computed. */
  readonly computed: number;
  readonly input: Triple;
  readonly filter: Triple;
  readonly output: Triple;
  readonly stride: Triple;
  readonly padding: Triple;
  readonly dilation: Triple;
  /** Elements of the filter from one computed, or summed, channel to the next. */
  readonly computedStride: number;
  readonly summedStride: number;
  /** Whether the taps are taken from the last to the first. */
  readonly flipped: boolean;
}

/** Threads of a workgroup: each computes much, so small groups keep all cores busy. */
const groupSize = 32;

/** Whether the filter's rows are short enough to be written out in the shader. */
export function canTile(filter: Triple): boolean {
  return filter[2] <= 7;
}

/**
 * Each thread keeps a tile of the result in registers, several channels at several neighbouring positions, and walks over channels and
 * taps: an element that was read once meets all weights of its row, a weight all positions. No workgroup memory, no barriers.
 *
 * Outside the input there are zeros, which are multiplied as any other element: with a filter that is not finite, results at the borders
 * are NaN.
 */
export function tiledSlidingSum(name: string, sum: SlidingSum, x: Tensor, filter: Tensor, shape: Shape): Tensor {
  const { output, flipped } = sum;
  const [taps, dilation, stride] = [sum.filter[2], sum.dilation[2], sum.stride[2]];
  const problem = { channels: sum.computed, width: output[2], taps, dilation, stride };
  const tile = chooseTile(problem);
  const columns = columnsTouched(tile.positions, problem);
  const [channels, positions, weights] = [range(tile.channels), range(tile.positions), range(taps)];
  const xTiles = Math.ceil(output[2] / tile.positions);
  const channelTiles = Math.ceil(sum.computed / tile.channels);
  const raggedRows = output[2] % tile.positions !== 0;
  const raggedChannels = sum.computed % tile.channels !== 0;
  const rowOfTaps = `
      let y = y0 + ky * uniforms.dilation1;
      let inside = (z >= 0) & (z < uniforms.input0) & (y >= 0) & (y < uniforms.input1);
      let start = plane + select(0, (z * uniforms.input1 + y) * uniforms.input2, inside);
      ${columns.map((c) => `let v${c} = select(0.0, input0[start + column${c}], inside${c} & inside);`).join('\n')}
      let tap = ${flipped ? 'lastTap - ' : ''}(kz * uniforms.filter1 + ky) * ${taps};
      ${channels
        .map((j) =>
          weights.map((k) => `let w${j}_${k} = input1[filter${j} + tap ${flipped ? '-' : '+'} ${k}];`).join(' '),
        )
        .join('\n')}
      ${channels
        .flatMap((j) =>
          positions.map((p) => {
            const sumTo = (k: number): string =>
              k < 0 ? `sum${j}_${p}` : `(${sumTo(k - 1)} + v${p * stride + k * dilation} * w${j}_${k})`;
            return `sum${j}_${p} = ${sumTo(taps - 1)};`;
          }),
        )
        .join('\n')}`;
  return runProgram({
    name:
      `${name} tile ${tile.channels} ${tile.positions} taps ${taps} stride ${stride} ` +
      `dilation ${dilation}${flipped ? ' flipped' : ''}${raggedRows ? ' rows' : ''}${raggedChannels ? ' channels' : ''}`,
    inputs: [x, filter],
    shape,
    dtype: 'float32',
    threads: sum.batch * sum.groups * channelTiles * output[0] * output[1] * xTiles,
    groupSize,
    uniforms: [
      ...counts({
        groups: sum.groups,
        summed: sum.summed,
        computed: sum.computed,
        summedStride: sum.summedStride,
        computedStride: sum.computedStride,
        xTiles,
        channelTiles,
      }),
      ...triples(sum),
    ],
    body: `
fn compute(index: i32) {
  var rest = index;
  let ox = (rest % uniforms.xTiles) * ${tile.positions}; rest /= uniforms.xTiles;
  let oy = rest % uniforms.output1; rest /= uniforms.output1;
  let oz = rest % uniforms.output0; rest /= uniforms.output0;
  let firstChannel = (rest % uniforms.channelTiles) * ${tile.channels}; rest /= uniforms.channelTiles;
  let group = rest % uniforms.groups;
  let x0 = ox * ${stride} - uniforms.padding2;
  let y0 = oy * uniforms.stride1 - uniforms.padding1;
  let z0 = oz * uniforms.stride0 - uniforms.padding0;
  ${columns
    .map(
      (c) => `let inside${c} = (x0 + ${c} >= 0) & (x0 + ${c} < uniforms.input2);
  let column${c} = select(0, x0 + ${c}, inside${c});`,
    )
    .join('\n  ')}
  let size = uniforms.input0 * uniforms.input1 * uniforms.input2;
  let lastTap = uniforms.filter0 * uniforms.filter1 * uniforms.filter2 - 1;
  let ownFilter = group * uniforms.summed * uniforms.computed * (lastTap + 1);
  ${channels
    .map(
      (j) => `var filter${j} = ownFilter + min(firstChannel + ${j}, uniforms.computed - 1) * uniforms.computedStride;`,
    )
    .join('\n  ')}
  ${channels.flatMap((j) => positions.map((p) => `var sum${j}_${p} = 0.0;`)).join(' ')}
  // rest is the example and its group.
  var plane = rest * uniforms.summed * size;
  // One loop over channels, planes and rows of the filter: each more would copy every sum once more.
  let steps = uniforms.summed * uniforms.filter0 * uniforms.filter1;
  var kz = 0;
  var ky = 0;
  for (var step = 0; step < steps; step++) {
    let z = z0 + kz * uniforms.dilation0;
    ${rowOfTaps}
    ky += 1;
    let planeDone = ky >= uniforms.filter1;
    ky = select(ky, 0, planeDone);
    kz += select(0, 1, planeDone);
    let channelDone = kz >= uniforms.filter0;
    kz = select(kz, 0, channelDone);
    plane += select(0, size, channelDone);
    let nextChannel = select(0, uniforms.summedStride, channelDone);
    ${channels.map((j) => `filter${j} += nextChannel;`).join(' ')}
  }
  let volume = uniforms.output0 * uniforms.output1 * uniforms.output2;
  let first = (rest * uniforms.computed + firstChannel) * volume
    + (oz * uniforms.output1 + oy) * uniforms.output2 + ox;
  ${channels
    .map((j) =>
      onlyIf(
        raggedChannels,
        `firstChannel + ${j} < uniforms.computed`,
        positions
          .map((p) =>
            onlyIf(raggedRows, `ox + ${p} < uniforms.output2`, `result[first + ${j} * volume + ${p}] = sum${j}_${p};`),
          )
          .join('\n  '),
      ),
    )
    .join('\n  ')}
}`,
  });
}
