import { Float64Tensor } from '@gradbook/core-ops';

import type { CodeFunction, CodeOutputs } from './case.ts';
import type { CodeData } from './runner.ts';

/** What is wrong with one output: a sentence, and for numbers where and by how much. */
export interface OutputDifference {
  readonly output: string;
  readonly kind: 'missing' | 'not a tensor' | 'shape' | 'not finite' | 'value';
  readonly message: string;
  /** The indices of the first wrong number, with the names of their axes. */
  readonly at?: string;
  readonly given?: number;
  readonly expected?: number;
  /** |given − expected| of every number, where the shape is right. */
  readonly errors?: Float64Tensor;
}

/** The outputs that a call returned, by the names that the function's definition gives them; undefined where one is missing. */
export function namedOutputs(value: CodeData, fn: CodeFunction): Readonly<Record<string, CodeData>> {
  const names = Object.keys(fn.outputs);
  if (names.length === 1) {
    const [name] = names as [string];
    const inside = isRecord(value) ? valueNamed(value, name) : undefined;
    return { [name]: inside ?? value };
  }
  if (Array.isArray(value)) return Object.fromEntries(names.map((name, index) => [name, value[index]]));
  // A list of tensors of one shape has become one tensor on its way.
  if (value instanceof Float64Tensor && value.shape[0] === names.length) {
    const length = value.data.length / names.length;
    return Object.fromEntries(
      names.map((name, index) => [
        name,
        new Float64Tensor(value.shape.slice(1), value.data.slice(index * length, (index + 1) * length)),
      ]),
    );
  }
  return isRecord(value) ? Object.fromEntries(names.map((name) => [name, valueNamed(value, name)])) : {};
}

function isRecord(value: CodeData): value is { readonly [name: string]: CodeData } {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Float64Tensor);
}

/** A name without capitals and underscores. */
function plain(name: string): string {
  return name.toLowerCase().replaceAll('_', '');
}

/** Whether a name is written with capitals or underscores is nobody's point. */
function valueNamed(value: { readonly [name: string]: CodeData }, name: string): CodeData {
  const key = Object.keys(value).find((each) => plain(each) === plain(name));
  return key === undefined ? undefined : value[key];
}

/** The first difference in each output, in the order of the definition; none when all are right. */
export function compareOutputs(
  value: CodeData,
  expected: CodeOutputs<Float64Tensor>,
  fn: CodeFunction,
  tolerance: number,
): readonly OutputDifference[] {
  const given = namedOutputs(value, fn);
  return Object.entries(fn.outputs).flatMap(([output, axes]) => {
    const difference = compareOne(output, given[output], expected[output]!, axes, tolerance);
    return difference ? [difference] : [];
  });
}

function compareOne(
  output: string,
  value: CodeData,
  expected: Float64Tensor,
  axes: readonly string[],
  tolerance: number,
): OutputDifference | undefined {
  const what = output === 'result' ? 'the result' : `\`${output}\``;
  if (value === undefined || value === null) {
    return { output, kind: 'missing', message: `${what} is ${value === undefined ? 'missing (undefined)' : 'null'}.` };
  }
  const tensor = typeof value === 'number' ? new Float64Tensor([], [value]) : value;
  if (!(tensor instanceof Float64Tensor)) {
    return { output, kind: 'not a tensor', message: `${what} is no tensor and no nested list of numbers.` };
  }
  const scalar = expected.shape.length === 0 && tensor.data.length === 1;
  if (!scalar && !sameShape(tensor.shape, expected.shape)) {
    const turned = sameShape(tensor.shape.toSorted(ascending), expected.shape.toSorted(ascending));
    return {
      output,
      kind: 'shape',
      message: `${what} has shape [${tensor.shape.join(', ')}]; [${expected.shape.join(', ')}] (${axes.join(', ')}) is expected.${turned ? ' The axes are in another order.' : ''}`,
    };
  }
  const errors = new Float64Tensor(
    expected.shape,
    // Infinity less itself is no number, and equal all the same.
    expected.data.map((right, index) => (tensor.data[index] === right ? 0 : Math.abs(tensor.data[index]! - right))),
  );
  const wrong = errors.data.findIndex((error) => !(error <= tolerance));
  if (wrong < 0) return undefined;
  const at = placeOf(expected.shape, axes, wrong);
  const number = tensor.data[wrong]!;
  const many = errors.data.filter((error) => !(error <= tolerance)).length;
  const count = `${many} of ${errors.data.length} numbers ${many === 1 ? 'is' : 'are'} wrong`;
  if (!Number.isFinite(number)) {
    return { output, kind: 'not finite', message: `${what} is ${number}${at}; ${count}.`, at, errors };
  }
  return {
    output,
    kind: 'value',
    message: `${what} is wrong${at === '' ? '' : ` first${at}`}; ${count}.`,
    at,
    given: number,
    expected: expected.data[wrong]!,
    errors,
  };
}

const ascending = (a: number, b: number): number => a - b;

function sameShape(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((size, axis) => size === b[axis]);
}

/** ` at step 2, example 0, unit 1`, counted from 0. */
function placeOf(shape: readonly number[], axes: readonly string[], position: number): string {
  let rest = position;
  const indices = shape
    .toReversed()
    .map((size) => {
      const index = rest % size;
      rest = Math.floor(rest / size);
      return index;
    })
    .toReversed();
  return indices.length === 0 ? '' : ` at ${indices.map((index, axis) => `${axes[axis]} ${index}`).join(', ')}`;
}

/** Whether outputs equal those of a wrong variant, up to the tolerance. */
export function equalOutputs(
  value: CodeData,
  variant: CodeOutputs<Float64Tensor>,
  fn: CodeFunction,
  tolerance: number,
): boolean {
  return compareOutputs(value, variant, fn, tolerance).length === 0;
}

/** How far two sets of right outputs lie apart at most; infinite where shapes differ. */
export function distance(a: CodeOutputs<Float64Tensor>, b: CodeOutputs<Float64Tensor>): number {
  let most = 0;
  for (const [name, left] of Object.entries(a)) {
    const right = b[name];
    if (!right || !sameShape(left.shape, right.shape)) return Infinity;
    for (const [index, value] of left.data.entries()) most = Math.max(most, Math.abs(value - right.data[index]!));
  }
  return most;
}
