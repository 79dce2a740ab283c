import type { Tensor } from '@tensorflow/tfjs-core';

import { sizeOf } from '../../../values/float64-tensor.ts';
import { runProgram } from '../wgsl.ts';

/**
 * WGSL of `halfOf(x)`: the bits of the float16 number nearest to x, the even one of two. Numbers below 2⁻¹⁴ are 0, whatever the device
 * does with float16's subnormal ones; from 65,520 on they are infinite.
 */
const halfOf = `
fn halfOf(x: f32) -> u32 {
  let bits = bitcast<u32>(x);
  let sign = (bits >> 16u) & 0x8000u;
  let size = bits & 0x7fffffffu;
  if (size > 0x7f800000u) { return sign | 0x7e00u; }
  let rounded = size + 0x0fffu + ((size >> 13u) & 1u);
  if (rounded >= 0x47800000u) { return sign | 0x7c00u; }
  if (rounded < 0x38800000u) { return sign; }
  return sign | ((rounded - 0x38000000u) >> 13u);
}`;

/** WGSL of `roundedToHalf(x)`: the float16 number as float32, without a conversion that a device might do otherwise. */
const roundedToHalf = `${halfOf}
fn roundedToHalf(x: f32) -> f32 {
  let half = halfOf(x);
  let sign = (half & 0x8000u) << 16u;
  let size = half & 0x7fffu;
  if (size > 0x7c00u) { return x; }
  if (size == 0x7c00u) { return bitcast<f32>(sign | 0x7f800000u); }
  if (size == 0u) { return bitcast<f32>(sign); }
  return bitcast<f32>(sign | ((size << 13u) + 0x38000000u));
}`;

/** Every element as the nearest float16 number, still in 32 bits. */
export function roundToHalves(x: Tensor): Tensor {
  return runProgram({
    name: `round to halves ${x.dtype === 'float32' ? 'f32' : 'i32'}`,
    inputs: [x],
    shape: x.shape,
    dtype: 'float32',
    body: `${roundedToHalf} fn compute(index: i32) { result[index] = roundedToHalf(f32(input0[index])); }`,
  });
}

/** All elements as float16 numbers, in the order in which they are stored, two in each of [⌈n/2⌉] whole numbers. */
export function packHalves(x: Tensor): Tensor {
  return runProgram({
    name: `pack halves ${x.dtype === 'float32' ? 'f32' : 'i32'}`,
    inputs: [x],
    shape: [Math.ceil(sizeOf(x.shape) / 2)],
    dtype: 'int32',
    uniforms: [{ name: 'size', type: 'i32', values: sizeOf(x.shape) }],
    body: `${halfOf}
fn compute(index: i32) {
  let low = halfOf(f32(input0[2 * index]));
  let high = halfOf(f32(input0[min(2 * index + 1, uniforms.size - 1)]));
  result[index] = bitcast<i32>(low | (high << 16u));
}`,
  });
}
