import type { Tensor } from '@tensorflow/tfjs-core';

import { sizeOf } from '../../../values/float64-tensor.ts';
import type { Shape } from '../../../values/value.ts';
import { runProgram, type Uniform } from '../../kernels/wgsl.ts';
import { sumChunks } from '../../kernels/chunks.ts';
import type { ConvGeometry, Triple } from '../geometry.ts';

// One thread for each element of the result, for every geometry: quick to compile, and for small problems quick to run.

/** y[n, j, o] = Σ x[n, i, o·stride − padding + k·dilation] w[j, i, k]: a thread for each output element. */
export function generalConvolution(geometry: ConvGeometry, x: Tensor, filter: Tensor, shape: Shape): Tensor {
  return runConvProgram('convolution', geometry, [x, filter], shape, {
    body: `
fn compute(index: i32) {
  let o = positionIn(index, outputSize());
  let channels = uniforms.groups * uniforms.groupOut;
  let outChannel = (index / volume(outputSize())) % channels;
  let n = index / (volume(outputSize()) * channels);
  let firstInput = (n * uniforms.groups + outChannel / uniforms.groupOut) * uniforms.groupIn;
  let corner = o * stride() - padding();
  var sum = 0.0;
  for (var i = 0; i < uniforms.groupIn; i++) {
    let inputStart = (firstInput + i) * volume(inputSize());
    let filterStart = (outChannel * uniforms.groupIn + i) * volume(filterSize());
    for (var kz = 0; kz < filterSize().x; kz++) {
      let z = corner.x + kz * dilation().x;
      if (z < 0 || z >= inputSize().x) { continue; }
      for (var ky = 0; ky < filterSize().y; ky++) {
        let y = corner.y + ky * dilation().y;
        if (y < 0 || y >= inputSize().y) { continue; }
        let inputRow = inputStart + (z * inputSize().y + y) * inputSize().z;
        let filterRow = filterStart + (kz * filterSize().y + ky) * filterSize().z;
        for (var kx = 0; kx < filterSize().z; kx++) {
          let x = corner.z + kx * dilation().z;
          if (x >= 0 && x < inputSize().z) { sum += input0[inputRow + x] * input1[filterRow + kx]; }
        }
      }
    }
  }
  result[index] = sum;
}`,
  });
}

/** x[n, i, p] = Σ y[n, j, o] w[j, i, k] over o·stride = p + padding − k·dilation: a thread for each input element. */
export function generalInputGradient(geometry: ConvGeometry, y: Tensor, filter: Tensor, shape: Shape): Tensor {
  return runConvProgram('convInputGradient', geometry, [y, filter], shape, {
    body: `
// The output position that tap k puts at p, or −1.
fn outputAt(p: i32, k: i32, stride: i32, dilation: i32, padding: i32, size: i32) -> i32 {
  let steps = p + padding - k * dilation;
  if (steps < 0 || steps % stride != 0 || steps / stride >= size) { return -1; }
  return steps / stride;
}
fn compute(index: i32) {
  let p = positionIn(index, inputSize());
  let channels = uniforms.groups * uniforms.groupIn;
  let inChannel = (index / volume(inputSize())) % channels;
  let n = index / (volume(inputSize()) * channels);
  let group = inChannel / uniforms.groupIn;
  let i = inChannel % uniforms.groupIn;
  var sum = 0.0;
  for (var j = 0; j < uniforms.groupOut; j++) {
    let outChannel = group * uniforms.groupOut + j;
    let outputStart = (n * uniforms.groups * uniforms.groupOut + outChannel) * volume(outputSize());
    let filterStart = (outChannel * uniforms.groupIn + i) * volume(filterSize());
    for (var kz = 0; kz < filterSize().x; kz++) {
      let z = outputAt(p.x, kz, stride().x, dilation().x, padding().x, outputSize().x);
      if (z < 0) { continue; }
      for (var ky = 0; ky < filterSize().y; ky++) {
        let y = outputAt(p.y, ky, stride().y, dilation().y, padding().y, outputSize().y);
        if (y < 0) { continue; }
        let outputRow = outputStart + (z * outputSize().y + y) * outputSize().z;
        let filterRow = filterStart + (kz * filterSize().y + ky) * filterSize().z;
        for (var kx = 0; kx < filterSize().z; kx++) {
          let x = outputAt(p.z, kx, stride().z, dilation().z, padding().z, outputSize().z);
          if (x >= 0) { sum += input0[outputRow + x] * input1[filterRow + kx]; }
        }
      }
    }
  }
  result[index] = sum;
}`,
  });
}

/** Terms that one thread of the filter's gradient adds up before the partial sums are added in a second pass. */
const chunkLength = 256;

/**
 * w[j, i, k] = Σ x[n, i, o·stride − padding + k·dilation] y[n, j, o] over batch and output positions: few elements with
 * long sums, so every sum is split into chunks, a thread for each, and the chunks are summed in a second pass.
 * (No workgroup memory: software adapters pay dearly for barriers.)
 */
export function generalFilterGradient(geometry: ConvGeometry, x: Tensor, y: Tensor, shape: Shape): Tensor {
  const terms = geometry.batch * volume(geometry.output);
  const chunks = Math.max(1, Math.min(Math.ceil(terms / chunkLength), 1024));
  const partialSums = runConvProgram(
    'convFilterGradient',
    geometry,
    [x, y],
    chunks === 1 ? shape : [sizeOf(shape) * chunks],
    {
      uniforms: [
        { name: 'chunks', type: 'i32', values: chunks },
        { name: 'chunkLength', type: 'i32', values: Math.ceil(terms / chunks) },
      ],
      body: `
fn compute(index: i32) {
  let chunk = index % uniforms.chunks;
  let element = index / uniforms.chunks;
  let k = positionIn(element, filterSize());
  let i = (element / volume(filterSize())) % uniforms.groupIn;
  let outChannel = element / (volume(filterSize()) * uniforms.groupIn);
  let outChannels = uniforms.groups * uniforms.groupOut;
  let inChannels = uniforms.groups * uniforms.groupIn;
  let inChannel = (outChannel / uniforms.groupOut) * uniforms.groupIn + i;
  let positions = volume(outputSize());
  let offset = k * dilation() - padding();
  let end = min((chunk + 1) * uniforms.chunkLength, uniforms.batch * positions);
  var sum = 0.0;
  for (var term = chunk * uniforms.chunkLength; term < end; term++) {
    let n = term / positions;
    let p = positionIn(term, outputSize()) * stride() + offset;
    if (any(p < vec3<i32>(0)) || any(p >= inputSize())) { continue; }
    let inputStart = (n * inChannels + inChannel) * volume(inputSize());
    sum += input0[inputStart + (p.x * inputSize().y + p.y) * inputSize().z + p.z]
      * input1[(n * outChannels + outChannel) * positions + term % positions];
  }
  result[index] = sum;
}`,
    },
  );
  if (chunks === 1) return partialSums;
  return sumChunks(partialSums, chunks, { ofElement: chunks, ofChunk: 1 }, shape);
}

function runConvProgram(
  name: string,
  geometry: ConvGeometry,
  inputs: readonly [Tensor, Tensor],
  shape: Shape,
  { body, uniforms = [] }: { readonly body: string; readonly uniforms?: readonly Uniform[] },
): Tensor {
  const sizes: readonly (readonly [string, Triple])[] = [
    ['input', geometry.input],
    ['filter', geometry.filter],
    ['output', geometry.output],
    ['stride', geometry.stride],
    ['padding', geometry.padding],
    ['dilation', geometry.dilation],
  ];
  const { batch, groups, groupIn, groupOut } = geometry;
  return runProgram({
    name,
    inputs,
    shape,
    dtype: 'float32',
    uniforms: [
      ...Object.entries({ batch, groups, groupIn, groupOut }).map(([key, values]): Uniform => ({
        name: key,
        type: 'i32',
        values,
      })),
      ...sizes.flatMap(([key, triple]) =>
        triple.map((values, axis): Uniform => ({ name: `${key}${axis}`, type: 'i32', values })),
      ),
      ...uniforms,
    ],
    body: sizesInShader + body,
  });
}

/** The geometry as vectors (x outermost), which the uniforms hold as scalars: those need no alignment. */
const sizesInShader = `${[
  ['inputSize', 'input'],
  ['filterSize', 'filter'],
  ['outputSize', 'output'],
  ['stride', 'stride'],
  ['padding', 'padding'],
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
`;

function volume([depth, height, width]: Triple): number {
  return depth * height * width;
}
