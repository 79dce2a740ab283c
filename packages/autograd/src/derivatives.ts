import { concrete, type LeafOf, type MappedTree, reshape, scope, stack, type Value } from '@gradbook/core-ops';

import { constantLike, oneHotLike, onesLike } from './constants.ts';
import { detach, deviceTensors, pullBack, type Recording, record } from './record.ts';
import { provideVjp } from './rules/registry.ts';
import { isDifferentiable } from './tape.ts';
import { flatten, type FlatTree, flattenResult, place, type Watched } from './trees.ts';

/**
 * The arguments that a function is differentiated in: one by its position, or several.
 *
 * @example
 * const argument: Argument = [0, 2]; // the first and the third
 */
export type Argument = number | readonly number[];

/**
 * What {@link grad} and its like take.
 *
 * @example
 * grad((x: Value, y: Value) => sum(mul(x, y)), { argument: 1 })(float64([2]), float64([3])).data; // [2]
 */
export interface GradOptions<N extends Argument = Argument> {
  /** The position of the argument to differentiate in, counted from 0, or several positions; 0 unless given. */
  readonly argument?: N;
}

/**
 * Of a list of arguments the one that is differentiated in, or a list of those that are.
 *
 * @example
 * type Second = Chosen<[Float64Tensor, { w: Float64Tensor }], 1>; // { w: Float64Tensor }
 */
export type Chosen<B extends readonly unknown[], N extends Argument> = N extends number
  ? B[N]
  : N extends readonly number[]
    ? { -readonly [K in keyof N]: B[N[K] & number] }
    : never;

/**
 * What {@link vjp} returns.
 *
 * @example
 * using product = vjp((x, y) => mul(x, y), float64(2), float64(5));
 * product.pullback(float64(1)).map((cotangent) => cotangent.data[0]); // [5, 2]
 */
export interface Vjp<A extends readonly unknown[], R> extends Disposable {
  /** f(…primals). */
  readonly value: R;
  /**
   * The vector-Jacobian product: for a cotangent v of the value's tree and shapes, (∂f/∂x)ᵀ v for every primal x, each
   * of its primal's tree and shapes. May be called any number of times, with traced cotangents as well.
   */
  readonly pullback: (cotangent: unknown) => A;
  /**
   * Frees what the pullback holds on the device. The scope around the call of `vjp` does so too; float64 values need
   * neither.
   */
  readonly dispose: () => void;
}

/**
 * A function's value, and the map that pulls cotangents back through it (reverse mode): v ↦ (∂f/∂x)ᵀ v.
 *
 * @param f a synchronous function of trees of values, made of operations of the table.
 * @param primals where to evaluate it: trees of floating-point values of any shapes.
 * @throws TypeError for integer primals and for a cotangent that does not fit the value; TraceError for an async
 * function, for a result that is no tree of values, and for an operation without a derivative.
 *
 * @example
 * const { value, pullback } = vjp((x, y) => mul(x, y), float64([2, 3]), float64([5, 7]));
 * value.data; // [10, 21]
 * pullback(float64([1, 10])).map((cotangent) => cotangent.data); // [[5, 70], [2, 30]]
 */
export function vjp<A extends readonly unknown[], R>(
  f: (...args: Watched<A>) => R,
  ...primals: A
): Vjp<A, MappedTree<R, LeafOf<A>>> {
  const positions = primals.map((_, position) => position);
  const problem = pose('vjp', untyped(f), primals, positions);
  let recording: Recording | undefined;
  let outputs: Value[] = [];
  let held: Value[] = [];
  scope(() => {
    recording = record(problem.call, problem.leaves, 'vjp');
    outputs = detach(recording.outputs);
    held = recording.tape.handOver();
    return deviceTensors([...outputs, ...held]);
  });
  const result = problem.result();
  const pullback = (cotangent: unknown): A => {
    if (!recording) throw new TypeError('vjp: this pullback has been disposed of; call vjp again');
    const given = cotangentsFor(result, outputs, cotangent);
    const from = recording;
    const pulled = inScope(() => detach(pullBack(from, given)));
    // Each tree is rebuilt from leaves of its primal's kind.
    return problem.split(pulled) as readonly unknown[] as A;
  };
  const dispose = (): void => {
    recording = undefined;
    for (const tensor of deviceTensors(held)) tensor.dispose();
    held = [];
  };
  return {
    value: result.rebuild(outputs) as MappedTree<R, LeafOf<A>>,
    pullback,
    dispose,
    [Symbol.dispose]: dispose,
  };
}

provideVjp(vjp);

/**
 * The gradient of a scalar function: ∂f/∂x for one of its arguments, by reverse-mode accumulation, at the cost of a
 * small multiple of evaluating f.
 *
 * @param f a synchronous function of trees of values that returns a scalar value (shape []).
 * @returns a function of f's arguments that returns the gradient: a tree like the argument, each leaf of its shape, zeros
 * where f does not depend on it. It can be differentiated again.
 * @throws TypeError when f does not return a scalar and for integer arguments; TraceError as {@link vjp}.
 *
 * @example
 * const gradient = grad((x: Value) => sum(mul(x, square(x))));
 * gradient(float64([1, 2])).data; // [3, 12]
 */
export function grad<A extends readonly unknown[], const N extends Argument = 0>(
  f: (...args: A) => Value,
  options: GradOptions<N> = {},
): <B extends A>(...args: B) => Chosen<B, N> {
  const { argument = 0 }: GradOptions = options;
  // Each tree is rebuilt from leaves of its argument's kind, so it has its argument's type; likewise below.
  return <B extends A>(...args: B) =>
    scalarGradient('grad', untyped(f), args, argument, 'gradient').gradient as Chosen<B, N>;
}

/**
 * A scalar function's value together with its gradient: what a training step needs, at the cost of one of them.
 *
 * @param f as for {@link grad}.
 * @returns a function of f's arguments that returns both; the errors are those of {@link grad}.
 *
 * @example
 * const { value, gradient } = valueAndGrad((x: Value) => sum(square(x)))(float64([1, 2]));
 * value.data; // [5]
 * gradient.data; // [2, 4]
 */
export function valueAndGrad<A extends readonly unknown[], const N extends Argument = 0>(
  f: (...args: A) => Value,
  options: GradOptions<N> = {},
): <B extends A>(...args: B) => { value: LeafOf<B>; gradient: Chosen<B, N> } {
  const { argument = 0 }: GradOptions = options;
  return <B extends A>(...args: B) =>
    scalarGradient('valueAndGrad', untyped(f), args, argument, 'value and gradient') as {
      value: LeafOf<B>;
      gradient: Chosen<B, N>;
    };
}

/**
 * The Jacobian of a function: J[i…, j…] = ∂f[i…]/∂x[j…], one pullback for each element of the value.
 *
 * @param f a synchronous function from trees of values to a tree of values.
 * @returns a function of f's arguments that returns a tree like the value; in the place of each leaf of shape [m…]
 * stands a tree like the argument whose leaves of shape [n…] have become [m…, n…].
 * @throws TypeError for integer arguments and values; TraceError as {@link vjp}.
 *
 * @example
 * jacobian((x: Value) => square(x))(float64([1, 2])).data; // [2, 0, 0, 4]
 */
export function jacobian<A extends readonly unknown[], R, const N extends Argument = 0>(
  f: (...args: A) => R,
  options: GradOptions<N> = {},
): <B extends A>(...args: B) => MappedTree<R, Chosen<B, N>> {
  return <B extends A>(...args: B) =>
    jacobianTree('jacobian', untyped(f), args, options.argument ?? 0) as MappedTree<R, Chosen<B, N>>;
}

/**
 * The Hessian of a scalar function: H[i…, j…] = ∂²f/∂x[i…]∂x[j…], the Jacobian of its gradient (reverse over reverse).
 *
 * @param f as for {@link grad}.
 * @returns a function of f's arguments that returns, for an argument of shape [n…], the value of shape [n…, n…]; for a
 * tree, a tree of trees.
 * @throws as {@link grad}.
 *
 * @example
 * hessian((x: Value) => sum(mul(x, square(x))))(float64([1, 2])).data; // [6, 0, 0, 12]
 */
export function hessian<A extends readonly unknown[], const N extends Argument = 0>(
  f: (...args: A) => Value,
  options: GradOptions<N> = {},
): <B extends A>(...args: B) => MappedTree<Chosen<B, N>, Chosen<B, N>> {
  const { argument = 0 }: GradOptions = options;
  const gradient = (...args: unknown[]): unknown =>
    scalarGradient('hessian', untyped(f), args, argument, 'gradient').gradient;
  return <B extends A>(...args: B) =>
    jacobianTree('hessian', gradient, args, argument) as MappedTree<Chosen<B, N>, Chosen<B, N>>;
}

/** Forgets the types of a function's arguments: below here trees are checked when they are flattened. */
function untyped(f: (...args: never) => unknown): (...args: unknown[]) => unknown {
  return f as (...args: unknown[]) => unknown;
}

/** A function of trees, seen as one of the leaves of the arguments that it is differentiated in. */
interface Problem {
  readonly leaves: readonly Value[];
  readonly call: (leaves: readonly Value[]) => readonly Value[];
  /** The tree of the last call's value. */
  readonly result: () => FlatTree;
  /** Puts leaves back into a tree for each chosen argument. */
  readonly split: (leaves: readonly Value[]) => unknown[];
}

function pose(
  caller: string,
  f: (...args: unknown[]) => unknown,
  args: readonly unknown[],
  positions: readonly number[],
): Problem {
  const trees = positions.map((position) => {
    if (!Number.isInteger(position) || position < 0 || position >= args.length) {
      throw new RangeError(`${caller}: argument ${position} was asked for, but ${args.length} were given`);
    }
    const tree = flatten(args[position], `${caller}: argument ${position}`);
    tree.leaves.forEach((leaf, index) => {
      if (isDifferentiable(leaf.dtype)) return;
      throw new TypeError(
        `${caller}: ${place(`argument ${position}`, tree.paths[index]!)} is ${leaf.dtype}; derivatives are taken of floating-point ` +
          'values. Pass it as another argument, close over it, or cast() it first.',
      );
    });
    return tree;
  });
  const split = (leaves: readonly Value[]): unknown[] => {
    let start = 0;
    return trees.map((tree) => tree.rebuild(leaves.slice(start, (start += tree.leaves.length))));
  };
  let result: FlatTree | undefined;
  return {
    leaves: trees.flatMap((tree) => tree.leaves),
    call: (leaves) => {
      const replaced = [...args];
      split(leaves).forEach((tree, index) => (replaced[positions[index]!] = tree));
      result = flattenResult(f(...replaced), caller);
      return result.leaves;
    },
    result: () => {
      if (!result) throw new Error(`${caller}: the function has not been called`);
      return result;
    },
    split,
  };
}

/** The gradient of a scalar function and, where it is wanted, its value: nothing is left on the device unasked. */
function scalarGradient(
  caller: string,
  f: (...args: unknown[]) => unknown,
  args: readonly unknown[],
  argument: Argument,
  want: 'gradient' | 'value and gradient',
): { value: Value | undefined; gradient: unknown } {
  const problem = pose(caller, f, args, typeof argument === 'number' ? [argument] : argument);
  const results = inScope(() => {
    const recording = record(problem.call, problem.leaves, caller);
    try {
      const output = scalarOutput(caller, problem.result(), recording.outputs);
      const pulled = pullBack(recording, [onesLike(output)]);
      return detach(want === 'gradient' ? pulled : [...pulled, output]);
    } finally {
      recording.tape.release();
    }
  });
  const count = problem.leaves.length;
  const trees = problem.split(results.slice(0, count));
  return { value: results[count], gradient: typeof argument === 'number' ? trees[0] : trees };
}

function scalarOutput(caller: string, result: FlatTree, outputs: readonly Value[]): Value {
  const [output] = outputs;
  if (!output || outputs.length !== 1 || result.paths[0] !== '') {
    throw new TypeError(
      `${caller}: the function returned a tree of ${outputs.length} values; the gradient is that of one scalar. ` +
        'Return the scalar alone, or use vjp() or jacobian().',
    );
  }
  if (output.shape.length > 0) {
    throw new TypeError(
      `${caller}: the function returned shape [${output.shape.join(', ')}]; the gradient is that of a scalar, shape []. ` +
        'Reduce it, for example with sum(), or use vjp() with a cotangent or jacobian().',
    );
  }
  if (!isDifferentiable(output.dtype)) {
    throw new TypeError(
      `${caller}: the function returned ${output.dtype}; derivatives are taken of floating-point values`,
    );
  }
  return output;
}

function jacobianTree(
  caller: string,
  f: (...args: unknown[]) => unknown,
  args: readonly unknown[],
  argument: Argument,
): unknown {
  const positions = typeof argument === 'number' ? [argument] : argument;
  const problem = pose(caller, f, args, positions);
  // One block for each pair of a leaf of the value and a leaf of the arguments.
  const blocks = inScope(() => {
    const recording = record(problem.call, problem.leaves, caller);
    try {
      return detach(
        recording.outputs.flatMap((output, index) => {
          if (isDifferentiable(output.dtype)) return jacobianBlocks(recording, output, index);
          const path = problem.result().paths[index]!;
          throw new TypeError(`${caller}: ${place('the value', path)} is ${output.dtype}, which has no derivative`);
        }),
      );
    } finally {
      recording.tape.release();
    }
  });
  const count = problem.leaves.length;
  return problem.result().rebuild(
    problem.result().leaves.map((_, index) => {
      const trees = problem.split(blocks.slice(index * count, (index + 1) * count));
      return typeof argument === 'number' ? trees[0] : trees;
    }),
  );
}

function jacobianBlocks(recording: Recording, output: Value, index: number): Value[] {
  const size = output.shape.reduce((product, length) => product * length, 1);
  const rows = Array.from({ length: size }, (_, element) =>
    pullBack(
      recording,
      recording.outputs.map((_, other) => (other === index ? oneHotLike(output, element) : undefined)),
    ),
  );
  return recording.inputs.map((input, column) => {
    const shape = [...output.shape, ...input.shape];
    if (size === 0) return constantLike(input, shape, new Float64Array(0));
    return reshape(
      stack(
        rows.map((row) => row[column]!),
        0,
      ),
      shape,
    );
  });
}

/** Runs in a scope of its own that lets the results through. */
function inScope(f: () => Value[]): Value[] {
  let results: Value[] = [];
  scope(() => {
    results = f();
    return deviceTensors(results);
  });
  return results;
}

function cotangentsFor(result: FlatTree, outputs: readonly Value[], cotangent: unknown): readonly Value[] {
  const given = flatten(cotangent, 'vjp: the cotangent');
  const same = given.paths.length === result.paths.length && given.paths.every((path, i) => path === result.paths[i]);
  if (!same) {
    throw new TypeError(
      `vjp: the cotangent must be a tree like the value, with leaves at ${list(result.paths)}, not at ${list(given.paths)}`,
    );
  }
  outputs.forEach((output, index) => {
    const leaf = given.leaves[index]!;
    const fits =
      leaf.shape.length === output.shape.length && leaf.shape.every((length, axis) => length === output.shape[axis]);
    if (fits && (isDifferentiable(leaf.dtype) || !isDifferentiable(output.dtype))) return;
    throw new TypeError(
      `vjp: ${place('the cotangent', given.paths[index]!)} is ${leaf.dtype} [${leaf.shape.join(', ')}]; the value there is ` +
        `${concrete(output).dtype} [${output.shape.join(', ')}], and its cotangent must have the same shape`,
    );
  });
  return given.leaves;
}

function list(paths: readonly string[]): string {
  return paths.map((path) => path || '(the value itself)').join(', ') || '(none)';
}
