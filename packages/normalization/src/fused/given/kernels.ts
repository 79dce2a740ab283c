import { emptyTensor, type Kernel, type KernelBuffer, runCommands } from '@gradbook/core-ops/kernels';

import type { NormAttributes } from '../attributes.ts';
import type { DeviceTensor } from '../device-tensor.ts';
import { bitsOf, keyOf } from '../forward.ts';
import { type Plan, planFor, statisticSums, type Sums } from '../plan.ts';
import { addUp, groupsFor, partOf, prelude, sumUniforms, walk } from '../shader.ts';
import { type GivenInputs, listOf } from './inputs.ts';

/** Normalizes with given statistics, in one dispatch. */
export function runGiven(inputs: GivenInputs<DeviceTensor>, attributes: NormAttributes): DeviceTensor {
  const plan = planFor(attributes);
  const sums = statisticSums(plan);
  const output = emptyTensor(inputs.x.shape);
  const value = `((xs[at] - V(mean)) * inverse)${inputs.weight ? ' * weight' : ''}${inputs.bias ? ' + bias' : ''}`;
  const body = `${numbersOf(inputs)} ${walk({ each: `output[at] = ${value};` })}`;
  const buffers = [...operands(inputs, plan), written('output', output, vectorOf(plan))];
  runCommands([{ run: kernelOf(plan, sums, 'elements', body, buffers), groups: groupsOf(plan, sums) }]);
  return output;
}

/**
 * The vector-Jacobian product: with s = 1/√(σ² + ε), A = Σ ȳ and B = Σ ȳ (x − μ) of a channel,
 *
 *     x̄ = ȳ s γ    μ̄ = −A s γ    σ̄² = −½ B s³ γ    γ̄ = B s    β̄ = A
 *
 * in one dispatch, or, where the sums are divided into parts, with another that adds the parts.
 */
export function runGivenGradient(
  inputs: GivenInputs<DeviceTensor>,
  cotangent: DeviceTensor,
  attributes: NormAttributes,
): DeviceTensor[] {
  const plan = planFor(attributes);
  const sums = statisticSums(plan);
  const channels = attributes.sizes[1];
  const own: GivenInputs<DeviceTensor> = {
    x: emptyTensor(inputs.x.shape),
    mean: emptyTensor([channels]),
    variance: emptyTensor([channels]),
    ...(inputs.weight ? { weight: emptyTensor([channels]) } : {}),
    ...(inputs.bias ? { bias: emptyTensor([channels]) } : {}),
  };
  const partial = sums.parts > 1 ? emptyTensor([channels, sums.parts, 2]) : undefined;
  const vector = vectorOf(plan);
  const scale = inputs.weight ? 'let scale = inverse * weight;' : 'let scale = inverse;';
  const { bias: _, ...read } = inputs;
  const elements: KernelBuffer[] = [
    ...operands(read, plan),
    { name: 'cotangents', tensor: cotangent, element: vector, access: 'read' },
    written('gradient', own.x, vector),
  ];
  const ofChannel = [
    written('meanGradient', own.mean, 'f32'),
    written('varianceGradient', own.variance, 'f32'),
    ...(own.weight ? [written('weightGradient', own.weight, 'f32')] : []),
    ...(own.bias ? [written('biasGradient', own.bias, 'f32')] : []),
  ];
  const results = `
    meanGradient[q] = -(sums.x * scale);
    varianceGradient[q] = -0.5 * ((sums.y * scale) * (inverse * inverse));
    ${own.weight ? 'weightGradient[q] = sums.y * inverse;' : ''}
    ${own.bias ? 'biasGradient[q] = sums.x;' : ''}`;
  const ownSums = `${numbersOf(read)} ${scale}
  ${addUp(['plain', 'turned'], {
    each: 'let g = cotangents[at]; add0 += g; add1 += g * (xs[at] - V(mean)); gradient[at] = g * scale;',
  })}
  let part_ = everybody(local, vec2<f32>(lanesOf(plain), lanesOf(turned)));`;
  const groups = groupsOf(plan, sums);
  if (partial) {
    const pieces: KernelBuffer = { name: 'pieces', tensor: partial, element: 'vec2<f32>', access: 'read_write' };
    const adding = `
  let q = thread;
  if (q >= uniforms.channels) { return; }
  ${numbersOf(read)} ${scale}
  var sums = vec2<f32>(0.0);
  for (var p = 0; p < uniforms.parts; p++) { sums += pieces[q * uniforms.parts + p]; }
  ${results}`;
    const add: Kernel = {
      ...kernelOf(plan, sums, 'gradient add parts', '', [...operands(read, plan).slice(1), ...ofChannel, pieces]),
      source: `${prelude(plan, 1)} fn compute(thread: i32, local: i32, group: i32) { ${adding} }`,
      workgroupSize: 64,
    };
    const body = `${ownSums} if (leads) { pieces[item] = part_; }`;
    runCommands([
      { run: kernelOf(plan, sums, 'gradient sums', body, [...elements, pieces]), groups },
      { run: add, groups: Math.ceil(channels / 64) },
    ]);
    partial.dispose();
  } else {
    const body = `${ownSums} let sums = part_; if (leads) { ${results} }`;
    runCommands([{ run: kernelOf(plan, sums, 'gradient whole', body, [...elements, ...ofChannel]), groups }]);
  }
  return listOf(own);
}

function kernelOf(plan: Plan, sums: Sums, part: string, body: string, buffers: KernelBuffer[]): Kernel {
  const { attributes, together, workgroupSize } = plan;
  return {
    name: `normalization with given statistics ${keyOf(plan)} ${part}`,
    source: `${prelude(plan, together)}
fn compute(thread: i32, local: i32, group: i32) { ${partOf(together)} ${body} }`,
    buffers,
    uniforms: { ...sumUniforms(sums), channels: attributes.sizes[1], epsilon: bitsOf(attributes.epsilon) },
    workgroupSize,
  };
}

function groupsOf({ together, workgroupSize }: Plan, sums: Sums): number {
  return groupsFor(sums, together, workgroupSize);
}

function vectorOf({ lanes }: Plan): 'f32' | 'vec4<f32>' {
  return lanes === 4 ? 'vec4<f32>' : 'f32';
}

function written(name: string, tensor: DeviceTensor, element: KernelBuffer['element']): KernelBuffer {
  return { name, tensor, element, access: 'read_write' };
}

function operands({ x, mean, variance, weight, bias }: GivenInputs<DeviceTensor>, plan: Plan): KernelBuffer[] {
  const perChannel = Object.entries({ means: mean, variances: variance, weights: weight, biases: bias });
  return [
    { name: 'xs', tensor: x, element: vectorOf(plan), access: 'read' },
    ...perChannel.flatMap(([name, tensor]): KernelBuffer[] =>
      tensor ? [{ name, tensor, element: 'f32', access: 'read' }] : [],
    ),
  ];
}

/** WGSL of a channel's numbers: `mean`, `inverse`, and where there are any `weight` and `bias`. */
function numbersOf({ weight, bias }: GivenInputs<DeviceTensor>): string {
  return `
  let mean = means[q];
  let under = variances[q] + asFloat(uniforms.epsilon);
  let root = select(inverseSqrt(under), uniforms.INFINITY, under == 0.0);
  let inverse = select(root, uniforms.NAN, under < 0.0);
  ${weight ? 'let weight = weights[q];' : ''} ${bias ? 'let bias = biases[q];' : ''}`;
}
