import type { Tensor } from '@tensorflow/tfjs-core';

import { sizeOf } from '../../values/float64-tensor.ts';
import type { Shape } from '../../values/value.ts';
import type { PadAttributes } from '../layout.ts';
import { stridesOf, viewAxis } from '../shapes.ts';
import { fillElements } from './elementwise.ts';
import { element, elementType, kernelDtype, runProgram } from './wgsl.ts';

/** Most inputs that one program reads: the storage buffers that every WebGPU device offers, less the output's. */
const inputsPerProgram = 7;

/** Values one after another along an axis; many of them are joined in groups. */
export function concatKernel(inputs: readonly Tensor[], axis: number, shape: Shape): Tensor {
  const filled = inputs.filter((input) => sizeOf(input.shape) > 0);
  const same = inputs.every((input) => input.dtype === inputs[0]!.dtype);
  const dtype = same ? kernelDtype('concat', inputs[0]!) : 'float32';
  if (filled.length === 0) return fillElements(0, shape, dtype);
  if (filled.length > inputsPerProgram) {
    const groups: Tensor[] = [];
    for (let i = 0; i < filled.length; i += inputsPerProgram) {
      const group = filled.slice(i, i + inputsPerProgram);
      const length = group.reduce((sum, input) => sum + input.shape[axis]!, 0);
      groups.push(
        concatKernel(
          group,
          axis,
          shape.map((own, a) => (a === axis ? length : own)),
        ),
      );
    }
    const joined = concatKernel(groups, axis, shape);
    for (const group of groups) group.dispose();
    return joined;
  }
  const type = dtype === 'float32' ? 'f32' : 'i32';
  const branches = filled.map(
    (_, i) => `if (along < ${element('run', i)}) {
        result[index] = ${type}(input${i}[block * ${element('run', i)} + along]);
        return;
      }
      along -= ${element('run', i)};`,
  );
  const { length, inner } = viewAxis(shape, axis);
  return runProgram({
    name: `concat ${filled.map(elementType).join()} ${type}`,
    inputs: filled,
    shape,
    dtype,
    uniforms: [
      { name: 'block', type: 'i32', values: length * inner },
      { name: 'run', type: 'i32', values: filled.map((input) => input.shape[axis]! * inner) },
    ],
    body: `fn compute(index: i32) {
      let block = index / uniforms.block;
      var along = index % uniforms.block;
      ${branches.join('\n')}
    }`,
  });
}

/** The input within a frame of one value. */
export function padKernel(x: Tensor, { paddings, value }: PadAttributes): Tensor {
  const dtype = kernelDtype('pad', x);
  const shape = x.shape.map((length, axis) => length + paddings[axis]![0] + paddings[axis]![1]);
  if (sizeOf(x.shape) === 0) return fillElements(value, shape, dtype);
  const type = elementType(x);
  const rank = shape.length;
  const steps: string[] = [];
  for (let axis = rank - 1; axis >= 0; axis--) {
    steps.push(`let c${axis} = rest % ${element('lengths', axis)} - ${element('before', axis)};
      rest /= ${element('lengths', axis)};
      inside = inside && c${axis} >= 0 && c${axis} < ${element('inner', axis)};
      position += c${axis} * ${element('strides', axis)};`);
  }
  return runProgram({
    name: `pad ${type} rank ${rank}`,
    inputs: [x],
    shape,
    dtype,
    uniforms: [
      { name: 'lengths', type: 'i32', values: shape },
      { name: 'inner', type: 'i32', values: x.shape },
      { name: 'before', type: 'i32', values: paddings.map(([before]) => before) },
      { name: 'strides', type: 'i32', values: stridesOf(x.shape) },
      { name: 'value', type, values: value },
    ],
    body: `fn compute(index: i32) {
      var rest = index;
      var inside = true;
      var position = 0;
      ${steps.join('\n')}
      var v = ${type}(uniforms.value);
      if (inside) { v = input0[position]; }
      result[index] = v;
    }`,
  });
}
