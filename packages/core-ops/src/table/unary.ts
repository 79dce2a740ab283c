import type { Tensor } from '@tensorflow/tfjs-core';

import { Float64Tensor } from '../values/float64-tensor.ts';
import { boundEach, copyBound, roundings, smallestNormal, unitRoundoff as u } from './error-bounds.ts';
import { erf64, sigmoid64, softplus64 } from './definitions.ts';
import { mapElements } from './kernels/elementwise.ts';
import {
  errorFunction,
  exponential,
  logarithm,
  sigmoids,
  softplusFunction,
  trigonometric,
} from './kernels/functions.ts';
import { elementType, kernelDtype } from './kernels/wgsl.ts';
import type { Attributes, Operation } from './operation.ts';
import { seeded } from './seeded.ts';
import { expectInputs } from './shapes.ts';
import { isIntegral } from './support.ts';

/** What tells one elementwise function of one argument from another. */
interface UnaryDefinition {
  readonly name: string;
  readonly define: (x: number) => number;
  /** WGSL over `x: f32`. */
  readonly wgsl: string;
  readonly library?: string;
  /** WGSL over `x: i32` where int32 stays int32; without it integers are computed as floats. */
  readonly wgslInteger?: string;
  /** Error of an element in exact arithmetic of normal numbers. */
  readonly error: (x: number, result: number) => number;
  /** Inputs worth trying besides random ones. */
  readonly telling: readonly number[];
  /** Where random inputs lie. */
  readonly domain: readonly [low: number, high: number];
}

/** A row for an elementwise function of one argument. */
function unary(definition: UnaryDefinition): Operation {
  const { name, define, wgslInteger, error, telling, domain } = definition;
  const staysInteger = wgslInteger !== undefined;
  return {
    name,
    shape: (shapes) => {
      expectInputs(name, shapes, 1);
      return [shapes[0]!];
    },
    reference: ([x]) => [
      new Float64Tensor(x!.shape, x!.data.map(define), staysInteger && isIntegral(x!) ? 'int32' : 'float64'),
    ],
    kernel: ([x]) => [unaryKernel(definition, x!)],
    errorBound: ([x], _attributes, [output]) => [boundEach(output!, (i, result) => error(x!.data[i]!, result))],
    differentiable: () => [true],
    examples: (seed) => {
      const random = seeded(seed);
      const [low, high] = domain;
      const attributes: Attributes = {};
      const floats = telling.map(Math.fround);
      return [
        { inputs: [new Float64Tensor([floats.length], floats)], attributes },
        { inputs: [random.uniform([5, 20], low, high)], attributes },
        { inputs: [random.uniform([], low, high)], attributes },
        { inputs: [random.uniform([2, 0, 3])], attributes },
        { inputs: [random.uniform([2, 3], Math.max(low, 0.2), Math.min(high, 1.5))], attributes, smooth: true },
        ...(staysInteger ? [{ inputs: [random.integers([6], -9, 9)], attributes }] : []),
      ];
    },
  };
}

function unaryKernel(definition: UnaryDefinition, x: Tensor): Tensor {
  const { name, wgsl, wgslInteger, library = '' } = definition;
  kernelDtype(name, x);
  return elementType(x) === 'i32' && wgslInteger !== undefined
    ? mapElements({ name, expression: wgslInteger }, x, 'i32', 'int32')
    : mapElements({ name, expression: wgsl, library }, x, 'f32', 'float32');
}

/** Zero, tiny, ordinary and large, of both signs. */
const everywhere = [
  0, 1e-30, -1e-30, 1e-6, -1e-6, 1e-4, -1e-4, 0.01, 0.5, -0.5, 1, -1, 3, -3, 9, -9, 30, -30, 87, -87, 1e4, -1e4,
];
const positive = [1e-30, 1e-6, 0.01, 0.5, 0.75, 0.999, 1, 1.001, 1.25, 1.5, 2, 3, 10, 100, 1e4, 1e10, 1e30];
const exact = (_x: number, result: number): number => copyBound(result);
const relative =
  (units: number) =>
  (_x: number, result: number): number =>
    units * u * Math.abs(result);
/** Steep at zero: nothing is promised for inputs that the device may read as zero. */
const steep =
  (units: number) =>
  (x: number, result: number): number =>
    Math.abs(x) < smallestNormal ? Infinity : units * u * Math.abs(result);
const angleError = (x: number, result: number): number =>
  Math.abs(x) <= 12_000 ? 4 * u * Math.abs(result) + 2 ** -46 * Math.abs(x) : Math.min(2, 8 * u * Math.abs(x));

export const neg: Operation = unary({
  name: 'neg',
  define: (x) => -x,
  wgsl: '-x',
  wgslInteger: '-x',
  error: exact,
  telling: everywhere,
  domain: [-3, 3],
});
export const abs: Operation = unary({
  name: 'abs',
  define: Math.abs,
  wgsl: 'abs(x)',
  wgslInteger: 'abs(x)',
  error: exact,
  telling: everywhere,
  domain: [-3, 3],
});
export const sign: Operation = unary({
  name: 'sign',
  define: Math.sign,
  wgsl: 'select(sign(x), x, isnan(x))',
  wgslInteger: 'sign(x)',
  error: exact,
  telling: everywhere,
  domain: [-3, 3],
});
export const exp: Operation = unary({
  name: 'exp',
  define: Math.exp,
  wgsl: 'accurateExp(x)',
  library: exponential,
  error: relative(roundings.exp),
  telling: [...everywhere, 88.7, -88, -120],
  domain: [-5, 5],
});
export const expm1: Operation = unary({
  name: 'expm1',
  define: Math.expm1,
  wgsl: 'accurateExpm1(x)',
  library: exponential,
  error: relative(roundings.expm1),
  telling: [...everywhere, 0.3, 0.35, 0.4, -0.4, 17, -17],
  domain: [-2, 2],
});
export const log: Operation = unary({
  name: 'log',
  define: Math.log,
  wgsl: 'accurateLog(x)',
  library: logarithm,
  error: steep(roundings.log),
  telling: positive,
  domain: [0.1, 5],
});
export const log1p: Operation = unary({
  name: 'log1p',
  define: Math.log1p,
  wgsl: 'accurateLog1p(x)',
  library: logarithm,
  error: relative(roundings.log),
  telling: [...positive, 0, -1e-30, -1e-6, -1e-3, -0.29, -0.3, -0.5, -0.9, -0.999],
  domain: [-0.9, 3],
});
export const sqrt: Operation = unary({
  name: 'sqrt',
  define: Math.sqrt,
  wgsl: 'select(sqrt(x), uniforms.NAN, x < 0.0)',
  error: (x, result) => (x < smallestNormal ? result : roundings.sqrt * u * result),
  telling: [0, ...positive],
  domain: [0, 5],
});
export const rsqrt: Operation = unary({
  name: 'rsqrt',
  define: (x) => 1 / Math.sqrt(x),
  wgsl: 'select(select(inverseSqrt(x), uniforms.INFINITY, x == 0.0), uniforms.NAN, x < 0.0)',
  error: steep(roundings.inverseSqrt),
  telling: positive,
  domain: [0.1, 5],
});
export const reciprocal: Operation = unary({
  name: 'reciprocal',
  define: (x) => 1 / x,
  wgsl: '1.0 / x',
  error: (x, result) => (Math.abs(x) > 2 ** 126 ? Math.abs(result) : steep(roundings.divide)(x, result)),
  telling: [...positive, -0.3, -7, -1e20],
  domain: [0.1, 5],
});
export const square: Operation = unary({
  name: 'square',
  define: (x) => x * x,
  wgsl: 'x * x',
  wgslInteger: 'x * x',
  error: relative(1),
  telling: everywhere,
  domain: [-3, 3],
});
export const sin: Operation = unary({
  name: 'sin',
  define: Math.sin,
  wgsl: 'sineOfQuarters(x, 0)',
  library: trigonometric,
  error: angleError,
  telling: [...everywhere, Math.PI / 2, Math.PI, 2 * Math.PI, 22, 100, 355, 11_999],
  domain: [-7, 7],
});
export const cos: Operation = unary({
  name: 'cos',
  define: Math.cos,
  wgsl: 'sineOfQuarters(x, 1)',
  library: trigonometric,
  error: angleError,
  telling: [...everywhere, Math.PI / 2, Math.PI, 2 * Math.PI, 22, 100, 355, 11_999],
  domain: [-7, 7],
});
export const tanh: Operation = unary({
  name: 'tanh',
  define: Math.tanh,
  wgsl: 'accurateTanh(x)',
  library: exponential + sigmoids,
  error: relative(roundings.tanh),
  telling: everywhere,
  domain: [-3, 3],
});
export const sigmoid: Operation = unary({
  name: 'sigmoid',
  define: sigmoid64,
  wgsl: 'accurateSigmoid(x)',
  library: exponential + sigmoids,
  error: relative(roundings.sigmoid),
  telling: everywhere,
  domain: [-6, 6],
});
export const softplus: Operation = unary({
  name: 'softplus',
  define: softplus64,
  wgsl: 'accurateSoftplus(x)',
  library: exponential + logarithm + softplusFunction,
  error: relative(roundings.softplus),
  telling: everywhere,
  domain: [-6, 6],
});
export const relu: Operation = unary({
  name: 'relu',
  define: (x) => (x > 0 || Number.isNaN(x) ? x : 0),
  wgsl: 'select(max(x, 0.0), x, isnan(x))',
  wgslInteger: 'max(x, 0)',
  error: exact,
  telling: everywhere,
  domain: [-3, 3],
});
export const erf: Operation = unary({
  name: 'erf',
  define: erf64,
  wgsl: 'accurateErf(x)',
  library: exponential + errorFunction,
  error: relative(roundings.erf),
  telling: [...everywhere, 0.999, 1.001, 2, 3.9, 4.1],
  domain: [-4, 4],
});
export const floor: Operation = unary({
  name: 'floor',
  define: Math.floor,
  wgsl: 'floor(x)',
  wgslInteger: 'x',
  // A tiny negative number that the device reads as zero has floor 0, not −1.
  error: (x, result) => (x < 0 && x > -smallestNormal ? 1 : copyBound(result)),
  telling: everywhere,
  domain: [-3, 3],
});

export const unaryOperations: readonly Operation[] = [
  neg,
  abs,
  sign,
  exp,
  expm1,
  log,
  log1p,
  sqrt,
  rsqrt,
  reciprocal,
  square,
  sin,
  cos,
  tanh,
  sigmoid,
  softplus,
  relu,
  erf,
  floor,
];
