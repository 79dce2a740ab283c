import { concrete, describeDevice, Float64Tensor, isTraced, sizeOf, type Value } from '@gradbook/core-ops';
import { emptyTensor, type Kernel, type KernelBuffer, runCommands } from '@gradbook/core-ops/kernels';

/** A tensor on the device: what is left of a value that is neither traced nor float64. */
type DeviceTensor = KernelBuffer['tensor'];

/** One parameter's part of Adam's step, in numbers and tensors alone. */
export interface AdamStep {
  readonly parameter: Value;
  readonly gradient: Value;
  readonly expAvg: Value;
  readonly expAvgSq: Value;
  /** With AMSGrad. */
  readonly maxExpAvgSq: Value | undefined;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  /** What a gradient has added of its parameter: λ, or 0 where the decay is decoupled. */
  readonly penalty: number;
  /** What a parameter is multiplied with first: 1 − ηλ where the decay is decoupled, else 1. */
  readonly decay: number;
  /** 1, or −1 where the objective is maximised. */
  readonly sign: number;
  /** η / (1 − β₁ᵗ) */
  readonly stepSize: number;
  /** √(1 − β₂ᵗ) */
  readonly rootCorrection: number;
}

/** What a parameter and its memory have become. */
export interface AdamAfter {
  readonly parameter: Value;
  readonly expAvg: Value;
  readonly expAvgSq: Value;
  readonly maxExpAvgSq: Value | undefined;
}

/** Whether all that the steps work on lies on the device, which binds enough buffers at once, and nobody watches it. */
export function onDeviceAlone(steps: readonly AdamStep[]): boolean {
  const alone = steps.every(({ parameter, gradient, expAvg, expAvgSq, maxExpAvgSq }) =>
    [parameter, gradient, expAvg, expAvgSq, ...(maxExpAvgSq ? [maxExpAvgSq] : [])].every(
      (value) => !isTraced(value) && !(concrete(value) instanceof Float64Tensor) && sizeOf(value.shape) > 0,
    ),
  );
  const buffers = steps.some(({ maxExpAvgSq }) => maxExpAvgSq) ? 9 : 7;
  return alone && steps.length > 0 && describeDevice().limits.maxStorageBuffersPerShaderStage >= buffers;
}

/**
 * Adam's step for a whole tree: a kernel that reads and writes all of a parameter at once, one dispatch for each parameter
 * in one submission, where the operations one by one take a dozen. The formula is `adam`'s, in the same order.
 */
export function adamTogether(steps: readonly AdamStep[]): AdamAfter[] {
  const after = steps.map(({ parameter, maxExpAvgSq }) => ({
    parameter: emptyTensor(parameter.shape),
    expAvg: emptyTensor(parameter.shape),
    expAvgSq: emptyTensor(parameter.shape),
    maxExpAvgSq: maxExpAvgSq ? emptyTensor(parameter.shape) : undefined,
  }));
  runCommands(
    steps.map((step, index) => ({
      run: kernelOf(step, after[index]!),
      groups: Math.ceil(sizeOf(step.parameter.shape) / workgroupSize),
    })),
  );
  return after;
}

const workgroupSize = 64;

/** onDeviceAlone() has seen to it that values are tensors. */
function buffer(name: string, value: Value, access: KernelBuffer['access']): KernelBuffer {
  return { name, tensor: value as DeviceTensor, element: 'f32', access };
}

function kernelOf(step: AdamStep, after: AdamAfter): Kernel {
  const amsgrad = step.maxExpAvgSq !== undefined;
  const { beta1, beta2, epsilon, penalty, decay, sign, stepSize, rootCorrection } = step;
  const numbers = {
    beta1,
    fresh1: 1 - beta1,
    beta2,
    fresh2: 1 - beta2,
    epsilon,
    penalty,
    decay,
    sign,
    stepSize,
    rootCorrection,
  };
  return {
    name: `adam ${amsgrad}`,
    workgroupSize,
    buffers: [
      buffer('parameter', step.parameter, 'read'),
      buffer('gradient', step.gradient, 'read'),
      buffer('expAvg', step.expAvg, 'read'),
      buffer('expAvgSq', step.expAvgSq, 'read'),
      buffer('newParameter', after.parameter, 'read_write'),
      buffer('newExpAvg', after.expAvg, 'read_write'),
      buffer('newExpAvgSq', after.expAvgSq, 'read_write'),
      ...(step.maxExpAvgSq && after.maxExpAvgSq
        ? [buffer('maxExpAvgSq', step.maxExpAvgSq, 'read'), buffer('newMaxExpAvgSq', after.maxExpAvgSq, 'read_write')]
        : []),
    ],
    // Uniforms are whole numbers: these travel as their bits.
    uniforms: {
      count: sizeOf(step.parameter.shape),
      ...Object.fromEntries(Object.entries(numbers).map(([name, value]) => [name, bitsOf(value)])),
    },
    source: `
fn number(bits: i32) -> f32 { return bitcast<f32>(bits); }
fn compute(thread: i32, local: i32, group: i32) {
  if (thread >= uniforms.count) { return; }
  let p = parameter[thread];
  var g = number(uniforms.sign) * gradient[thread];
  if (uniforms.penalty != 0) { g += number(uniforms.penalty) * p; }
  let m = expAvg[thread] * number(uniforms.beta1) + g * number(uniforms.fresh1);
  let v = expAvgSq[thread] * number(uniforms.beta2) + g * g * number(uniforms.fresh2);
  newExpAvg[thread] = m;
  newExpAvgSq[thread] = v;
  ${
    amsgrad
      ? `// NaN stays: a comparison with it would not choose it.
  let before = maxExpAvgSq[thread];
  let largest = select(before, v, v >= before || (bitcast<u32>(v) & 0x7fffffffu) > 0x7f800000u);
  newMaxExpAvgSq[thread] = largest;`
      : 'let largest = v;'
  }
  let root = sqrt(largest) / number(uniforms.rootCorrection) + number(uniforms.epsilon);
  newParameter[thread] = p * number(uniforms.decay) - (m / root) * number(uniforms.stepSize);
}`,
  };
}

function bitsOf(value: number): number {
  return new Int32Array(Float32Array.of(value).buffer)[0]!;
}
