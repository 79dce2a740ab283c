import { type Tensor, zeros } from '@tensorflow/tfjs-core';

import { sizeOf } from '../../values/float64-tensor.ts';
import type { Shape } from '../../values/value.ts';
import { errorFree } from '../kernels/functions.ts';
import { elementType, kernelDtype, runProgram, type Uniform } from '../kernels/wgsl.ts';
import type { AveragePoolAttributes, PoolAttributes } from './geometry.ts';

// tfjs's own kernels are not used: they take [N, H, W, C] only, know no ceil mode, no asymmetric padding and no divisor,
// and their gradients share a maximum among all equal elements.

/** The largest element of each window, or where in its plane it is: a thread for each window. */
export function maxPoolKernel(x: Tensor, attributes: PoolAttributes, shape: Shape, what: 'value' | 'position'): Tensor {
  const dtype = kernelDtype('maxPool', x);
  const type = elementType(x);
  const blocks = blocksOf(attributes);
  const taps = blocks ? blockTaps(blocks) : [];
  const seek = blocks
    ? `
fn compute(index: i32) {
  let o = positionIn(index, outputSize());
  let first = ((o.x * ${blocks[0]}) * inputSize().y + o.y * ${blocks[1]}) * inputSize().z + o.z * ${blocks[2]};
  let plane = (index / volume(outputSize())) * volume(inputSize());
  var best = first;
  var bestKey = order(input0[plane + first]);
  ${taps
    .slice(1)
    .map(
      (tap) => `{ let at = first + ${tap}; let key = order(input0[plane + at]);
  best = select(best, at, key > bestKey); bestKey = max(bestKey, key); }`,
    )
    .join('\n  ')}`
    : `
fn compute(index: i32) {
  let o = positionIn(index, outputSize());
  let plane = (index / volume(outputSize())) * volume(inputSize());
  let start = windowStart(o);
  let taps = windowTaps(o);
  var best = -1;
  var bestKey = 0;
  for (var kz = 0; kz < taps.x; kz++) {
    let z = start.x + kz * dilation().x;
    if (z < 0 || z >= inputSize().x) { continue; }
    for (var ky = 0; ky < taps.y; ky++) {
      let y = start.y + ky * dilation().y;
      if (y < 0 || y >= inputSize().y) { continue; }
      for (var kx = 0; kx < taps.z; kx++) {
        let x = start.z + kx * dilation().z;
        if (x < 0 || x >= inputSize().z) { continue; }
        let at = (z * inputSize().y + y) * inputSize().z + x;
        let key = order(input0[plane + at]);
        if (best < 0 || key > bestKey) { best = at; bestKey = key; }
      }
    }
  }`;
  return runPoolProgram(`maxPool ${what} ${type} ${blocks?.join('x') ?? 'windows'}`, [x], attributes, {
    shape,
    dtype: what === 'position' ? 'int32' : dtype,
    body: `
// Numbers in the order of their values as integers, NaN above all: compilers may assume that floats are never NaN.
fn order(v: ${type}) -> i32 {
  ${
    type === 'f32'
      ? `if (isnan(v)) { return 2147483647; }
  let bits = bitcast<i32>(select(v, 0.0, v == 0.0));
  return select(bits, bits ^ 0x7fffffff, bits < 0);`
      : 'return v;'
  }
}
${seek}
  result[index] = ${what === 'position' ? 'best' : 'input0[plane + best]'};
}`,
  });
}

/** y[n, o] = x[n, position[n, o]]; NaN where a position is outside the plane, never a neighbour's element. */
export function selectKernel(x: Tensor, positions: Tensor, attributes: PoolAttributes, shape: Shape): Tensor {
  floatsOnly('maxPoolSelect', x);
  return runPoolProgram(`maxPoolSelect ${elementType(positions)}`, [x, positions], attributes, {
    shape,
    dtype: 'float32',
    body: `
fn compute(index: i32) {
  let at = i32(input1[index]);
  var value = uniforms.NAN;
  if (at >= 0 && at < volume(inputSize())) {
    value = input0[(index / volume(outputSize())) * volume(inputSize()) + at];
  }
  result[index] = value;
}`,
  });
}

/** x̄[n, p] = Σ ȳ[n, o] over the windows o that cover p and whose largest element is there: a thread for each p. */
export function maxPoolGradientKernel(
  cotangent: Tensor,
  positions: Tensor,
  attributes: PoolAttributes,
  shape: Shape,
): Tensor {
  floatsOnly('maxPoolGradient', cotangent);
  const blocks = blocksOf(attributes);
  if (
    blocks &&
    attributes.input.every(
      (length, axis) => length === attributes.output[axis]! * blocks.at(axis - attributes.input.length)!,
    )
  ) {
    return runPoolProgram(
      `maxPoolGradient ${elementType(positions)} ${blocks.join('x')}`,
      [cotangent, positions],
      attributes,
      {
        shape,
        dtype: 'float32',
        threads: cotangent.size,
        body: `
fn compute(index: i32) {
  let o = positionIn(index, outputSize());
  let first = ((o.x * ${blocks[0]}) * inputSize().y + o.y * ${blocks[1]}) * inputSize().z + o.z * ${blocks[2]};
  let plane = (index / volume(outputSize())) * volume(inputSize());
  let found = i32(input1[index]);
  let share = input0[index];
  ${blockTaps(blocks)
    .map((tap) => `result[plane + first + ${tap}] = select(0.0, share, found == first + ${tap});`)
    .join('\n  ')}
}`,
      },
    );
  }
  return runPoolProgram(`maxPoolGradient ${elementType(positions)}`, [cotangent, positions], attributes, {
    shape,
    dtype: 'float32',
    body: overWindows('if (i32(input1[place]) == at) { sum += input0[place]; }'),
  });
}

/** The compensated sum of each window, divided. */
export function averagePoolKernel(x: Tensor, attributes: AveragePoolAttributes, shape: Shape): Tensor {
  floatsOnly('averagePool', x);
  return runPoolProgram('averagePool', [x], attributes, {
    shape,
    dtype: 'float32',
    uniforms: divisorUniforms(attributes),
    body: `${errorFree}${divisorInShader}
fn compute(index: i32) {
  let o = positionIn(index, outputSize());
  let plane = (index / volume(outputSize())) * volume(inputSize());
  let start = windowStart(o);
  let taps = windowTaps(o);
  var sum = 0.0;
  var lost = 0.0;
  for (var kz = 0; kz < taps.x; kz++) {
    let z = start.x + kz * dilation().x;
    if (z < 0 || z >= inputSize().x) { continue; }
    for (var ky = 0; ky < taps.y; ky++) {
      let y = start.y + ky * dilation().y;
      if (y < 0 || y >= inputSize().y) { continue; }
      for (var kx = 0; kx < taps.z; kx++) {
        let x = start.z + kx * dilation().z;
        if (x < 0 || x >= inputSize().z) { continue; }
        let next = twoSum(sum, input0[plane + (z * inputSize().y + y) * inputSize().z + x]);
        sum = next.x;
        lost += next.y;
      }
    }
  }
  // The compensation of an infinite or undefined sum is NaN and means nothing.
  let corrected = sum + lost;
  result[index] = select(corrected, sum, isnan(corrected)) / divisor(o);
}`,
  });
}

/** x̄[n, p] = Σ ȳ[n, o] / divisor[o] over the windows o that cover p: a thread for each p. */
export function averagePoolGradientKernel(cotangent: Tensor, attributes: AveragePoolAttributes, shape: Shape): Tensor {
  floatsOnly('averagePoolGradient', cotangent);
  return runPoolProgram('averagePoolGradient', [cotangent], attributes, {
    shape,
    dtype: 'float32',
    uniforms: divisorUniforms(attributes),
    body: divisorInShader + overWindows('sum += input0[place] / divisor(vec3<i32>(oz, oy, ox));'),
  });
}

/** WGSL that sums over the windows o = (oz, oy, ox), stored at `place`, that cover the element `at` of a plane. */
function overWindows(add: string): string {
  return `
// Whether a tap of the window that starts at \`start\` falls on p.
fn covers(start: i32, p: i32, dilation: i32) -> bool { return (p - start) % dilation == 0; }
fn compute(index: i32) {
  let p = positionIn(index, inputSize());
  let at = index % volume(inputSize());
  let plane = (index / volume(inputSize())) * volume(outputSize());
  let first = firstWindow(p);
  let last = lastWindow(p);
  var sum = 0.0;
  for (var oz = first.x; oz <= last.x; oz++) {
    if (!covers(windowStart(vec3<i32>(oz, 0, 0)).x, p.x, dilation().x)) { continue; }
    for (var oy = first.y; oy <= last.y; oy++) {
      if (!covers(windowStart(vec3<i32>(0, oy, 0)).y, p.y, dilation().y)) { continue; }
      for (var ox = first.z; ox <= last.z; ox++) {
        if (!covers(windowStart(vec3<i32>(0, 0, ox)).z, p.z, dilation().z)) { continue; }
        let place = plane + (oz * outputSize().y + oy) * outputSize().z + ox;
        ${add}
      }
    }
  }
  result[index] = sum;
}`;
}

/** Sizes of windows that lie side by side without padding, each wholly inside the input; nothing for other windows. */
function blocksOf({ input, output, windows }: PoolAttributes): Triple | undefined {
  if (windows === 'adaptive') return undefined;
  const { kernel, stride, padding, dilation } = windows;
  const sideBySide = kernel.every(
    (length, axis) =>
      length === stride[axis] &&
      dilation[axis] === 1 &&
      padding[axis]![0] === 0 &&
      output[axis]! * length <= input[axis]!,
  );
  const [depth = 1, height = 1, width = 1] = [...Array<number>(3 - kernel.length).fill(1), ...kernel];
  return sideBySide && depth * height * width <= 16 ? [depth, height, width] : undefined;
}

/** Where the elements of a block are, from its first one on, in row-major order. */
function blockTaps([depth, height, width]: Triple): string[] {
  const taps: string[] = [];
  for (let z = 0; z < depth; z++) {
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) taps.push(`(${z} * inputSize().y + ${y}) * inputSize().z + ${x}`);
    }
  }
  return taps;
}

type Triple = readonly [number, number, number];

function floatsOnly(name: string, { dtype }: Tensor): void {
  if (dtype !== 'float32') throw new TypeError(`${name}: got dtype ${dtype}; it takes float32`);
}

interface PoolProgram {
  readonly threads?: number;
  readonly shape: Shape;
  readonly dtype: 'float32' | 'int32' | 'bool';
  readonly uniforms?: readonly Uniform[];
  readonly body: string;
}

function runPoolProgram(
  name: string,
  inputs: readonly Tensor[],
  { input, output, windows }: PoolAttributes,
  { shape, dtype, threads, uniforms = [], body }: PoolProgram,
): Tensor {
  // Of no planes there is nothing to compute; a buffer of length 0 cannot be bound.
  if (sizeOf(shape) === 0) return zeros([...shape], dtype);
  const sliding = windows === 'adaptive' ? undefined : windows;
  const lists: readonly (readonly [string, readonly number[], number])[] = [
    ['input', input, 1],
    ['output', output, 1],
    ['kernel', sliding?.kernel ?? [], 1],
    ['stride', sliding?.stride ?? [], 1],
    ['before', sliding?.padding.map(([before]) => before) ?? [], 0],
    ['after', sliding?.padding.map(([, after]) => after) ?? [], 0],
    ['dilation', sliding?.dilation ?? [], 1],
  ];
  return runProgram({
    name,
    inputs,
    shape,
    dtype,
    ...(threads === undefined ? {} : { threads }),
    uniforms: [
      { name: 'adaptive', type: 'i32', values: sliding ? 0 : 1 },
      ...lists.flatMap(([key, values, fill]) =>
        [...Array<number>(3 - values.length).fill(fill), ...values].map((value, axis): Uniform => ({
          name: `${key}${axis}`,
          type: 'i32',
          values: value,
        })),
      ),
      ...uniforms,
    ],
    body: windowsInShader + body,
  });
}

/** The geometry as vectors (x outermost), which the uniforms hold as scalars: those need no alignment. */
const windowsInShader = `${[
  ['inputSize', 'input'],
  ['outputSize', 'output'],
  ['kernel', 'kernel'],
  ['stride', 'stride'],
  ['before', 'before'],
  ['after', 'after'],
  ['dilation', 'dilation'],
]
  .map(
    ([fn, key]) =>
      `fn ${fn}() -> vec3<i32> { return vec3<i32>(uniforms.${key}0, uniforms.${key}1, uniforms.${key}2); }`,
  )
  .join('\n')}
fn volume(size: vec3<i32>) -> i32 { return size.x * size.y * size.z; }
fn positionIn(index: i32, size: vec3<i32>) -> vec3<i32> {
  let row = index / size.z;
  return vec3<i32>((row / size.y) % size.x, row % size.y, index % size.z);
}
// ⌈a / b⌉ for b > 0, and 0 for a ≤ 0.
fn ceilDivide(a: vec3<i32>, b: vec3<i32>) -> vec3<i32> { return max((a + b - 1) / b, vec3<i32>(0)); }
fn windowStart(o: vec3<i32>) -> vec3<i32> {
  if (uniforms.adaptive == 1) { return o * inputSize() / outputSize(); }
  return o * stride() - before();
}
fn windowTaps(o: vec3<i32>) -> vec3<i32> {
  if (uniforms.adaptive == 1) { return ceilDivide((o + 1) * inputSize(), outputSize()) - windowStart(o); }
  return kernel();
}
// The first and the last window whose extent covers p.
fn firstWindow(p: vec3<i32>) -> vec3<i32> {
  if (uniforms.adaptive == 1) { return p * outputSize() / inputSize(); }
  return ceilDivide(p + before() - (kernel() - 1) * dilation(), stride());
}
fn lastWindow(p: vec3<i32>) -> vec3<i32> {
  if (uniforms.adaptive == 1) { return ceilDivide((p + 1) * outputSize(), inputSize()) - 1; }
  return min((p + before()) / stride(), outputSize() - 1);
}
`;

const modes = { window: 0, elements: 1 } as const;

function divisorUniforms({ divisor }: AveragePoolAttributes): Uniform[] {
  const given = typeof divisor === 'number';
  return [
    { name: 'divisorMode', type: 'i32', values: given ? 2 : modes[divisor] },
    { name: 'divisorValue', type: 'f32', values: given ? divisor : 1 },
  ];
}

const divisorInShader = `
fn divisor(o: vec3<i32>) -> f32 {
  if (uniforms.divisorMode == 2) { return uniforms.divisorValue; }
  if (uniforms.adaptive == 1) { return f32(volume(windowTaps(o))); }
  let start = windowStart(o);
  if (uniforms.divisorMode == 0) {
    return f32(volume(min(kernel(), ceilDivide(inputSize() + after() - start, dilation()))));
  }
  let end = min(kernel(), ceilDivide(inputSize() - start, dilation()));
  return f32(volume(end - ceilDivide(-start, dilation())));
}
`;
