import { dispose, type Float64Tensor, fromFloat64, scope, toFloat64 } from '@gradbook/core-ops';

import { NoPropagationRule } from '../error-analysis/propagation.ts';
import { resultOf, track } from '../error-analysis/tracked.ts';
import { compute } from './compute.ts';
import type { Problem } from './problem.ts';

/** How one output or gradient came out. Errors are relative to max(1, the largest true value), as in the case files. */
export interface TensorMeasurement {
  /** `output y` or `gradient weight`. */
  readonly what: string;
  readonly error: number;
  /** The tolerance where the error takes most of it. */
  readonly tolerance: number;
  /** The largest derived bound of an element's error; none where an operation involved has no rule for one. */
  readonly derived?: number;
  /** The largest share of its tolerance that an element's error takes: above 1 is a failure. */
  readonly share: number;
}

/** How a case came out. */
export interface Measurement {
  readonly error: number;
  /** The tensor whose error takes the largest share of its tolerance. */
  readonly worst: TensorMeasurement;
  readonly tensors: readonly TensorMeasurement[];
  /** Where the float64 definitions differ from a float64 truth by more than float64's arithmetic can: none when right. */
  readonly misses: readonly string[];
}

/** PyTorch's own float32 error is allowed this many times over. */
const peerFactor = 4;

/**
 * Computes a case on the device and compares it with the case's truth, element by element. An element may be off by
 *
 *     max(4 · PyTorch's own float32 error · scale, derived bound)
 *
 * where the derived bound is the running error analysis of the very operations that were computed. Where the truth is
 * itself float32 (ONNX), it may be off by as much again: the bound is then that of ordinary float32 sums, twice.
 *
 * A float64 truth is compared with the float64 definitions as well: they may differ by float64's arithmetic only.
 */
export async function measure(problem: Problem): Promise<Measurement> {
  const exactTruth = problem.peerError !== undefined;
  const anyOrder = bound(problem, 'ordinary');
  const bounds = exactTruth ? bound(problem, 'kernels') : anyOrder;
  const device = await computeOnDevice(problem);
  const expected = Object.entries(named(problem.outputs, problem.gradients));
  const tensors = expected.map(([what, truth]) => {
    const result = device[what];
    if (!result) throw new Error(`the ${what} was not computed`);
    if (String(result.shape) !== String(truth.shape)) {
      throw new Error(`the ${what} has shape [${result.shape.join(', ')}], the case's [${truth.shape.join(', ')}]`);
    }
    const derived = bounds?.[what];
    if (!derived && !exactTruth) throw new Error('no tolerance can be derived for it');
    const scale = scaleOf(truth);
    const measured = compare(what, result, truth, scale, (i) => {
      const own = usable(derived?.error.data[i], scale);
      return exactTruth ? Math.max(peerFactor * problem.peerError! * scale, own) : 2 * own;
    });
    return derived ? { ...measured, derived: Math.max(...derived.error.data) / scale } : measured;
  });
  const misses = exactTruth ? expected.flatMap(([what, truth]) => definitionMisses(what, anyOrder?.[what], truth)) : [];
  const worst = tensors.reduce((most, each) => (each.share > most.share ? each : most));
  return { error: Math.max(...tensors.map(({ error }) => error)), worst, tensors, misses };
}

type Bounded = ReturnType<typeof resultOf>;

/** The float64 values with the bounds of their float32 errors, or nothing where an operation has no rule for it. */
function bound(problem: Problem, arithmetic: 'kernels' | 'ordinary'): Readonly<Record<string, Bounded>> | undefined {
  try {
    const { outputs, gradients } = compute(problem, (value) => track(value, arithmetic));
    return mapValues(named(outputs, gradients), resultOf);
  } catch (error) {
    if (error instanceof NoPropagationRule) return undefined;
    throw error;
  }
}

async function computeOnDevice(problem: Problem): Promise<Record<string, Float64Tensor>> {
  const values = scope(() => {
    const { outputs, gradients } = compute(problem, fromFloat64);
    return named(outputs, gradients);
  });
  try {
    const results: Record<string, Float64Tensor> = {};
    for (const [what, value] of Object.entries(values)) results[what] = await toFloat64(value);
    return results;
  } finally {
    dispose(values);
  }
}

/** A bound as large as the values themselves says nothing; one below it is never a guess. */
function usable(error: number | undefined, scale: number): number {
  return error !== undefined && error < scale ? error : 0;
}

function compare(
  what: string,
  result: Float64Tensor,
  truth: Float64Tensor,
  scale: number,
  allowed: (index: number) => number,
): TensorMeasurement {
  let [error, tolerance, share] = [0, allowedAnywhere(truth, allowed), 0];
  for (const [i, value] of result.data.entries()) {
    const expected = truth.data[i]!;
    // A NaN or an infinity must be one there as well, of the same sign.
    if (Object.is(value, expected) || value === expected) continue;
    const distance = Math.abs(value - expected);
    const off = Number.isNaN(distance) ? Infinity : distance;
    error = Math.max(error, off);
    const part = off / allowed(i);
    if (part > share) [share, tolerance] = [part, allowed(i)];
  }
  return { what, error: error / scale, tolerance: tolerance / scale, share };
}

function allowedAnywhere(truth: Float64Tensor, allowed: (index: number) => number): number {
  return truth.data.reduce((most, _, i) => Math.max(most, allowed(i)), 0);
}

/**
 * What to say when the definitions are not the case's function. In float64 the analysis holds with a unit roundoff
 * smaller by 2⁻²⁹: once for our definitions, once for the numbers in the case, which were added up in some other order.
 */
function definitionMisses(what: string, bounded: Bounded | undefined, truth: Float64Tensor): string[] {
  if (!bounded) return [];
  const { value, error } = bounded;
  const scale = scaleOf(truth);
  const { error: off, share } = compare(what, value, truth, scale, (i) => {
    return 2 ** -28 * error.data[i]! + 2 ** -52 * Math.abs(truth.data[i]!);
  });
  return share > 1 ? [`the float64 definition misses the ${what} by ${off.toExponential(1)}`] : [];
}

/** max(1, largest finite magnitude) */
function scaleOf({ data }: Float64Tensor): number {
  return data.reduce((scale, value) => (Number.isFinite(value) ? Math.max(scale, Math.abs(value)) : scale), 1);
}

function named<T>(outputs: Readonly<Record<string, T>>, gradients: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries([
    ...Object.entries(outputs).map(([name, value]) => [`output ${name}`, value] as const),
    ...Object.entries(gradients).map(([name, value]) => [`gradient ${name}`, value] as const),
  ]);
}

function mapValues<T, U>(record: Readonly<Record<string, T>>, map: (value: T) => U): Record<string, U> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, map(value)]));
}
