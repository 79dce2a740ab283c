import type { Tensor } from '@tensorflow/tfjs-core';

import type { CrossEntropyAttributes } from '../cross-entropy.ts';
import { viewAxis } from '../shapes.ts';
import { compensatedBefore, compensatedEach, compensatedTotal, lineUniforms, shiftedExponentials } from './reduce.ts';
import { elementType, kernelDtype, runProgram, type Uniform } from './wgsl.ts';

/**
 * What the programs below share: they walk whole lines along the class axis, one thread each, and know of a line whether
 * its target counts, the weight of a class, and, after `shifted`, the largest logit and the sum of the exponentials.
 */
function library(weighted: boolean): string {
  return `
    fn isIgnored(target_: i32) -> bool { return uniforms.ignores == 1 && target_ == uniforms.ignored; }
    fn isClass(target_: i32) -> bool { return target_ >= 0 && target_ < uniforms.count; }
    fn weightOf(class_: i32) -> f32 { return ${weighted ? 'input2[class_]' : '1.0'}; }
    fn startOf(line: i32) -> i32 {
      return (line / uniforms.inner) * uniforms.count * uniforms.inner + line % uniforms.inner;
    }`;
}

const shifted = `
      var m = f32(input0[start]);
      for (var i = 1; i < uniforms.count; i++) {
        let x = f32(input0[start + i * uniforms.inner]);
        ${shiftedExponentials.largest}
      }
      ${shiftedExponentials.sum}`;

function uniformsOf(x: Tensor, { axis, ignoreIndex, labelSmoothing }: CrossEntropyAttributes): Uniform[] {
  const view = viewAxis(x.shape, axis);
  const ignores = ignoreIndex !== null && Number.isInteger(ignoreIndex) && Math.abs(ignoreIndex) < 2 ** 31;
  return [
    ...lineUniforms(view),
    { name: 'ignores', type: 'i32', values: ignores ? 1 : 0 },
    { name: 'ignored', type: 'i32', values: ignores ? ignoreIndex : 0 },
    { name: 'keep', type: 'f32', values: 1 - labelSmoothing },
    { name: 'share', type: 'f32', values: labelSmoothing / view.length },
  ];
}

/** The loss of every position: one thread each, nothing of the size of the logits is written. */
export function crossEntropyKernel(
  inputs: readonly Tensor[],
  attributes: CrossEntropyAttributes,
  shape: readonly number[],
): Tensor {
  const [x] = inputs as [Tensor];
  const weighted = inputs.length === 3;
  kernelDtype('softmaxCrossEntropy', x);
  return runProgram({
    name: `softmaxCrossEntropy ${elementType(x)} ${weighted}`,
    inputs,
    shape,
    dtype: 'float32',
    uniforms: uniformsOf(x, attributes),
    body: `${shiftedExponentials.library}${library(weighted)}
    fn compute(index: i32) {
      let target_ = input1[index];
      if (isIgnored(target_)) { result[index] = 0.0; return; }
      if (!isClass(target_)) { result[index] = uniforms.NAN; return; }
      let start = startOf(index);
      ${shifted}
      let logTotal = accurateLog(total);
      let own = weightOf(target_) * ((f32(input0[start + target_ * uniforms.inner]) - m) - logTotal);
      if (uniforms.share == 0.0) { result[index] = -(uniforms.keep * own); return; }
      result[index] = -(uniforms.keep * own + uniforms.share * allOf(start, m, logTotal));
    }
    // The sum over all classes, weighted.
    fn allOf(start: i32, m: f32, logTotal: f32) -> f32 {
      ${compensatedBefore}
      for (var i = 0; i < uniforms.count; i++) {
        let x = weightOf(i) * ((f32(input0[start + i * uniforms.inner]) - m) - logTotal);
        ${compensatedEach}
      }
      ${compensatedTotal}
      return total;
    }`,
  });
}

/** Its gradient by the logits: one thread for each position, one pass after those of the softmax. */
export function crossEntropyGradientKernel(inputs: readonly Tensor[], attributes: CrossEntropyAttributes): Tensor {
  const [x] = inputs as [Tensor];
  const weighted = inputs.length === 4;
  const cotangent = `input${inputs.length - 1}`;
  const { outer, inner } = viewAxis(x.shape, attributes.axis);
  kernelDtype('softmaxCrossEntropyGradient', x);
  return runProgram({
    name: `softmaxCrossEntropyGradient ${elementType(x)} ${weighted}`,
    inputs,
    shape: x.shape,
    dtype: 'float32',
    threads: outer * inner,
    uniforms: uniformsOf(x, attributes),
    body: `${shiftedExponentials.library}${library(weighted)}
    fn fill(start: i32, value: f32) {
      for (var i = 0; i < uniforms.count; i++) { result[start + i * uniforms.inner] = value; }
    }
    // The sum of what the loss multiplies the logarithms with.
    fn sumOfShares(target_: i32) -> f32 {
      let own = uniforms.keep * weightOf(target_);
      if (uniforms.share == 0.0) { return own; }
      ${compensatedBefore}
      for (var i = 0; i < uniforms.count; i++) {
        let x = weightOf(i);
        ${compensatedEach}
      }
      ${compensatedTotal}
      return own + uniforms.share * total;
    }
    fn compute(index: i32) {
      let target_ = input1[index];
      let start = startOf(index);
      if (isIgnored(target_)) { fill(start, 0.0); return; }
      if (!isClass(target_)) { fill(start, uniforms.NAN); return; }
      let g = ${cotangent}[index];
      let all = sumOfShares(target_);
      ${shifted}
      for (var i = 0; i < uniforms.count; i++) {
        let position = start + i * uniforms.inner;
        let p = accurateExp(f32(input0[position]) - m) / total;
        let own = select(0.0, uniforms.keep * weightOf(i), i == target_);
        result[position] = g * (p * all - (own + uniforms.share * weightOf(i)));
      }
    }`,
  });
}

/** The weight that every target counts with: 0 where it is ignored, NaN where it is no class. */
export function classWeightsKernel(
  inputs: readonly Tensor[],
  { ignoreIndex, classes }: { readonly ignoreIndex: number | null; readonly classes: number },
): Tensor {
  const [targets] = inputs as [Tensor];
  const ignores = ignoreIndex !== null && Number.isInteger(ignoreIndex) && Math.abs(ignoreIndex) < 2 ** 31;
  return runProgram({
    name: `classWeights ${inputs.length === 2}`,
    inputs,
    shape: targets.shape,
    dtype: 'float32',
    uniforms: [
      { name: 'count', type: 'i32', values: classes },
      { name: 'ignores', type: 'i32', values: ignores ? 1 : 0 },
      { name: 'ignored', type: 'i32', values: ignores ? ignoreIndex : 0 },
    ],
    body: `fn compute(index: i32) {
      let target_ = input0[index];
      var v = 0.0;
      if (!(uniforms.ignores == 1 && target_ == uniforms.ignored)) {
        if (target_ >= 0 && target_ < uniforms.count) { v = ${inputs.length === 2 ? 'input1[target_]' : '1.0'}; }
        else { v = uniforms.NAN; }
      }
      result[index] = v;
    }`,
  });
}
