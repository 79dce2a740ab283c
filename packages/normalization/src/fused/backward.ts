import {
  emptyTensor,
  type Kernel,
  type KernelBuffer,
  type KernelCommand,
  runCommands,
} from '@gradbook/core-ops/kernels';

import { countAveraged, countStatistics, type NormAttributes, type NormGradientInputs } from './attributes.ts';
import type { DeviceTensor } from './device-tensor.ts';
import { keyOf } from './forward.ts';
import { type Plan, planFor, statisticSums, type Sums, weightSums } from './plan.ts';
import { addUp, groupsFor, parameter, partOf, prelude, sumUniforms, walk } from './shader.ts';

/** ∂L/∂x, and those of weight and bias where there are any. */
interface Gradients {
  readonly x: DeviceTensor;
  readonly weight: DeviceTensor | undefined;
  readonly bias: DeviceTensor | undefined;
}

/**
 * The vector-Jacobian product, from the elements' distance c from their mean, s = 1/√(variance + ε) and x̂ = c s:
 *
 *     w̄ = Σ ȳ x̂    b̄ = Σ ȳ    x̄ = s (ȳ w − mean(ȳ w) − x̂ mean(ȳ w x̂))
 *
 * without the first mean where nothing was centred. Sums and elements in one dispatch or in two, as the forward kernels; where weights
 * are not the statistics' own, their sums in another, and, where these are divided into parts, one that adds the parts.
 */
export function runBackward(inputs: NormGradientInputs<DeviceTensor>, attributes: NormAttributes): Gradients {
  const plan = planFor(attributes);
  const [, groups, channels] = attributes.sizes;
  const { weighted, biased, over } = attributes;
  const weight = weighted ? emptyTensor([groups * channels]) : undefined;
  const bias = biased ? emptyTensor([groups * channels]) : undefined;
  const gradients = { x: emptyTensor(inputs.x.shape), weight, bias };
  const elements = elementCommands(plan, inputs, gradients);
  const parameters = over === 'batch' || !(weight ?? bias) ? undefined : weightCommands(plan, inputs, gradients);
  runCommands([...elements.commands, ...(parameters?.commands ?? [])]);
  for (const tensor of [...elements.temporary, ...(parameters?.temporary ?? [])]) tensor.dispose();
  return gradients;
}

interface Task {
  readonly commands: readonly KernelCommand[];
  readonly temporary: readonly DeviceTensor[];
}

/** A kernel over the parts of sums. */
function kernelOf(
  plan: Plan,
  together: number,
  sums: Sums,
  part: string,
  body: string,
  buffers: KernelBuffer[],
): Kernel {
  const { attributes } = plan;
  const [, groups, channels] = attributes.sizes;
  return {
    name: `normalization gradient ${keyOf(plan)} ${together} ${part}`,
    source: `${prelude(plan, together)}
fn compute(thread: i32, local: i32, group: i32) { ${partOf(together)} ${body} }`,
    buffers,
    uniforms: {
      ...sumUniforms(sums),
      groups,
      channels,
      count: countStatistics(attributes),
      averaged: countAveraged(attributes),
      weights: groups * channels,
    },
    workgroupSize: together === 1 ? 16 : together,
  };
}

function operands({ statistics, x, cotangent }: NormGradientInputs<DeviceTensor>, { lanes }: Plan): KernelBuffer[] {
  const vector = lanes === 4 ? 'vec4<f32>' : 'f32';
  return [
    { name: 'xs', tensor: x, element: vector, access: 'read' },
    { name: 'cotangents', tensor: cotangent, element: vector, access: 'read' },
    { name: 'statistics', tensor: statistics, element: 'f32', access: 'read' },
  ];
}

/** WGSL of the statistics of a group. */
function statisticsOf(group: string, centred: boolean): string {
  return `
  ${centred ? `let mean = statistics[${group}]; let rest = statistics[uniforms.count + ${group}];` : ''}
  let inverse = statistics[3 * uniforms.count + ${group}];`;
}

const distance = (centred: boolean): string => (centred ? '((xs[at] - V(mean)) - V(rest))' : 'xs[at]');

/** ∂L/∂x; with statistics over the batch those of the weights come from the same sums. */
function elementCommands(plan: Plan, inputs: NormGradientInputs<DeviceTensor>, gradients: Gradients): Task {
  const { attributes, lanes, along, together, workgroupSize } = plan;
  const { centred, weighted, over } = attributes;
  const ofBatch = over === 'batch';
  const sums = statisticSums(plan);
  const partial = sums.parts > 1 ? emptyTensor([sums.count, sums.parts, 2]) : undefined;
  const vector = lanes === 4 ? 'vec4<f32>' : 'f32';
  const read: KernelBuffer[] = operands(inputs, plan);
  // One number for all elements of a sum comes after the sums.
  const { perRun, each } = weighted ? parameter(plan, 'weight') : { perRun: '', each: '' };
  const each_ = ofBatch ? '' : each;
  const scaled = weighted && !ofBatch ? 'cotangents[at] * weight' : 'cotangents[at]';
  if (inputs.weight) {
    read.push({ name: 'all_weight', tensor: inputs.weight, element: along ? vector : 'f32', access: 'read' });
  }
  const write: KernelBuffer[] = [{ name: 'gradient', tensor: gradients.x, element: vector, access: 'read_write' }];
  const own: string[] = [];
  if (ofBatch && gradients.weight) {
    write.push({ name: 'weightGradient', tensor: gradients.weight, element: 'f32', access: 'read_write' });
    own.push('weightGradient[q] = sums.y * inverse;');
  }
  if (ofBatch && gradients.bias) {
    write.push({ name: 'biasGradient', tensor: gradients.bias, element: 'f32', access: 'read_write' });
    own.push('biasGradient[q] = sums.x;');
  }
  const ownSums = `
  ${addUp(['plain', 'turned'], {
    perRun: ofBatch ? '' : perRun,
    each: `${each_} let g = ${scaled}; add0 += g; add1 += g * ${distance(centred)};`,
  })}
  let part_ = everybody(local, vec2<f32>(lanesOf(plain), lanesOf(turned)));`;
  const rest = `
  ${own.length > 0 ? `if (part == 0 && leads) { ${own.join(' ')} }` : ''}
  let averaged = f32(uniforms.averaged);
  let mean0 = V(sums.x / averaged);
  let mean1 = V(sums.y / averaged * inverse);
  ${ofBatch && weighted ? 'let scale = inverse * all_weight[q];' : 'let scale = inverse;'}
  ${walk({
    perRun: ofBatch ? '' : perRun,
    each: `${each_}
      let normalized = ${distance(centred)} * inverse;
      gradient[at] = ((${scaled}${centred ? ' - mean0' : ''}) - normalized * mean1) * scale;`,
  })}`;
  const start = statisticsOf('q', centred);
  const kernel = (part: string, body: string, buffers: KernelBuffer[]): Kernel =>
    kernelOf(plan, together, sums, part, start + body, buffers);
  const groups = groupsFor(sums, together, workgroupSize);
  if (!partial) {
    const body = `${ownSums} let sums = part_; ${rest}`;
    return { commands: [{ run: kernel('whole', body, [...read, ...write]), groups }], temporary: [] };
  }
  const pieces: KernelBuffer = { name: 'pieces', tensor: partial, element: 'vec2<f32>', access: 'read_write' };
  const all = `
  var sums = vec2<f32>(0.0);
  for (var p = 0; p < uniforms.parts; p++) { sums += pieces[q * uniforms.parts + p]; }`;
  return {
    commands: [
      { run: kernel('sums', `${ownSums} if (leads) { pieces[item] = part_; }`, [...read, pieces]), groups },
      { run: kernel('rest', all + rest, [...read, ...write, pieces]), groups },
    ],
    temporary: [partial],
  };
}

/** ∂L/∂weight and ∂L/∂bias, where each is a sum over examples that have statistics of their own. */
function weightCommands(plan: Plan, inputs: NormGradientInputs<DeviceTensor>, gradients: Gradients): Task {
  const { attributes, lanes, along } = plan;
  const { centred } = attributes;
  const together = along ? 1 : plan.together;
  const sums = weightSums(plan);
  const size = attributes.sizes[1] * attributes.sizes[2];
  const element = along && lanes === 4 ? 'vec4<f32>' : 'f32';
  const targets = [
    { name: 'weightGradient', total: 'turned', tensor: gradients.weight },
    { name: 'biasGradient', total: 'plain', tensor: gradients.bias },
  ].flatMap(({ name, total, tensor }) =>
    tensor ? [{ name, total, tensor, parts: sums.parts > 1 ? emptyTensor([sums.parts, size]) : undefined }] : [],
  );
  const group = along
    ? `r * uniforms.groups + (q * ${lanes}) / uniforms.channels`
    : 'r * uniforms.groups + q / uniforms.channels';
  const place = `part * (uniforms.weights / ${along ? lanes : 1}) + q`;
  const body = `
  ${addUp(['plain', 'turned'], {
    perRun: `let row = ${group}; ${statisticsOf('row', centred)}`,
    each: `let g = cotangents[at]; add0 += g; add1 += g * (${distance(centred)} * inverse);`,
  })}
  ${along ? '' : 'let both = everybody(local, vec2<f32>(lanesOf(plain), lanesOf(turned)));'}
  if (leads) {
    ${targets
      .map(({ name, total }) => `${name}[${place}] = ${along ? total : total === 'plain' ? 'both.x' : 'both.y'};`)
      .join(' ')}
  }`;
  const buffers = targets.map(({ name, tensor, parts }): KernelBuffer => ({
    name,
    tensor: parts ?? tensor,
    element,
    access: 'read_write',
  }));
  const kernel = kernelOf(plan, together, sums, 'weights', body, [...operands(inputs, plan), ...buffers]);
  return {
    commands: [
      { run: kernel, groups: groupsFor(sums, together, kernel.workgroupSize) },
      ...(sums.parts > 1 ? [{ run: addParts(targets, sums.parts, size), groups: Math.ceil(size / 64) }] : []),
    ],
    temporary: targets.flatMap(({ parts }) => (parts ? [parts] : [])),
  };
}

/** Adds the parts of each target. */
function addParts(
  targets: readonly {
    readonly name: string;
    readonly tensor: DeviceTensor;
    readonly parts: DeviceTensor | undefined;
  }[],
  parts: number,
  size: number,
): Kernel {
  return {
    name: `normalization add parts ${targets.map(({ name }) => name).join(' ')}`,
    source: `
fn compute(thread: i32, local: i32, group: i32) {
  if (thread >= uniforms.size) { return; }
  ${targets
    .map(
      ({ name }) => `
  var of${name} = 0.0;
  for (var part = 0; part < uniforms.parts; part++) { of${name} += parts${name}[part * uniforms.size + thread]; }
  ${name}[thread] = of${name};`,
    )
    .join('')}
}`,
    buffers: targets.flatMap(({ name, tensor, parts: all }): KernelBuffer[] => [
      { name: `parts${name}`, tensor: all!, element: 'f32', access: 'read' },
      { name, tensor, element: 'f32', access: 'read_write' },
    ]),
    uniforms: { size, parts },
    workgroupSize: 64,
  };
}
