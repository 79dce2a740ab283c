import { type Float64Tensor, isTraced, scope, toFloat64, type Value } from '@gradbook/core-ops';

import { record } from '../record.ts';
import { flattenResult } from '../trees.ts';
import { buildGraph, type Recorded, valuesOf } from './build.ts';
import type { Graph } from './graph.ts';
import { GraphTape } from './graph-tape.ts';

/**
 * What {@link trace} takes.
 *
 * @example
 * await trace(({ x }) => ({ y: square(x) }), { x: float64([1, 2, 3]) }, { limit: 5 }); // throws RangeError: 9 partials
 */
export interface TraceOptions {
  /** The most numbers that all partials together may hold: 4 million unless given. */
  readonly limit?: number;
}

/**
 * Runs a function and returns its computation graph as data: every value with its numbers, every use of a value with the
 * partial derivative along it. The inputs' keys, `name()` and, where the function returns an object, its keys name the
 * nodes. What does not depend on the inputs, or only through comparisons and whole numbers, is a constant.
 *
 * An edge's partial is its operation's vector-Jacobian product of every unit cotangent, in float64 at the values as they
 * were computed: for WebGPU tensors the partials belong to the float32 numbers in the graph.
 *
 * @param f a synchronous function of named values that returns a value or a tree of values.
 * @param inputs values of any shapes; edges start from the floating-point ones.
 * @throws TypeError when two nodes get one name; RangeError when the partials would hold more than `limit` numbers;
 * TraceError for an async function, a result that is no tree of values, and an operation without a derivative.
 *
 * @example
 * const graph = await trace(({ w, u }) => ({ y: mul(w, name(mul(w, u), 'q')) }), { w: float64(2), u: float64(5) });
 * graph.edges.map(({ from, to, partial }) => [from, to, partial.data[0]]); // [[0, 2, 5], [1, 2, 2], [0, 3, 10], [2, 3, 2]]
 * total(graph, 'w', 'y').data; // [20]
 */
export async function trace<I extends Readonly<Record<string, Value>>>(
  f: (inputs: { readonly [K in keyof I]: Value }) => unknown,
  inputs: I,
  options: TraceOptions = {},
): Promise<Graph> {
  const { limit = 4_000_000 } = options;
  const names = Object.keys(inputs);
  const given = names.map((key) => inputs[key]!);
  given.forEach((value, index) => {
    if (!isTraced(value)) return;
    throw new TypeError(
      `trace: the input ${names[index]} is being differentiated; trace() reads numbers: call it outside`,
    );
  });

  const tape = new GraphTape(names);
  try {
    let recorded: Recorded | undefined;
    scope(() => {
      recorded = recordNamed(f, tape, names, given);
      // The tape holds all that is read below, so the scope may free the rest.
      return [];
    });
    if (!recorded) throw new Error('trace: nothing was recorded');
    const values = [...valuesOf(recorded)];
    const read = await Promise.all(values.map((value) => toFloat64(value)));
    const numbers = new Map<Value, Float64Tensor>(values.map((value, index) => [value, read[index]!]));
    return buildGraph(recorded, numbers, limit);
  } finally {
    tape.release();
  }
}

function recordNamed<I>(
  f: (inputs: { readonly [K in keyof I]: Value }) => unknown,
  tape: GraphTape,
  names: readonly string[],
  given: readonly Value[],
): Recorded {
  let paths: readonly string[] = [];
  const call = (values: readonly Value[]): Value[] => {
    const named = Object.fromEntries(values.map((value, index) => [names[index]!, value]));
    const result = flattenResult(f(named as { readonly [K in keyof I]: Value }), 'trace');
    paths = result.paths;
    return result.leaves.map((leaf, index) => (paths[index] === '' ? leaf : tape.nameResult(leaf, paths[index]!)));
  };
  const { inputs, outputs, slots } = record(call, given, 'trace', tape);
  return {
    tape,
    inputs: inputs.map((value, index) => ({ name: names[index]!, value: tape.hold(value) })),
    outputs: outputs.map((value, index) => ({ path: paths[index]!, value: tape.hold(value), slot: slots[index] })),
  };
}
