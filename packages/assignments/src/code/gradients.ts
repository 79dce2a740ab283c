import { vjp } from '@gradbook/autograd';
import { Float64Tensor, foldIn, type Key, normal, randomInts, toFloat64, type Value } from '@gradbook/core-ops';

import type { CodeArguments, CodeFunction, CodeOutputs } from './case.ts';
import { namedOutputs } from './compare-outputs.ts';
import type { CodeData } from './runner.ts';
import { mapTensors, tensorsOf } from './trees.ts';

/** Numbers of the arguments whose derivatives are looked at. */
const probes = 16;
/** Wide enough that float32 inside the student's function does not drown the difference, narrow enough for its error. */
const step = 2 ** -9;

/** A scalar of a function's outputs, and its derivatives in the arguments by path. */
export interface Derivatives {
  /** One weight for each number of each output: L = Σ outputs ∘ weights. */
  readonly weights: CodeOutputs<Float64Tensor>;
  readonly gradients: ReadonlyMap<string, Float64Tensor>;
}

/** ∂L/∂(argument) of the reference, by autograd in float64. */
export async function derivativesOf(
  fn: CodeFunction,
  args: CodeArguments<Float64Tensor>,
  outputs: CodeOutputs<Float64Tensor>,
  key: Key,
): Promise<Derivatives> {
  const names = Object.keys(fn.outputs);
  const weights = Object.fromEntries(
    names.map((name, index) => [name, normal(foldIn(key, index), outputs[name]!.shape)] as const),
  );
  const paths = tensorsOf(args).filter(([path]) => isDifferentiable(fn, path));
  const run = (values: readonly Value[]): readonly Value[] => {
    const changed = mapTensors<Float64Tensor, Value>(args, (tensor, path) => {
      const index = paths.findIndex(([each]) => each === path);
      return index < 0 ? tensor : values[index]!;
    });
    const result = fn.reference(changed);
    return names.map((name) => result[name]!);
  };
  const { pullback } = vjp(
    run,
    paths.map(([, tensor]): Value => tensor),
  );
  const [gradients] = pullback(names.map((name): Value => weights[name]!));
  const found = new Map<string, Float64Tensor>();
  for (const [index, [path]] of paths.entries()) found.set(path, await toFloat64(gradients[index]!));
  return { weights, gradients: found };
}

function isDifferentiable(fn: CodeFunction, path: string): boolean {
  return (fn.differentiable ?? []).some((name) => path === name || path.startsWith(`${name}.`));
}

/** One derivative that was measured on the student's function. */
export interface MeasuredDerivative {
  readonly path: string;
  readonly index: number;
  readonly given: number;
  readonly expected: number;
}

/**
 * Central differences of L in a few numbers of the arguments, drawn by the key.
 *
 * @param call calls the student's function; undefined when it gave no outputs that could be summed.
 * @returns the derivatives, and the largest |expected| they are measured against; undefined when a call failed.
 */
export async function measureDerivatives(
  fn: CodeFunction,
  args: CodeArguments<Float64Tensor>,
  { weights, gradients }: Derivatives,
  call: (args: CodeArguments<Float64Tensor>) => Promise<CodeData>,
  key: Key,
): Promise<readonly MeasuredDerivative[] | undefined> {
  const paths = [...gradients.keys()];
  const measured: MeasuredDerivative[] = [];
  for (let probe = 0; probe < probes; probe++) {
    const path = paths[probe % paths.length]!;
    const gradient = gradients.get(path)!;
    const [index = 0] = randomInts(foldIn(key, probe), [1], 0, gradient.data.length).data;
    const at = async (by: number): Promise<number | undefined> => {
      const moved = mapTensors<Float64Tensor, Float64Tensor>(args, (tensor, each) => {
        if (each !== path) return tensor;
        const data = Float64Array.from(tensor.data);
        data[index]! += by;
        return new Float64Tensor(tensor.shape, data);
      });
      return weighted(namedOutputs(await call(moved), fn), weights);
    };
    const [above, below] = [await at(step), await at(-step)];
    if (above === undefined || below === undefined) return undefined;
    measured.push({ path, index, given: (above - below) / (2 * step), expected: gradient.data[index]! });
  }
  return measured;
}

/** Σ outputs ∘ weights; undefined where an output is not a tensor of the right size. */
function weighted(
  outputs: Readonly<Record<string, CodeData>>,
  weights: CodeOutputs<Float64Tensor>,
): number | undefined {
  let sum = 0;
  for (const [name, weight] of Object.entries(weights)) {
    const value = outputs[name];
    const data = typeof value === 'number' ? [value] : value instanceof Float64Tensor ? value.data : undefined;
    if (data?.length !== weight.data.length) return undefined;
    for (const [index, w] of weight.data.entries()) sum += w * data[index]!;
  }
  return sum;
}

/**
 * What a central difference may be off: its own error is the third derivative times step²/6, and float32 inside the student's
 * function adds a few roundings over the step.
 */
export function derivativeTolerance(fn: CodeFunction, args: CodeArguments<Float64Tensor>, largest: number): number {
  return (step ** 2 + (fn.roundings(args) * 2 ** -24) / step) * Math.max(1, largest) * 8;
}
