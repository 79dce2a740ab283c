import { Float64Tensor, type Shape } from '@gradbook/core-ops';

import type { Data } from './data.ts';

/** What a tensor must be to be compared. */
export interface TensorExpectation {
  /** The exact shape. */
  readonly shape?: Shape;
  /** Whether every number must be finite; false unless given. */
  readonly finite?: boolean;
  /** What the value is called in the message; `the result` unless given. */
  readonly what?: string;
}

/** A tensor that is what was expected, or what is wrong with the value. */
export type TensorCheck =
  | { readonly ok: true; readonly tensor: Float64Tensor }
  | { readonly ok: false; readonly message: string };

/**
 * Looks whether a value that came out of a sandbox is a tensor of the expected shape. A number counts as a scalar, and an empty
 * list as no numbers.
 *
 * @example
 * checkTensor(float64([1, 2]), { shape: [3] }); // { ok: false, message: 'the result has shape [2], expected is [3]' }
 * checkTensor(5, { shape: [] }).ok; // true
 * checkTensor('five').ok; // false
 */
export function checkTensor(value: Data, expectation: TensorExpectation = {}): TensorCheck {
  const { shape, finite = false, what = 'the result' } = expectation;
  const tensor =
    typeof value === 'number'
      ? new Float64Tensor([], [value])
      : Array.isArray(value) && value.length === 0
        ? new Float64Tensor([0], [])
        : value;
  if (!(tensor instanceof Float64Tensor)) {
    return {
      ok: false,
      message: `${what} is ${describe(value)}, expected is a tensor${shape ? ` of shape ${list(shape)}` : ''}`,
    };
  }
  if (shape && (shape.length !== tensor.shape.length || shape.some((length, axis) => length !== tensor.shape[axis]))) {
    return { ok: false, message: `${what} has shape ${list(tensor.shape)}, expected is ${list(shape)}` };
  }
  const bad = finite ? tensor.data.findIndex((x) => !Number.isFinite(x)) : -1;
  if (bad >= 0) {
    return {
      ok: false,
      message: `${what} has ${tensor.data[bad]} at ${list(indexAt(tensor.shape, bad))}, where a finite number is expected`,
    };
  }
  return { ok: true, tensor };
}

const list = (numbers: readonly number[]): string => `[${numbers.join(', ')}]`;

function indexAt(shape: Shape, position: number): number[] {
  let rest = position;
  return shape
    .toReversed()
    .map((length) => {
      const index = rest % length;
      rest = Math.floor(rest / length);
      return index;
    })
    .toReversed();
}

function describe(value: Data): string {
  if (value === undefined) return 'undefined (is a return missing?)';
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'string') return `the text ${JSON.stringify(value.slice(0, 40))}`;
  if (Array.isArray(value)) return `a list of ${value.length} that is no tensor (parts of different lengths or kinds)`;
  return `an object with ${Object.keys(value).slice(0, 10).join(', ') || 'nothing'}`;
}
