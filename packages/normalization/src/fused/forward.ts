import { emptyTensor, type Kernel, type KernelBuffer, runCommands } from '@gradbook/core-ops/kernels';

import { countAveraged, countStatistics, type NormAttributes, type NormInputs } from './attributes.ts';
import type { DeviceTensor } from './device-tensor.ts';
import { type Plan, planFor, statisticSums } from './plan.ts';
import { addUp, groupsFor, parameter, partOf, prelude, sumUniforms, walk } from './shader.ts';

/** Sections of the statistics, each of one number for every group: the mean and what rounding left of it, variance, 1/√(variance + ε). */
export const statisticSections = 4;

/**
 * Normalizes: moments and elements in one dispatch, or, where the sums are few and long, the moments of their parts in one and the
 * rest in a second.
 *
 * Every part takes its elements' distances from a number near their mean, so that a mean far larger than the deviation costs no digits:
 * that number is itself their mean as computed from distances from the first of them. Parts are put together as Chan, Golub and
 * LeVeque (1983) do.
 */
export function runForward(inputs: NormInputs<DeviceTensor>, attributes: NormAttributes): [DeviceTensor, DeviceTensor] {
  const { x, weight, bias } = inputs;
  const plan = planFor(attributes);
  const { lanes, along, together, workgroupSize } = plan;
  const sums = statisticSums(plan);
  const [, groups, channels] = attributes.sizes;
  const count = countStatistics(attributes);
  const output = emptyTensor(x.shape);
  const statistics = emptyTensor([statisticSections, count]);
  const partial = sums.parts > 1 ? emptyTensor([count, sums.parts, 4]) : undefined;
  const vector = lanes === 4 ? 'vec4<f32>' : 'f32';
  const ofParameter = along ? vector : 'f32';

  const read: KernelBuffer[] = [{ name: 'xs', tensor: x, element: vector, access: 'read' }];
  const write: KernelBuffer[] = [
    ...(weight ? [{ name: 'all_weight', tensor: weight, element: ofParameter, access: 'read' } as const] : []),
    ...(bias ? [{ name: 'all_bias', tensor: bias, element: ofParameter, access: 'read' } as const] : []),
    { name: 'output', tensor: output, element: vector, access: 'read_write' },
    { name: 'statistics', tensor: statistics, element: 'f32', access: 'read_write' },
  ];
  const kernel = (part: string, body: string, buffers: KernelBuffer[]): Kernel => ({
    name: `normalization ${keyOf(plan)} ${part}`,
    source: `${prelude(plan, together)}
fn compute(thread: i32, local: i32, group: i32) { ${partOf(together)} ${body} }`,
    buffers,
    uniforms: {
      ...sumUniforms(sums),
      groups,
      channels,
      count,
      averaged: countAveraged(attributes),
      epsilon: bitsOf(attributes.epsilon),
    },
    workgroupSize,
  });
  const run = groupsFor(sums, together, workgroupSize);
  if (partial) {
    const parts: KernelBuffer = { name: 'pieces', tensor: partial, element: 'vec4<f32>', access: 'read_write' };
    const moments = `${momentsOfPart(plan)} if (leads) { pieces[item] = vec4<f32>(centre, delta, size, elements); }`;
    runCommands([
      { run: kernel('moments', moments, [...read, parts]), groups: run },
      { run: kernel('rest', togetherOf('parts') + elements(plan), [...read, ...write, parts]), groups: run },
    ]);
    partial.dispose();
  } else {
    const body = momentsOfPart(plan) + togetherOf('one') + elements(plan);
    runCommands([{ run: kernel('whole', body, [...read, ...write]), groups: run }]);
  }
  return [output, statistics];
}

/** What is baked into the kernels of a plan. */
export function keyOf({ attributes, lanes, along, together }: Plan): string {
  const { over, centred, weighted, biased } = attributes;
  return `${over}${centred ? ' centred' : ''}${along ? ' along' : ''} lanes ${lanes} together ${together}${weighted ? ' weight' : ''}${biased ? ' bias' : ''}`;
}

/** Uniforms are whole numbers: others travel as their bits. */
export function bitsOf(value: number): number {
  return new Int32Array(Float32Array.of(value).buffer)[0]!;
}

/** WGSL of a part's centre, the mean of what lies around it, the sum of squares around it, and the number of elements. */
function momentsOfPart({ lanes, attributes: { centred } }: Plan): string {
  const counted = `let elements = f32((r1 - r0) * (i1 - i0) * ${lanes});`;
  if (!centred) {
    return `${counted}
  ${addUp(['squares'], { each: 'let x = xs[at]; add0 += x * x;' })}
  let centre = 0.0; let delta = 0.0;
  let size = everybody(local, vec2<f32>(lanesOf(squares), 0.0)).x;`;
  }
  return `${counted}
  let shift = firstOf(xs[base + r0 * uniforms.stride + i0]);
  ${addUp(['shifted'], { each: 'add0 += xs[at] - V(shift);' })}
  let centre = shift + everybody(local, vec2<f32>(lanesOf(shifted), 0.0)).x / elements;
  ${addUp(['distances', 'squares'], { each: 'let x = xs[at] - V(centre); add0 += x; add1 += x * x;' })}
  let around = everybody(local, vec2<f32>(lanesOf(distances), lanesOf(squares)));
  let delta = around.x / elements;
  let size = around.y;`;
}

/** WGSL that puts the moments of all parts together: `mean` and what is left of it, `variance`, `inverse`. */
function togetherOf(parts: 'one' | 'parts'): string {
  const [first, each] =
    parts === 'one'
      ? ['centre', (body: string) => `{ let its = vec4<f32>(centre, delta, size, elements); ${body} }`]
      : [
          'pieces[q * uniforms.parts].x',
          (body: string) =>
            `for (var p = 0; p < uniforms.parts; p++) { let its = pieces[q * uniforms.parts + p]; ${body} }`,
        ];
  return `
  let origin = ${first};
  let averaged = f32(uniforms.averaged);
  var distance_ = 0.0;
  ${each('distance_ += its.w * ((its.x - origin) + its.y);')}
  distance_ /= averaged;
  var variance = 0.0;
  ${each('let d = (its.x - origin) - distance_; variance += its.z + its.w * (2.0 * d * its.y + d * d);')}
  variance /= averaged;
  // What rounding has left below 0, but no NaN.
  let bits = bitcast<u32>(variance);
  if (bits > 0x80000000u && bits <= 0xff800000u) { variance = 0.0; }
  let mean = opaque1(origin + distance_);
  let moved = opaque1(mean - origin);
  let rest = (origin - opaque1(mean - moved)) + (distance_ - moved);
  let under = variance + asFloat(uniforms.epsilon);
  let inverse = select(inverseSqrt(under), uniforms.INFINITY, under == 0.0);
  if (part == 0 && leads) {
    statistics[q] = mean;
    statistics[uniforms.count + q] = rest;
    statistics[2 * uniforms.count + q] = variance;
    statistics[3 * uniforms.count + q] = inverse;
  }`;
}

/** WGSL of a part's elements. */
function elements(plan: Plan): string {
  const { centred, weighted, biased } = plan.attributes;
  const [weight, bias] = [parameter(plan, 'weight'), parameter(plan, 'bias')];
  const value = `${centred ? '((xs[at] - V(mean)) - V(rest))' : 'xs[at]'} * inverse`;
  return walk({
    perRun: `${weighted ? weight.perRun : ''} ${biased ? bias.perRun : ''}`,
    each: `${weighted ? weight.each : ''} ${biased ? bias.each : ''}
      output[at] = ${value}${weighted ? ' * weight' : ''}${biased ? ' + bias' : ''};`,
  });
}
